from datetime import date

from odoo import Command
from odoo.tests import tagged

from ...models.decision.decision_letters import draft
from ...reports.origin.letter_data import reminder_data
from ..common.loaded_agreement import LoadedAgreementCase
from ..common.pdf_builders import text_of

# Rule, day from which it counts, last day. Days are calendar days, weekends and holidays included (Art. 1.5);
# the day of the start does not count ("after receipt", "from the date of receipt"), and no last day moves.
LAST_DAYS = (
    # Six months: the same number of the sixth month, or its last day.
    ("KRVN3.21.1.c", date(2025, 1, 15), date(2025, 7, 15)),
    ("KRVN3.21.1.c", date(2025, 3, 31), date(2025, 9, 30)),
    ("KRVN3.21.1.c", date(2024, 8, 31), date(2025, 2, 28)),
    ("KRVN3.21.1.c", date(2023, 8, 31), date(2024, 2, 29)),
    ("KRVN3.21.1.c", date(2023, 8, 29), date(2024, 2, 29)),
    # From the last day of February: the 28th of August, not its last day.
    ("KRVN3.21.1.c", date(2025, 2, 28), date(2025, 8, 28)),
    # Ten months: April and ten are February.
    ("KRVN3.21.1.e", date(2025, 1, 31), date(2025, 11, 30)),
    ("KRVN3.21.1.e", date(2025, 4, 30), date(2026, 2, 28)),
    ("KRVN3.21.1.e", date(2023, 4, 30), date(2024, 2, 29)),
    # 30 days: 28 of March (4th to 31st), then 1 and 2 April.
    ("KRVN3.21.4.d", date(2025, 3, 3), date(2025, 4, 2)),
    # 28 of February, then 1 and 2 March: a Sunday, and it stays.
    ("KRVN3.21.4.d", date(2025, 1, 31), date(2025, 3, 2)),
    # 29 of February 2024, then 1 March: a holiday in Korea, and it stays.
    ("KRVN3.21.4.d", date(2024, 1, 31), date(2024, 3, 1)),
    # 16 of December (16th to 31st), then 14 of January.
    ("KRVN3.21.4.d", date(2025, 12, 15), date(2026, 1, 14)),
    # 60 days: 30 of January (2nd to 31st) + 28 of February = 58; 2 March is the 60th.
    ("KRVN3.21.4.e", date(2025, 1, 1), date(2025, 3, 2)),
    # Leap year: 30 + 29 = 59; 1 March is the 60th.
    ("KRVN3.21.4.e", date(2024, 1, 1), date(2024, 3, 1)),
    # 29 of December (3rd to 31st) + 31 of January = 60.
    ("KRVN3.21.4.e", date(2025, 12, 2), date(2026, 1, 31)),
    ("KRVN3.21.8", date(2025, 8, 31), date(2026, 2, 28)),
    ("KRVN3.21.8", date(2025, 5, 10), date(2025, 11, 10)),
    # 30 days for comments: 2 to 30 April are 29 days, then 1 May, a holiday in Viet Nam.
    ("KRVN3.21.7.comments", date(2025, 4, 1), date(2025, 5, 1)),
    # 24 of August (8th to 31st), then 6 of September: a Saturday.
    ("KRVN3.21.7.final", date(2025, 8, 7), date(2025, 9, 6)),
)
# Certificate of Origin: day of issue, last day of validity (one year), last day of keeping (five years).
CERTIFICATES = (
    (date(2025, 3, 15), date(2026, 3, 15), date(2030, 3, 15)),
    (date(2024, 12, 31), date(2025, 12, 31), date(2029, 12, 31)),
    # 29 February: neither 2025 nor 2029 has one.
    (date(2024, 2, 29), date(2025, 2, 28), date(2029, 2, 28)),
)


@tagged("post_install", "-at_install")
class TestAgreementKrVn(LoadedAgreementCase):
    """Korea-Viet Nam as its file has it: Korea verifies goods from Viet Nam."""

    file, importing_country, exporting_country = "kr_vn.json", "base.kr", "base.vn"

    @classmethod
    def visit_values(cls, **values):
        """Return the values of a visit whose notification has all that Art. 3.21(4)(b) asks for."""
        official = {
            "first_name": "Test",
            "last_name": "Official",
            "position": "Chief Inspector",
            "authority_id": cls.importing.id,
            "is_head": True,
        }
        return super().visit_values(
            **{
                "exporting_authority_id": False,
                "informed_authority_id": cls.exporting.id,
                "member_ids": [Command.create(official)],
                **values,
            }
        )

    def test_officials_that_were_told(self):
        """Art. 3.21(4)(b)(v), IT9: whom the notification names is changed by a supervisor, and on record."""
        unsent = self.visit()
        unsent.member_ids.with_user(self.supervisor).last_name = "Another"
        with self.refused("Another supervisor must approve it"):
            unsent.with_user(self.supervisor).action_approve_request()
        visit = self.visit_sent()
        member = visit.member_ids[:1]
        values = {name: member[name] for name in ("first_name", "last_name", "position")}
        values |= {"authority_id": member.authority_id.id, "visit_id": visit.id}
        others = self.env["customs.inspection.member"]
        for change in (
            lambda user: member.with_user(user).write({"last_name": "Other"}),
            lambda user: others.with_user(user).create(values | {"last_name": "Added"}),
            lambda user: member.with_user(user).unlink(),
        ):
            with self.refused("A supervisor can correct it"):
                change(self.officer)
            change(self.supervisor)
        history = " ".join(visit.message_ids.mapped("body"))
        for said in ("Other", "Added", "Deleted"):
            self.assertIn(said, history)

    def visit_made(self, **values):
        """Return a visit that was received -78, consented to -60, and took place from -40 to -38."""
        visit = self.visit_sent(received=-78, **values)
        self.record(visit, "consent_received_on", -60, reference="VN-1")
        self.record(visit, "visit_started_on", -40)
        self.record(visit, "visit_ended_on", -38)
        return visit

    # The law

    def test_terms(self):
        """KR-VN 3.17, 3.21, 3.22: two Parties, USD 600, who is asked, and no ground binds."""
        law = self.agreement
        self.assertEqual({party.country_id.code for party in law.party_ids}, {"KR", "VN"})
        self.assertEqual((law.waiver_limit, law.limit_currency_id.name), (600, "USD"))
        self.assertEqual(set(law.ground_ids.mapped("binding")), {"may"})
        self.assertEqual(self.documents_procedure._addressee_kinds(), ["authority", "body"])
        self.assertEqual(self.visit_procedure._addressee_kinds(), ["exporter"])
        self.assertFalse(any(law.procedure_ids.mapped("step_problems")))
        self.assertFalse(any(law.procedure_ids.mapped("suspension_article")))
        self.assertFalse(law.in_force_verified)

    def test_articles_and_marks(self):
        """KR-VN 3.1-3.23: every article named is one of the agreement; open starts bear no mark."""
        self.check_citations()
        self.check_marks(["KRVN3.21.1.e", "KRVN3.21.4.e"])

    def test_last_days(self):
        """KR-VN 3.21(1)(c)(e), 3.21(4)(d)(e), 3.21(7)(8): last days counted by hand."""
        self.check_last_days(LAST_DAYS)

    def test_certificate(self):
        """KR-VN 3.14, 3.16(3), 3.18(1): one year, five years, its content and its remarks."""
        for issued, valid, kept in CERTIFICATES:
            with self.subTest(issued=issued):
                proof = self.proof(issued_on=issued)
                self.assertEqual((proof.valid_until, proof.retention_until), (valid, kept))
        remarks = {row.kind: row.wording for row in self.ct2.remark_ids}
        self.assertEqual(
            remarks, {"retrospective": "ISSUED RETROACTIVELY", "duplicate": "CERTIFIED TRUE COPY"}
        )
        self.assertFalse(self.ct2._empty_on(self.proof()))
        self.assertIn("(Art. 3.14(3)(d))", self.ct2._empty_on(self.proof(signatory=False))[0])

    # Retroactive check

    def test_from_request_to_decision(self):
        """KR-VN 3.21(1): receipt, result, decision, and the determination that ends the case."""
        case = self.sent(approved=-61, sent=-60)
        self.assertFalse(self.clock(case, "KRVN3.21.1.c").due_on)  # six months count from the receipt
        self.record(case, "request_acknowledged_on", -50)
        clock, whole = self.clock(case, "KRVN3.21.1.c"), self.clock(case, "KRVN3.21.1.e")
        self.assertEqual((case.state, clock.start_on, clock.status), ("requested", self.day(-50), "running"))
        self.assertEqual(whole.start_on, self.day(-60))
        self.record(
            case,
            "result_received_on",
            -2,
            reference="VN-7",
            answers={"authentic": "yes", "originating": "no"},
        )
        self.assertEqual((case.state, case.closed_on, clock.status), ("answered", False, "met"))
        self.assertEqual(self.proposed(case), [("not_originating", "3.22", "may", "proposed")])
        decision = self.decision(case)
        self.decide(decision, slips_answer="doubt")
        self.check_letter(
            draft(decision.sudo(), self.person("Test Importer Co.", self.kz)),
            "refuses preferential tariff treatment",
            "By the result of the retroactive check",
            "the goods are not originating",
            "Art. 3.22",
        )
        self.record(case, "determination_issued_on", 0)
        self.assertEqual((case.state, case.closed_on, whole.status), ("determined", self.today, "met"))

    def test_no_result(self):
        """KR-VN 3.21(1)(c): no result within six months after receipt: a refusal may be decided."""
        case = self.sent(approved=-201, sent=-200)
        with self.refused("as it acknowledged"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.record(case, "request_acknowledged_on", -170)
        with self.refused("Art. 3.21(1)(c)"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.correct(case, "request_acknowledged_on", -190)
        self.lapse(case, "KRVN3.21.1.c")
        expected = [("lapse:KRVN3.21.1.c", "3.21.1.c", "may", "proposed")]
        self.assertEqual(self.proposed(case), expected)
        self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((case.state, case.closed_on, self.proposed(case)), ("no_answer", False, expected))
        self.record(case, "determination_issued_on", 0)
        self.assertEqual(case.closed_on, self.today)

    def test_answers(self):
        """KR-VN 3.21(1), 3.22: what a result says, and what may follow; nothing from an open question."""
        for answers, expected in (
            ({}, []),
            ({"authentic": "no"}, [("false", "3.22", "may", "proposed")]),
            ({"originating": "yes"}, []),
        ):
            with self.subTest(answers=answers):
                case = self.sent(approved=-61, sent=-60, received=-50)
                self.record(case, "result_received_on", -1, answers=answers)
                self.assertEqual([row for row in self.proposed(case) if row[1]], expected)

    def test_the_start_of_ten_months(self):
        """KR-VN 3.21(1)(e): the text names no start; the case shows which it could be."""
        rule = self.rules["KRVN3.21.1.e"]
        self.assertEqual(set(rule.reading_ids.mapped("fact")), {"request_sent_on", "request_acknowledged_on"})
        self.assertEqual(rule.start_fact, "request_sent_on")

    # Verification visit

    def test_no_consent(self):
        """KR-VN 3.21(4)(d): no consent in 30 days from the receipt: a refusal may be decided."""
        visit = self.visit_sent(received=-30)
        with self.refused("Art. 3.21(4)(d)"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.correct(visit, "request_acknowledged_on", -31)
        self.lapse(visit, "KRVN3.21.4.d")
        expected = [("lapse:KRVN3.21.4.d", "3.21.4.d", "may", "proposed")]
        self.assertEqual(self.proposed(visit), expected)
        self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((visit.state, self.proposed(visit)), ("no_answer", expected))

    def test_refusal(self):
        """KR-VN 3.21(4)(d): a refusal of the producer or exporter is no consent, either."""
        visit = self.visit_sent(received=-20)
        self.record(visit, "refusal_received_on", -5)
        self.assertEqual(visit.state, "refused")
        self.assertEqual(self.proposed(visit), [("refusal", "3.21.4.d", "may", "proposed")])

    def test_visit_to_final_determination(self):
        """KR-VN 3.21(4)-(8): visit, determination, 30 days for comments, 30 days to the final one."""
        visit = self.visit_made()
        self.assertEqual(self.clock(visit, "KRVN3.21.4.e").due_on, self.day(-18))  # -78 + 60
        self.assertEqual(visit.state, "visited")
        self.report(visit, "not_complies").with_user(self.supervisor).action_approve()
        self.assertEqual(self.proposed(visit), [("report", "3.22", "may", "proposed")])
        self.record(visit, "report_sent_on", 0)
        self.assertEqual((visit.state, visit.closed_on), ("done", False))
        self.assertEqual(self.clock(visit, "KRVN3.21.8").status, "met")
        self.record(visit, "report_received_on", 0)
        clock = self.clock(visit, "KRVN3.21.7.comments")
        self.assertEqual((clock.start_on, clock.due_on), (self.today, self.day(30)))
        decision = self.decision(visit)
        with self.refused("Art. 3.21(7)"):
            self.decide(decision, slips_answer="doubt")
        with self.refused("Art. 3.21(7)"):
            self.record(visit, "determination_issued_on", 0)

    def test_after_the_comments(self):
        """KR-VN 3.21(7): after the 30 days the refusal is decided; 30 days from comments to the end."""
        visit = self.visit_made()
        report = self.report(visit, "not_complies")
        report.reported_on = self.day(-37)
        with self.subTest("provided on a day in the past"):
            visit._record_facts({"report_approved_on": self.day(-36)})
        self.record(visit, "report_sent_on", -35)
        self.record(visit, "report_received_on", -34)
        self.record(visit, "information_complete_on", -6)
        final = self.clock(visit, "KRVN3.21.7.final")
        self.assertEqual((final.start_on, final.due_on), (self.day(-6), self.day(24)))
        self.decide(self.decision(visit), slips_answer="doubt")
        self.record(visit, "determination_issued_on", 0)
        self.assertEqual((visit.state, visit.closed_on, final.status), ("determined", self.today, "met"))

    def test_goods_that_qualify(self):
        """KR-VN 3.21(6): no refusal; suspended treatment shall be reinstated on the determination."""
        visit = self.visit_made()
        self.report(visit).with_user(self.supervisor).action_approve()
        self.assertFalse([row for row in self.proposed(visit) if row[1]])
        row = self.visit_procedure.consequence_ids.filtered(lambda row: row.kind == "restoration")
        self.assertEqual((row.outcome, row.binding, row.article), ("complies", "shall", "Art. 3.21(6)"))

    # Letters

    def test_request(self):
        """KR-VN 3.21(1)(a)-(e): the request in the agreement's terms; at random, or for a doubt."""
        case = self.documentary(answered=False)
        case.with_user(self.supervisor).action_approve_request()
        self.check_letter(
            case._pdf_request(),
            "within 6 months after receipt of this request",
            "may be refused to the goods subject to the retroactive check (Art. 3.21(1)(c))",
            "acknowledge receipt of this request promptly by email or fax",
            *("Art. 3.21(1)(a)", "Art. 3.21(1)(d)", "Art. 3.21(1)(e)"),
            case.doubts,
        )
        case = self.documentary(answered=False)
        case.write({"basis": "random", "doubts": False})
        case.with_user(self.supervisor).action_approve_request()
        self.check_letter(case._pdf_request(), "requested on a random basis")

    def test_notification(self):
        """KR-VN 3.21(4)(a)(b): the notification to the producer has all that the text asks for."""
        visit = self.visit()
        visit.with_user(self.supervisor).action_approve_request()
        self.check_letter(
            visit._pdf_request(),
            *(f"Art. 3.21(4)(b)({number})" for number in ("i", "ii", "iii", "iv", "v")),
            "within 30 days from the date of receipt of this notification",
            "may be refused to the goods referred to in the Certificates of Origin",
            "Chief Inspector",
            "The notification is sent at the same time to",
            visit.verified_person_id.name,
        )
        proof = visit.goods_ids.proof_id
        told = (
            text_of(visit._pdf_request())
            .replace("\n", " ")
            .partition("at the same time to")[2]
            .partition("(Art. 3.21(4)(a))")[0]
        )
        for record in (self.exporting, proof.issuing_body_id, proof._importer()):
            self.assertIn(record.name, told)
        self.record(visit, "request_sent_on", 0)
        sent = visit.document_ids.service_ids
        self.assertEqual(sent.addressee_id, visit.verified_person_id | proof._importer())
        self.assertEqual(sent.addressee_authority_id, self.exporting | proof.issuing_body_id)
        lacking = self.visit(planned_from=False, planned_to=False, member_ids=False)
        with self.refused("The proposed date of the verification visit", "designation of the officials"):
            lacking.with_user(self.supervisor).action_approve_request()

    def test_reminder(self):
        """KR-VN 3.21(4)(d): the reminder counts from the receipt, while the time runs and after it."""
        for received, said in ((-20, f"end on {self.words(10)}"), (-40, f"ended on {self.words(-10)}")):
            with self.subTest(received=received):
                visit = self.visit_sent(received=received)
                content = visit._letter_pdf("reminder", *reminder_data(visit))
                # Sent and delivered are two days: the letter names the one that it knows.
                text = self.check_letter(
                    content, f"The 30 days from the date of receipt of the notification {said}"
                )
                self.assertNotIn("delivered", text)

    def test_determination(self):
        """KR-VN 3.21(5)(7): the written determination, with the time for comments."""
        visit = self.visit_made()
        self.report(visit, "not_complies").with_user(self.supervisor).action_approve()
        self.check_letter(
            visit.report_id._pdf_report(),
            "Written determination after the verification visit",
            "within 30 days from the date of receipt of this determination",
            *("Art. 3.21(5)", "Art. 3.21(7)"),
        )

    def test_every_letter(self):
        """KR-VN: request, notification, reminder, determination and decisions can be printed."""
        self.check_previews(6)
