from odoo import models
from odoo.exceptions import AccessError

from .res_partner import ERP_ADMINISTRATORS


class MergePartnerAutomatic(models.TransientModel):
    """Contacts on which a case or a login hangs are merged by an administrator of the users alone (CU-A)."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge; a login may now represent another company, and Odoo says so in SQL alone (CU-A)."""
        partners = self.env["res.partner"].browse(partner_ids)
        partners.check_access("write")
        if not self.env.su and not self.env.user.has_group(ERP_ADMINISTRATORS):
            # Each of them may come to represent the firm of any other.
            partners.exists()._refuse_another_standing({"parent_id": partners.ids})
        logins = partners.browse()._logins_moved_along()
        if self.env.user.has_group(ERP_ADMINISTRATORS):
            logins = partners.exists()._logins_moved_along().filtered("customs_invited_for_id")
        with partners._key_holders()._ending_keys_of_leavers():
            result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        logins.exists()._confirm_firm()
        return result

    def action_update_all_process(self):
        """Merge all; Odoo then takes "is a company" from every subsidiary of the database, in SQL alone."""
        if not self.env.su and not self.env.user.has_group(ERP_ADMINISTRATORS):
            raise AccessError(
                self.env._("Only an administrator of the users can merge all contacts at once.")
            )
        return super().action_update_all_process()
