"""What an authority that was asked never learns of the case of the other (CU-A, RSM26)."""

# pylint: disable=translation-required  # what a test writes is not translated

import base64
import io
from contextlib import suppress

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD
from ..common.file_samples import pdf_of
from ..common.incoming_request import AskedCase

SECRET = "Zq7Secret"
NAME = "Zq7Person"  # of those who run the case
# What every internal user of the system sees: people, not what they have to do with a case.
PEOPLE = {"res.users", "res.partner"}


@tagged("post_install", "-at_install")
class TestSecrecy(AskedCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer.name = f"{NAME} Officer"
        cls.supervisor.name = f"{NAME} Supervisor"
        cls.internal = {
            "internal_doubts": f"{SECRET} internal doubts",
            "risk_remarks": f"{SECRET} risk remarks",
        }
        visit = cls.visit(**cls.internal, note=f"{SECRET} note")
        request = visit.verification_request_id
        request.with_user(cls.officer).write(cls.internal)
        visit.with_user(cls.supervisor)._approve_request(cls.day(-15))
        cls.record(visit, "request_sent_on", -14)
        cls.case = visit
        visit.message_post(body=f"{SECRET} message")
        visit.activity_schedule("mail.mail_activity_data_todo", summary=f"{SECRET} activity")
        visit.draw_up_letter(
            f"{SECRET} draft",
            "draft.pdf",
            base64.b64encode(pdf_of()).decode(),
            addressee_authority_id=cls.exporting.id,
        )
        cls.task(visit, name=f"{SECRET} task", question=f"{SECRET} question")
        cls.visit(doubts=f"{SECRET} of a draft request")
        cls.env["ir.attachment"].create(
            {"name": f"{SECRET}.txt", "raw": SECRET.encode(), "res_model": visit._name, "res_id": visit.id}
        )
        reminder = visit.with_user(cls.officer).action_draw_up_reminder()["res_id"]
        cls.env["customs.document"].browse(reminder).with_user(cls.supervisor).action_approve()
        cls.window(visit).consent("RS-1")
        cls.team(visit)
        cls.record(visit, "visit_started_on", 0)
        visit.with_user(cls.officer).action_open_report()
        visit.report_id.with_user(cls.officer).grounds = f"{SECRET} draft of the report"

    def test_no_field_of_any_model(self):
        """CU-A: no field of any model that the user may read holds a word of it."""
        self.env.flush_all()
        # A letter that nobody opened yet shows its file to nobody there.
        self.env["customs.service"].search([])._log_opening()
        for user in (self.liaison_user, self.asked_officer):
            read = 0
            for model in sorted(self.env.registry):
                records = self.env[model].with_user(user).with_context(active_test=False)
                if records._abstract or records._transient or model in PEOPLE:
                    continue
                if not records.has_access("read"):
                    continue
                read += 1
                # An internal user knows who works here, and whom an authority names as its supervisor.
                names = user == self.liaison_user or (
                    model.startswith("customs.") and model != "customs.authority"
                )
                with self.subTest(model=model, user=user.login):
                    self._assert_silent(records, (SECRET, NAME) if names else (SECRET,))
            self.assertGreater(read, 5)

    def _assert_silent(self, records, words):
        try:
            rows = records.search([], order="id desc", limit=300)
            found = [f"{row}" for row in rows.read() if any(word in f"{row}" for word in words)]
        except AccessError:
            return
        self.assertFalse(found, found[:1])

    def test_who_wrote_a_letter(self):
        """CU-A: the own authority sees who approved its letter; the other neither reads nor exports it."""
        letter = self.case._letter("request")
        self.assertEqual(
            letter.with_user(self.reader).read(["approved_by_id"])[0]["approved_by_id"][1],
            self.supervisor.name,
        )
        other = letter.with_user(self.asked_officer)
        self.assertFalse(other.read(["approved_by_id"])[0]["approved_by_id"])
        spec = {"approved_by_id": {"fields": {"display_name": {}}}}
        self.assertFalse(other.web_read(spec)[0]["approved_by_id"])
        export = self.env.ref("base.group_allow_export")
        self.asked_officer.group_ids |= export
        with self.assertRaises(AccessError):
            other.export_data(["approved_by_id/name"])
        with self.assertRaises(AccessError):
            other.read(["create_uid"])

    def test_cases_are_closed(self):
        """CU-A: the case and all that hangs on it is read, searched, grouped and exported by nobody else."""
        case = self.case
        for record in (case, case.verification_request_id, case.report_id, case.goods_ids, case.member_ids):
            for user in (self.liaison_user, self.asked_officer, self.asked_reader):
                own = record.with_user(user)
                with self.subTest(model=record._name, user=user.login):
                    self.assertFalse(own.has_access("read"))
                    with suppress(AccessError):  # a portal user has no right on the model at all
                        self.assertFalse(own.search([("id", "in", record.ids)]))
                        self.assertFalse(own.search_count([("create_uid.name", "ilike", NAME)]))

    def test_letters(self):
        """RS16.4: no letter, report or table for others prints what is internal."""
        report = self.case.report_id
        texts = [
            self._text(self.case._pdf_request()),
            self._text(self.case.verification_request_id._pdf_request()),
            self._text(self.case._pdf_reminder()),
            self._text(self.case._pdf_report()),
        ]
        for text in texts:
            for words in (*self.internal.values(), f"{SECRET} note"):
                self.assertNotIn(words, " ".join(text.split()))
        self.assertTrue(report)
        for document in self.case.document_ids.with_user(self.liaison_user).search([]):
            if document.file_name and document._content():
                self.assertNotIn(SECRET, self._text(document._content()))

    def _text(self, content):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    def test_mail(self):
        """CU-A: no mail that the case sends says it."""
        messages = self.env["mail.mail"].sudo().search([])
        self.assertTrue(messages)
        for message in messages:
            for words in self.internal.values():
                self.assertNotIn(words, f"{message.subject} {message.body_html}")

    def test_pages(self):
        """CU-A: no page of the portal says it."""
        self.authenticate(self.liaison_user.login, PASSWORD)
        for url in (
            "/my",
            "/my/customs/requests?filterby=all",
            f"/my/customs/requests/{self.window(self.case).id}",
            f"/my/customs/requests/{self.window(self.case.verification_request_id).id}",
        ):
            response = self.url_open(url)
            self.assertEqual(response.status_code, 200, url)
            for word in (SECRET, NAME):
                self.assertNotIn(word, response.text, url)
