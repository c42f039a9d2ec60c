from odoo import api, fields, models

from ...tools.dates import long_date


class CustomsOriginProofInvoice(models.Model):
    """An invoice named on a proof of origin."""

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
        title = self.env._("invoice, %s", super()._field_title(name, number))
        return self[:1].proof_id._type_of_titles()._in_box("invoice_ids", title)

    def _problems(self):
        """Return every reason why the invoice is not accepted as entered, as sentences."""
        problems = super()._problems()
        if self.dated_on and self.dated_on > self.proof_id._today():
            problems.append(
                self.proof_id.proof_type_id._in_box(
                    "invoice_ids",
                    self.env._(
                        "the date %(day)s of invoice %(number)s is in the future.",
                        day=long_date(self.dated_on, self.env.lang),
                        number=self.number or "",
                    ),
                )
            )
        return problems

    def _content(self):
        """Return what the proof says of this invoice, as text."""
        self.ensure_one()
        title = self.proof_id.proof_type_id._in_box(
            "invoice_ids", self.env._("invoice %s", self.number or "")
        )
        return {title: str(self.dated_on or "")}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.proof_id._refuse_loss_of_parts(self)
