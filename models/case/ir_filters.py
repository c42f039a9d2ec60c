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
        """Refuse filters over our records that are another's, too, to who does not supervise all of them."""
        user = self.env.user
        if self.env.su or user.has_group(ERP_ADMINISTRATORS):
            return
        shared = self.sudo().filtered(
            lambda row: row.model_id.startswith("customs.") and row.user_ids != user
        )
        if not shared:
            return
        if not user.has_group(SUPERVISORS):
            raise AccessError(
                self.env._(
                    "Only a supervisor can share filters of customs cases. Save the filter for yourself."
                )
            )
        everybody = self.env["res.users"].sudo()
        if any(not row.user_ids for row in shared):
            everybody = everybody.search([("customs_authority_ids", "!=", False), ("share", "=", False)])
        for row in shared:
            if (row.user_ids or everybody).customs_authority_ids - user.customs_authority_ids:
                raise AccessError(
                    self.env._(
                        "This filter would also be shown to users of other authorities. Share it with users "
                        "of your authority only."
                    )
                )
