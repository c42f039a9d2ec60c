from odoo import api, models
from odoo.exceptions import UserError

from ..case.mail_message import WORDS


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history_of_proof(self):
        """The former values of a proof stay in its history as long as the proof is kept (RS12.10)."""
        self._noted_proofs()._refuse_loss()

    def write(self, vals):
        if WORDS & vals.keys() and self._noted_proofs():
            raise UserError(self.env._("What the history of a proof says is not changed."))
        return super().write(vals)

    def _noted_proofs(self):
        """Return the proofs of which these messages are notes of the software, not words of people."""
        proofs = self.env["customs.origin.proof"].sudo().with_context(active_test=False)
        notes = self.sudo().filtered(
            lambda message: (
                message.model == proofs._name and message.res_id and message.message_type == "notification"
            )
        )
        return proofs.browse(set(notes.mapped("res_id"))).exists()
