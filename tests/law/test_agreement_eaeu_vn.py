import json
import re
from datetime import date
from pathlib import Path

from odoo import Command
from odoo.tests import tagged

from ...models.decision.decision_letters import draft
from ...models.law import law_file
from ...models.origin.result_questions import problems_of_answers
from ...reports.origin.letter_data import reminder_data
from ...tools import periods
from ..common.decision import DecisionCase
from ..common.pdf_builders import text_of

FILE = Path(__file__).parents[2] / "data" / "agreements" / "eaeu_vn.json"
ANOTHER_AGREEMENT = ("Annex 3", "CT-2", "Serbia", "EAEU-RS")

# Rule, day from which it counts, last day. The day of the start does not count (Art. 4.30(3) "after the
# date", Art. 4.31 "from the date"); "days" are calendar days, weekends and holidays included (Art. 1.1).
LAST_DAYS = [
    # 6 months from 15 January: the same number of the sixth month.
    ("VN4.30.3", date(2025, 1, 15), date(2025, 7, 15)),
    # From a 31st into a month of 30 days: its last day.
    ("VN4.30.3", date(2025, 3, 31), date(2025, 9, 30)),
    # From a 31st into February: its last day, the 28th.
    ("VN4.30.3", date(2024, 8, 31), date(2025, 2, 28)),
    # The same into a leap year: the 29th.
    ("VN4.30.3", date(2023, 8, 31), date(2024, 2, 29)),
    # From a 30th into February of a common year: the 28th.
    ("VN4.30.3", date(2024, 8, 30), date(2025, 2, 28)),
    # From 29 August into a leap year: 29 February is there.
    ("VN4.30.3", date(2023, 8, 29), date(2024, 2, 29)),
    # From the last day of February: the 28th of August, not the last day of it.
    ("VN4.30.3", date(2025, 2, 28), date(2025, 8, 28)),
    # 60 days: 30 of January (2nd to 31st) + 28 of February = 58; 2 March is the 60th.
    ("VN4.31.4", date(2025, 1, 1), date(2025, 3, 2)),
    # Leap year: 30 + 29 = 59; 1 March is the 60th.
    ("VN4.31.4", date(2024, 1, 1), date(2024, 3, 1)),
    # From a month's end: 31 of July = 31; 29 August is the 60th.
    ("VN4.31.4", date(2025, 6, 30), date(2025, 8, 29)),
    # Over the year's end: 29 of December (3rd to 31st) + 31 of January = 60.
    ("VN4.31.4", date(2025, 12, 2), date(2026, 1, 31)),
    # 29 of April (2nd to 30th) + 31 of May = 60: a Saturday, and it stays.
    ("VN4.31.4", date(2025, 4, 1), date(2025, 5, 31)),
    # 31 of January + 28 of February = 59; 1 March, a Saturday, is the 60th.
    ("VN4.31.6a", date(2024, 12, 31), date(2025, 3, 1)),
    # Leap year: 31 + 29 = 60.
    ("VN4.31.6a", date(2023, 12, 31), date(2024, 2, 29)),
    # 90 days: 28 of February + 31 of March + 30 of April = 89; 1 May, a holiday, is the 90th.
    ("VN4.31.7", date(2025, 1, 31), date(2025, 5, 1)),
    # Leap year: 29 + 31 + 30 = 90.
    ("VN4.31.7", date(2024, 1, 31), date(2024, 4, 30)),
    # 28 of October (4th to 31st) + 30 of November + 31 of December = 89; 1 January is the 90th.
    ("VN4.31.7", date(2025, 10, 3), date(2026, 1, 1)),
    # 210 days: 30 of January (2nd to 31st) + 28 + 31 + 30 + 31 + 30 = 180; 30 July is the 210th.
    ("VN4.31.8", date(2025, 1, 1), date(2025, 7, 30)),
    # Leap year: 30 + 29 + 31 + 30 + 31 + 30 = 181; 29 July is the 210th.
    ("VN4.31.8", date(2024, 1, 1), date(2024, 7, 29)),
    # 30 of August (2nd to 31st) + 30 + 31 + 30 + 31 + 31 = 183; 27 February is the 210th.
    ("VN4.31.8", date(2025, 8, 1), date(2026, 2, 27)),
]

# Dispatch of the notification, first day of the visit; last days of 4.31(7) and 4.31(8), and which governs.
TWO_LIMITS = [
    # 90 days from 1 April: 29 of April + 31 of May = 60; 30 June is the 90th. 210 from 1 January: 30 July.
    (date(2025, 1, 1), date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 30), "VN4.31.7"),
    # 90 days from 2 May: 29 of May + 30 of June + 31 of July = 90: 31 July, a day after 30 July.
    (date(2025, 1, 1), date(2025, 5, 2), date(2025, 7, 31), date(2025, 7, 30), "VN4.31.8"),
    # 90 days from 1 May: 30 + 30 + 30 = 90: 30 July. On the same day the first of the text is named.
    (date(2025, 1, 1), date(2025, 5, 1), date(2025, 7, 30), date(2025, 7, 30), "VN4.31.7"),
]


class VietNamCase(DecisionCase):
    """The agreement as it is shipped, loaded; cases of these tests are between Kazakhstan and Viet Nam."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls.env["customs.agreement"]._load_file(FILE.read_bytes(), FILE.name, keep_marks=True)
        procedures = {row.code: row for row in cls.agreement.procedure_ids}
        cls.documents_procedure, cls.visit_procedure = procedures["DOC"], procedures["VISIT"]
        cls.ct2 = cls.agreement.proof_type_ids
        cls.rs = cls.env.ref("base.vn")
        cls.exporting, cls.body = cls.env["customs.authority"].create(
            [
                {
                    "name": "Test Verification Authority of Viet Nam",
                    "code": "T-VN",
                    "country_id": cls.rs.id,
                    "is_verification_authority": True,
                    "tz": cls.importing.tz,
                    "email": "verification@example.com",
                },
                {
                    "name": "Test Authorised Body of Viet Nam",
                    "code": "T-VN-AB",
                    "country_id": cls.rs.id,
                    "is_authorised_body": True,
                    "tz": cls.importing.tz,
                },
            ]
        )

    @classmethod
    def line_values(cls, **values):
        """Return the values of goods on a certificate, with a criterion of this agreement."""
        criterion = cls.agreement.criterion_ids[:1]
        return super().line_values(**{"criterion_id": criterion.id, "description": "Rice, milled", **values})

    @classmethod
    def proof_values(cls, **values):
        """Return the values of a certificate that is old enough for six months to have passed."""
        return super().proof_values(
            **{"issued_on": cls.day(-250), "applicant_on": cls.day(-251), "transport": "By sea", **values}
        )

    @classmethod
    def visit_values(cls, **values):
        """Return the values of a visit whose notification has all that Art. 4.31(3) asks for."""
        return super().visit_values(
            **{
                "member_ids": [
                    Command.create(
                        {
                            "first_name": "Test",
                            "last_name": "Official",
                            "position": "Chief Inspector",
                            "authority_id": cls.importing.id,
                        }
                    )
                ],
                "planned_from": cls.day(20),
                "planned_to": cls.day(22),
                **values,
            }
        )

    @classmethod
    def team(cls, visit):
        """The team was named in the notification: officials of the importing Party (Art. 4.31(10))."""
        assert visit.member_ids

    def request(self, approved=-200, sent=-198):
        """Create a verification request that bears the date of one day and was sent on another."""
        request = self.documentary(answered=False)
        self.approve(request, days=approved)
        self.record(request, "request_sent_on", sent)
        return request

    def assert_proposed(self, case, trigger, ground, binding, article):
        """The refusal that follows from ``trigger`` is proposed, as the text has it: may or shall."""
        decision = self.decision(case, trigger)
        self.assertEqual(
            (decision.state, decision.ground_id.code, decision.binding, decision.article),
            ("proposed", ground, binding, article),
        )
        return decision

    def assert_only_this(self, text, *articles):
        """What was printed has these articles, and nothing of another agreement."""
        for words in ANOTHER_AGREEMENT:
            self.assertNotIn(words, text)
        for article in articles:
            self.assertIn(article, text)


@tagged("post_install", "-at_install")
class TestEaeuVietNamRows(VietNamCase):
    """What the file of EAEU-Viet Nam says, row by row."""

    def test_agreement(self):
        """EAEU-VN 4.17, 15.6: Parties on two sides, signed and in force, no proof needed up to USD 200."""
        law = self.agreement
        self.assertEqual((law.signed_on, law.in_force_on), (date(2015, 5, 29), date(2016, 10, 5)))
        self.assertEqual((law.waiver_limit, law.limit_currency_id.name), (200.0, "USD"))
        sides = {party.country_id.code: party.side for party in law.party_ids}
        self.assertEqual(sides, dict.fromkeys(("AM", "BY", "KG", "KZ", "RU"), "EAEU") | {"VN": "VN"})
        self.assertFalse(law.falsification_article)
        self.assertFalse(any(law.procedure_ids.mapped("suspension_article")))
        self.assertFalse(any(law.procedure_ids.mapped("step_problems")))

    def test_last_days(self):
        """EAEU-VN 4.30(3), 4.31(4)(6)(7), 1.1: last days counted by hand; days off count, none moves."""
        rules = {rule.code: rule for rule in self.agreement.procedure_ids.rule_ids}
        for code, start, last in LAST_DAYS:
            with self.subTest(rule=code, start=start):
                rule = rules[code]
                found = periods.last_day(start, rule._term(), direction=rule.direction, roll=rule.roll)
                self.assertEqual(found, last)

    def test_words_without_a_number(self):
        """EAEU-VN 4.31(6): what has no number is a row of the case in words, and never computed."""
        rules = {rule.code: rule for rule in self.visit_procedure.rule_ids}
        self.assertEqual(rules["VN4.31.6b"].term_text, "within a reasonable period of time")
        row = self.clock(self.visited(), "VN4.31.6b")
        self.assertEqual((row.note, row.due_on), ("within a reasonable period of time", False))
        self.assertFalse(row.is_late or row.is_open)

    def test_a_start_that_is_not_said(self):
        """EAEU-VN 4.31(8): a maximum of 210 days; from which day, is a setting that is never silent."""
        rule = next(rule for rule in self.visit_procedure.rule_ids if rule.code == "VN4.31.8")
        self.assertFalse(rule.verified)
        self.assertEqual((rule.length, rule.unit, rule.start_fact), (210, "day", "request_sent_on"))
        self.assertEqual(
            set(rule.reading_ids.mapped("fact")),
            {"request_sent_on", "consent_received_on", "visit_started_on"},
        )
        visit = self.sent_visit(days=-10)
        row = self.clock(visit, "VN4.31.8")
        self.assertEqual(row.due_on, self.day(200))
        [step] = [step for step in visit.clock_strip if step["code"] == "VN4.31.8"]
        for note in (row.note, step["note"]):
            self.assertIn("Start unclear", note)
            self.assertIn("counts from 'Notification dispatched'", note)
            self.assertIn("Written consent received, Visit launched", note)

    def test_two_limits(self):
        """EAEU-VN 4.31(7), 4.31(8): of two limits for the determination the earlier last day governs."""
        for sent, launched, seventh, eighth, governs in TWO_LIMITS:
            with self.subTest(sent=sent, launched=launched):
                visit = self.visit()
                visit.with_user(self.supervisor)._record_facts({"request_approved_on": sent})
                act = visit.with_user(self.officer).record_fact
                act("request_sent_on", sent)
                act("consent_received_on", sent, reference="VN-1")
                self.team(visit)
                act("visit_started_on", launched)
                rows = {code: self.clock(visit, code) for code in ("VN4.31.7", "VN4.31.8")}
                self.assertEqual([row.due_on for row in rows.values()], [seventh, eighth])
                first = rows.pop(governs)
                [other] = rows.values()
                self.assertEqual((first.status, other.status), ("late", "governed"))
                self.assertIn(first.article, other.note)
                self.assertFalse(other.is_late)

    def test_may_and_shall(self):
        """EAEU-VN 4.9(6), 4.10(2), 4.24, 4.31(5)(13): three grounds bind; the note says the other."""
        shall = self.agreement.ground_ids.filtered(lambda row: row.binding == "shall")
        self.assertEqual(
            {row.code: row.article for row in shall},
            {"4.9.6": "Art. 4.9(6)", "4.10.2": "Art. 4.10(2)", "4.31.5": "Art. 4.31(5)"},
        )
        for ground in shall:
            self.assertIn("may", ground.note)
            self.assertIn("Art. 4.24(2)", ground.note)
        rows = self.agreement.procedure_ids.consequence_ids
        shall = rows.filtered(lambda row: row.binding == "shall")
        self.assertEqual(shall.filtered("ground_id").mapped("code"), ["refusal"])
        restored = rows.filtered(lambda row: row.kind == "restoration")
        self.assertEqual(
            {row.outcome: row.article for row in restored},
            {"confirmed": "Art. 4.30(4)", "complies": "Art. 4.31(9)"},
        )
        self.assertLessEqual(restored, shall)

    def test_marks(self):
        """EAEU-VN: what counts as verified names the text, and what does not cites no article unmarked."""
        for rows in (
            self.agreement.ground_ids,
            self.agreement.provision_ids,
            self.agreement.procedure_ids.consequence_ids,
            self.agreement.procedure_ids.content_item_ids,
            self.agreement.procedure_ids.step_ids.filtered("article"),
        ):
            self.assertEqual(rows.filtered("verified"), rows)
            self.assertEqual(len(set(rows.mapped("source"))), 1)
        self.assertFalse(self.agreement.criterion_ids.filtered("verified"))
        self.assertFalse(self.agreement.in_force_verified)

    def test_steps_that_the_text_does_not_know(self):
        """EAEU-VN 4.31(4): no acknowledgement, nobody told of a refusal's consequence, no own refusal."""
        facts = set(self.agreement.procedure_ids.step_ids.mapped("fact"))
        self.assertFalse(facts & {"request_acknowledged_on", "person_informed_on", "person_refusal_on"})
        for procedure in self.agreement.procedure_ids:
            self.assertFalse(procedure._article_of("withdrawn_on"))

    def test_certificate(self):
        """EAEU-VN 4.16(4), 4.20, 4.22: 12 months; duplicate and substitution count from the original."""
        proof_type = self.agreement.proof_type_ids
        self.assertEqual(
            (proof_type.code, proof_type.validity_length, proof_type.validity_unit), ("EAV", 12, "month")
        )
        self.assertEqual((proof_type.retention_length, proof_type.retention_unit), (3, "year"))
        remarks = {row.kind: (row.article, row.counts_from_original) for row in proof_type.remark_ids}
        self.assertEqual(
            remarks,
            {
                "retrospective": ("Art. 4.18(8)", False),
                "duplicate": ("Art. 4.20(1)", True),
                "replacement": ("Art. 4.20(2)", True),
            },
        )

    def test_every_article_has_a_citation(self):
        """EAEU-VN: each article that a row or a sentence names is cited, in Russian too."""
        content = FILE.read_text(encoding="utf-8")
        for words in ANOTHER_AGREEMENT[1:]:
            self.assertNotIn(words, content)
        agreement = json.loads(content)["agreement"]
        cited = {row["name"]: row["citation"] for row in agreement.pop("article_ids")}
        named = set(re.findall(r'"\w*article": "([^{"]+)"', json.dumps(agreement)))
        named |= set(re.findall(r"Art\. 4\.\d+(?:\(\w+\))*(?:-\(\d+\))?", json.dumps(agreement)))
        self.assertFalse({name for name in named if name not in cited})
        for name, texts in cited.items():
            self.assertEqual(texts["en_US"], name)
            self.assertRegex(texts["ru_RU"], r"стать[ия] 4\.\d+$")

    def test_in_russian(self):
        """EAEU-VN: where Russian is installed, the agreement and its articles are cited in Russian."""
        self.env["res.lang"]._activate_lang("ru_RU")
        content = FILE.read_bytes().replace(b'"code": "EAEU-VN"', b'"code": "EAEU-VN-2"')
        agreement = self.env["customs.agreement"]._load_file(content, "copy.json", keep_marks=True)
        self.assertEqual(agreement._cite("Art. 4.31(5)", "ru_RU"), "пункт 5 статьи 4.31")
        self.assertEqual(agreement._cite("Art. 4.24(2)(a)", "ru_RU"), "подпункт a) пункта 2 статьи 4.24")
        self.assertIn("Социалистической Республикой Вьетнам", agreement.with_context(lang="ru_RU").citation)
        self.assertEqual(law_file.to_file(agreement).decode(), content.decode())


@tagged("post_install", "-at_install")
class TestEaeuVietNamDocuments(VietNamCase):
    """Verification of origin under Art. 4.30, through its facts."""

    def test_six_months_after_the_date(self):
        """EAEU-VN 4.30(3): counted from the date that the request bears, not from the day of dispatch."""
        request = self.documentary(answered=False)
        self.assertEqual(request.state, "draft")
        self.approve(request, days=-40)
        self.assertEqual(request.state, "approved")
        self.assertFalse(self.clock(request, "VN4.30.3"), "what was not sent asks for no answer")
        self.record(request, "request_sent_on", -35)
        self.assertEqual(request.state, "requested")
        clock = self.clock(request, "VN4.30.3")
        self.assertEqual(clock.start_on, self.day(-40))
        self.assertEqual(clock.due_on, periods.last_day(self.day(-40), periods.Term(6, "month")))
        self.record(request, "result_received_on", -1)
        self.assertEqual(request.state, "answered")
        self.assertEqual(clock.status, "met")

    def test_authorised_body_asked(self):
        """EAEU-VN 4.30(1): the request may go to the authorised body, which then responds."""
        request = self.documentary(answered=False)
        request.write({"addressee_kind": "body", "exporting_authority_id": self.body.id})
        self.approve(request, days=-40)
        self.record(request, "request_sent_on", -35)
        self.assertEqual(request._addressees("request"), [{"addressee_authority_id": self.body.id}])
        self.record(request, "result_received_on", -1)
        received = request.document_ids.filtered(lambda row: row.kind == "result")
        self.assertEqual(received.sender_authority_id, self.body)

    def test_no_reply(self):
        """EAEU-VN 4.24(2): no reply within six months: preferential tariff treatment may be denied."""
        request = self.request()
        clock = self.clock(request, "VN4.30.3")
        self.assertEqual((request.state, clock.status), ("requested", "late"))
        request.sudo()._on_deadline_lapsed(clock)
        decision = self.assert_proposed(request, "lapse:VN4.30.3", "4.24.2-reply", "may", "Art. 4.30(3)")
        self.assertEqual(decision.fact_on, clock.due_on)

    def test_answers(self):
        """EAEU-VN 4.24(2), 4.30(4): what a response says, and what may follow."""
        for answers, trigger, ground in (
            ({}, "insufficient", "4.24.2-reply"),
            ({"authentic": "no", "originating": "yes"}, "false", "4.24.2-forged"),
            ({"authentic": "yes", "originating": "no"}, "not_originating", "4.24.2-verification"),
        ):
            with self.subTest(trigger):
                request = self.request(-60, -58)
                self.record(request, "result_received_on", -1, answers=answers)
                self.assert_proposed(request, trigger, ground, "may", "Art. 4.24(2)")
                self.assertEqual(len(self.decision(request)), 1)

    def test_confirmed(self):
        """EAEU-VN 4.30(4): authentic and originating, so nothing is proposed."""
        request = self.request(-60, -58)
        self.record(request, "result_received_on", -1, answers={"authentic": "yes", "originating": "yes"})
        self.assertFalse(self.decision(request))

    def test_two_questions(self):
        """EAEU-VN 4.30(1)(4): two questions in the words of the text; other rules are not asked about."""
        request = self.request(-60, -58)
        asked = request._questions()
        self.assertEqual(asked.mapped("answer"), ["authentic", "originating"])
        self.assertFalse(request.rules_met_statement)
        window = self.env["customs.incoming.request"].browse(request.id * 2)
        self.assertEqual(
            window.questions,
            {
                "authentic": "Is the Certificate of Origin authentic?",
                "originating": "Can the goods be considered as originating in your Party?",
            },
        )
        self.assertTrue(problems_of_answers(request, {"authentic": "yes", "originating": ""}))
        self.assertTrue(problems_of_answers(request, dict.fromkeys(request._result_answers(), "yes")))
        self.record(request, "result_received_on", -1)
        request.with_user(self.officer).authentic = "yes"
        self.assertIn("The goods can be considered as originating", request.result_problems)
        request.with_user(self.officer).originating = "yes"
        self.assertTrue(request.is_sufficient)

    def test_reinstated(self):
        """EAEU-VN 4.30(4), 4.31(9): what was denied is restored once the goods are confirmed, at any time."""
        request = self.request(-60, -58)
        line = self.declared(request.proof_ids, days=-100)
        self.assertEqual(line.restorable_until, periods.NO_LIMIT)
        self.assertTrue(line.restorable_always)
        self.record(request, "result_received_on", -1)
        decision = self.decision(request, "insufficient")
        self.assertEqual(decision.line_ids.line_id, line)
        asked = {
            "slips_answer": decision.asks_slips and "doubt",
            "falsified": decision.asks_falsified and "no",
        }
        self.decide(decision, **{name: answer for name, answer in asked.items() if answer})
        line.invalidate_recordset()
        self.assertEqual(line.preference_state, "refused")
        request.with_user(self.supervisor).correct_result(
            {"authentic": "yes", "originating": "yes"}, "Misread"
        )
        restoration = self.decision(request, "confirmed")
        self.assertEqual(
            (restoration.kind, restoration.state, restoration.article, restoration.line_ids.line_id),
            ("restoration", "proposed", "Art. 4.30(4)", line),
        )
        request.with_user(self.supervisor).correct_result({"originating": "no"}, "Misread")
        self.assertEqual(restoration.state, "void")

    def test_letter(self):
        """EAEU-VN 4.30(1)(2)(3), 4.24(2), 4.26: the request in the agreement's terms, with its articles."""
        request = self.documentary(answered=False)
        request.with_user(self.supervisor).action_approve_request()
        text = text_of(request._pdf_request())
        self.assert_only_this(
            text, "Art. 4.30(1)", "Art. 4.30(2)", "Art. 4.30(3)", "Art. 4.30(4)", "Art. 4.24(2)", "Art. 4.26"
        )
        self.assertIn("within 6 months after the date of this request", text)
        self.assertIn("may be denied", text)
        self.assertNotIn("shall be denied", text)
        self.assertIn("Socialist Republic of Viet Nam", text)


@tagged("post_install", "-at_install")
class TestEaeuVietNamVisit(VietNamCase):
    """Verification visit under Art. 4.31, through its facts."""

    def test_consent_in_time_and_late(self):
        """EAEU-VN 4.31(4)(5): received on the 60th day it is in time; a day later denial is proposed."""
        in_time = self.sent_visit(days=-80)
        self.assertEqual(in_time.state, "requested")
        self.record(in_time, "consent_received_on", -20, reference="VN-1")  # -80 + 60
        self.assertEqual(in_time.state, "consented")
        self.assertEqual(self.clock(in_time, "VN4.31.4").status, "met")
        self.assertFalse(self.decision(in_time))
        late = self.sent_visit(days=-80)
        self.record(late, "consent_received_on", -19, reference="VN-2")  # the 61st day
        self.assertEqual(self.clock(late, "VN4.31.4").status, "met_late")
        self.assert_proposed(late, "lapse:VN4.31.4", "4.31.5", "shall", "Art. 4.31(4)")

    def test_no_consent(self):
        """EAEU-VN 4.31(5): no consent within 60 days from dispatch: shall be denied."""
        visit = self.sent_visit(days=-80)
        clock = self.clock(visit, "VN4.31.4")
        self.assertEqual(clock.due_on, self.day(-20))
        visit.sudo()._on_deadline_lapsed(clock)
        self.assert_proposed(visit, "lapse:VN4.31.4", "4.31.5", "shall", "Art. 4.31(4)")
        self.record(visit, "no_answer_on", -1, user=self.supervisor)
        self.assertEqual((visit.state, visit.closed_on), ("no_answer", self.day(-1)))

    def test_no_consent_before_its_time(self):
        """EAEU-VN 4.31(4): nobody establishes it while the 60 days run."""
        visit = self.sent_visit(days=-60)  # today is the last day
        with self.refused("Art. 4.31(4)"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)

    def test_refusal(self):
        """EAEU-VN 4.31(5): a refusal to conduct the visit: shall be denied, as without consent."""
        visit = self.refused_visit()
        self.assertEqual(visit.state, "refused")
        self.assert_proposed(visit, "refusal", "4.31.5", "shall", "Art. 4.31(5)")

    def test_visit_and_determination(self):
        """EAEU-VN 4.31(6)(7), 4.24(2): launched, finished, determined, provided; denial may follow."""
        visit = self.visited()  # sent -80, consent -60, launched -40, finished -38
        self.assertEqual(visit.state, "visited")
        self.assertEqual(self.clock(visit, "VN4.31.6a").due_on, self.day(0))  # -60 + 60
        self.assertEqual(self.clock(visit, "VN4.31.7").due_on, self.day(50))  # -40 + 90
        report = self.report(visit, "not_complies")
        report.with_user(self.supervisor).action_approve()
        self.assertEqual(visit.state, "reported")
        self.assert_proposed(visit, "report", "4.24.2-verification", "may", "Art. 4.24(2)")
        self.record(visit, "report_sent_on", 0)
        self.assertEqual((visit.state, visit.closed_on), ("done", self.today))
        self.assertEqual(dict(visit.state_way)["done"], "Determination provided")

    def test_goods_that_qualify(self):
        """EAEU-VN 4.31(9): nothing is refused once the determination says that the goods qualify."""
        visit = self.visited()
        self.report(visit).with_user(self.supervisor).action_approve()
        self.assertFalse(self.decision(visit))

    def test_determination_says_three_things(self):
        """EAEU-VN 4.31(7)(8): the written determination has its three items, in its words, and no other."""
        visit = self.visited()
        report = self.report(visit)
        text = text_of(report._pdf_report())
        self.assert_only_this(text, "Art. 4.31(7)", "Art. 4.31(8)")
        self.assertIn("WRITTEN DETERMINATION OF THE OUTCOMES OF THE VERIFICATION VISIT", text)
        for number, heading in enumerate(("Producer or exporter", "Goods concerned", "Determination"), 1):
            self.assertIn(f"{number} {heading}", text)
        for other in ("Competent authorities", "Premises", "Production process", "Grounds", "Handover"):
            self.assertNotIn(other, text)

    def test_transport_documents_and_invoice(self):
        """EAEU-VN 4.9(3): the transport documents and the invoice are presented together, a file of each."""
        line = self.declared(self.proof(), days=-100)
        transport = self.agreement.transit_document_ids.filtered(lambda row: row.code == "transport")
        questions = transport._questions()
        self.assertIn("Commercial invoice: Number and date of the commercial invoice", questions)
        answers = ["Stated"] * len(questions)
        file = (
            self.env["ir.attachment"].with_user(self.officer).create({"name": "bill.pdf", "raw": b"%PDF-1"})
        )
        with self.refused("Commercial invoice"):
            line.with_user(self.officer).record_transit_proof("transport", "BL-1", answers, file.ids)

    def test_specimens_bar_no_certificate(self):
        """EAEU-VN 4.28: the text bars no certificate for want of a specimen."""
        self.assertFalse(self.agreement.proof_type_ids.specimens_needed)
        self.assertTrue(self.proof().specimen_known)

    def test_boxes_of_another_form(self):
        """EAEU-VN 4.16(2): no box of another form is named; what the text asks for has its article."""
        proof = self.proof()
        proof.write({"signatory": False, "issuing_body_id": False})
        self.assertIn("Authorised body (Art. 4.18(2))", proof.missing_boxes)
        self.assertNotIn("Box", proof.missing_boxes)

    def test_team_and_costs(self):
        """EAEU-VN 4.31(10), 4.31(14): the importing Party forms the team and bears all costs."""
        visit = self.sent_visit(days=-80)
        self.record(visit, "consent_received_on", -60, reference="VN-1")
        self.assertFalse(visit._missing_for_visit())
        values = {"first_name": "Test", "last_name": "Guest", "position": "Officer"}
        guest = self.env["customs.inspection.member"].create(
            {**values, "visit_id": visit.id, "authority_id": self.exporting.id}
        )
        with self.refused("officials of the importing Party only. Remove Test Guest (Art. 4.31(10))"):
            self.record(visit, "visit_started_on", -40)
        cost = {"visit_id": visit.id, "member_id": guest.id, "amount": 10.0}
        self.assertTrue(self.env["customs.inspection.cost"].create(cost))

    def test_who_receives_the_determination(self):
        """EAEU-VN 4.31(7), 4.31(8): producer or exporter, verification authority, authorised body."""
        visit = self.visited()
        report = self.report(visit)
        report.with_user(self.supervisor).action_approve()
        self.record(visit, "report_sent_on", 0, channel="registered_mail")
        services = report.document_id.service_ids
        self.assertEqual(services.addressee_id, visit.verified_person_id)
        self.assertEqual(services.addressee_authority_id, self.exporting | self.body)

    def test_launched_late(self):
        """EAEU-VN 4.31(6): launched on the 61st day it is late, and nothing follows for the goods."""
        visit = self.visited(sent=-110, received=-90, started=-29, ended=-28)  # -90 + 60 = -30
        self.assertEqual(self.clock(visit, "VN4.31.6a").status, "met_late")
        self.assertFalse(self.decision(visit))

    def test_obstacles(self):
        """EAEU-VN 4.31(13): obstacles that make the visit impossible: the importing Party may deny."""
        visit = self.visited()
        visit.with_user(self.officer).obstruction_ids = [
            Command.create(
                {
                    "happened_on": self.day(-39),
                    "who": "The manager",
                    "made_impossible": True,
                    "description": "Kept the mill closed.",
                }
            )
        ]
        self.assert_proposed(visit, "obstruction", "4.31.13", "may", "Art. 4.31(13)")

    def test_notification_lacks_something(self):
        """EAEU-VN 4.31(3): without its date and its officials the notification is not approved."""
        visit = self.visit(planned_from=False, planned_to=False, member_ids=False)
        with self.refused("The proposed date of the verification visit", "designation of the officials"):
            visit.with_user(self.supervisor).action_approve_request()

    def test_notification(self):
        """EAEU-VN 4.31(1)-(6)(14): the notification in the agreement's terms, with its articles."""
        visit = self.visit()
        visit.with_user(self.supervisor).action_approve_request()
        text = text_of(visit._pdf_request())
        letters = [f"Art. 4.31(3)({letter})" for letter in "abcde"]
        self.assert_only_this(
            text, *letters, *(f"Art. 4.31({number})" for number in (1, 4, 5, 6, 14)), "Art. 4.26"
        )
        self.assertIn("within 60 days from the date of dispatch of this notification", text)
        self.assertIn("shall be denied to the goods referred to in the Certificates of Origin", text)
        self.assertIn("Test Official Chief Inspector", text)
        self.assertNotIn("already imported", text)

    def test_reminder(self):
        """EAEU-VN 4.31(4)(5): the reminder names the same period and consequence, before and after."""
        for days in (-50, -60, -70):
            with self.subTest(days=days):
                visit = self.sent_visit(days=days)
                text = text_of(visit._letter_pdf("reminder", *reminder_data(visit)))
                self.assert_only_this(text, "Art. 4.31(1)", "Art. 4.31(4)", "Art. 4.31(5)")
                self.assertIn("period of 60 days for your written consent", text)
                self.assertIn("shall be denied", text)

    def test_decision(self):
        """EAEU-VN 4.31(5), 4.24(1): the letter of the denial says what happened, under its article."""
        proof, firm = self.proof(), self.person("Test Importer", self.kz)
        self.declared(proof, days=-20, importer=firm)
        decision = self.decision(self.refused_visit(proof), "refusal")
        text = text_of(draft(decision, firm))
        self.assert_only_this(text, "Art. 4.31(5)", "Art. 4.24(1)")
        self.assertIn("denies preferential tariff treatment", text)
        self.assertIn("refused the verification visit", text)

    def test_every_letter(self):
        """EAEU-VN 4.24, 4.30, 4.31: each letter can be printed and has nothing of another agreement."""
        letters = self.agreement.letter_ids | self.agreement.procedure_ids.letter_ids
        self.assertEqual(len(letters), 6)
        self.assertEqual(set(letters.mapped("language")), {"en"})
        for letter in letters:
            with self.subTest(letter.display_name):
                text = text_of(letter._preview())
                self.assert_only_this(text)
                self.assertNotIn("preferential treatment", text)
