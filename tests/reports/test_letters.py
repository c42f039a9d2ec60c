import io

from pypdf import PdfReader

from odoo.tests import tagged

from ...reports.origin.visit_report_data import visit_report_data
from ...tools.dates import long_date
from ..common.cases import CustomsCase
from ..common.missing_glyphs import planted
from ..common.pdf_builders import build_visit_report, letter_data, report_data
from ..common.shipped_letters import DECISION_VALUES, DOCUMENTARY_VALUES, REMINDER_VALUES, VISIT_VALUES


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

    def test_number_of_its_own(self):
        """RS16.3, IT9: the approved letter has a number of its own and names its case."""
        visit = self.visit()
        visit.with_user(self.supervisor).action_approve_request()
        letter = visit._letter("request")
        self.assertRegex(letter.name, r"^OUT/\d{4}/\d{5}$")
        text = text_of(letter._content())
        for part in (f"No. {letter.name}", f"Case: {visit.name}", "Please quote our No."):
            self.assertIn(part, text.replace("\xa0", " "))
        self.assertEqual(visit._request_letter(), {"number": letter.name, "date": visit.request_approved_on})

    def test_enclosures_are_there(self):
        """RS15.5: copies are claimed as enclosed only when they are attached."""
        request = self.documentary(answered=False)
        proof = request.proof_ids
        proof.copy_pages = 2
        text = text_of(request._pdf_request()).replace("\xa0", " ")
        self.assertIn("Copies of them are enclosed.", text)
        self.assertIn(f"Copy of the proof of origin No. {proof.number}", text)
        self.assertIn("pages: 2", text)
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM ir_attachment WHERE res_model = %s AND res_id = %s", (proof._name, proof.id)
        )
        self.env.invalidate_all()
        text = text_of(request._pdf_request())
        for claim in ("enclosed", "Enclosures", "Copy of the proof"):
            self.assertNotIn(claim, text)
        self.assertNotIn("by email. ", text)

    def test_who_answers_questions(self):
        """RS16.4.1: letters name the authority's contact, or the case officer where that is set."""
        visit = self.visit()
        self.env["customs.authority.contact"].create(
            {
                "authority_id": self.importing.id,
                "name": "Verification Unit",
                "phone": "+7 111",
                "purpose": "verification",
            }
        )
        self.importing.signing_basis = "Regulation No. 7"
        visit.copy_to = "Eurasian Economic Commission"
        text = text_of(visit._pdf_request()).replace("\xa0", " ")
        for part in (
            "In charge of the matter: Verification Unit, +7 111",
            "Acting on the basis of: Regulation No. 7",
            "Eurasian Economic Commission",
        ):
            self.assertIn(part, text)
        self.assertNotIn(visit.officer_id.name, text)
        self.importing.letters_name_officer = True
        self.assertIn(visit.officer_id.name, text_of(visit._pdf_request()))

    def test_preceding_verification(self):
        """RS16.1, RS15.6a: the letter names the verification before, its letter, its result and its days."""
        visit = self.visit()
        request = visit.verification_request_id
        letter, result = request._request_letter(), request.result_received_on
        text = " ".join(text_of(visit._pdf_request()).split())
        self.assertIn(
            f"(No. {letter['number']} of {letter['date'].day} {letter['date']:%B %Y}, result received on "
            f"{result.day} {result:%B %Y}) did not give satisfactory results",
            text,
        )
        sent = self.day(-33)
        request._write_guarded({"result_dated_on": sent})
        text = " ".join(text_of(visit._pdf_request()).split())
        self.assertIn(
            f"result of {sent.day} {sent:%B %Y}, received on {result.day} {result:%B %Y}) did not give", text
        )

    def test_every_place_has_its_name(self):
        """RS16.10: where a letter cannot be printed is told in words for every text of every paper."""
        words = set(self.env["customs.document"]._print_words())
        papers = (
            report_data(),
            letter_data(),
            VISIT_VALUES,
            REMINDER_VALUES,
            DOCUMENTARY_VALUES,
            DECISION_VALUES,
        )
        for paper in papers:
            for path, _value in planted(paper, "x"):
                # The sections of the articles are named by what they are about.
                names = {
                    name
                    for name in path[: 1 if path[0] == "articles" else None]
                    if isinstance(name, str) and not name.startswith("article_")
                }
                self.assertLessEqual(names, words, f"{type(paper).__name__} {path}")

    def test_request_from_a_russian_authority(self):
        """RS15.5: a Russian letter has names, streets and articles as the authority wrote them in Russian."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"]._load_module_terms(["customs_verification"], ["ru_RU"])
        self.importing.write({"name": "Kazakh Customs House", "street": "8 Pobedy Street", "city": "Astana"})
        self.importing.with_context(lang="ru_RU").write(
            {"name": "Таможенный орган", "street": "улица Победы, 8", "city": "Астана"}
        )
        visit = self.visit(letter_language="ru")
        text = " ".join(text_of(self._print("action_report_visit_request", visit)[0]).split())
        for part in ("Таможенный орган", "улица Победы, 8", "Астана", "статьи 16 Приложения № 3"):
            self.assertIn(part, text)
        for part in ("Kazakh Customs House", "Pobedy Street", "Astana", "Annex 3"):
            self.assertNotIn(part, text)

    def test_report_cites_the_letter(self):
        """RS16.10: the report cites the request by the date that its letter bears, not the day of sending."""
        visit = self.visited()
        report = self.report(visit)
        dated, sent = visit.request_approved_on, visit.request_sent_on
        self.assertNotEqual(dated, sent)
        data = visit_report_data(report)
        self.assertEqual((data.request_number, data.request_date), (visit.name, dated))
        text = " ".join(text_of(build_visit_report(data)).split())
        self.assertIn(f"{visit.name} of {long_date(dated, 'en_US')}", text)
        self.assertNotIn(f"{visit.name} of {long_date(sent, 'en_US')}", text)

    def test_unprintable_of_a_report_is_named(self):
        """RS16.10: a report with a letter that no font has is not approved; field and letter are named."""
        report = self.report(self.visited())
        report.grounds = "The capacity \U0001f600 is low."
        with self.refused("Original Doubts", "U+1F600", "The capacity"):
            report.with_user(self.supervisor).action_approve()

    def test_unprintable_is_named(self):
        """RS16.3: what cannot be printed is named with field and letter, and the request is not approved."""
        visit = self.visit(doubts="The capacity 中 is low.")
        with self.refused("Justified Doubts", "中 (U+4E2D)", "The capacity"):
            visit.with_user(self.supervisor).action_approve_request()
        visit.with_user(self.officer).doubts = "Հայերեն, ქართული → ✓"
        visit.with_user(self.supervisor).action_approve_request()
        text = text_of(visit._letter("request")._content())
        for word in ("Հայերեն", "ქართული", "→", "✓"):
            self.assertIn(word, text)

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
