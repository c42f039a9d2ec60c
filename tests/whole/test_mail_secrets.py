"""Every mail of the addon: nothing that was given in confidence, one form of dates (RSM26, RS16.9)."""

import base64
import re

from odoo import fields
from odoo.tests import new_test_user, tagged

from ...tools.dates import long_date
from ..common.file_samples import PDF
from ..common.mail_secrets import LANGUAGES, OTHER_DATES
from ..common.notice import NoticeMixin
from ..common.task_mail import MailCase

CYRILLIC = re.compile("[А-Яа-яЁё]")
TEXT = re.compile(r"<[^>]+>")

# One for each field that holds what somebody gave in confidence, or what a paper is about.
SECRETS = {
    name: f"SECRET{number:02}{name.replace('_', '').upper()}"
    for number, name in enumerate(
        (
            "doubts", "other_reasons", "dissatisfaction", "question", "answer", "sent_back_reason",
            "file_name",
            "withdrawn_reason", "letter_subject", "letter_file", "goods", "note", "grounds", "process",
            "conclusion_reason", "told_importers", "decision_reason", "message",
        )
    )
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestMailSecrets(NoticeMixin, MailCase):
    """A case in which each confidential field has a word of its own, and every mail that its acts send."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES[1:]:
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"]._load_module_terms(["customs_verification"], list(LANGUAGES[1:]))
        cls.contact.partner_id.lang = "en_US"
        for code in LANGUAGES[1:]:
            reader = cls.portal_contact(cls.firm, name=f"Reader {code}")
            reader.partner_id.write({"lang": code, "email": f"{code[:2]}@firm.example"})
        cls.importer = cls.person("Importer of Secrets", cls.kz, email="importer@firm.example")
        for code in LANGUAGES:
            reader = cls.portal_contact(cls.importer, name=f"Importer {code}")
            reader.partner_id.write({"lang": code, "email": f"importer-{code[:2]}@firm.example"})
        cls.first = cls.env["mail.mail"].search([], order="id desc", limit=1).id
        cls._act()

    @classmethod
    def _act(cls):
        """Do everything of which somebody outside is told by mail."""
        s = SECRETS
        case = cls.visited(
            person=cls.firm,
            doubts=s["doubts"],
            other_reasons=s["other_reasons"],
            no_other_reasons=False,
            dissatisfaction=s["dissatisfaction"],
        )
        cls.main = case
        cls._act_on_tasks(case)
        cls._act_on_documents(case)
        lines = cls.goods(cls.importer, 2, description=s["goods"])
        told = {"told_importers": s["told_importers"]}
        for source in (
            cls.suspended(case, lines, **told),
            cls.decided(case, cls.goods(cls.importer, description=s["goods"])),
            cls.decided(case, cls.goods(cls.importer, description=s["goods"]), kind="restoration"),
        ):
            cls.notice(source, cls.importer)._notify()
        for lang in LANGUAGES:
            email = f"invited-{lang[:2]}@firm.example"
            case.with_user(cls.officer).invite_contact(cls.firm.id, f"New {lang}", email, lang)
        # An address that somebody has signed up with before.
        new_test_user(
            cls.env, login="taken@firm.example", groups="base.group_portal", email="taken@firm.example"
        )
        case.with_user(cls.officer).invite_contact(cls.firm.id, "Taken", "taken@firm.example", "en_US")
        case.with_user(cls.officer).message_post(body=s["message"])
        deadlines = cls.env["customs.deadline"]
        template = cls.env.ref("customs_verification.mail_template_digest")
        deadlines._send_digest(template, cls.officer, cls.today)
        cls.env.flush_all()

    @classmethod
    def _act_on_tasks(cls, case):
        s = SECRETS
        task = cls.task(case, question=s["question"])
        files = cls.env["customs.file"].with_user(cls.contact)
        file = files._accept([(f"{s['file_name']}.txt", b"One")], task_id=task.id)
        task.with_user(cls.contact).give_answer(1, text=s["answer"], file_ids=file.ids, is_confidential=True)
        task.with_user(cls.officer).send_back(s["sent_back_reason"], cls.day(20), file.ids)
        for name in ("reminder", "late"):
            task._mail(name)
        task.with_user(cls.contact).give_answer(2, text=s["answer"])
        task.with_user(cls.officer).action_accept()
        cls.task(case, question=s["question"], due_on=False)
        gone = cls.task(case, question=s["question"])
        gone.with_user(cls.officer).withdraw(s["withdrawn_reason"])

    @classmethod
    def _act_on_documents(cls, case):
        s = SECRETS
        letter_id = case.with_user(cls.officer).draw_up_letter(
            s["letter_subject"],
            f"{s['letter_file']}.pdf",
            base64.b64encode(PDF).decode(),
            addressee_id=cls.firm.id,
        )
        letter = cls.env["customs.document"].browse(letter_id)
        letter.with_user(cls.supervisor).action_approve()
        letter.with_user(cls.officer).record_sent(cls.today, "portal", note=s["note"])
        report = cls.report(case)
        case.goods_ids.write({"conclusion_reason": s["conclusion_reason"]})
        report.write({"grounds": s["grounds"], "production_process": s["process"]})
        report.with_user(cls.supervisor).action_approve()
        report.with_user(cls.officer).action_send()

    def all_mails(self):
        return self.env["mail.mail"].search([("id", ">", self.first)])

    def outside(self):
        """Return the mails to people outside, without the invitations."""
        firms = self.firm | self.importer
        return self.all_mails().filtered(
            lambda mail: mail.recipient_ids and mail.recipient_ids.commercial_partner_id <= firms
        )

    def test_every_template_was_used(self):
        """Each mail template of the addon is among the mails looked at here, but the open report."""
        templates = self.env["ir.model.data"].search(
            [("module", "=", "customs_verification"), ("model", "=", "mail.template")]
        )
        subjects = " ".join(self.all_mails().mapped("subject"))
        used = {
            "mail_template_digest": "Deadlines overdue or due",
            "mail_template_invitation": "Invitation to the portal",
            "mail_template_invitation_by_proof": "Invitation to the portal",
            "mail_template_document_ready": "A document is ready",
            "mail_template_task_asked": "Please answer by",
            "mail_template_task_asked_undated": "Please answer: ",
            "mail_template_task_reminder": "Reminder, last day",
            "mail_template_task_late": "The last day has passed",
            "mail_template_task_accepted": "Your answer was accepted",
            "mail_template_task_sent_back": "Your answer was sent back",
            "mail_template_preference_suspension": "Preference suspended",
            "mail_template_preference_refusal": "Preference refused",
            "mail_template_preference_restoration": "Preference restored",
        }
        self.assertEqual(set(templates.mapped("name")) - {"mail_template_report"}, set(used))
        for name, words in used.items():
            self.assertIn(words, subjects, name)

    def test_no_secret(self):
        """RSM26: no mail, to whomever, holds a word of what was given in confidence, nor a file with it."""
        self.assertGreater(len(self.all_mails()), 30)
        for mail in self.all_mails():
            text = " ".join((mail.subject or "", mail.body_html or "", *mail.attachment_ids.mapped("name")))
            found = [name for name, secret in SECRETS.items() if secret.lower() in text.lower()]
            self.assertFalse(found, mail.subject)
            self.assertFalse(mail.attachment_ids, mail.subject)

    def test_secrets_are_there(self):
        """The words that no mail may hold stand in the records themselves: else the test finds nothing."""
        case = self.main
        texts = [case.doubts, case.other_reasons, case.dissatisfaction, *case.task_ids.mapped("question")]
        texts += [*case.task_ids.answer_ids.mapped("text"), *case.task_ids.answer_ids.mapped("reason")]
        texts += [*case.task_ids.file_ids.mapped("name"), *case.document_ids.mapped("subject")]
        texts += [case.report_id.grounds, case.report_id.production_process]
        held = " ".join(filter(None, texts))
        for name in (
            "doubts",
            "question",
            "answer",
            "sent_back_reason",
            "file_name",
            "letter_subject",
            "grounds",
        ):
            self.assertIn(SECRETS[name], held)

    def test_what_when_what_if_how(self):
        """RS16.9: each mail to outside says by whom and how to reach it; what waits, until when."""
        self.assertGreater(len(self.outside()), 25)
        for mail in self.outside():
            with self.subTest(subject=mail.subject):
                for words in (self.importing.phone, self.importing.email, "/my/customs/"):
                    self.assertIn(words, mail.body_html)
                self.assertNotIn(self.officer.name, mail.body_html)
                if mail.recipient_ids[0].lang == "en_US" and "accepted" not in mail.subject:
                    nothing = "You do not need to do anything more" in mail.body_html
                    until = "Last day" in mail.body_html or "Until when" in mail.body_html
                    otherwise = "What happens if you do not answer" in mail.body_html
                    self.assertTrue(nothing or (until and otherwise))

    def test_invitations(self):
        """RS16.9: an invitation says what happens if it is not used, and how to reach the authority."""
        mails = self.all_mails().filtered(lambda mail: "Invitation to the portal" in mail.subject)
        self.assertGreater(len(mails), 1)
        for mail in mails:
            text = " ".join(mail.body_html.split())
            self.assertIn("Their deadlines apply all the same", text)
            self.assertIn(self.importing.phone, text)

    def test_one_form_of_dates(self):
        """RS16.9: dates are in words, in the reader's language; Serbian ones in Latin letters."""
        seen = set()
        # What Odoo writes of its own to officers (an activity was given) has Odoo's dates.
        own = self.all_mails().filtered(lambda mail: mail.model not in ("customs.preference.decision",))
        for mail in own:
            text = f"{mail.subject} {TEXT.sub(' ', mail.body_html)}"
            with self.subTest(subject=mail.subject):
                self.assertFalse(OTHER_DATES.search(text))
            lang = mail.recipient_ids[:1].lang
            days = [self.day(days) for days in (0, 10, 20)]
            seen |= {lang for day in days if long_date(day, lang) in " ".join(text.split())}
        self.assertLessEqual(set(LANGUAGES), seen)

    def test_serbian_letters(self):
        """A Serbian mail has its dates and words in Latin letters."""
        mails = self.outside().filtered(lambda mail: mail.recipient_ids[0].lang == "sr@latin")
        self.assertTrue(mails)
        for mail in mails:
            words = CYRILLIC.findall(TEXT.sub(" ", mail.body_html))
            self.assertFalse(words, mail.subject)

    def test_frame(self):
        """Every mail to outside stands in one frame, whose colours are given for letters and ground."""
        mails = self.all_mails().filtered(lambda mail: mail.customs_res_model)
        self.assertTrue(mails)
        for mail in mails:
            with self.subTest(subject=mail.subject):
                for words in ("color-scheme", "background-color: #ffffff", "color: #222222"):
                    self.assertIn(words, mail.body_html)
                self.assertNotRegex(mail.body_html, r"color: #222\b(?!2)")

    def test_messages_of_a_case_reach_nobody_outside(self):
        """CU-A: what officers write to one another goes to nobody outside, whoever follows the case."""
        outside = self.contact.partner_id | self.firm
        self.main.message_subscribe(partner_ids=outside.ids)
        message = self.main.with_user(self.officer).message_post(
            body=SECRETS["message"], message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(message.notified_partner_ids & outside)
        self.assertFalse(self.main.message_partner_ids & outside)

    def test_activities(self):
        """RSM26: no activity of an officer, of which Odoo may send a mail, holds such a word."""
        activities = self.env["mail.activity"].search([("create_date", ">=", fields.Date.today())])
        self.assertTrue(activities)
        for activity in activities:
            text = f"{activity.summary} {activity.note}"
            self.assertFalse([name for name, secret in SECRETS.items() if secret in text])
