from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    customs_authority_ids = fields.Many2many(
        "customs.authority",
        "customs_authority_users_rel",
        "user_id",
        "authority_id",
        string="Customs Authorities",
        help="The authorities that the user serves. A user sees the cases of these authorities only.",
    )

    def write(self, vals):
        """Write; what the record rules read of these users holds from the next search on (CU-A, IT9).

        Groups and archiving are Odoo's own to tell; a change of company comes through the contact. A new
        user has no rules kept, and those of a deleted one Odoo forgets.
        """
        result = super().write(vals)
        if not vals.keys().isdisjoint({"customs_authority_ids", "partner_id"}):
            self.env["ir.rule"]._forget_domains()
        return result
