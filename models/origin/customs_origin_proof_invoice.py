from odoo import api, fields, models

from ...tools.dates import long_date


class CustomsOriginProofInvoice(models.Model):
    """An invoice named in box 11 of a proof of origin."""

    _name = "customs.origin.proof.invoice"
    _description = "Invoice on a Proof of Origin"
    _inherit = ["customs.checked.mixin"]
    _order = "proof_id, dated_on, id"
    _rec_name = "number"
    _whole_field = "proof_id"
    _checked_fields = frozenset(["number", "dated_on"])

    proof_id = fields.Many2one("customs.origin.proof", required=True, index=True, ondelete="cascade")
    number = fields.Char(required=True)
    dated_on = fields.Date(string="Date", required=True)

    @api.depends("number", "dated_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for invoice in self:
            invoice.display_name = f"{invoice.number or ''} ({long_date(invoice.dated_on, self.env.lang)})"

    @api.model
    def _field_title(self, name, number=None):
        return self.env._("Box 11: invoice, %s", super()._field_title(name, number))

    def _problems(self):
        """Return every reason why the invoice is not accepted as entered, as sentences."""
        problems = super()._problems()
        if self.dated_on and self.dated_on > self.proof_id._today():
            problems.append(
                self.env._(
                    "Box 11: the date %(day)s of invoice %(number)s is in the future.",
                    day=long_date(self.dated_on, self.env.lang),
                    number=self.number or "",
                )
            )
        return problems

    def _content(self):
        """Return what box 11 says of this invoice, as text."""
        self.ensure_one()
        return {self.env._("Box 11: invoice %s", self.number or ""): str(self.dated_on or "")}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.proof_id._refuse_loss_of_parts(self)
