import io

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.decision.decision_letters import draft
from ..common.decision import DecisionCase
from ..common.pdf_builders import text_of


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
        self.importing.write(
            {
                "decision_rights": "Appeal to the Test Court within 30 days.",
                "decision_payment": "Account KZ00 TEST, purpose: customs duty.",
                "payment_days": 10,
            }
        )
        self.supervisor.customs_position = "Head of Department"
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
        self.decide(self.refusal)
        first, second = self.letters()
        self.assertEqual((first.addressee_id, second.addressee_id), (self.first, self.second))
        self.assertEqual((first.kind, first.state, first.language), ("decision", "draft", "en"))
        self.assertFalse(first._content())  # a draft is printed, never stored
        text = text_of(draft(self.refusal, self.first))
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
            "Right of appeal Appeal to the Test Court within 30 days.",
            "Account KZ00 TEST, purpose: customs duty.",
            f"By Decision No. {self.refusal.name} of ",
            f"{self.importing.name} refuses preferential treatment under the ",
            f"Case: {self.case.name}",
            f"Proofs of origin: No. {self.paper.number} of ",
            f"Exporter: {self.paper.exporter_id.name}",
            "Preferential treatment is refused under Annex 3, Art. 11(1)(8).",
            "The exporting Party refused its consent",
            "Total duty payable: 20.00 EUR",
            "Draft",
            "Test Supervisor Head of Department",
        ):
            with self.subTest(said=said):
                self.assertIn(said, text)
        for other_ground in ("not answered", "No reply", "or a refusal"):
            self.assertNotIn(other_ground, text)
        for secret in ("Second", "333", self.other.declaration_id.number, "33.30", "53.30"):
            with self.subTest(secret=secret):
                self.assertNotIn(secret, text)
        self.supervisor.with_context(lang="ru_RU").customs_position = "Начальник отдела"
        text = text_of(draft(self.refusal, self.second))
        self.assertEqual(second.language, "ru")
        self.assertIn("Начальник отдела", text)
        self.assertNotIn("Head of Department", text)
        for said in ("Решение об отказе", "33,30 EUR", "Cheese of the second", "Appeal to the Test Court"):
            with self.subTest(said=said):
                self.assertIn(said, text)
        self.assertNotIn("First", text)

    def test_nothing_is_said_that_the_data_does_not_say(self):
        """RS11.1: without right of appeal, payment, position or duty no letter is approved."""
        self.decide(self.refusal)
        letter = self.letters()[0]
        self.importing.write({"decision_rights": False, "decision_payment": " "})
        self.supervisor.customs_position = self.supervisor.partner_id.function = False
        self.assertNotIn("Right of appeal", text_of(letter._draft_pdf()))
        row = self.refusal.line_ids.filtered(lambda row: row.importer_firm_id == self.first)[0]
        row._write_guarded({"duty_known": False})
        with self.refused(
            "Appeal Information", "How to Pay", "Position in Letters", row.line_id.display_name
        ):
            letter.with_user(self.supervisor_2).action_approve()
        text = text_of(letter._draft_pdf())
        self.assertIn("Total duty payable: not known", text)
        self.assertEqual(text.count("not known"), 2)

    def test_duty_is_given_afterwards(self):
        """RS11.1: a duty that was not known may be given after the decision, once; it is in the record."""
        line = self.declared(self.paper, days=-20, importer=self.first, with_is_zero=False, rate_with=False)
        self.assertFalse(line.duty_known)
        self.refusal.with_user(self.officer).action_refresh_goods()
        self.assertIn(line, self.goods(self.refusal))
        self.assertIn("not known for 1 items", self.refusal.totals)
        self.decide(self.refusal)
        with self.refused("cannot be changed"):
            line.with_user(self.officer).write({"customs_value": 5.0})
        line.with_user(self.officer).write({"rate_with": 4.0})
        row = self.refusal.line_ids.filtered(lambda row: row.line_id == line)
        self.assertEqual((row.duty_known, row.duty), (True, 6.0))
        self.assertNotIn("not known", self.refusal.totals)
        self.assertIn("Unknown duty entered", str(self.case.fact_ids.sorted("id")[-1:].label))
        with self.refused("cannot be changed"):
            line.with_user(self.officer).write({"rate_with": 5.0})

    def test_no_answer(self):
        """RS16.6: a letter says what happened: not answered in time, and nothing of a refusal."""
        visit = self.sent_visit(days=-80, proof=self.proof())
        self.declared(visit.goods_ids.proof_id, days=-20, importer=self.first)
        visit._on_deadline_lapsed(self.clock(visit, "RS16.5a"))
        decision = self.decision(visit).filtered(lambda one: one.trigger.startswith("lapse"))
        text = text_of(draft(decision, self.first))
        self.assertIn("was not answered within its period, which ended on", text)
        self.assertNotIn("refused its consent", text)

    def test_approval(self):
        """IT9: approved by another person it is rendered for good, numbered and sealed; then sent."""
        self.decide(self.refusal)
        letter = self.letters()[0]
        self.assertIn("Draft", text_of(letter._draft_pdf()))
        letter.with_user(self.supervisor).action_approve()
        text = text_of(letter._content())
        self.assertNotIn("Draft", text)
        for part in (letter.name, self.refusal.name, "The duty is payable by "):
            self.assertIn(part, text)
        self.assertEqual(
            (letter.dated_on, letter.file_name), (self.today, letter.name.replace("/", "-") + ".pdf")
        )
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
        content, again = (draft(self.refusal, self.first) for _time in range(2))
        self.assertEqual(content, again)
        report = self.env["ir.actions.report"].with_user(self.reader)
        content, kind = report._render(
            "customs_verification.action_report_preference_decision", self.refusal.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertIn("Draft", text_of(content))
        self.assertIn("Cheese of the second", text_of(content))
        with self.assertRaises(AccessError):
            self.refusal.with_user(self.foreign_officer).action_draw_up_letters()

    def test_restoration(self):
        """RS10.3: the letter of a restoration names the duty to be repaid."""
        lines = self.declared(days=-20, importer=self.first)
        decision = self.env["customs.preference.decision"].browse(
            lines.with_user(self.officer).apply_for_restoration("The importer applied")
        )
        self.decide(decision)
        text = text_of(draft(decision, self.first))
        self.assertIn("Decision to restore preferential treatment", text)
        self.assertIn("Total duty to be repaid: 10.00 EUR", text)

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
        letter.service_ids.with_user(self.officer).record_served(self.today, "RR 7")
        self.assertEqual(letter.served_on, self.today)

    def test_many_goods(self):
        """RS11.1: long tables go over pages; amounts of several currencies stand apart."""
        usd = self.env.ref("base.USD")
        usd.active = True
        proof = self.proof()
        name = "Қазақша өте ұзын атау: тұздықтағы ақ ірімшік, жартылай қатты " * 3
        self.declared(proof, count=90, days=-20, importer=self.first, description=name, currency_id=usd.id)
        self.declared(proof, days=-20, importer=self.first)
        decision = self.decision(self.refused_visit(proof), "refusal")
        content = draft(decision, self.first)
        self.assertGreater(len(PdfReader(io.BytesIO(content)).pages), 3)
        text = text_of(content)
        self.assertIn("900.00 USD", text)
        self.assertIn("10.00 EUR", text)
