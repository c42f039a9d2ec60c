from odoo import models

# The key to the door for a new scan, once the former one is kept: an object that no RPC can send.
FORMER_KEPT = object()

# What makes up a file and says to what it belongs.
PLACE_AND_CONTENT = ("res_model", "res_id", "res_field", "type", "url", "raw", "datas", "db_datas")


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _refuse_loss(self):
        """Documents of a proof of origin are kept as long as the proof (RS12.10, RS13.6)."""
        self._refuse_loss_of_proof_documents()
        return super()._refuse_loss()

    def write(self, vals):
        is_kept = self.env.context.get("customs_former_kept") is FORMER_KEPT
        if self and not is_kept and not vals.keys().isdisjoint(PLACE_AND_CONTENT):
            self.check_access("write")
            self.filtered(lambda file: file._is_changed_by(vals))._refuse_loss_of_proof_documents()
        return super().write(vals)

    def _refuse_loss_of_proof_documents(self):
        """Refuse the loss of a file of a proof within its retention time, through whichever door."""
        proofs = self.env["customs.origin.proof"].sudo().with_context(active_test=False)
        ids = {file.res_id for file in self.sudo() if file.res_model == proofs._name and file.res_id}
        proofs.browse(ids).exists()._refuse_loss()

    def _is_changed_by(self, vals):
        """Return whether ``vals`` would put another content into a file of a proof, or the file elsewhere."""
        self.ensure_one()
        file = self.sudo()
        if file.res_model != "customs.origin.proof" or not file.res_id:
            return False
        return any(name in vals and file._differs(name, vals[name]) for name in PLACE_AND_CONTENT)
