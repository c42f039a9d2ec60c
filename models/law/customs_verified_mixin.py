from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsVerifiedMixin(models.AbstractModel):
    """A row of law that carries a number or a wording: whether somebody compared it with the official text.

    What nobody has compared is shown as not verified wherever it is shown.
    """

    _name = "customs.verified.mixin"
    _description = "Law Record Compared with the Official Text"

    verified = fields.Boolean(copy=False, help="This was compared with the official text.")
    source = fields.Char(copy=False, help="The official text with which it was compared.")
    verification = fields.Selection(
        [("verified", "Verified"), ("unverified", "Not verified")],
        string="Official Text",
        compute="_compute_verification",
    )

    @api.depends("verified")
    def _compute_verification(self):
        for row in self:
            row.verification = "verified" if row.verified else "unverified"

    @api.constrains("verified", "source")
    def _check_source(self):
        for row in self:
            if row.verified and not (row.source or "").strip():
                raise ValidationError(
                    self.env._("%s: enter the official text with which it was compared.", row.display_name)
                )
