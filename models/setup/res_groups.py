from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Write; who loses the last role here by the list of a group loses the API keys as well."""
        if {"user_ids", "implied_ids"}.isdisjoint(vals):
            return super().write(vals)
        with self.env["res.users"]._all_key_holders()._ending_keys_of_leavers():
            return super().write(vals)
