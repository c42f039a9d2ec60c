import io

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CustomsCase


def text_of(content):
    """Return the text of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@tagged("post_install", "-at_install")
class TestLetters(CustomsCase):
    def _print(self, xmlid, records):
        report = self.env.ref(f"customs_verification.{xmlid}")
        return self.env["ir.actions.report"].with_user(self.officer)._render(report, records.ids)

    def test_request_of_visit(self):
        """RS16.3, RS16.4.1-5: sender, verified person, object with doubts, bodies, other reasons."""
        visit = self.visit()
        content, kind = self._print("action_report_visit_request", visit)
        self.assertEqual(kind, "pdf")
        text = text_of(content)
        for part in (
            self.importing.name,
            self.exporting.name,
            visit.verified_person_id.name,
            "White cheese in brine",
            "The capacity of the plant is lower than the exports.",
            "Art. 16(4)(5)",
            visit.verification_request_id.name,
        ):
            self.assertIn(part, text)
        self.assertIn("draft", text.lower(), "before its approval the letter says that it is a draft")

    def test_approved_request_is_stored_for_good(self):
        """RS16.3: the approved letter is stored with its SHA-256 and printed from the store from then on."""
        visit = self.visit()
        visit.with_user(self.supervisor).action_approve_request()
        stored = visit._letter("request")
        self.assertTrue(stored._is_unchanged())
        visit.sudo().verified_person_id.name = "Renamed afterwards"
        content, _kind = self._print("action_report_visit_request", visit)
        self.assertEqual(content, stored._content())
        self.assertNotIn("Renamed afterwards", text_of(content))

    def test_request_in_russian(self):
        """RS15.5: requests are in English or Russian, by the case's choice and not the user's language."""
        visit = self.visit(letter_language="ru")
        text = text_of(self._print("action_report_visit_request", visit)[0])
        self.assertIn("Экспортёр", text)
        self.assertIn("60 дней", text)

    def test_period_comes_from_the_rule(self):
        """RS16.5a: the letter names the period that the rule holds, another agreement's too."""
        rule = self.visit_procedure.rule_ids.filtered(lambda rule: rule.code == "RS16.5a")
        rule.length = 45
        self.assertIn("45 days", text_of(self._print("action_report_visit_request", self.visit())[0]))

    def test_reminder(self):
        """RS16.5a, RS16.6: the reminder names the last day and what its lapse means."""
        visit = self.sent_visit(days=-50)
        text = text_of(self._print("action_report_visit_reminder", visit)[0])
        due = visit.deadline_ids.filtered(lambda row: row.rule_id.code == "RS16.5a").due_on
        self.assertIn(f"{due.day} {due:%B %Y}", text)
        with self.assertRaisesRegex(UserError, "was not sent"):
            self._print("action_report_visit_reminder", self.visit())

    def test_documentary_request(self):
        """RS15.5: the request names the proofs, what is asked and the reasons."""
        request = self.documentary(answered=False)
        text = text_of(self._print("action_report_documents_request", request)[0])
        for part in (
            request.proof_ids.number,
            "The stamp differs from the specimen.",
            "Confirm the authenticity",
        ):
            self.assertIn(part, text)

    def test_several_at_once(self):
        """Several letters chosen in a list come as one file."""
        visits = self.visit() | self.visit()
        content, _kind = self._print("action_report_visit_request", visits)
        text = text_of(content)
        for visit in visits:
            self.assertIn(visit.name, text)
