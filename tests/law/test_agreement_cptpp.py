from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from ...models.decision.decision_letters import draft
from ..common.loaded_agreement import LAW, LoadedAgreementCase
from ..common.pdf_builders import text_of
from ..common.portal_tasks import PortalCase

# Last days of 30 days: procedure, rule, day of receipt, last day. The day of receipt does not count; a last
# day on a day off stays, since the text moves none.
THIRTY_DAYS = (
    # 4 to 31 March are 28 days, then 1 and 2 April.
    ("DOC", "CPTPP3.27.6.c", date(2025, 3, 3), date(2025, 4, 2)),
    # February 2025 has 28 days, then 1 and 2 March.
    ("DOC", "CPTPP3.27.6.c", date(2025, 1, 31), date(2025, 3, 2)),
    # February 2024 has 29 days, then 1 March.
    ("DOC", "CPTPP3.27.6.c", date(2024, 1, 31), date(2024, 3, 1)),
    # 16 to 31 December are 16 days, then 14 days of January.
    ("DOC", "CPTPP3.27.6.c", date(2025, 12, 15), date(2026, 1, 14)),
    # 8 to 31 August are 24 days, then 6 days of September: a Saturday.
    ("DOC", "CPTPP3.27.6.c", date(2025, 8, 7), date(2025, 9, 6)),
    # 2 to 30 April are 29 days, then 1 May: a holiday in many Parties.
    ("VISIT", "CPTPP3.27.6.d", date(2025, 4, 1), date(2025, 5, 1)),
    # 28 February is one day, then 29 days of March.
    ("VISIT", "CPTPP3.27.6.d", date(2025, 2, 27), date(2025, 3, 29)),
    # 29 February 2024 is one day, then 29 days of March.
    ("VISIT", "CPTPP3.27.6.d", date(2024, 2, 28), date(2024, 3, 29)),
    # 21 to 30 November are 10 days, then 20 days of December: a Saturday.
    ("VISIT", "CPTPP3.27.6.d", date(2025, 11, 20), date(2025, 12, 20)),
    # 1 to 30 August are 30 days: a Saturday.
    ("VISIT", "CPTPP3.27.6.d", date(2025, 7, 31), date(2025, 8, 30)),
)
# First request, necessary information; last days of the 365 and of the 90 days, and which governs.
DETERMINATIONS = (
    # 365 days from 1 March 2023: 29 February 2024. 90 days from 1 September: 29 + 31 + 30 = 90: 30 November.
    (date(2023, 3, 1), date(2023, 9, 1), date(2024, 2, 29), date(2023, 11, 30), "CPTPP3.27.6.e.90"),
    # 90 days from 1 December: 30 of December + 31 of January = 61; 29 February is the 90th: the same day.
    (date(2023, 3, 1), date(2023, 12, 1), date(2024, 2, 29), date(2024, 2, 29), "CPTPP3.27.6.e.90"),
    # 90 days from 2 December: 29 + 31 + 29 = 89; 1 March is the 90th.
    (date(2023, 3, 1), date(2023, 12, 2), date(2024, 2, 29), date(2024, 3, 1), "CPTPP3.27.6.e.365"),
    # 365 days from 2 January 2025, no leap day: 2 January 2026. 90 days from 10 October: 21 + 30 + 31 = 82;
    # 8 January is the 90th.
    (date(2025, 1, 2), date(2025, 10, 10), date(2026, 1, 2), date(2026, 1, 8), "CPTPP3.27.6.e.365"),
)
# Certification of origin: day of issue, last day of validity (one year), last day of keeping (five years).
CERTIFICATIONS = (
    (date(2025, 3, 15), date(2026, 3, 15), date(2030, 3, 15)),
    (date(2024, 12, 31), date(2025, 12, 31), date(2029, 12, 31)),
    # 29 February: neither 2025 nor 2029 has one.
    (date(2024, 2, 29), date(2025, 2, 28), date(2029, 2, 28)),
)


class CptppCase(LoadedAgreementCase):
    """The agreement CPTPP as its file has it: Japan verifies goods from Australia."""

    file, importing_country, exporting_country = "cptpp.json", "base.jp", "base.au"
    foreign = (*(word for word in LAW if word != "Trans-Pacific"), "Serbia")

    @classmethod
    def proof_values(cls, **values):
        if cls.agreement.code != "CPTPP":
            return super().proof_values(**values)
        return super().proof_values(**{"issuing_body_id": False, **values})

    @classmethod
    def documentary(cls, proofs=None, answered=True, user=None):
        """Create a request to the exporter itself, with the least time that the text allows."""
        if cls.agreement.code != "CPTPP":  # it is not loaded yet
            return super().documentary(proofs, answered, user)
        proofs = proofs or cls.proof()
        with patch.object(cls, "exporting", cls.env["customs.authority"]):
            case = super().documentary(proofs, answered=False, user=user)
        case.write({"asked_person_id": proofs.exporter_id.id, "answer_length": 30})
        return case

    @classmethod
    def visit_values(cls, **values):
        """Return the values of a visit that is asked of the exporter or producer itself."""
        if cls.agreement.code != "CPTPP":
            return super().visit_values(**values)
        planned = {
            "planned_from": cls.day(30),
            "planned_to": cls.day(31),
            "verification_request_id": False,
            "exporting_authority_id": False,
            "informed_authority_id": cls.exporting.id,
            "location": "1 Dairy Road, Tasmania",
        }
        return super().visit_values(**planned | values)

    def on(self, case, fact, day, **details):
        """Record a fact on a date."""
        return self.record(case, fact, (day - self.today).days, **details)

    def asked(self, code="DOC", days=-60):
        """Return a case whose request was sent ``days`` from today, and not received yet."""
        case = self.documentary(answered=False) if code == "DOC" else self.visit()
        return self.sent(case, approved=days - 1, sent=days)


@tagged("post_install", "-at_install")
class TestAgreementCptpp(CptppCase):
    """The agreement by the officer's hand: what comes on paper."""

    # The law

    def test_parties_and_terms(self):
        """CPTPP 3.23(a), 3.28(2): each Party is a side of its own, USD 1,000, and no ground binds."""
        parties = self.agreement.party_ids
        self.assertEqual(len(parties), 12)
        self.assertEqual(len(set(parties.mapped("side"))), 12)
        terms = (self.agreement.waiver_limit, self.agreement.limit_currency_id.name)
        self.assertEqual(terms, (1000, "USD"))
        self.assertEqual(set(self.agreement.ground_ids.mapped("binding")), {"may"})
        consequences = self.agreement.procedure_ids.consequence_ids
        self.assertEqual(set(consequences.mapped("binding")), {"may"})
        self.assertFalse(any(self.agreement.procedure_ids.mapped("step_problems")))

    def test_every_article_has_a_citation(self):
        """CPTPP 3.19-3.32: what a row cites is one of the articles of the agreement."""
        law, procedures = self.agreement, self.agreement.procedure_ids
        rows = (
            *(law.ground_ids, law.criterion_ids, law.provision_ids, law.transit_document_ids),
            *(law.proof_type_ids, procedures, procedures.step_ids, procedures.rule_ids),
            *(procedures.consequence_ids, procedures.content_item_ids),
        )
        named = {article for records in rows for article in records.mapped("article") if article}
        heads = ("waiver", "preference", "consignment", "transit")
        named |= {law[f"{head}_article"] for head in heads}
        named |= {law.proof_type_ids.content_article, law.proof_type_ids.retention_article}
        self.assertLessEqual(named, set(law.article_ids.mapped("name")))

    # Days

    def test_thirty_days(self):
        """CPTPP 3.27(6)(c), 3.27(6)(d): 30 days count from the receipt of the request, not its sending."""
        for procedure, code, received, last in THIRTY_DAYS:
            with self.subTest(code, received=received):
                case = self.asked(procedure, days=(date(received.year, received.month, 1) - self.today).days)
                self.assertFalse(self.clock(case, code).due_on)
                self.on(case, "request_acknowledged_on", received)
                self.assertEqual(self.clock(case, code).due_on, last)

    def test_certification_of_origin(self):
        """CPTPP 3.20(5), 3.26(2): valid for one year, kept for five, both from the day of issue."""
        for issued, valid, kept in CERTIFICATIONS:
            with self.subTest(issued=issued):
                proof = self.proof(issued_on=issued, applicant_on=False)
                self.assertEqual((proof.valid_until, proof.retention_until), (valid, kept))

    # A request for information

    def test_information(self):
        """CPTPP 3.27(6)(c), 3.28(2)(a): states, an answer within the 30 days, and what follows from it."""
        case = self.documentary(answered=False)
        self.assertEqual(case.state, "draft")
        self.approve(case, days=-41)
        self.assertEqual(case.state, "approved")
        self.record(case, "request_sent_on", -40)
        self.record(case, "request_acknowledged_on", -10)
        clock = self.clock(case, "CPTPP3.27.6.c")
        self.assertEqual((case.state, clock.status), ("requested", "running"))
        # At least 30 days: it is no fault to answer on the tenth.
        self.record(case, "result_received_on", 0, reference="AU-1")
        self.assertEqual((case.state, bool(case.closed_on)), ("answered", False))
        # What the information means is the officer's own assessment: until it is entered, nothing follows.
        self.assertEqual((self.proposed(case), case.is_sufficient), ([], False))
        self.assertIn("has not assessed it", case.result_problems)
        case.originating = "not_stated"
        self.assertEqual(self.proposed(case), [("insufficient", "3.28.2.b", "may", "proposed")])
        self.assertIn("The good qualifies as originating", case.result_problems)
        case.with_user(self.supervisor).correct_result({"originating": "no"}, "Another look")
        self.assertIn(("not_originating", "3.28.2.a", "may", "proposed"), self.proposed(case))
        case.with_user(self.supervisor).correct_result({"originating": "yes"}, "Misread")
        self.assertFalse([row for row in self.proposed(case) if row[3] == "proposed"])

    def test_no_information(self):
        """CPTPP 3.27(6)(c), 3.28(2)(c): nobody is late, but silence is a ground."""
        case = self.asked()
        with self.refused("the period has not started (Art. 3.27(6)(c))"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.record(case, "request_acknowledged_on", -30)
        clock = self.clock(case, "CPTPP3.27.6.c")
        self.assertEqual((clock.due_on, clock.status), (self.day(0), "running"))
        with self.refused("(Art. 3.27(6)(c))"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.correct(case, "request_acknowledged_on", -31)
        self.assertEqual((clock.due_on, clock.status), (self.day(-1), "silent"))
        self.lapse(case, "CPTPP3.27.6.c")
        self.assertEqual((case.state, case.is_late), ("requested", False))
        expected = [("lapse:CPTPP3.27.6.c", "3.28.2.c", "may", "proposed")]
        self.assertEqual(self.proposed(case), expected)
        self.assertEqual(self.decision(case).article, "Art. 3.28(2)(c)")
        self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((case.state, self.proposed(case)), ("no_answer", expected))

    def test_longer_than_the_least(self):
        """CPTPP 3.27(6)(c): the request may give more than 30 days, not less; clock and letter go by it."""
        case = self.documentary(answered=False)
        case.answer_length = 29
        with self.refused("choose the length of the period, at least 30 days (Art. 3.27(6)(c))"):
            case.with_user(self.supervisor).action_approve_request()
        case.answer_length = 45
        case.with_user(self.supervisor).action_approve_request()
        self.check_letter(case._pdf_request(), "have 45 days from the date of receipt", "Art. 3.27(6)(c)")
        self.record(case, "request_sent_on", 0)
        self.record(case, "request_acknowledged_on", 0)
        self.assertEqual(self.clock(case, "CPTPP3.27.6.c").due_on, self.day(45))

    def test_a_refusal_waits(self):
        """CPTPP 3.27(6)(c), 3.27(9): no refusal before 30 days to respond, results sent, and 30 days more."""
        case = self.asked(days=-80)
        self.record(case, "request_acknowledged_on", -61)
        self.record(case, "result_received_on", -50)
        case.write({"authentic": "yes", "originating": "not_stated"})
        self.assertEqual(self.proposed(case), [("insufficient", "3.28.2.b", "may", "proposed")])
        decision = self.decision(case).with_user(self.supervisor)
        with self.refused(
            "cannot be decided yet: Additional information before a refusal of the claim has not started "
            "(Art. 3.27(9)). Record 'Importer, exporter or producer informed of the results' first."
        ):
            decision.decide("Not sufficient")
        self.record(case, "results_sent_on", -30)
        with self.refused(f"cannot be decided before {self.words(1)}", "(Art. 3.27(9))"):
            decision.decide("Not sufficient")
        self.correct(case, "results_sent_on", -31)
        decision.decide("Not sufficient")
        self.assertEqual(decision.state, "decided")
        self.record(case, "determination_issued_on", 0)
        self.assertEqual((case.state, case.closed_on), ("determined", self.day(0)))

    def test_determination_in_time(self):
        """CPTPP 3.27(6)(e): 90 days from the information, at the latest 365 from the first request."""
        for first, information, last_365, last_90, governs in DETERMINATIONS:
            with self.subTest(first=first, information=information):
                case = self.asked(days=(first - self.today).days)
                self.on(case, "information_complete_on", information)
                rows = {code: self.clock(case, code) for code in ("CPTPP3.27.6.e.365", "CPTPP3.27.6.e.90")}
                self.assertEqual([row.due_on for row in rows.values()], [last_365, last_90])
                first_row = rows.pop(governs)
                [other] = rows.values()
                self.assertEqual((first_row.status, other.status), ("late", "governed"))
                self.assertEqual(case.next_due_on, first_row.due_on)

    def test_extended_in_an_exceptional_case(self):
        """CPTPP 3.27(6)(e): the 365 days may be extended; the text has no length."""
        case = self.asked(days=-300)
        row = self.clock(case, "CPTPP3.27.6.e.365").with_user(self.officer)
        self.assertEqual(row.due_on, self.day(65))
        with self.refused("by how much the period is extended", "(Art. 3.27(6)(e))"):
            row.extend(self.day(0), "Very complex")
        row.extend(self.day(0), "Very complex technical information", 60)
        self.assertEqual(row.due_on, self.day(125))

    def test_first_of_several_requests(self):
        """CPTPP 3.27(6)(e): in a visit the 365 days count from the request for information before it."""
        request = self.documentary(answered=False)
        self.approve(request, days=-230)
        self.record(request, "request_sent_on", -200)
        visit = self.visit(verification_request_id=request.id)
        self.approve(visit, days=-100)
        self.assertFalse(self.clock(visit, "CPTPP3.27.6.e.365"))
        self.record(visit, "request_sent_on", -100)
        clock = self.clock(visit, "CPTPP3.27.6.e.365")
        self.assertEqual((clock.start_on, clock.due_on), (self.day(-200), self.day(165)))
        self.correct(request, "request_sent_on", -220)
        self.assertEqual((clock.start_on, clock.due_on), (self.day(-220), self.day(145)))

    # A visit

    def test_visit_refused(self):
        """CPTPP 3.28(2)(d): a refusal closes the case, and a refusal that may be decided is proposed."""
        visit = self.asked("VISIT")
        self.record(visit, "request_acknowledged_on", -20)
        self.record(visit, "refusal_received_on", -5)
        self.assertEqual((visit.state, visit.closed_on), ("refused", self.day(-5)))
        self.assertEqual(self.proposed(visit), [("refusal", "3.28.2.d", "may", "proposed")])

    def test_visit_without_consent(self):
        """CPTPP 3.27(6)(d), 3.28(2)(d): 30 days from receipt without consent, and not before."""
        visit = self.asked("VISIT")
        with self.refused("record 'Request received by the exporter or producer' first"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.record(visit, "request_acknowledged_on", -30)
        with self.refused("(Art. 3.27(6)(d))"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual(self.proposed(visit), [])
        self.correct(visit, "request_acknowledged_on", -31)
        self.assertEqual(self.clock(visit, "CPTPP3.27.6.d").due_on, self.day(-1))
        self.lapse(visit, "CPTPP3.27.6.d")
        self.assertEqual(visit.state, "requested")
        expected = [("lapse:CPTPP3.27.6.d", "3.28.2.d", "may", "proposed")]
        self.assertEqual(self.proposed(visit), expected)
        self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((visit.state, self.proposed(visit)), ("no_answer", expected))

    def test_visit(self):
        """CPTPP 3.27(1)(c), 3.27(9), 3.28(2)(a): the visit to its results; 30 days before a refusal."""
        visit = self.asked("VISIT", days=-80)
        self.record(visit, "request_acknowledged_on", -78)
        self.record(visit, "consent_received_on", -60)
        self.assertEqual(visit.state, "consented")
        self.team(visit)
        self.record(visit, "visit_started_on", -40)
        self.assertEqual(visit.state, "visiting")
        self.record(visit, "visit_ended_on", -39)
        self.assertEqual(visit.state, "visited")
        self.assertEqual(self.proposed(visit), [])
        self.report(visit, "not_complies").with_user(self.supervisor).action_approve()
        self.assertEqual(visit.state, "reported")
        self.assertEqual(self.proposed(visit), [("report", "3.28.2.a", "may", "proposed")])
        self.record(visit, "information_complete_on", -39)
        self.record(visit, "report_sent_on", 0)
        self.assertEqual((visit.state, visit.closed_on), ("done", False))
        clock = self.clock(visit, "CPTPP3.27.9")
        self.assertEqual((clock.due_on, clock.status), (self.day(30), "running"))
        with self.refused(f"cannot be decided before {self.words(31)}", "(Art. 3.27(9))"):
            self.decision(visit).with_user(self.supervisor).decide("Does not originate")
        limits = {code: self.clock(visit, f"CPTPP3.27.6.e.{code}") for code in ("90", "365")}
        self.assertEqual((limits["90"].due_on, limits["365"].due_on), (self.day(51), self.day(285)))
        self.assertEqual((limits["90"].gives_way, limits["365"].gives_way), (False, True))
        self.record(visit, "determination_issued_on", 0)  # the goods may also be found to originate
        self.assertEqual((visit.state, visit.closed_on), ("determined", self.day(0)))
        self.assertEqual((limits["90"].status, limits["365"].status), ("met", "governed"))

    def test_visit_without_officials_of_the_other_party(self):
        """CPTPP 3.27(8): officials of the other Party may accompany; a visit without them is lawful."""
        visit = self.asked("VISIT", days=-80)
        self.record(visit, "request_acknowledged_on", -78)
        self.record(visit, "consent_received_on", -60)
        with self.refused("from the importing Party (Art. 3.27(8))"):
            self.record(visit, "visit_started_on", -40)
        self.team(visit)
        visit.member_ids.filtered(lambda member: member.side == "exporting").unlink()
        self.record(visit, "visit_started_on", -40)
        self.assertEqual(visit.state, "visiting")
        self.assertEqual(visit._consent_given_by(), visit.verified_person_id.name)

    def test_who_is_asked_and_told(self):
        """CPTPP 3.27(1)(a)-(c), 3.27(10)(b): persons are asked, and told the results."""
        documents, visits = self.documents_procedure, self.visit_procedure
        self.assertEqual(documents._addressee_kinds(), ["exporter", "importer"])
        self.assertEqual(visits._addressee_kinds(), ["exporter"])
        self.assertEqual((visits.team, visits.visit_after), ("accompanied", "nothing"))
        proof = self.proof()
        case = self.documentary(proof, answered=False)
        case.write({"addressee_kind": "importer", "asked_person_id": proof.consignee_id.id})
        self.assertFalse(case._missing_addressee())
        visit = self.visit(proof=proof)
        told = [row["addressee_id"] for row in visit._addressees("report")]
        self.assertEqual(told, [visit.verified_person_id.id, proof.consignee_id.id])

    # Letters

    def test_request_for_information(self):
        """CPTPP 3.27(4), 3.27(6)(b), 3.27(6)(c): what the request contains; at least 30 days."""
        case = self.documentary(answered=False)
        case.with_user(self.supervisor).action_approve_request()
        text = self.check_letter(
            case._pdf_request(),
            "Art. 3.27(1)(a)-(b) of the Comprehensive and Progressive Agreement",
            "You have 30 days from the date of receipt",
            "may be refused (Art. 3.28(2)(b)-(c))",
            *("Art. 3.27(4)(c)", "Art. 3.27(4)(d)", "Art. 3.27(6)(b)", "Art. 3.27(6)(c)", "Art. 3.27(9)"),
            case.doubts,
        )
        self.assertNotIn("will be", text)

    def test_random_check_needs_an_issue(self):
        """CPTPP 3.27(4)(c): no request without the specific issue that it seeks to resolve."""
        case = self.documentary(answered=False)
        case.basis = "random"
        self.assertTrue(case.needs_issue)
        self.check_letter(case._pdf_request(), case.doubts)
        case.write({"basis": "random", "doubts": False})
        with self.refused("the specific issue to be resolved"):
            case.with_user(self.supervisor).action_approve_request()

    def test_request_for_a_visit(self):
        """CPTPP 3.27(4)(f), 3.27(6)(d), 3.27(8): consent asked, date, purpose, Party informed."""
        visit = self.visit()
        visit.with_user(self.supervisor).action_approve_request()
        self.check_letter(
            visit._pdf_request(),
            "30 days from the date of receipt of this request to consent or refuse",
            "may be refused (Art. 3.28(2)(d))",
            "opportunity to accompany ours",
            *("Art. 3.27(1)(c)", "Art. 3.27(4)(f)", "Art. 3.27(6)(d)", "Art. 3.27(8)", "Art. 3.27(9)"),
            *(
                "Art. 3.27(4)(e)",
                visit.goods_ids.proof_id.number,
                "Proposed location: 1 Dairy Road, Tasmania",
            ),
            *(visit.verified_person_id.name, f"{self.exporting.name} receives a copy"),
        )
        for missing, said in (
            ("location", "The proposed location of the visit"),
            ("informed_authority_id", "The Party where the exporter or producer is located"),
        ):
            with self.refused(said):
                self.visit(**{missing: False}).with_user(self.supervisor).action_approve_request()
        open_dates = self.visit(planned_from=False, planned_to=False)
        with self.refused("The proposed date of the visit: first day"):
            open_dates.with_user(self.supervisor).action_approve_request()

    def test_reminder(self):
        """CPTPP 3.27(6)(d): the reminder counts from the receipt, while the time runs and after it."""
        visit = self.asked("VISIT")
        with self.refused("no period is running"):
            visit.with_user(self.officer).action_draw_up_reminder()
        self.record(visit, "request_acknowledged_on", -20)
        visit.with_user(self.officer).action_draw_up_reminder()
        end = f"The 30 days from the date of receipt of the request end on {self.words(10)}"
        self.check_letter(visit._pdf_reminder(), end, "may be refused (Art. 3.28(2)(d))", "Art. 3.27(6)(d)")
        self.correct(visit, "request_acknowledged_on", -40)
        self.check_letter(visit._pdf_reminder(), f"ended on {self.words(-10)}", "consent in time")

    def test_determinations(self):
        """CPTPP 3.27(10)(a), 3.28(3): the determination has article, basis and reasons."""
        visit = self.asked("VISIT")
        self.record(visit, "request_acknowledged_on", -20)
        self.record(visit, "refusal_received_on", -5)
        decision = self.decision(visit, "refusal")
        self.decide(decision)
        self.check_letter(
            draft(decision.sudo(), self.person("Importer", self.kz)),
            "refuses the claim for preferential tariff treatment",
            "The claim is refused under Art. 3.28(2)(d).",
            "refused its consent to the verification visit",
            *("Art. 3.28(3)", "For these reasons"),
        )
        for letter in self.agreement.letter_ids:
            with self.subTest(letter.kind):
                self.check_letter(letter._preview(), "preferential tariff treatment")


@tagged("post_install", "-at_install")
class TestCptppOnThePortal(CptppCase, PortalCase):
    """The exporter answers on the portal, from the request to what follows for the claim (CU-A)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.producer = cls.person("Test Dairy Pty Ltd")
        cls.contact = cls.portal_contact(cls.producer, login="cptpp_contact")

    def setUp(self):
        super().setUp()
        self.login(self.contact)

    def send(self, case):
        """Approve the request and send it on the portal today; the exporter opens its letter there."""
        case.with_user(self.supervisor).action_approve_request()
        self.record(case, "request_sent_on", 0, channel="portal")
        letter = case.document_ids
        self.assertEqual(letter.service_ids.addressee_id, self.producer)
        response = self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertEqual(response.content, letter._content())
        self.assertEqual(case.request_acknowledged_on, self.today)
        return case.task_ids

    def decided(self, case, trigger):
        """Decide what is proposed for ``trigger``; return the letter to an importer."""
        decision = self.decision(case, trigger)
        self.assertEqual(decision.binding, "may")
        self.decide(decision, **({"slips_answer": "doubt"} if decision.asks_slips else {}))
        self.assertEqual(decision.state, "decided")
        return text_of(draft(decision.sudo(), self.person("Importer", self.kz)))

    def waits(self, case, trigger, *said):
        """A refusal is proposed for ``trigger``, and cannot be decided yet: the persons still have time."""
        decision = self.decision(case, trigger)
        self.assertEqual((decision.ground_id.code, decision.state), ("3.28.2.a", "proposed"))
        with self.refused(*said):
            decision.with_user(self.supervisor).decide("Does not originate")

    def test_information(self):
        """CPTPP 3.27(1)(b), 3.27(6)(c), 3.28(2)(a): request, receipt, answer, assessment, proposal."""
        proof = self.proof(exporter_id=self.producer.id)
        case = self.documentary(proof, answered=False)
        task = self.send(case)
        self.assertEqual(task.due_on, self.clock(case, "CPTPP3.27.6.c").due_on)
        self.answer(task, {"text": "The milk is ours."})
        self.assertEqual((case.state, case.result_received_on), ("answered", self.today))
        self.assertFalse(self.proposed(case))  # what the answer means, the officer says
        case.with_user(self.officer).write({"authentic": "yes", "originating": "no", "rules_met": "yes"})
        self.waits(
            case,
            "not_originating",
            f"cannot be decided before {self.words(31)}: Time to respond to the request (Art. 3.27(6)(c))",
            "(Art. 3.27(9))",
        )

    def test_visit(self):
        """CPTPP 3.27(1)(c), 3.27(6)(d), 3.27(9), 3.28(2)(a): consent on the portal to the proposal."""
        visit = self.visit(person=self.producer)
        task = self.send(visit)
        self.assertEqual(visit.document_ids.service_ids.addressee_authority_id, self.exporting)
        self.assertIn("the preference may be refused", task.warning)
        self.assertIn("(Art. 3.28(2)(d))", task.warning)
        self.assertEqual(task.due_on, self.clock(visit, "CPTPP3.27.6.d").due_on)
        self.answer(task, {"choice": "consent", "read_warning": "1"})
        self.assertEqual((visit.state, visit.consent_received_on), ("consented", self.today))
        self.assertEqual(self.clock(visit, "CPTPP3.27.6.d").status, "met")
        self.team(visit)
        for fact in ("visit_started_on", "visit_ended_on"):
            self.record(visit, fact, 0)
        report = self.report(visit, "not_complies")
        report.with_user(self.supervisor).action_approve()
        self.assertEqual(visit._consent_given_by(), self.producer.name)
        self.portal_contact(visit.goods_ids.proof_id.consignee_id)
        visit.with_user(self.officer).action_send_report()
        self.assertEqual(visit.state, "done")
        told = report.document_id.service_ids.addressee_id
        self.assertEqual(told, self.producer | visit.goods_ids.proof_id.consignee_id)
        self.waits(visit, "report", f"cannot be decided before {self.words(31)}", "(Art. 3.27(9))")

    def test_refusal(self):
        """CPTPP 3.28(2)(d): the exporter refuses on the portal; the claim may be refused."""
        visit = self.visit(person=self.producer)
        self.answer(self.send(visit), {"choice": "refuse", "read_warning": "1"})
        self.assertEqual(visit.state, "refused")
        self.assertIn("Art. 3.28(2)(d)", self.decided(visit, "refusal"))
