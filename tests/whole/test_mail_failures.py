"""Mails that the mail server did not take, or that came back, are told (RS16.5b, RS16.9)."""

import base64
from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from ..common.file_samples import PDF
from ..common.notice import NoticeMixin
from ..common.task_mail import MailCase

FAILED = "customs_verification.mail_activity_type_failed"
SENDER = "odoo.addons.mail.models.mail_mail"


class MailServerCase(NoticeMixin, MailCase):
    """A mail server that takes mails, or does not."""

    @contextmanager
    def server(self, takes=True, error="Connection refused"):
        """Send what is sent inside by a server that takes it, or that cannot be reached."""
        self.sent = []

        def connect(*_args, **_kwargs):
            if not takes:
                raise OSError(error)

        def send(_server, message, *_args, **_kwargs):
            self.sent.append(message)
            return message["Message-Id"]

        with (
            patch.object(IrMail_Server, "_disable_send", lambda *_args: False),
            patch.object(IrMail_Server, "_connect__", connect),
            patch.object(IrMail_Server, "send_email", send),
            mute_logger(SENDER),
        ):
            yield

    def send(self, mails, takes=True):
        with self.server(takes):
            mails.send()
        self.env.invalidate_all()

    def told(self, record):
        return self.activities(record, FAILED)


@tagged("post_install", "-at_install")
class TestFailedMail(MailServerCase):
    def test_task(self):
        """RS16.5b: the task says that the person was not told, the officer is told, and sends it again."""
        task = self.task(self.case)
        mail = self.mails(task)
        self.assertFalse(task.failed_mail_count)
        self.send(mail, takes=False)
        self.assertEqual(mail.state, "exception")
        self.assertEqual(self.told(task).user_id, self.officer)
        seen = task.with_user(self.officer)
        self.assertEqual(seen.failed_mail_count, 1)
        self.assertIn("Connection refused", seen.failed_mail_text)
        self.assertIn(self.contact.partner_id.name, seen.failed_mail_text)
        case = self.case.with_user(self.officer)
        case.invalidate_recordset()
        self.assertEqual(case.failed_mail_count, 1)
        seen.action_send_mails_again()
        self.assertEqual(mail.state, "outgoing")
        self.send(mail)
        self.assertEqual(mail.state, "sent")
        self.assertEqual(len(self.sent), 1)
        self.assertFalse(self.told(task))
        self.assertFalse(task.with_user(self.officer).failed_mail_count)
        with self.refused("All emails were sent"):
            seen.action_send_mails_again()

    def test_notification(self):
        """RS16.9: the history of the task shows whom the mail was for, and whether it went out."""
        task = self.task(self.case)
        mail = self.mails(task)
        notification = mail.notification_ids
        self.assertEqual(notification.res_partner_id, self.contact.partner_id)
        self.assertEqual(notification.notification_status, "ready")
        self.send(mail, takes=False)
        self.assertEqual(notification.notification_status, "exception")
        task.with_user(self.officer).action_send_mails_again()
        self.send(mail)
        self.assertEqual(notification.notification_status, "sent")
        self.assertIn(mail.mail_message_id, task.message_ids)

    def test_told_once(self):
        """One mail that fails again and again gives one activity; each other mail its own."""
        task = self.task(self.case)
        self.send(self.mails(task), takes=False)
        self.send(self.mails(task), takes=False)
        self.env["mail.mail"]._notify_failure()
        self.assertEqual(len(self.told(task)), 1)

    def test_came_back(self):
        """A mail that came back did not arrive: the officer is told as well."""
        task = self.task(self.case)
        mail = self.mails(task)
        self.send(mail)
        mail.notification_ids.write({"notification_status": "bounce", "failure_reason": "No such user"})
        self.assertEqual(len(self.told(task)), 1)
        self.assertIn("No such user", task.with_user(self.officer).failed_mail_text)

    def test_no_address(self):
        """RS16.5b: a person without any e-mail is told nothing: the officer is told so at once."""
        task = self.task(self.sent_visit())
        self.assertIn(task.person_id.display_name, self.told(task).summary)

    def test_document(self):
        """RS16.11: a document on the portal of which nobody was told gives an activity on the case."""
        letter_id = self.case.with_user(self.officer).draw_up_letter(
            "A letter", "letter.pdf", base64.b64encode(PDF).decode(), addressee_id=self.firm.id
        )
        letter = self.env["customs.document"].browse(letter_id)
        letter.with_user(self.supervisor).action_approve()
        letter.with_user(self.officer).record_sent(self.today, "portal")
        self.send(self.mails(self.case), takes=False)
        self.assertEqual(self.told(self.case).user_id, self.officer)
        self.assertEqual(self.case.with_user(self.officer).failed_mail_count, 1)

    def test_importer(self):
        """RS16.12: an importer whom the mail did not reach is told of on the case."""
        importer = self.person("Mail Importer", self.kz, email="importer@firm.example")
        suspension = self.suspended(self.case, self.goods(importer))
        notice = self.notice(suspension, importer)
        notice._notify()
        mail = self.env["mail.mail"].search([("recipient_ids", "in", importer.ids)])
        self.send(mail, takes=False)
        self.assertEqual(len(self.told(self.case)), 1)

    def test_invitation(self):
        """CU-A: who invited somebody is told when the invitation could not be sent."""
        contact_id = self.case.with_user(self.officer).invite_contact(self.firm.id, "New", "new@firm.example")
        self.send(self.env["mail.mail"].search([("email_to", "ilike", "new@firm.example")]), takes=False)
        told = self.told(self.env["res.partner"].browse(contact_id))
        self.assertEqual(told.user_id, self.officer)

    def test_job(self):
        """The daily job tells of what failed unseen, and of what nobody sends: once."""
        job = self.env.ref("customs_verification.cron_tell_failed")
        task, late = self.task(self.case), self.task(self.case)
        mails = self.env["mail.mail"]
        self.mails(task).write({"state": "exception"})

        def run(days=0):
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=days)):
                self.env.invalidate_all()
                with self.enter_registry_test_mode():
                    job.method_direct_trigger()

        run()
        self.assertEqual((len(self.told(task)), len(self.told(late))), (1, 0))
        run(days=2)
        run(days=3)
        self.assertEqual((len(self.told(task)), len(self.told(late))), (1, 1))
        self.assertTrue(mails.search_count([("customs_failure_told", "=", True)]) >= 2)

    def test_other_mails(self):
        """Mails of the rest of the house are none of ours: nothing is told of them."""
        mail = self.env["mail.mail"].create({"email_to": "x@example.com", "body_html": "x"})
        before = self.env["mail.activity"].search_count([])
        self.send(mail, takes=False)
        self.assertEqual(self.env["mail.activity"].search_count([]), before)

    def test_who_sees_it(self):
        """CU-A: whom a mail did not reach, and why, is seen by the authority alone."""
        task = self.task(self.case)
        self.send(self.mails(task), takes=False)
        for name in ("failed_mail_text", "failed_mail_count"):
            with self.assertRaises(AccessError):
                task.with_user(self.contact).read([name])
        for user in (self.contact, self.reader, self.foreign_officer):
            with self.assertRaises(AccessError):
                task.with_user(user).action_send_mails_again()

    def test_one_failure_keeps_no_other(self):
        """What fails while somebody is told does not keep the mails from being dealt with."""
        task = self.task(self.case)
        with (
            patch.object(type(self.env["mail.mail"]), "_schedule_failure", side_effect=ValueError("No.")),
            self.assertLogs(level="ERROR"),
        ):
            self.send(self.mails(task), takes=False)
        self.assertEqual(self.mails(task).state, "exception")
        self.assertFalse(self.mails(task).customs_failure_told)


@tagged("post_install", "-at_install")
class TestReportByMail(MailServerCase):
    """A mail that failed does not count as sent, and closes no case (RS16.11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_done = cls.visited(person=cls.firm)
        cls.paper = cls.report(cls.visit_done)
        cls.paper.with_user(cls.supervisor).action_approve()

    def test_on_the_portal(self):
        """RS16.11: the report is put on the portal and told of; it is attached to no mail."""
        self.paper.with_user(self.officer).action_send()
        self.assertEqual(self.visit_done.report_sent_on, self.today)
        self.assertEqual(self.paper.document_id.service_ids.channel, "portal")
        mail = self.mails(self.visit_done)
        self.assertEqual(mail.recipient_ids, self.contact.partner_id)
        self.assertFalse(mail.attachment_ids)
        self.assertIn("/my/customs/documents", mail.body_html)
        with self.refused("The report was already sent to the verified person"):
            self.paper.with_user(self.officer).action_send()

    def test_nobody_on_the_portal(self):
        """RS16.11: where nobody could open it, it is not recorded as sent."""
        self.contact.active = False
        with self.refused("uses the portal", self.firm.display_name):
            self.paper.with_user(self.officer).action_send()
        self.assertFalse(self.visit_done.report_sent_on)

    def test_attached(self):
        """RS16.11: only where the authority has it so, the report is attached, byte for byte."""
        self.importing.with_user(self.administrator).reports_by_mail = True
        with self.server():
            self.paper.with_user(self.officer).action_send()
        self.assertEqual(len(self.sent), 1)
        mail = self.mails(self.visit_done)
        self.assertEqual(mail.state, "sent")
        self.assertEqual(mail.attachment_ids.raw, self.paper.document_id._content())
        self.assertEqual(self.paper.document_id.service_ids.channel, "email")
        self.assertEqual((self.visit_done.report_sent_on, self.visit_done.state), (self.today, "done"))

    def test_mail_that_failed(self):
        """RS16.11: what the mail server did not take was not sent: no fact, no service, an open case."""
        self.importing.reports_by_mail = True
        with self.server(takes=False), self.refused("was not sent", "Nothing was recorded"):
            self.paper.with_user(self.officer).action_send()
        self.env.invalidate_all()
        self.assertFalse(self.visit_done.report_sent_on)
        self.assertFalse(self.paper.document_id.service_ids)
        self.assertFalse(self.visit_done.closed_on)
        self.assertTrue(issubclass(MailDeliveryException, Exception))

    def test_one_of_two_failed(self):
        """RS16.2: of two verified persons the one who got it is recorded; of the other it is said why not."""
        second = self.person("Second Producer", email="second@firm.example")
        self.env.cr.execute(
            "UPDATE customs_verification_visit SET second_person_id = %s, verified_role = 'producer' "
            "WHERE id = %s",
            (second.id, self.visit_done.id),
        )
        self.env.invalidate_all()
        self.importing.reports_by_mail = True
        original = IrMail_Server.send_email

        def some(server, message, *args, **kwargs):
            if "second@firm.example" in message["To"]:
                raise MailDeliveryException("Mailbox full")
            return original(server, message, *args, **kwargs)

        with self.server():
            original = IrMail_Server.send_email
            with patch.object(IrMail_Server, "send_email", some):
                action = self.paper.with_user(self.officer).action_send()
        self.assertIn("Mailbox full", action["params"]["message"])
        self.assertEqual(self.paper.document_id.service_ids.addressee_id, self.firm)

    def test_confidential(self):
        """RSM26: a report that was marked confidential goes by no mail, whatever the setting."""
        self.importing.reports_by_mail = True
        self.paper.document_id.sudo()._write_guarded({"confidentiality": "confidential"})
        with self.refused("is confidential and cannot be sent by email"):
            self.paper.with_user(self.officer).action_send()


@tagged("post_install", "-at_install")
class TestTemplateHooks(MailCase):
    def test_positional(self):
        """Every template of the house is rendered as before, however Odoo or another addon calls for it."""
        template = self.env["mail.template"].create(
            {"name": "T", "model_id": self.env.ref("base.model_res_partner").id, "subject": "A  b"}
        )
        ids = self.firm.ids
        by_place = template._generate_template(ids, ["subject"], False, False)
        by_name = template._generate_template(ids, {"subject"}, find_or_create_partners=False)
        self.assertEqual(by_place[self.firm.id]["subject"], "A  b")
        self.assertEqual(by_name[self.firm.id]["subject"], "A  b")
