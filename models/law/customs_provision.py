from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsProvision(models.Model):
    """The article that sentences of the software cite, where no step, rule, ground or list has it.

    The code knows what can be cited (`_provision_codes` of the agreement); the agreement, which article says
    it. Without a row the sentence names no article.
    """

    _name = "customs.provision"
    _description = "Provision"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _is_cached = True
    _order = "agreement_id, id"

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    code = fields.Char(string="What It Says", required=True)
    code_choices = fields.Json(compute="_compute_code_choices")
    article = fields.Char(required=True, help="As the articles with a citation in documents name it.")

    _code_uniq = models.Constraint(
        "UNIQUE(agreement_id, code)", "The agreement already has an article for this provision."
    )

    @api.depends("agreement_id")
    @api.depends_context("lang")
    def _compute_code_choices(self):
        choices = [list(pair) for pair in self.env["customs.agreement"]._provision_codes().items()]
        for row in self:
            row.code_choices = choices

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        codes = self.env["customs.agreement"]._provision_codes()
        for row in self:
            row.display_name = codes.get(row.code, row.code) or ""

    @api.constrains("code")
    def _check_code(self):
        codes = self.env["customs.agreement"]._provision_codes()
        for row in self:
            if row.code not in codes:
                raise ValidationError(
                    self.env._(
                        "'%(code)s' is not a provision that is cited. Choose from: %(known)s.",
                        code=row.code,
                        known=", ".join(codes),
                    )
                )
