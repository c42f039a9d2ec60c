from datetime import date

from odoo import Command
from odoo.tests import tagged

from ...models.decision.decision_letters import draft
from ...reports.origin.letter_data import reminder_data
from ..common.loaded_agreement import LoadedAgreementCase

# Rule, day from which it counts, last day. Days are calendar days (Art. 1.6); the day of the start does not
# count ("from the date of the receipt"), and no last day moves.
LAST_DAYS = (
    # One month: the same number of the next month, or its last day.
    ("CNKR3.23.5.a", date(2025, 3, 15), date(2025, 4, 15)),
    ("CNKR3.23.5.a", date(2025, 1, 31), date(2025, 2, 28)),
    ("CNKR3.23.5.a", date(2024, 1, 30), date(2024, 2, 29)),
    ("CNKR3.23.5.a", date(2025, 2, 28), date(2025, 3, 28)),
    # Into October, the days off of China's National Day: it stays.
    ("CNKR3.23.5.a", date(2025, 9, 1), date(2025, 10, 1)),
    # Six months.
    ("CNKR3.23.2.b", date(2025, 1, 15), date(2025, 7, 15)),
    ("CNKR3.23.2.b", date(2025, 8, 31), date(2026, 2, 28)),
    ("CNKR3.23.2.b", date(2023, 8, 31), date(2024, 2, 29)),
    # Three months: from a 30th of November into February.
    ("CNKR3.23.2.c", date(2025, 11, 30), date(2026, 2, 28)),
    ("CNKR3.23.2.c", date(2025, 7, 10), date(2025, 10, 10)),
    # 30 days before 2 April: 1 April and the 28 days of March from the 31st to the 4th are 29; 3 March.
    ("CNKR3.23.3.a.notice", date(2025, 4, 2), date(2025, 3, 3)),
    # Before 1 March: the 29 days of February 2024, then 31 January; of 2025 its 28 days, then two more.
    ("CNKR3.23.3.a.notice", date(2024, 3, 1), date(2024, 1, 31)),
    ("CNKR3.23.3.a.notice", date(2025, 3, 1), date(2025, 1, 30)),
    # 30 days from the receipt: 16 of December, then 14 of January.
    ("CNKR3.23.3.a.reply", date(2025, 12, 15), date(2026, 1, 14)),
    ("CNKR3.23.3.a.reply", date(2025, 1, 31), date(2025, 3, 2)),
    # 60 days from the proposed date: 29 of April (2nd to 30th) + 31 of May = 60.
    ("CNKR3.23.3.b", date(2025, 4, 1), date(2025, 5, 31)),
    ("CNKR3.23.3.b", date(2024, 1, 1), date(2024, 3, 1)),
    # 30 days after the comments: 24 of August (8th to 31st), then 6 of September: a Saturday.
    ("CNKR3.23.3.g", date(2025, 8, 7), date(2025, 9, 6)),
    # Six months from the actual visit.
    ("CNKR3.23.3.h", date(2025, 5, 10), date(2025, 11, 10)),
    ("CNKR3.23.3.h", date(2025, 3, 31), date(2025, 9, 30)),
)
# Certificate of Origin: day of issue, last day of validity (one year), last day of keeping (three years).
CERTIFICATES = (
    (date(2025, 3, 15), date(2026, 3, 15), date(2028, 3, 15)),
    (date(2024, 2, 29), date(2025, 2, 28), date(2027, 2, 28)),
    (date(2025, 2, 28), date(2026, 2, 28), date(2028, 2, 28)),
)


@tagged("post_install", "-at_install")
class TestAgreementCnKr(LoadedAgreementCase):
    """China-Korea as its file has it: China verifies goods from Korea."""

    file, importing_country, exporting_country = "cn_kr.json", "base.cn", "base.kr"

    def visit_made(self, **values):
        """Return a visit that was planned for -45, and took place from -40 to -38."""
        visit = self.visit_sent(received=-78, planned_from=self.day(-45), planned_to=self.day(-43), **values)
        self.record(visit, "consent_received_on", -60, reference="KR-1")
        self.team(visit)
        self.record(visit, "visit_started_on", -40)
        self.record(visit, "visit_ended_on", -38)
        return visit

    def information(self, **values):
        """Return a request for information from an importer."""
        firm = self.person("Test Importer Co.", self.kz)
        proof = self.proof(importer_id=firm.id)
        case = self.env["customs.verification.request"].with_user(self.officer)
        return case.create(
            {
                "procedure_id": self.procedures["IMPORTER"].id,
                "importing_authority_id": self.importing.id,
                "addressee_kind": "importer",
                "asked_person_id": firm.id,
                "proof_ids": [Command.set(proof.ids)],
                "doubts": "The price is lower than that of the materials.",
                "asked_data": "Invoices of the materials",
                "signatory_name": "Test Head",
                "signatory_position": "Head of Department",
                **values,
            }
        )

    # The law

    def test_terms(self):
        """CN-KR 3.19(1), 3.23, 3.25: two Parties, USD 700, three means in sequence, no ground binds."""
        law = self.agreement
        self.assertEqual({party.country_id.code for party in law.party_ids}, {"CN", "KR"})
        self.assertEqual((law.waiver_limit, law.limit_currency_id.name), (700, "USD"))
        self.assertEqual(set(law.ground_ids.mapped("binding")), {"may"})
        self.assertEqual(list(self.procedures), ["IMPORTER", "DOC", "VISIT"])
        self.assertEqual(self.procedures["IMPORTER"]._addressee_kinds(), ["importer"])
        self.assertEqual(self.visit_procedure._addressee_kinds(), ["authority"])
        self.assertFalse(any(law.procedure_ids.mapped("step_problems")))
        self.assertFalse(any(law.procedure_ids.mapped("suspension_article")))

    def test_articles_and_marks(self):
        """CN-KR 3.2-3.25: every article named is one of the agreement; all rules and grounds are marked."""
        self.check_citations()
        self.check_marks()

    def test_last_days(self):
        """CN-KR 3.23(2), 3.23(3), 3.23(5)(a): last days counted by hand, after and before."""
        self.check_last_days(LAST_DAYS)

    def test_certificate(self):
        """CN-KR 3.15, 3.16(1), 3.20(1): one year, three years, its content; stamps must be notified."""
        for issued, valid, kept in CERTIFICATES:
            with self.subTest(issued=issued):
                proof = self.proof(issued_on=issued)
                self.assertEqual((proof.valid_until, proof.retention_until), (valid, kept))
        self.assertFalse(self.ct2._empty_on(self.proof()))
        copied = self.ct2.remark_ids.filtered(lambda row: row.kind == "duplicate")
        self.assertFalse(copied.verified)

    def test_stamps_are_notified_first(self):
        """CN-KR 3.15(2)(c), 3.16(1): a Certificate counts with stamps that had been notified by its issue."""
        with self.refused("Specimen of the stamps of the authorized body", "(Art. 3.16(1))"):
            self.declared(self.proof(), days=-10)
        kind = self.agreement.specimen_kind_ids
        self.body.specimen_ids = [
            Command.create(
                {
                    "agreement_id": self.agreement.id,
                    "kind_id": kind.id,
                    "name": "Stamp 1",
                    "received_on": self.day(-900),
                    "valid_from": self.day(-900),
                }
            )
        ]
        self.assertTrue(self.declared(self.proof(), days=-10))

    # Means of verification

    def test_importer(self):
        """CN-KR 3.23(1)(a), 3.23(5)(a): one month from the receipt, then a refusal may be decided."""
        case = self.sent(self.information(), approved=-61, sent=-60, received=-10)
        clock = self.clock(case, "CNKR3.23.5.a")
        self.assertEqual((clock.start_on, clock.status), (self.day(-10), "running"))
        with self.refused("Art. 3.23(5)(a)"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.correct(case, "request_acknowledged_on", -40)
        self.lapse(case, "CNKR3.23.5.a")
        expected = [("lapse:CNKR3.23.5.a", "3.23.5.a", "may", "proposed")]
        self.assertEqual(self.proposed(case), expected)
        self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((case.state, self.proposed(case)), ("no_answer", expected))

    def test_importer_answers(self):
        """CN-KR 3.23(1)(a): nothing follows from what the importer sent until the officer assessed it."""
        case = self.sent(self.information(), approved=-61, sent=-60, received=-10)
        self.record(case, "result_received_on", -1)
        self.assertEqual((case.state, self.proposed(case)), ("answered", []))
        case.with_user(self.officer).write({"originating": "no"})
        self.assertEqual(self.proposed(case), [("not_originating", "3.25.a", "may", "proposed")])

    def test_from_request_to_decision(self):
        """CN-KR 3.23(2): six months from the receipt, three months to the determination, the decision."""
        case = self.sent(approved=-61, sent=-60)
        self.assertFalse(self.clock(case, "CNKR3.23.2.b").due_on)
        self.record(case, "request_acknowledged_on", -55)
        clock = self.clock(case, "CNKR3.23.2.b")
        self.assertEqual((clock.start_on, clock.status), (self.day(-55), "running"))
        self.record(case, "result_received_on", -5, reference="KR-7", answers={"originating": "no"})
        own = self.clock(case, "CNKR3.23.2.c")
        self.assertEqual((case.state, case.closed_on, own.start_on), ("answered", False, self.day(-5)))
        self.assertEqual(self.proposed(case), [("not_originating", "3.25.a", "may", "proposed")])
        decision = self.decision(case)
        self.decide(decision)
        self.check_letter(
            draft(decision.sudo(), self.person("Test Importer Co.", self.kz)),
            "refuses preferential tariff treatment",
            "the goods are not originating",
            "Art. 3.25(a)",
        )
        self.record(case, "determination_issued_on", 0)
        self.assertEqual((case.state, case.closed_on, own.status), ("determined", self.today, "met"))

    def test_no_results(self):
        """CN-KR 3.23(5)(b): no results within six months: a refusal may be decided, and not before."""
        case = self.sent(approved=-201, sent=-200, received=-170)
        with self.refused("Art. 3.23(2)(b)"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.correct(case, "request_acknowledged_on", -190)
        self.lapse(case, "CNKR3.23.2.b")
        self.assertEqual(self.proposed(case), [("lapse:CNKR3.23.2.b", "3.23.5.b", "may", "proposed")])

    def test_results_without_what_is_needed(self):
        """CN-KR 3.23(5)(c): results that do not say whether the good is originating."""
        case = self.sent(approved=-61, sent=-60, received=-55)
        self.record(case, "result_received_on", -5)
        self.assertEqual(self.proposed(case), [("insufficient", "3.23.5.c", "may", "proposed")])

    # Verification visit

    def test_request_delivered_before_the_visit(self):
        """CN-KR 3.23(3)(a): at least 30 days before the planned day; a day later it is late."""
        for planned, status in ((-50, "met"), (-51, "met_late")):
            with self.subTest(planned=planned):
                visit = self.visit_sent(planned_from=self.day(planned), planned_to=self.day(planned + 1))
                clock = self.clock(visit, "CNKR3.23.3.a.notice")
                self.assertEqual((clock.due_on, clock.status), (self.day(planned - 30), status))

    def test_refused_and_not_answered(self):
        """CN-KR 3.23(5)(d)(e): a refusal, and no reply in 30 days, are grounds of their own."""
        visit = self.visit_sent(received=-40)
        self.record(visit, "refusal_received_on", -20)
        self.assertEqual(self.proposed(visit), [("refusal", "3.23.5.d", "may", "proposed")])
        visit = self.visit_sent(received=-30)
        with self.refused("Art. 3.23(3)(a)"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.correct(visit, "request_acknowledged_on", -31)
        self.lapse(visit, "CNKR3.23.3.a.reply")
        expected = [("lapse:CNKR3.23.3.a.reply", "3.23.5.e", "may", "proposed")]
        self.assertEqual(self.proposed(visit), expected)
        self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((visit.state, self.proposed(visit)), ("no_answer", expected))

    def test_escorted(self):
        """CN-KR 3.23(3)(c): no visit without officials of the exporting Party."""
        visit = self.visit_sent(received=-78)
        self.record(visit, "consent_received_on", -60, reference="KR-1")
        with self.refused("from the exporting Party", "Art. 3.23(3)(c)"):
            self.record(visit, "visit_started_on", -40)

    def test_postponed(self):
        """CN-KR 3.23(3)(a)-(b): times count from the proposed day, not from the postponed one."""
        visit = self.visit(planned_from=self.day(40), planned_to=self.day(42))
        visit.with_user(self.officer).write({"planned_from": self.day(38), "planned_to": self.day(40)})
        self.assertEqual(visit.proposed_from, self.day(38))
        self.sent(visit, approved=-2, sent=-1, received=0)
        visit.with_user(self.officer).write({"planned_from": self.day(70), "planned_to": self.day(72)})
        self.record(visit, "consent_received_on", 0, reference="KR-1")
        self.assertEqual((visit.proposed_from, visit.visit_from), (self.day(38), self.day(70)))
        self.assertEqual(self.clock(visit, "CNKR3.23.3.a.notice").due_on, self.day(8))
        self.assertEqual(self.clock(visit, "CNKR3.23.3.b").due_on, self.day(98))

    def test_no_longer_approved(self):
        """CN-KR 3.23(3)(a): a request that is no longer approved proposes what is planned."""
        visit = self.visit(planned_from=self.day(40), planned_to=self.day(42))
        visit.with_user(self.supervisor)._record_facts({"request_approved_on": self.today})
        with self.refused("cannot be changed"):
            visit.with_user(self.officer).write({"planned_from": self.day(41)})
        self.assertEqual(visit.proposed_from, self.day(40))
        visit.with_user(self.supervisor).record_fact("request_approved_on", False, reason="Another day")
        visit.with_user(self.officer).write({"planned_from": self.day(41)})
        self.assertEqual(visit.proposed_from, self.day(41))
        self.assertEqual(self.clock(visit, "CNKR3.23.3.a.notice").due_on, self.day(11))

    def test_visit_to_final_determination(self):
        """CN-KR 3.23(3)(b)(e)-(h): the visit, its result, comments; of two caps the earlier governs."""
        visit = self.visit_made()
        postponed, half_a_year = self.clock(visit, "CNKR3.23.3.b"), self.clock(visit, "CNKR3.23.3.h")
        self.assertEqual((postponed.due_on, postponed.status), (self.day(15), "met"))  # -45 + 60
        self.assertEqual((half_a_year.start_on, half_a_year.status), (self.day(-40), "running"))
        self.report(visit, "not_complies").with_user(self.supervisor).action_approve()
        self.assertEqual(self.proposed(visit), [("report", "3.25.a", "may", "proposed")])
        self.record(visit, "report_sent_on", 0)
        self.assertEqual((visit.state, visit.closed_on), ("done", False))
        self.record(visit, "information_complete_on", 0)
        comments = self.clock(visit, "CNKR3.23.3.g")
        half_a_year.invalidate_recordset()
        self.assertEqual((comments.due_on, comments.status), (self.day(30), "running"))
        self.assertEqual(half_a_year.status, "governed")  # -40 and six months are later than 30 days
        self.decide(self.decision(visit))
        self.record(visit, "determination_issued_on", 0)
        self.assertEqual((visit.state, visit.closed_on), ("determined", self.today))

    # Letters

    def test_request_to_the_importer(self):
        """CN-KR 3.23(1)(a), 3.23(5)(a): the importer is asked, with the time and what may follow."""
        case = self.information()
        case.with_user(self.supervisor).action_approve_request()
        self.check_letter(
            case._pdf_request(),
            "as the importer",
            "within 1 month from the date of receipt of this request",
            "may be refused (Art. 3.23(5)(a))",
            "Invoices of the materials",
            case._asked_persons().name,
        )

    def test_request(self):
        """CN-KR 3.23(2)(a), 3.23(5)(b)(c): the request says its reasons, also in a random check."""
        case = self.documentary(answered=False)
        case.with_user(self.supervisor).action_approve_request()
        self.check_letter(
            case._pdf_request(),
            "within 6 months from the date of receipt of this request",
            *("Art. 3.23(1)(b)", "Art. 3.23(2)(a)(i)", "Art. 3.23(2)(a)(ii)", "Art. 3.23(2)(b)"),
            *("Art. 3.23(5)(b)", "Art. 3.23(5)(c)", "Art. 3.23(6)"),
            case.doubts,
        )
        case = self.documentary(answered=False)
        case.write({"basis": "random", "doubts": False})
        with self.refused("The reasons why the verification is requested"):
            case.with_user(self.supervisor).action_approve_request()

    def test_request_for_a_visit(self):
        """CN-KR 3.23(3)(a)-(d): the request for a visit, with its date, the reply and what may follow."""
        visit = self.visit()
        visit.with_user(self.supervisor).action_approve_request()
        self.check_letter(
            visit._pdf_request(),
            "within 30 days from the date of receipt of this request",
            "under the escort of your officials",
            "does not exceed 60 days from the proposed date (Art. 3.23(3)(b))",
            *("Art. 3.23(1)(c)", "Art. 3.23(3)(a)", "Art. 3.23(5)(d)", "Art. 3.23(5)(e)"),
            visit.verified_person_id.name,
        )

    def test_reminder(self):
        """CN-KR 3.23(3)(a), 3.23(5)(e): the reminder counts from the receipt."""
        for received, said in ((-20, f"end on {self.words(10)}"), (-40, f"ended on {self.words(-10)}")):
            with self.subTest(received=received):
                visit = self.visit_sent(received=received)
                content = visit._letter_pdf("reminder", *reminder_data(visit))
                # Sent and delivered are two days: the letter names the one that it knows.
                text = self.check_letter(
                    content, f"The 30 days from the date of receipt of the request {said}"
                )
                self.assertNotIn("delivered", text)

    def test_determination(self):
        """CN-KR 3.23(3)(e)(f): determination and result of the visit, with the way for comments."""
        visit = self.visit_made()
        self.report(visit, "not_complies").with_user(self.supervisor).action_approve()
        self.check_letter(
            visit.report_id._pdf_report(),
            "Determination and result of the verification visit",
            *("Art. 3.23(3)(e)", "Art. 3.23(3)(f)"),
        )

    def test_every_letter(self):
        """CN-KR: three requests, reminder, determination and decisions can be printed."""
        self.check_previews(7)
