from datetime import date

from odoo.tests import tagged

from ...models.decision.decision_letters import draft
from ..common.loaded_agreement import LoadedAgreementCase

# Rule, date of the request, last day. Ten months "of the date of the verification request" (Art. 32(6)): the
# same number of the tenth month, or its last day. No last day moves: the text says nothing of days off.
LAST_DAYS = (
    # January and ten months: November.
    ("UKRS32.6", date(2025, 1, 15), date(2025, 11, 15)),
    # March and ten months: January of the next year; the 15th of 2026 is a Thursday.
    ("UKRS32.6", date(2025, 3, 15), date(2026, 1, 15)),
    # From a 31st into November, which has 30 days.
    ("UKRS32.6", date(2025, 1, 31), date(2025, 11, 30)),
    # From 30 April into February of a common year: its last day.
    ("UKRS32.6", date(2025, 4, 30), date(2026, 2, 28)),
    # The same into a leap year.
    ("UKRS32.6", date(2023, 4, 30), date(2024, 2, 29)),
    # From 29 April into a leap year: 29 February is there.
    ("UKRS32.6", date(2023, 4, 29), date(2024, 2, 29)),
    # From the last day of February: the 28th of December, not its last day; a Sunday, and it stays.
    ("UKRS32.6", date(2025, 2, 28), date(2025, 12, 28)),
    # 25 December 2025 is a holiday, and it stays.
    ("UKRS32.6", date(2025, 2, 25), date(2025, 12, 25)),
)
# Proof of origin: day of issue, last day of validity (four months), last day of keeping (three years).
PROOFS = (
    (date(2025, 3, 15), date(2025, 7, 15), date(2028, 3, 15)),
    # From a 31st into a month of 30 days.
    (date(2025, 5, 31), date(2025, 9, 30), date(2028, 5, 31)),
    # From 31 October into February.
    (date(2025, 10, 31), date(2026, 2, 28), date(2028, 10, 31)),
    # 29 February: 2027 has none.
    (date(2024, 2, 29), date(2024, 6, 29), date(2027, 2, 28)),
)


@tagged("post_install", "-at_install")
class TestAgreementUkRs(LoadedAgreementCase):
    """UK-Serbia as its file has it: the United Kingdom verifies proofs of origin from Serbia."""

    file, importing_country, exporting_country = "uk_rs.json", "base.uk", "base.rs"

    def test_terms(self):
        """UK-RS 22(1), 24(1), 27(3), 32(6): limits, grounds, and no waiver for trade."""
        law = self.agreement
        self.assertEqual({party.side for party in law.party_ids}, {"UK", "RS"})
        self.assertFalse(law.waiver_limit)  # EUR 500 and 1,200 are for goods that are no trade
        self.assertFalse(law.in_force_on)
        limits = {row.code: (row.kind, row.value_limit) for row in law.proof_type_ids}
        self.assertEqual(
            limits,
            {
                "EUR1": ("certificate", 0),
                "EURMED": ("certificate", 0),
                "OD": ("declaration", 6000),
                "OD-AE": ("declaration", 0),
            },
        )
        binding = {row.code: row.binding for row in law.ground_ids if row.verified}
        self.assertEqual(binding, {"32.6": "shall", "13.1-transport": "shall", "24.1": "may"})
        self.assertFalse(any(law.procedure_ids.mapped("step_problems")))
        self.assertFalse(any(law.procedure_ids.mapped("suspension_article")))

    def test_articles_and_marks(self):
        """UK-RS: every article named is one of the agreement; readings bear no mark."""
        self.check_citations()
        self.check_marks(["16.1-origin", "16.1-proof", "13.1-requirements"])

    def test_last_days(self):
        """UK-RS 32(6): ten months counted by hand; nothing moves a last day."""
        self.check_last_days(LAST_DAYS)

    def test_proofs(self):
        """UK-RS 24(1), 29(1), 18(5), 19: four months, three years; remarks in box 7."""
        for issued, valid, kept in PROOFS:
            with self.subTest(issued=issued):
                proof = self.proof(issued_on=issued)
                self.assertEqual((proof.valid_until, proof.retention_until), (valid, kept))
        remarks = {row.kind: row.wording for row in self.ct2.remark_ids}
        self.assertEqual(remarks, {"retrospective": "ISSUED RETROSPECTIVELY", "duplicate": "DUPLICATE"})
        self.assertEqual(
            {row.data: row.name for row in self.ct2.box_ids if row.name},
            {"official_remarks": "Box 7", "issued_on": "Box 11"},
        )
        self.assertFalse(self.ct2._empty_on(self.proof()))

    def test_from_request_to_decision(self):
        """UK-RS 32(1)-(6): request, date of the request, reply, what follows, and the decision."""
        case = self.documentary(answered=False)
        self.assertEqual(case.state, "draft")
        self.approve(case, days=-40)
        self.assertFalse(self.clock(case, "UKRS32.6").due_on)  # a request that is not sent yet has no period
        self.record(case, "request_sent_on", -35)
        self.assertEqual(case.state, "requested")
        clock = self.clock(case, "UKRS32.6")
        self.assertEqual((clock.start_on, clock.status), (self.day(-40), "running"))
        self.record(
            case,
            "result_received_on",
            -1,
            reference="RS-1",
            answers={"authentic": "yes", "originating": "no", "rules_met": "yes"},
        )
        self.assertEqual((case.state, clock.status, bool(case.closed_on)), ("answered", "met", True))
        self.assertEqual(self.proposed(case), [("not_originating", "16.1-origin", "shall", "proposed")])
        decision, firm = self.decision(case), self.person("Test Importer Ltd", self.kz)
        self.decide(decision)
        self.check_letter(
            draft(decision.sudo(), firm),
            "refuses preferential treatment",
            "the products do not originate in the exporting Party",
            "Art. 16(1)",
            "For these reasons",
        )

    def test_no_reply(self):
        """UK-RS 32(6): after ten months without a reply, refusal is proposed; not before."""
        case = self.sent(approved=-280, sent=-279)
        with self.refused("Art. 32(6)"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        case = self.sent(approved=-320, sent=-319)
        clock = self.clock(case, "UKRS32.6")
        self.assertEqual(clock.status, "late")
        self.lapse(case, "UKRS32.6")
        self.assertEqual(self.proposed(case), [("lapse:UKRS32.6", "32.6", "shall", "proposed")])
        self.assertEqual(self.decision(case).fact_on, clock.due_on)
        self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((case.state, bool(case.closed_on)), ("no_answer", True))

    def test_random_check(self):
        """UK-RS 32(6): "in cases of reasonable doubt": a missing reply to a random check is no ground."""
        case = self.documentary(answered=False)
        case.write({"basis": "random", "doubts": False})
        self.sent(case, approved=-320, sent=-319)
        self.lapse(case, "UKRS32.6")
        self.assertEqual((self.clock(case, "UKRS32.6").status, self.proposed(case)), ("late", []))

    def test_answers(self):
        """UK-RS 32(5)(6): what a reply says, and what follows from it."""
        for answers, expected in (
            ({}, ("insufficient", "32.6")),
            ({"authentic": "yes"}, ("insufficient", "32.6")),
            ({"authentic": "no", "originating": "yes"}, ("false", "16.1-proof")),
            (
                {"authentic": "yes", "originating": "yes", "rules_met": "no"},
                ("rules_not_met", "13.1-requirements"),
            ),
        ):
            with self.subTest(expected[0]):
                case = self.sent(approved=-60, sent=-59)
                self.record(case, "result_received_on", -1, answers=answers)
                self.assertEqual(self.proposed(case), [(*expected, "shall", "proposed")])

    def test_confirmed(self):
        """UK-RS 32(4)(5): authentic and originating: no refusal."""
        case = self.sent(approved=-60, sent=-59)
        self.record(
            case,
            "result_received_on",
            -1,
            answers={"authentic": "yes", "originating": "yes", "rules_met": "yes"},
        )
        self.assertFalse([row for row in self.proposed(case) if row[1]])

    def test_letter(self):
        """UK-RS 32(2)(5)(6): the request; what follows stands in it only in case of doubt."""
        case = self.documentary(answered=False)
        case.with_user(self.supervisor).action_approve_request()
        self.check_letter(
            case._pdf_request(),
            "within 10 months of the date of this request",
            "entitlement to the preferences is refused, except in exceptional circumstances (Art. 32(6))",
            *("Art. 32(1)", "Art. 32(2)", "Art. 32(5)"),
            case.doubts,
        )
        case = self.documentary(answered=False)
        case.write({"basis": "random", "doubts": False})
        case.with_user(self.supervisor).action_approve_request()
        text = self.check_letter(case._pdf_request(), "selected at random", "within 10 months")
        self.assertNotIn("entitlement to the preferences", text)

    def test_every_letter(self):
        """UK-RS: request, refusal and restoration can be printed."""
        self.check_previews(3)
