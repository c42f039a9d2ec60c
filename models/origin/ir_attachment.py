from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retained_proof(self):
        """Documents of a proof of origin are kept as long as the proof (RS12.10, RS13.6)."""
        proofs = self.filtered(lambda file: file.res_model == "customs.origin.proof" and file.res_id)
        self.env["customs.origin.proof"].sudo().browse(set(proofs.mapped("res_id"))).exists()._refuse_loss()
