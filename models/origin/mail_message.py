from odoo import models
from odoo.exceptions import UserError

from ..case.mail_message import WORDS
from ..law.customs_guarded_mixin import DOOR


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _refuse_loss_of_history(self):
        """The former values of a proof stay in its history as long as the proof is kept (RS12.10)."""
        self._noted_proofs()._refuse_loss()
        return super()._refuse_loss_of_history()

    def write(self, vals):
        if self and WORDS & vals.keys() and self.env.context.get("customs_door") is not DOOR:
            self.check_access("write")
            changed = self.filtered(lambda message: message.sudo()._says_otherwise(vals))
            if changed._noted_proofs():
                raise UserError(self.env._("The history of a proof cannot be changed."))
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
