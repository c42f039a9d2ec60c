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
