import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ..law.customs_guarded_mixin import DOOR

_logger = logging.getLogger(__name__)

FAILED = "customs_verification.mail_activity_type_failed"
BATCH = 100


class MailMail(models.Model):
    """Whoever runs the case is notified of mails that could not be sent (RS16.5b, RS16.9).

    Odoo tries a mail once; what the mail server did not take stays behind, and the last day of the person who
    was never told runs on. So a mail of a case knows its case, a failure gives the officer an activity, and
    the mail is sent again with a button.
    """

    _inherit = "mail.mail"

    customs_res_model = fields.Char(string="Model of the Case")
    customs_res_id = fields.Many2oneReference(string="Case", model_field="customs_res_model")
    customs_task_id = fields.Many2one("customs.task", string="Task", index="btree_not_null")
    customs_officer_id = fields.Many2one("res.users", string="Sent for")
    customs_failure_told = fields.Boolean(string="Failure Was Reported")

    _customs_failed_idx = models.Index(
        "(customs_res_model, customs_res_id) WHERE customs_res_model IS NOT NULL"
        " AND state IN ('exception', 'outgoing')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            for vals in vals_list:
                self._take_over_subject(vals)
        return super().create(vals_list)

    @api.model
    def _take_over_subject(self, vals):
        """Let a message of ours without a subject have the one of the mail that brings it.

        Odoo writes the name of the record there when it sends a message, after the message was posted. A
        kept message is not changed by any other door (IT9).
        """
        subject = vals.get("subject")
        message = self.env["mail.message"].browse(vals.get("mail_message_id") or ())
        if subject and not message.subject and (message.model or "").startswith("customs."):
            message.with_context(customs_door=DOOR).subject = subject

    def _belong_to(self, records):
        """Note to which case these mails belong, and leave a notification for each of their readers.

        :param records: what each mail is about, in the order of the mails
        """
        for mail, record in zip(self, records, strict=True):
            mail.write({"is_notification": True, **record._mail_owner()})
        self.env["mail.notification"].sudo().create(
            [
                {
                    "author_id": mail.author_id.id,
                    "mail_message_id": mail.mail_message_id.id,
                    "mail_mail_id": mail.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": "ready",
                    "is_read": True,  # it awaits nobody's reading in Odoo
                }
                for mail in self
                for partner in mail.recipient_ids
            ]
        )

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Report what was not sent, also where Odoo deletes it; what was sent at last is reported no more."""
        ours = [mail._failure_details() for mail in self if mail.customs_res_model or mail.customs_officer_id]
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        if failure_type:
            self.sudo()._notify_failures(ours)
        else:
            self.sudo().exists()._forget_failure()
        return result

    def _failure_details(self):
        """Return what is reported of a mail that was not sent, for it may be gone by then."""
        self.ensure_one()
        names = ", ".join(self.recipient_ids.mapped("name")) or self.email_to
        return self, self._shown_on(), self.customs_officer_id, names, self.customs_failure_told

    def _notify_failure(self):
        """Notify the officers that these mails were not sent."""
        self._notify_failures([mail._failure_details() for mail in self])

    def _notify_failures(self, failures):
        """Give the officers an activity, once for each mail; what fails here keeps no mail from its own."""
        for mail, record, officer, names, told in failures:
            if told:
                continue
            try:
                with self.env.cr.savepoint():
                    self._schedule_failure(record.sudo(), officer, names)
                    kept = mail.sudo().exists()
                    kept.customs_failure_told = True
                    kept.flush_recordset()
            except Exception:  # pylint: disable=broad-exception-caught  # the daily job tries again
                _logger.exception("Mail %s was not sent, and nobody could be told", mail.id)

    @api.model
    def _schedule_failure(self, record, officer, names):
        user = record._recipient_of_failures() if hasattr(record, "_recipient_of_failures") else officer
        env = self.with_context(lang=user.lang).env
        self._notify_officer(
            record,
            user,
            env._("An email was not sent: %s", names or env._("no address")),
            env._(
                "The person was not notified. Check the address and send the email again with the "
                "button, or send a letter."
            ),
        )

    @api.model
    def _notify_officer(self, record, user, summary, note):
        """Give ``user`` an activity on ``record``, or without one, about a mail that did not go out."""
        if not user:
            _logger.warning("%s: a mail was not sent, and no officer is there to be told", record)
            return
        values = {
            "activity_type_id": self.env.ref(FAILED).id,
            "user_id": user.id,
            "summary": summary,
            "note": note,
            "date_deadline": fields.Date.context_today(self.with_user(user)),
            "automated": True,
        }
        if record:
            values |= {"res_model_id": self.env["ir.model"]._get_id(record._name), "res_id": record.id}
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(values)

    @api.model
    def _notify_no_address(self, record, person):
        """Notify whoever runs the case that a person has no e-mail and so does not learn what is asked."""
        user = record._recipient_of_failures()
        env = self.with_context(lang=user.lang).env
        self._notify_officer(
            record,
            user,
            env._("No email address: %s", person.display_name),
            env._(
                "The person was not notified by email. Send a letter, or enter an email address and "
                "invite the person."
            ),
        )

    def _shown_on(self):
        """Return the record on whose form it is shown that the mail was not sent: the task, else the case."""
        self.ensure_one()
        if self.customs_task_id:
            return self.customs_task_id
        model = self.customs_res_model
        return self.env[model].browse(self.customs_res_id) if model in self.env else self.browse()

    def _forget_failure(self):
        """Take the activities away once nothing of the record waits any more."""
        told = self.filtered("customs_failure_told")
        told.customs_failure_told = False
        for record in {mail._shown_on() for mail in told}:
            if record and hasattr(record, "_failed_mails") and not record._failed_mails():
                record.activity_unlink([FAILED])

    def _send_again(self):
        """Put what was not sent back into the queue, which runs at once."""
        self.mark_outgoing()
        self._forget_failure()
        self.notification_ids.write(
            {"notification_status": "ready", "failure_type": False, "failure_reason": False}
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    @api.model
    def _cron_notify_failed(self):
        """Report mails that failed unreported, and mails that nobody sends: once for each mail."""
        a_day_ago = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        stuck = Domain("state", "=", "outgoing") & Domain("create_date", "<", a_day_ago)
        stuck &= Domain("scheduled_date", "=", False)
        domain = Domain("customs_failure_told", "=", False) & (Domain("state", "=", "exception") | stuck)
        domain &= Domain("customs_res_model", "!=", False) | Domain("customs_officer_id", "!=", False)
        cron, last = self.env["ir.cron"], 0
        seconds_left = cron._commit_progress(remaining=self.search_count(domain))
        while seconds_left:
            mails = self.search(domain & Domain("id", ">", last), limit=BATCH, order="id")
            if not mails:
                return
            last = mails[-1].id
            mails._notify_failure()
            seconds_left = cron._commit_progress(len(mails))

    def _compute_display_name(self):  # pylint: disable=missing-return
        super()._compute_display_name()
        _without_subject(self)


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def write(self, vals):
        """A mail that came back did not arrive: it is reported like one that was not sent."""
        result = super().write(vals)
        if vals.get("notification_status") == "bounce":
            mails = self.sudo().mail_mail_id.filtered(
                lambda mail: mail.customs_res_model or mail.customs_officer_id
            )
            mails.write({"state": "exception", "failure_reason": vals.get("failure_reason") or "bounce"})
            mails._notify_failure()
        return result


def _without_subject(messages):
    """Name messages of cases and contacts by their number alone."""
    for message in messages:
        model = message.sudo().model or ""
        if model.startswith("customs.") or model == "res.partner":
            message.display_name = f"#{message.id}"
