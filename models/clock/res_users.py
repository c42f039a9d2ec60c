from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    customs_digest = fields.Boolean(
        string="Morning Digest of Deadlines",
        default=True,
        help="A morning email with deadlines that are overdue or due within seven days.",
    )
    customs_digest_on = fields.Date(
        string="Last Digest", readonly=True, copy=False, help="Prevents sending the digest twice on one day."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "customs_digest"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "customs_digest"]
