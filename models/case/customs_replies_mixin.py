from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, html2plaintext, plaintext2html

from ..law.customs_guarded_mixin import DOOR

ARRIVED = "customs_verification.mail_activity_type_mail"
LONGEST = 100_000  # characters


class CustomsRepliesMixin(models.AbstractModel):
    """Mails that come to a case, as replies to notifications by mail (RS16.9).

    Each is kept in the case's history, for the authority alone: as text, marked as come by mail, with its
    files in `customs.file`. Whom a mail says it is from is no proof, and no mail is an answer to a task.
    """

    _name = "customs.replies.mixin"
    _description = "Case to Which Mails Come"
    _inherit = ["customs.inner.thread.mixin"]

    def message_post(self, **kwargs):
        """Post; a mail through Odoo's gateway is kept as such."""
        task_id = kwargs.pop("customs_task_id", None)
        automatic = kwargs.pop("customs_automatic", False)
        login = kwargs.pop("customs_handed_in_by", None)
        if kwargs.get("message_type") != "email":
            return super().message_post(**kwargs)
        if not self.env.su:
            raise AccessError(self.env._("Only the mail gateway can add emails to a case."))
        task = self.env["customs.task"].sudo().browse(task_id)
        officer = self.sudo()._responsible()
        case = self.with_context(lang=officer.lang or self.env.lang)
        attachments = [attachment[:2] for attachment in kwargs.pop("attachments", None) or ()]
        author = case._author_of_mail(kwargs.get("email_from"))
        kwargs |= {
            "author_id": author.id,
            "parent_id": False,
            "partner_ids": [],
            "is_internal": True,
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "body": case._body_of_mail(kwargs, author, task, automatic, login),
        }
        message = super(CustomsRepliesMixin, case).message_post(**kwargs)
        # What became of the files is part of the message, before anybody reads it.
        message.sudo().with_context(customs_door=DOOR).body += case._accept_files_of_mail(
            message, attachments
        )
        if task:
            case._log_on_task(task, message)
        if not automatic:
            case._notify_of_mail(officer)
        return message

    def _author_of_mail(self, email_from):
        """Return the contact whom the mail says it is from: of a person of the case or the authority asked.

        Never one of the authority's own people: their words come from their own login.
        """
        email = email_normalize(email_from or "")
        partners = self.env["res.partner"].sudo()
        if not email:
            return partners
        partners = partners.search([("email_normalized", "=", email), ("partner_share", "=", True)])
        companies = self._persons_concerned().commercial_partner_id
        asked = self.sudo().exporting_authority_id
        return partners.filtered(
            lambda partner: (
                partner.commercial_partner_id in companies or partner.user_ids.customs_authority_ids & asked
            )
        )[:1]

    def _body_of_mail(self, kwargs, author, task, automatic, login):
        """Return what the history says of the mail. It is text: no pictures from elsewhere, no markup."""
        lines = [
            self.env._(
                "Received by email from %(sender)s, as the email states. The sender is not verified.",
                sender=kwargs.get("email_from") or "?",
            )
        ]
        if login:
            lines.append(self._handed_in_words(login))
        if not author:
            lines.append(self.env._("The address belongs to nobody in this case."))
        if task:
            lines.append(
                self.env._("It replies to the task “%s” but does not count as an answer.", task.name)
            )
        if automatic:
            lines.append(self.env._("It was sent automatically."))
        text = html2plaintext(kwargs.get("body") or "").strip()
        if len(text) > LONGEST:
            text = text[:LONGEST] + "\n" + self.env._("(The email is longer; the rest was omitted.)")
        return Markup("<p><em>%s</em></p>%s") % (" ".join(lines), plaintext2html(text))

    def _accept_files_of_mail(self, message, attachments):
        """Take the files of a mail, checked as all files from outside are; return what is said of them."""
        taken, refused = [], []
        # One deadline for the whole mail: the job that fetches mails waits for no scanner file by file.
        case = self.with_context(customs_deadline=self.env["customs.file"]._deadline())
        for name, content in attachments:
            try:
                with self.env.cr.savepoint():
                    taken.append(case._accept_file_of_mail(message, name, content))
            except UserError as error:
                refused.append(str(error.args[0]))
        parts = []
        if taken:
            links = Markup(", ").join(
                Markup('<a href="/customs/file/%s">%s</a>') % (file.id, file.name) for file in taken
            )
            parts.append(Markup("<p>%s %s</p>") % (self.env._("Files:"), links))
        parts += [Markup("<p>%s</p>") % plaintext2html(sentence) for sentence in refused]
        return Markup("").join(parts)

    def _accept_file_of_mail(self, message, name, content):
        content = content.encode() if isinstance(content, str) else content
        return (
            self.env["customs.file"]
            .sudo()
            ._accept(
                [(name, content)],
                mail_message_id=message.id,
                importing_authority_id=self.importing_authority_id.id,
            )
        )

    def _log_on_task(self, task, message):
        """Leave a link to the mail on the task that it replies to."""
        link = Markup('<a href="/mail/message/%s">%s</a>') % (message.id, self.display_name)
        sentence = self.env._("An email in reply to this task was added to the history of %s.")
        task.with_context(lang=self.env.lang)._message_log(body=Markup(sentence) % link)

    def _notify_of_mail(self, officer):
        """Give the officer an activity; one is enough until it is done."""
        waiting = self.sudo().activity_ids.filtered(
            lambda row: row.activity_type_id == self.env.ref(ARRIVED) and row.user_id == officer
        )
        if officer and not waiting:
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                ARRIVED,
                date_deadline=self._today(),
                summary=self.env._("An email was received. Read it in the history of the case"),
                user_id=officer.id,
            )
