from odoo import api, models
from odoo.exceptions import AccessError

from ..law.res_partner import ERP_ADMINISTRATORS
from ..setup.roles import SUPERVISORS


class IrFilters(models.Model):
    """What officers see first on their screens, no other employee decides (CU-A).

    Odoo lets everybody share a filter with everybody, also as the one with which a screen opens: then cases
    are missing there, and nobody notices.
    """

    _inherit = "ir.filters"

    @api.model_create_multi
    def create(self, vals_list):
        filters = super().create(vals_list)
        filters._refuse_shared()
        return filters

    def write(self, vals):
        self.check_access("write")
        self._refuse_shared()
        result = super().write(vals)
        self._refuse_shared()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self._refuse_shared()

    def _refuse_shared(self):
        """Refuse filters over our records that are another's, too, to who is no supervisor."""
        user = self.env.user
        if self.env.su or user.has_group(SUPERVISORS) or user.has_group(ERP_ADMINISTRATORS):
            return
        if any(row.model_id.startswith("customs.") and row.user_ids != user for row in self.sudo()):
            raise AccessError(
                self.env._(
                    "Only a supervisor can share filters of customs cases. Save the filter for yourself."
                )
            )
