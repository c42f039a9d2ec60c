from odoo import api, fields, models


class CustomsOriginProofInvoice(models.Model):
    """An invoice named in box 11 of a proof of origin."""

    _name = "customs.origin.proof.invoice"
    _description = "Invoice on a Proof of Origin"
    _order = "proof_id, dated_on, id"
    _rec_name = "number"

    proof_id = fields.Many2one("customs.origin.proof", required=True, index=True, ondelete="cascade")
    number = fields.Char(required=True)
    dated_on = fields.Date(string="Date", required=True)

    @api.depends("number", "dated_on")
    def _compute_display_name(self):
        for invoice in self:
            invoice.display_name = f"{invoice.number or ''} ({invoice.dated_on or ''})"
