from odoo import api, models
from odoo.exceptions import AccessError


class MailFollowers(models.Model):
    """Who follows a case is one of those who run it, by whichever door (CU-A).

    `_message_subscribe` of a case leaves others out; here they are refused to whoever keeps the list of
    followers itself, as an administrator of the system may.
    """

    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        followers = super().create(vals_list)
        followers._refuse_outsiders()
        return followers

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("res_model", "res_id", "partner_id")):
            self._refuse_outsiders()
        return result

    def _refuse_outsiders(self):
        """Refuse followers of our records who do not run the case; the software subscribes nobody else."""
        for row in () if self.env.su else self.sudo():
            if not (row.res_model or "").startswith("customs."):
                continue
            record = self.env[row.res_model].sudo().browse(row.res_id)
            inside = (
                record._partners_inside(row.partner_id.ids) if hasattr(record, "_partners_inside") else []
            )
            if not inside:
                raise AccessError(
                    self.env._("Only officers of the authority that runs the case can follow it.")
                )
