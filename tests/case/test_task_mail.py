import base64
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..common.deadline import local
from ..common.file_samples import PDF
from ..common.task_mail import ANSWERED, SECRET, MailCase

LATE = "customs_verification.mail_activity_type_late"


@tagged("post_install", "-at_install")
class TestTaskMail(MailCase):
    """What is requested, accepted and sent back is told by mail; the officer is told of answers (RS16.9)."""

    def test_asked(self):
        """RS16.5b: the mail says what is asked, by whom, under which article, until when, and what if not."""
        task = self.task(self.case, warning="The preference may be refused.", article="Annex 3, Art. 16(9)")
        mail = self.mails(task)
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.contact.partner_id)
        self.assertIn("origin@customs.example", mail.email_from)
        for words in (
            task.name,
            "Documents and data",
            "The preference may be refused.",
            "Annex 3, Art. 16(9)",
            task.citation,
            self.importing.name,
            self.words(10),
            self.case.name,
            "+7 717 200 00 00",
            "origin@customs.example",
            "1 Test Street, Astana, Kazakhstan",
        ):
            self.assertIn(words, mail.body_html)
        self.assertIn(f"Please answer by {self.words(10)}:", mail.subject)
        self.assertNotIn(task.question, mail.body_html)
        self.assertNotIn(self.officer.name, mail.body_html)
        self.assertIn(f"/my/customs/tasks/{task.id}", mail.body_html)
        self.assertIn("Answers count only if they are given on the portal", " ".join(mail.body_html.split()))

    def test_no_key_and_nothing_confidential(self):
        """RSM26: no mail holds an answer, a doubt or a key to the portal."""
        task = self.answered(self.task(self.case), text="The recipe is salt.")
        task.with_user(self.officer).send_back("Page two is missing.")
        self.answered(task, text="The recipe is sugar.")
        task.with_user(self.officer).action_accept()
        mails = self.mails(task)
        self.assertEqual(len(mails), 3)
        for mail in mails:
            for words in ("recipe", SECRET, "token", "signup"):
                self.assertNotIn(words, mail.body_html)

    def test_every_contact(self):
        """CU-A: all contacts of the company that was asked are told, and nobody of another company."""
        second = self.portal_contact(self.firm, name="Second")
        stranger = self.portal_contact(self.person("Stranger d.o.o."))
        gone = self.portal_contact(self.firm, name="Gone")
        gone.active = False
        moved = self.portal_contact(self.firm, name="Moved")
        moved.partner_id.parent_id = stranger.partner_id.parent_id
        task = self.task(self.case)
        self.assertEqual(self.mails(task).recipient_ids, self.contact.partner_id | second.partner_id)

    def test_nobody_on_the_portal(self):
        """RS16.5b: where nobody of the company reads the portal, the person's own e-mail is told."""
        self.contact.active = False
        task = self.task(self.case)
        self.assertEqual(self.mails(task).recipient_ids, self.firm)

    def test_no_address(self):
        """A person without any e-mail is asked all the same: the letter goes another way."""
        case = self.sent_visit()
        task = self.task(case)
        self.assertEqual(task.state, "asked")
        self.assertFalse(self.mails(task).recipient_ids)

    def test_no_follower(self):
        """CU-A: who sees a task follows from the company, so nobody is made a follower by a mail."""
        task = self.task(self.case)
        self.assertFalse(task.message_partner_ids & self.contact.partner_id)

    def test_sent_back(self):
        """RSM26: the mail names the new last day; the reason and the files stand on the portal alone."""
        task = self.task(self.case)
        files = (
            self.env["customs.file"]
            .with_user(self.contact)
            ._accept([("ledger.txt", b"One"), ("bill.txt", b"Two")], task_id=task.id)
        )
        self.answered(task, file_ids=files.ids)
        task.with_user(self.officer).send_back("Page two is missing.", self.day(20), files[:1].ids)
        mail = self.mails(task)[0]
        self.assertIn("sent back", mail.subject)
        self.assertIn(self.words(20), mail.body_html)
        for secret in ("Page two is missing.", "ledger.txt", "bill.txt"):
            self.assertNotIn(secret, mail.body_html)

    def test_accepted(self):
        """RS16.9: the mail says that nothing more is asked, and no last day."""
        task = self.answered(self.task(self.case))
        task.with_user(self.officer).action_accept()
        mail = self.mails(task)[0]
        self.assertIn("accepted", mail.subject)
        self.assertNotIn("Last day", mail.body_html)

    def test_officer_is_told(self):
        """RS16.9: an answer on the portal gives the officer an activity; the decision takes it away."""
        task = self.answered(self.task(self.case))
        activity = self.activities(task, ANSWERED)
        self.assertEqual(activity.user_id, self.officer)
        task.with_user(self.officer).send_back("Page two is missing.")
        self.assertFalse(self.activities(task, ANSWERED))
        self.answered(task)
        self.assertEqual(len(self.activities(task, ANSWERED)), 1)
        task.with_user(self.officer).withdraw("Not needed.")
        self.assertFalse(self.activities(task, ANSWERED))

    def test_answer_by_letter(self):
        """The officer who records a letter is not told of it."""
        task = self.task(self.case)
        task.answer = "By letter."
        task.action_record_answer()
        self.assertFalse(self.activities(task, ANSWERED))

    def test_mark_up(self):
        """What a person or officer wrote is text in the mail, never markup."""
        task = self.task(self.case, name="<script>alert(1)</script>", question="<img src=x onerror=alert(1)>")
        body = self.mails(task).body_html
        self.assertNotIn("<script", body)
        self.assertNotIn("<img", body)

    def test_many_tasks(self):
        """Telling eighty tasks takes not eight times the queries of telling ten."""

        def queries(count):
            tasks = self.env["customs.task"].concat(*(self.task(self.case, ask=False) for _ in range(count)))
            tasks._write_guarded({"asked_on": self.today})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tasks._mail("asked")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        few, many = queries(10), queries(80)
        self.assertLess(many, few * 2.5, f"{few} queries for 10 tasks, {many} for 80")

    def test_document_on_the_portal(self):
        """RS16.11: a document sent on the portal is told of, without what it is about; on paper it is not."""
        for channel, told in (("portal", True), ("registered_mail", False)):
            with self.subTest(channel=channel):
                case = self.sent_visit(person=self.firm)
                letter_id = case.with_user(self.officer).draw_up_letter(
                    "A secret recipe",
                    "letter.pdf",
                    base64.b64encode(PDF).decode(),
                    addressee_id=self.firm.id,
                )
                letter = self.env["customs.document"].browse(letter_id)
                letter.with_user(self.supervisor).action_approve()
                letter.with_user(self.officer).record_sent(self.today, channel)
                mails = self.mails(case)
                self.assertEqual(bool(mails), told)
                if told:
                    self.assertEqual(mails.recipient_ids, self.contact.partner_id)
                    self.assertIn("/my/customs/documents", mails.body_html)
                    self.assertIn(letter.name, mails.subject)
                    self.assertNotIn("secret", mails.body_html)

    def test_report_on_the_portal(self):
        """RS16.11: the report that is sent on the portal, which is a fact of the case, is told of as well."""
        visit = self.visited(person=self.firm)
        self.report(visit).with_user(self.supervisor).action_approve()
        document = visit.document_ids.filtered(lambda row: row.kind == "report")
        document.with_user(self.officer).record_sent(self.today, "portal", self.firm.id)
        self.assertEqual(visit.report_sent_on, self.today)
        mail = self.mails(visit)
        self.assertEqual(mail.recipient_ids, self.contact.partner_id)
        self.assertIn("Report", mail.body_html)


@tagged("post_install", "-at_install")
class TestReminder(MailCase):
    """A reminder ahead of the last day and one when it has passed, each once (RS16.9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("customs_verification.cron_remind")

    def run_job(self, days):
        """Run the job as the scheduler does, at noon of the authority, ``days`` from today."""
        with freeze_time(local(self.importing.tz, self.day(days), 12)):
            self.env.invalidate_all()
            with self.enter_registry_test_mode():
                self.cron.method_direct_trigger()

    def subjects(self, task):
        return [mail.subject.split(":")[0].split(",")[0] for mail in self.mails(task)][::-1]

    def test_ahead_and_passed(self):
        """RS16.9: three days ahead, once; passed, once; the officer gets an activity."""
        task = self.task(self.case)
        for days, count in ((6, 1), (7, 2), (8, 2), (10, 2), (11, 3), (12, 3)):
            self.run_job(days)
            self.assertEqual(len(self.mails(task)), count, days)
        self.assertEqual(self.subjects(task)[1:], ["Reminder", "The last day has passed"])
        self.assertEqual(task.reminded_on, self.day(11))
        self.assertEqual(self.activities(task, LATE).user_id, self.officer)

    def test_setting(self):
        """How many days ahead is a setting; nonsense in it means three."""
        self.env["ir.config_parameter"].set_param("customs_verification.reminder_days", "8")
        self.assertEqual(self.env["customs.task"]._reminder_days(), 8)
        task = self.task(self.case)
        self.run_job(2)
        self.assertEqual(len(self.mails(task)), 2)
        for value in ("soon", "-1", "999999999", "²"):
            self.env["ir.config_parameter"].set_param("customs_verification.reminder_days", value)
            self.assertEqual(self.env["customs.task"]._reminder_days(), 3)

    def test_only_what_waits(self):
        """Nobody is reminded of what was answered, accepted, withdrawn or never asked."""
        answered = self.answered(self.task(self.case))
        withdrawn = self.task(self.case)
        withdrawn.with_user(self.officer).withdraw("Not needed.")
        draft = self.task(self.case, ask=False)
        before = [len(self.mails(task)) for task in (answered, withdrawn, draft)]
        self.run_job(9)
        self.run_job(11)
        self.assertEqual(before, [len(self.mails(task)) for task in (answered, withdrawn, draft)])

    def test_asked_again(self):
        """RS16.9: what was sent back with a new last day is reminded of anew."""
        task = self.task(self.case)
        self.run_job(8)
        self.answered(task)
        task.with_user(self.officer).send_back("Page two is missing.", self.day(30))
        self.run_job(28)
        self.assertEqual(self.subjects(task)[-1], "Reminder")

    def test_old_stories(self):
        """A task that has been late for weeks when the job first sees it brings no mail."""
        task = self.task(self.case)
        self.run_job(40)
        self.assertEqual(len(self.mails(task)), 1)

    def test_one_fails(self):
        """One task whose mail fails keeps no other from its reminder, and is tried again."""
        tasks = self.task(self.case) | self.task(self.case)
        told = type(tasks)._mail

        def failing(records, name):
            if tasks[0] in records:
                raise ValueError("No.")
            return told(records, name)

        with patch.object(type(tasks), "_mail", failing), self.assertLogs(level="ERROR") as logs:
            self.run_job(8)
        self.assertEqual(len(logs.output), 1)
        self.assertEqual([len(self.mails(task)) for task in tasks], [1, 2])
        self.run_job(8)
        self.assertEqual([len(self.mails(task)) for task in tasks], [2, 2])
