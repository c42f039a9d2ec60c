from odoo import fields, models
from odoo.exceptions import UserError

from ..setup.roles import READERS


class CustomsMailedMixin(models.AbstractModel):
    """Records about which outside people get mail: which of it was not sent, and how it is sent again."""

    _name = "customs.mailed.mixin"
    _description = "Record about Which Mail Is Sent"

    failed_mail_count = fields.Integer(
        string="Emails Not Sent", compute="_compute_failed_mail", groups=READERS, compute_sudo=True
    )
    failed_mail_text = fields.Text(
        string="Which Emails Were Not Sent", compute="_compute_failed_mail", groups=READERS, compute_sudo=True
    )

    def _compute_failed_mail(self):
        failed = self._failed_mails().grouped(lambda mail: mail[self._mail_key()])
        for record in self:
            mails = failed.get(record if self._mail_key() == "customs_task_id" else record.id)
            record.failed_mail_count = len(mails or ())
            record.failed_mail_text = "\n".join(map(self._failure_in_words, mails or ())) or False

    def _failure_in_words(self, mail):
        """Return whom a mail was for, what it said, and why it was not sent."""
        names = (
            ", ".join(mail.recipient_ids.mapped("display_name")) or mail.email_to or self.env._("no address")
        )
        return f"{names}: {mail.subject or ''} ({mail.failure_reason or self.env._('unknown reason')})"

    def _mail_key(self):
        """Return the field of a mail that names these records."""
        return "customs_res_id"

    def _failed_mails(self):
        """Return the mails about these records that were not sent, as superuser."""
        domain = [("state", "=", "exception"), (self._mail_key(), "in", self.ids)]
        if self._mail_key() == "customs_res_id":
            domain.append(("customs_res_model", "=", self._name))
        return self.env["mail.mail"].sudo().search(domain, order="id")

    def _check_may_send_again(self):
        """Only who works on the records sends their mails again."""
        self.check_access("write")

    def action_send_mails_again(self):
        """Send once more what was not sent about these records."""
        self._check_may_send_again()
        mails = self._failed_mails()
        if not mails:
            raise UserError(self.env._("All emails were sent."))
        mails._send_again()
        return True
