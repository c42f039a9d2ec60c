import io

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..reports.decision_letter_data import decision_pdf
from .common_decision import DecisionCase


def words(content):
    """Return the text of a PDF, each run of spaces as one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@tagged("post_install", "-at_install")
class TestDecisionLetter(DecisionCase):
    """The letter of a decision: each importer's own goods, with ground, duty and rights (RS11.1, CU-A)."""

    def setUp(self):
        super().setUp()
        self.paper = self.proof()
        self.first = self.person("First Importer LLP", self.kz, customs_native_name="Бірінші импорттаушы ЖШС")
        self.second = self.person("Second Importer LLP", self.kz, lang="ru_RU" if self.russian() else False)
        self.mine = self.declared(
            self.paper, count=2, days=-20, importer=self.first, description="Cheese of the first"
        )
        self.other = self.declared(
            self.paper,
            days=-20,
            importer=self.second,
            description="Cheese of the second",
            customs_value=333.0,
        )
        self.case = self.refused_visit(self.paper)
        self.refusal = self.decision(self.case, "refusal")

    def russian(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        return True

    def letters(self, decision=None):
        decision = decision or self.refusal
        decision.with_user(self.officer).action_draw_up_letters()
        return decision.document_ids.sorted("id")

    def test_one_letter_for_each_importer(self):
        """CU-A, RS11.1.8: an importer reads its own goods and duty, and nothing of another's."""
        self.importing.decision_rights = "Appeal to the Test Court."
        self.decide(self.refusal)
        first, second = self.letters()
        self.assertEqual((first.addressee_id, second.addressee_id), (self.first, self.second))
        self.assertEqual((first.kind, first.state, first.language), ("decision", "draft", "en"))
        self.assertFalse(first._content())  # a draft is printed, never stored
        text = words(decision_pdf(self.refusal, self.first))
        for said in (
            "First Importer LLP",
            "Бірінші импорттаушы ЖШС",
            "Decision to refuse preferential treatment",
            "Art. 11(1)(8)",
            "Art. 16(6)",
            "Cheese of the first",
            self.mine.declaration_id.number,
            "20.00 EUR",
            "For these reasons",
            "Appeal to the Test Court.",
            "Draft",
            "Test Supervisor",
        ):
            with self.subTest(said=said):
                self.assertIn(said, text)
        for secret in ("Second", "333", self.other.declaration_id.number, "33.30", "53.30"):
            with self.subTest(secret=secret):
                self.assertNotIn(secret, text)
        text = words(decision_pdf(self.refusal, self.second))
        self.assertEqual(second.language, "ru")
        for said in ("Решение об отказе", "33,30 EUR", "Cheese of the second", "Appeal to the Test Court."):
            with self.subTest(said=said):
                self.assertIn(said, text)
        self.assertNotIn("First", text)

    def test_nothing_is_said_that_the_data_does_not_say(self):
        """RS11.1: to whom one may appeal is the authority's own law: unset, nothing is printed."""
        self.decide(self.refusal)
        self.assertNotIn("What you may do", words(decision_pdf(self.refusal, self.first)))

    def test_approval(self):
        """IT9: approved by another person it is rendered for good, numbered and sealed; then sent."""
        self.decide(self.refusal)
        letter = self.letters()[0]
        letter.with_user(self.supervisor).action_approve()
        text = words(letter._content())
        self.assertNotIn("Draft", text)
        self.assertIn(letter.name, text)
        self.assertTrue(letter._is_unchanged())
        letter.with_user(self.officer).record_sent(self.today, "registered_mail")
        self.assertEqual(letter.state, "sent")
        self.assertEqual(len(self.letters()), 2)
        self.assertEqual(letter.importing_authority_id, self.importing)

    def test_not_before_and_not_after(self):
        """RS11.1: letters are of decisions in force only."""
        with self.refused("is not in force"):
            self.letters()
        self.decide(self.refusal)
        letter = self.letters()[0]
        self.refusal.with_user(self.supervisor).revoke("Wrong")
        with self.refused("is not in force"):
            letter.with_user(self.supervisor_2).action_approve()

    def test_same_bytes(self):
        """Design: the same data give the same bytes; the print-out of a proposal is a draft."""
        content, again = (decision_pdf(self.refusal, self.first) for _time in range(2))
        self.assertEqual(content, again)
        report = self.env["ir.actions.report"].with_user(self.reader)
        content, kind = report._render(
            "customs_verification.action_report_preference_decision", self.refusal.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertIn("Draft", words(content))
        self.assertIn("Cheese of the second", words(content))
        with self.assertRaises(AccessError):
            self.refusal.with_user(self.foreign_officer).action_draw_up_letters()

    def test_restoration(self):
        """RS10.3: the letter of a restoration names the duty to be repaid."""
        lines = self.declared(days=-20, importer=self.first)
        decision = self.env["customs.preference.decision"].browse(
            lines.with_user(self.officer).apply_for_restoration("The importer applied")
        )
        self.decide(decision)
        text = words(decision_pdf(decision, self.first))
        self.assertIn("Decision to restore preferential treatment", text)
        self.assertIn("Duty to be repaid in all: 10.00 EUR", text)

    def test_without_a_case(self):
        """RS11.1.5: a decision on the weight alone has its letter in the register, too."""
        proof = self.proof()
        self.declared(proof, days=-20, gross_weight_kg=1060.0, importer=self.first)
        proof.with_user(self.officer).action_propose_refusal()
        decision = self.decision(proof, "overweight")
        self.decide(decision)
        letter = self.letters(decision)
        self.assertEqual((letter.importing_authority_id, letter.res_id), (self.importing, proof.id))
        letter.with_user(self.supervisor).action_approve()
        letter.with_user(self.officer).record_sent(self.today, "registered_mail")
        self.assertEqual(letter.with_user(self.reader).state, "sent")

    def test_many_goods(self):
        """RS11.1: long tables go over pages; amounts of several currencies stand apart."""
        usd = self.env.ref("base.USD")
        usd.active = True
        proof = self.proof()
        name = "Қазақша өте ұзын атау: тұздықтағы ақ ірімшік, жартылай қатты " * 3
        self.declared(proof, count=90, days=-20, importer=self.first, description=name, currency_id=usd.id)
        self.declared(proof, days=-20, importer=self.first)
        decision = self.decision(self.refused_visit(proof), "refusal")
        content = decision_pdf(decision, self.first)
        self.assertGreater(len(PdfReader(io.BytesIO(content)).pages), 3)
        text = words(content)
        self.assertIn("900.00 USD", text)
        self.assertIn("10.00 EUR", text)
