import base64

from odoo import fields, models


class CustomsReplaceScan(models.TransientModel):
    """Replace the scan of a proof of origin in use, with the reason (RS12.10)."""

    _name = "customs.replace.scan"
    _description = "Replace the Scan"

    proof_id = fields.Many2one("customs.origin.proof", required=True, readonly=True)
    file = fields.Binary(string="New Scan", attachment=False)
    file_name = fields.Char()
    pages = fields.Integer(
        string="Pages of the Scan", help="Number of pages, as stated in letters. Zero: not stated."
    )
    reason = fields.Text(string="Reason for the Correction", required=True)

    def action_apply(self):
        """Replace it, with the reason."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        self.proof_id.replace_scan(content, self.file_name, self.reason, self.pages)
        return {"type": "ir.actions.act_window_close"}
