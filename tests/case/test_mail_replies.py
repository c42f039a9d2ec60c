# pylint: disable=translation-required  # what a test writes is not translated

import base64
from email.message import EmailMessage

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common.file_samples import PDF
from ..common.task_mail import MailCase

ARRIVED = "customs_verification.mail_activity_type_mail"
GATEWAY = "odoo.addons.mail.models.mail_thread"


@tagged("post_install", "-at_install")
class TestMailReplies(MailCase):
    """A reply by mail lands in the case, with its files, and is never an answer (RS16.9)."""

    # pylint: disable=translation-required  # what a test writes is not translated

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.partner_id.email = "contact@firm.example"
        cls.asked = cls.task(cls.case)
        cls.number = 0

    def reply(
        self,
        to=None,
        sender="Test Contact <contact@firm.example>",
        text="See the file.",
        gateway=None,
        **how,
    ):
        """Let a mail come through Odoo's gateway that replies to the last mail of a record."""
        mail = EmailMessage()
        type(self).number += 1
        mail["From"] = sender
        mail["To"] = "catchall@customs.example"
        mail["Subject"] = "Re: something"
        mail["Message-Id"] = how.get("message_id", f"<reply-{self.number}@firm.example>")
        mail["In-Reply-To"] = how.get("in_reply_to", self.mails(to or self.asked)[:1].message_id)
        for name, value in how.get("headers", {}).items():
            mail[name] = value
        mail.set_content(text)
        if how.get("html"):
            mail.add_alternative(how["html"], subtype="html")
        for name, content in how.get("files", ()):
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        before = self.messages()
        with mute_logger(GATEWAY):
            (self.env["mail.thread"] if gateway is None else gateway).message_process(None, bytes(mail))
        return self.messages() - before

    def messages(self, case=None):
        case = case or self.case
        domain = [("model", "=", case._name), ("res_id", "=", case.id), ("message_type", "=", "email")]
        return self.env["mail.message"].search(domain)

    def test_handed_in(self):
        """CU-A: nobody hands a mail in for a case as if it had come, of whatever right on the case."""
        mail = EmailMessage()
        mail["From"] = "Test Contact <contact@firm.example>"
        mail["To"] = "catchall@customs.example"
        mail["Date"] = "Mon, 02 Mar 2020 10:00:00 +0000"
        mail["In-Reply-To"] = self.mails(self.asked)[:1].message_id
        mail.set_content("We consent.")
        employee = new_test_user(self.env, login="test_employee", groups="base.group_user")
        before = self.messages()
        for user in (self.reader, self.officer, self.supervisor, self.administrator, employee):
            threads = self.env["mail.thread"].with_user(user)
            for model, number in (
                (None, None),
                (self.case._name, self.case.id),
                (self.case._name, 2_000_000_000),
                ("customs.task", self.asked.id),
            ):
                with (
                    self.subTest(user=user.login, model=model, number=number),
                    self.assertRaisesRegex(AccessError, "Only the mail gateway"),
                    mute_logger(GATEWAY),
                ):
                    threads.message_process(model, bytes(mail), thread_id=number)
        self.assertEqual(self.messages(), before)

    def test_who_handed_it_in(self):
        """IT9: a mail that a login hands in, as one with the Settings right may, names the login."""
        system = new_test_user(self.env, login="test_system", groups="base.group_system")
        gateway = self.env["mail.thread"].with_user(system)
        message = self.reply(gateway=gateway)
        self.assertIn("It was submitted by the login “test_system”.", message.body)
        self.assertIn("The sender is not verified", message.body)
        self.assertNotIn("submitted by", self.reply().body)
        for record in (self.case, self.importing):
            mail = EmailMessage()
            mail["From"] = "Test Contact <contact@firm.example>"
            mail["To"] = "catchall@customs.example"
            mail.set_content("See the file.")
            with mute_logger(GATEWAY):
                gateway.message_process(record._name, bytes(mail), thread_id=record.id)
            body = record.message_ids[:1].body
            self.assertIn("It was submitted by the login “test_system”.", body)
            self.assertIn("See the file.", body)

    def test_bounce_handed_in(self):
        """CU-A: nor does anybody say that a mail to a person came back."""
        sent = self.mails(self.asked)[:1].mail_message_id
        notices = sent.notification_ids
        told = {
            "bounced_message": sent,
            "bounced_email": "contact@firm.example",
            "bounced_partner": self.contact.partner_id,
            "bounced_msg_ids": [sent.message_id],
        }
        threads = self.env["mail.thread"].with_user(self.officer)
        with self.assertRaisesRegex(AccessError, "Only the mail gateway"):
            threads._routing_handle_bounce(EmailMessage(), told)
        self.assertTrue(notices)
        self.assertNotIn("bounce", notices.mapped("notification_status"))

    def test_lands_in_the_case(self):
        """RS16.9: text and files are in the history of the case, for the authority; the task has a link."""
        message = self.reply(files=[("ledger.txt", b"Milk 2025")])
        self.assertEqual(message.author_id, self.contact.partner_id)
        self.assertTrue(message.is_internal)
        self.assertIn("Received by email", message.body)
        self.assertIn("See the file.", message.body)
        file = self.env["customs.file"].search([("mail_message_id", "=", message.id)])
        self.assertEqual((file.name, file._content()), ("ledger.txt", b"Milk 2025"))
        self.assertIn(f"/customs/file/{file.id}", message.body)
        self.assertFalse(message.attachment_ids)
        self.assertIn(f"/mail/message/{message.id}", "".join(self.asked.message_ids.mapped("body")))
        self.assertEqual(self.activities(self.case, ARRIVED).user_id, self.officer)

    def test_no_answer(self):
        """RS16.9: a mail is no answer: the task waits on, and its page is not out of date."""
        self.reply(text="We consent to everything.")
        self.assertEqual((self.asked.state, self.asked.round), ("asked", 1))
        self.assertFalse(self.asked.answer_ids)

    def test_seen_by_the_authority_alone(self):
        """CU-A: neither the person, nor another authority, nor the authority asked sees the file."""
        message = self.reply(files=[("ledger.txt", b"Milk 2025")])
        files = self.env["customs.file"]
        found = [("mail_message_id", "=", message.id)]
        self.assertTrue(files.with_user(self.officer).search_count(found))
        kept = files.search(found)
        for user in (self.contact, self.foreign_officer, self.liaison()):
            self.assertFalse(files.with_user(user).search_count([("id", "in", kept.ids)]), user.login)
        for user in (self.contact, self.liaison()):
            with self.assertRaises(AccessError):  # to whom a message is no field to ask about
                files.with_user(user).search_count(found)

    def test_refused_files(self):
        """RS16.9: a file that would be refused on the portal is named and not kept; the others are."""
        message = self.reply(files=[("run.exe", b"MZ"), ("picture.pdf", b"<html>"), ("ledger.txt", b"Milk")])
        self.assertEqual(
            self.env["customs.file"].search([("mail_message_id", "=", message.id)]).mapped("name"),
            ["ledger.txt"],
        )
        self.assertIn("run.exe", message.body)
        self.assertIn("picture.pdf", message.body)
        self.assertFalse(self.env["ir.attachment"].search([("name", "in", ["run.exe", "picture.pdf"])]))

    def test_too_many_files(self):
        """A mail holds no more files than an answer may."""
        self.env["ir.config_parameter"].set_param("customs_verification.file_max_count", "2")
        message = self.reply(files=[(f"{number}.txt", b"Milk") for number in range(4)])
        self.assertEqual(self.env["customs.file"].search_count([("mail_message_id", "=", message.id)]), 2)
        self.assertIn("at most 2 files", message.body)

    def test_unknown_sender(self):
        """Whoever is unknown is no author; what was sent is kept and marked."""
        message = self.reply(sender="Nobody <nobody@elsewhere.example>")
        self.assertFalse(message.author_id)
        self.assertIn("The address belongs to nobody in this case", message.body)

    def test_sender_who_is_not_who_he_says(self):
        """CU-A: nobody puts words into the mouth of an officer, a supervisor or another's contact."""
        stranger = self.portal_contact(self.person("Stranger d.o.o."))
        stranger.partner_id.email = "stranger@else.example"
        for email in (self.officer.email, self.supervisor.email, "stranger@else.example"):
            message = self.reply(sender=email)
            self.assertFalse(message.author_id, email)
            self.assertIn("The sender is not verified", message.body)

    def test_markup(self):
        """A mail is kept as text: no scripts, no pictures that tell its sender who reads."""
        message = self.reply(
            html='<p>Hello</p><script>alert(1)</script><img src="https://spy.example/p.png"/>'
            '<a href="javascript:alert(1)">x</a>'
        )
        self.assertIn("Hello", message.body)
        for words in ("<script", "<img", 'javascript:alert(1)"'):
            self.assertNotIn(words, message.body)
        message = self.reply(text="<script>alert(1)</script>", sender='"<b>x</b>" <x@firm.example>')
        self.assertNotIn("<script", message.body)
        self.assertNotIn("<b>x", message.body)

    def test_markup_in_the_name_of_a_file(self):
        """The name of a file is text, wherever it stands."""
        message = self.reply(
            files=[("<img src=x onerror=alert(1)>.txt", b"Milk"), ("<svg onload=x>.exe", b"x")]
        )
        self.assertNotIn("<img", message.body)
        self.assertNotIn("<svg", message.body)

    def test_name_of_the_task(self):
        """The title of a task stands in the history as text, with its signs of per cent."""
        task = self.task(self.case, name="<b>100%s of %(milk)s</b>")
        message = self.reply(task)
        self.assertNotIn("<b>", message.body)
        self.assertIn("100%s of %(milk)s", message.body)

    def test_nobody_is_mailed(self):
        """No mail leaves because of a reply: nothing can go round in a circle."""
        self.case.message_subscribe(self.officer.partner_id.ids)
        before = self.env["mail.mail"].search_count([])
        self.reply()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_out_of_office(self):
        """RFC 3834: what was sent automatically is kept as such and calls nobody to work."""
        message = self.reply(headers={"Auto-Submitted": "auto-replied"})
        self.assertIn("sent automatically", message.body)
        self.assertFalse(self.activities(self.case, ARRIVED))

    def test_one_activity(self):
        """Ten mails give the officer one activity, until it is done."""
        for _number in range(3):
            self.reply()
        self.assertEqual(len(self.activities(self.case, ARRIVED)), 1)
        self.activities(self.case, ARRIVED).action_done()
        self.reply()
        self.assertEqual(len(self.activities(self.case, ARRIVED)), 1)

    def test_flood(self):
        """A sender who writes without end is stopped by Odoo's own limit."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "3")
        kept = [len(self.reply()) for _number in range(5)]
        self.assertEqual(kept, [1, 1, 1, 0, 0])

    def test_twice(self):
        """The same mail fetched twice is kept once."""
        first = self.reply(message_id="<one@firm.example>")
        again = self.reply(message_id="<one@firm.example>")
        self.assertEqual((len(first), len(again)), (1, 0))

    def test_reply_to_the_mail_of_a_document(self):
        """RS16.11: a reply to "a document is ready" lands in the case as well."""
        letter_id = self.case.with_user(self.officer).draw_up_letter(
            "Letter", "letter.pdf", base64.b64encode(PDF).decode(), addressee_id=self.firm.id
        )
        letter = self.env["customs.document"].browse(letter_id)
        letter.with_user(self.supervisor).action_approve()
        letter.with_user(self.officer).record_sent(self.today, "portal")
        message = self.reply(self.case)
        self.assertIn("See the file.", message.body)

    def test_long_mail(self):
        """A mail of megabytes is cut, and says so."""
        message = self.reply(text="milk " * 60_000)
        self.assertLess(len(message.body), 200_000)
        self.assertIn("The email is longer; the rest was omitted", message.body)

    def test_own_notes_stay(self):
        """What officers write in the history is posted as ever."""
        message = self.case.with_user(self.officer).message_post(body="A note of mine.")
        self.assertEqual(message.author_id, self.officer.partner_id)
        self.assertNotIn("Received by email", message.body)

    def test_nobody_invents_a_mail(self):
        """IT9: no officer writes into the history what would look like a mail of the person."""
        with self.refused("mail gateway", error=AccessError):
            self.case.with_user(self.officer).message_post(
                body="We consent.", message_type="email", email_from="contact@firm.example"
            )

    def test_no_new_task(self):
        """A mail never makes a task, nor a case."""
        counts = [self.env[model].search_count([]) for model in ("customs.task", self.case._name)]
        with self.assertRaises(ValueError), mute_logger(GATEWAY):
            self.reply(in_reply_to="<unknown@elsewhere.example>")
        self.assertEqual(
            counts, [self.env[model].search_count([]) for model in ("customs.task", self.case._name)]
        )

    def test_no_new_record(self):
        """IT9: nor any other record of this addon, by an address for new ones or by what a login names."""
        system = new_test_user(self.env, login="test_system", groups="base.group_system")
        models = [
            name
            for name, model in self.env.items()
            if name.startswith("customs.") and not model._abstract and "message_ids" in model._fields
        ]
        self.assertGreater(len(models), 5)
        number = self.env["customs.declaration"].search_count([])
        values = {
            "number": "By mail",
            "registered_on": self.today,
            "importing_authority_id": self.importing.id,
            "importer_id": self.firm.id,
        }
        for model in models:
            mail = EmailMessage()
            mail["From"] = "Test Contact <contact@firm.example>"
            mail["To"] = "anybody@customs.example"
            mail.set_content("Take it.")
            for gateway in (self.env["mail.thread"], self.env["mail.thread"].with_user(system)):
                before = self.env[model].sudo().search_count([])
                with mute_logger(GATEWAY):
                    gateway.message_process(model, bytes(mail), custom_values=values)
                self.assertEqual(self.env[model].sudo().search_count([]), before, model)
        self.assertEqual(self.env["customs.declaration"].search_count([]), number)
