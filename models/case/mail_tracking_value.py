from odoo import api, models
from odoo.exceptions import UserError


class MailTrackingValue(models.Model):
    """The former values that a case, a declaration or a proof noted of itself stay with the note."""

    _inherit = "mail.tracking.value"

    def write(self, vals):
        if not self:
            return super().write(vals)
        self.check_access("write")
        self._refuse_loss_of_history()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        self._refuse_loss_of_history()

    def _refuse_loss_of_history(self):
        if self.sudo().mail_message_id._of_kept_history():
            raise UserError(self.env._("Logged changes cannot be changed or deleted."))
