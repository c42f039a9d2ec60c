from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...models.clock.deadline_check import out_of_step
from ..common.deadline import ClockCase

SETTINGS = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@tagged("post_install", "-at_install")
class TestSeveralLimits(ClockCase):
    """Several limits for one step: the earlier last day governs (CPTPP 3.27(6)(e), EAEU-VN 4.31(7)(8))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common = {"done_fact": "visit_started_on", "cap": "start"}
        cls.first = cls.rule(code="CAP-A", start_fact="request_sent_on", length=40, **common)
        cls.second = cls.rule(code="CAP-B", start_fact="consent_received_on", length=20, **common)

    def consented(self, sent=-30, consent=-20):
        visit = self.sent_visit(days=sent)
        self.record(visit, "consent_received_on", consent, reference="RS-1")
        return visit

    def governing(self, visit):
        """Return the codes of the limits that govern, with their last days."""
        rows = visit.deadline_ids.filtered(lambda row: row.rule_id.cap and row.due_on and not row.gives_way)
        return [(row.rule_id.code, row.due_on) for row in rows]

    def test_the_earlier_governs(self):
        """CPTPP 3.27(6)(e): alone the first limit governs; an earlier last day takes its place."""
        visit = self.sent_visit(days=-30)
        self.assertEqual(self.governing(visit), [("CAP-A", self.day(10))])
        self.record(visit, "consent_received_on", -20, reference="RS-1")
        self.assertEqual(self.governing(visit), [("CAP-B", self.day(0))])
        other = self.clock(visit, "CAP-A")
        self.assertEqual((other.status, other.due_on, other.is_open), ("governed", self.day(10), True))
        self.assertEqual(
            other.note,
            f"Another limit governs: Test step CAP-B, last day {self.words(0)} (Test, Art. 1).",
        )
        self.correct(visit, "consent_received_on", self.day(-9))
        self.assertEqual(self.governing(visit), [("CAP-A", self.day(10))])
        self.assertEqual(self.clock(visit, "CAP-B").status, "governed")
        self.correct(visit, "consent_received_on", False)
        self.assertEqual(self.governing(visit), [("CAP-A", self.day(10))])
        self.assertFalse(list(out_of_step(self.env["customs.deadline"], visit)))

    def test_only_the_governing_is_late(self):
        """CPTPP 3.27(6)(e): overdue by the earlier; the other is not late, and not the next."""
        visit = self.consented(sent=-60, consent=-40)  # last days -20 (A) and -20 (B)
        self.correct(visit, "consent_received_on", self.day(-50))  # B: -30
        first, other = self.clock(visit, "CAP-B"), self.clock(visit, "CAP-A")
        self.assertEqual((first.status, first.is_late, first.days_left), ("late", True, -30))
        self.assertEqual((other.status, other.is_late, other._has_lapsed()), ("governed", False, False))
        deadlines = self.env["customs.deadline"]
        late = deadlines.search([("is_late", "=", True), ("res_id", "=", visit.id)])
        self.assertIn(first, late)
        self.assertNotIn(other, late)
        self.assertEqual(visit.next_due_on, self.day(-30))
        self.team(visit)
        self.record(visit, "visit_started_on", -5)
        self.assertEqual((first.status, first.is_met_late), ("met_late", True))
        self.assertEqual((other.status, other.is_met_late), ("governed", False))
        met_late = deadlines.search([("is_met_late", "=", True), ("res_id", "=", visit.id)])
        self.assertNotIn(other, met_late)

    def test_closed_case(self):
        """CPTPP 3.27(6)(e): in a closed case the governing limit lapsed, the other did not."""
        visit = self.consented(sent=-60, consent=-50)
        self.record(visit, "withdrawn_on", -1, user=self.supervisor)
        first, other = self.clock(visit, "CAP-B"), self.clock(visit, "CAP-A")
        self.assertEqual((first.status, other.status), ("lapsed", "governed"))
        lapsed = self.env["customs.deadline"].search(
            [("is_lapsed", "=", True), ("id", "in", (first | other).ids)]
        )
        self.assertEqual(lapsed, first)

    def test_both_are_shown(self):
        """CPTPP 3.27(6)(e): the strip shows both, each with its article, and which of them governs."""
        visit = self.consented()
        strip = {step["code"]: step for step in visit.clock_strip}
        self.assertEqual(strip["CAP-A"]["status"], "governed")
        self.assertIn("Another limit governs", strip["CAP-A"]["note"])
        self.assertEqual(strip["CAP-A"]["article"], "Test, Art. 1")
        self.assertEqual((strip["CAP-B"]["due_on"], strip["CAP-B"]["note"]), (str(self.day(0)), ""))

    def test_extension_of_one(self):
        """CPTPP 3.27(6)(e): an extension lengthens the limit that it names, and may let the other govern."""
        self.second.write({"extension_times": 1, "extension_length": 15, "extension_unit": "day"})
        visit = self.consented(sent=-30, consent=-15)  # A: 10, B: 5
        row = self.clock(visit, "CAP-B")
        row.with_user(self.officer).extend(self.day(0), "Complex")
        self.assertEqual((row.due_on, self.clock(visit, "CAP-A").due_on), (self.day(20), self.day(10)))
        self.assertEqual(self.governing(visit), [("CAP-A", self.day(10))])
        row.with_user(self.supervisor).take_back("Entered wrongly")
        self.assertEqual(self.governing(visit), [("CAP-B", self.day(5))])

    def test_pause_of_one(self):
        """CPTPP 3.27(6)(e): while one limit is paused, the other governs: it can be missed."""
        self.second.pause_allowed = True
        visit = self.consented(sent=-30, consent=-15)
        row = self.clock(visit, "CAP-B").with_user(self.officer)
        row.pause(self.day(-2), "Translation")
        self.assertEqual(self.governing(visit), [("CAP-A", self.day(10))])
        row.resume(self.day(0))  # three days: 5 + 3
        self.assertEqual((row.due_on, self.clock(visit, "CAP-A").due_on), (self.day(8), self.day(10)))
        self.assertEqual(self.governing(visit), [("CAP-B", self.day(8))])

    def test_refused(self):
        """CPTPP 3.27(6)(e): limits of one step are met by the same fact, and each says at most."""
        for values in (
            {"done_fact": "visit_ended_on"},
            {"bound": "at_least"},
            {"length": 0, "words": "soon"},
        ):
            with self.subTest(values), self.refused("Caps 'start'", error=ValidationError):
                self.rule(**{"code": "CAP-C", "done_fact": "visit_started_on", "cap": "start", **values})

    def test_any_order(self):
        """CPTPP 3.27(6)(e): in any order of facts and corrections the earlier of the two governs."""

        @SETTINGS
        @given(
            st.integers(-90, -31),
            st.lists(st.integers(-30, 0), min_size=1, max_size=3),
            st.lists(st.integers(-90, -31), max_size=2),
            st.booleans(),
        )
        def holds(sent, consents, corrections, corrected_last):
            with self.undone():
                visit = self.sent_visit(days=-90)
                if sent != -90:
                    self.correct(visit, "request_sent_on", self.day(sent))
                acts = [("request_sent_on", day) for day in corrections]
                acts = [("consent_received_on", day) for day in consents] + acts * corrected_last
                acts = acts if corrected_last else [("request_sent_on", day) for day in corrections] + acts
                last = {"request_sent_on": sent}
                for fact, day in acts:
                    if last.get(fact) == day:
                        continue
                    if fact in last:
                        self.correct(visit, fact, self.day(day))
                    else:
                        self.record(visit, fact, day, reference="RS-1")
                    last[fact] = day
                wanted = min(
                    (self.day(last["request_sent_on"] + 40), "CAP-A"),
                    (self.day(last["consent_received_on"] + 20), "CAP-B"),
                )
                self.assertEqual(self.governing(visit), [wanted[::-1]])
                self.assertFalse(list(out_of_step(self.env["customs.deadline"], visit)))

        holds()  # pylint: disable=no-value-for-parameter  # Hypothesis gives them


@tagged("post_install", "-at_install")
class TestTermsOfRules(ClockCase):
    """What a rule may say of its start, its length, its extension and what it holds back."""

    def test_date_of_a_letter(self):
        """EAEU-VN 4.30(3): a time from the date of a letter runs only once the letter was sent."""
        self.rule(code="T-D", start_fact="request_approved_on", only_with_fact="request_sent_on", length=30)
        visit = self.visit()
        self.approve(visit, days=-20)
        self.assertFalse(self.clock(visit, "T-D"))
        self.record(visit, "request_sent_on", -5)
        row = self.clock(visit, "T-D")
        self.assertEqual((row.start_on, row.due_on), (self.day(-20), self.day(10)))
        self.correct(visit, "request_sent_on", False)
        self.assertEqual((row.status, row.due_on), ("waiting", False))

    def test_words(self):
        """EAEU-VN 4.31(6): a rule in words is a row of the case without a date; it is never late or next."""
        self.rule(code="T-W", start_fact="request_sent_on", length=0, words="promptly")
        visit = self.sent_visit(days=-300)
        row = self.clock(visit, "T-W")
        self.assertEqual((row.start_on, row.due_on, row.note), (self.day(-300), False, "promptly"))
        self.assertEqual((row.status, row.is_late, row.is_open), ("running", False, False))
        self.assertNotEqual(visit.next_rule_id, row.rule_id)
        [step] = [step for step in visit.clock_strip if step["code"] == "T-W"]
        self.assertEqual((step["words"], step["due_on"], step["days_left"]), ("promptly", "", None))
        self.record(visit, "withdrawn_on", -1, user=self.supervisor)
        self.assertEqual((row.status, row.is_lapsed), ("closed", False))
        self.assertFalse(list(out_of_step(self.env["customs.deadline"], visit)))

    def test_unclear_start(self):
        """EAEU-VN 4.31(8): counted from the start that was chosen; it is said what else is possible."""
        steps = {step.fact: step for step in self.visit_procedure.step_ids}
        readings = [steps[name].id for name in ("request_sent_on", "consent_received_on", "visit_started_on")]
        rule = self.rule(code="T-U", length=210, reading_ids=[fields.Command.set(readings)])
        visit = self.sent_visit(days=-30)
        self.assertEqual(self.clock(visit, "T-U").due_on, self.day(180))
        [step] = [step for step in visit.clock_strip if step["code"] == "T-U"]
        for note in (step["note"], self.clock(visit, "T-U").note):
            self.assertIn("Start unclear", note)
            self.assertIn(steps["consent_received_on"].name, note)
            self.assertIn(f"counts from '{steps['request_sent_on'].name}'", note)
        with self.refused("one of the possible starts", error=ValidationError):
            rule.copy(
                {"code": "T-V", "start_fact": "visit_ended_on", "reading_ids": [fields.Command.set(readings)]}
            )
        copied = self.visit_procedure.copy({"code": "T-COPY"}).rule_ids.filtered("reading_ids")
        self.assertEqual(copied.reading_ids.procedure_id, copied.procedure_id)
        self.assertEqual(set(copied.reading_ids.mapped("fact")), set(rule.reading_ids.mapped("fact")))

    def test_extension_without_a_length(self):
        """CPTPP 3.27(6)(e): the text sets no length, so it is entered, with the reason."""
        self.rule(code="T-E", length=30, extension_times=1, extension_open=True, extension_unit="day")
        visit = self.sent_visit(days=-10)
        row = self.clock(visit, "T-E").with_user(self.officer)
        with self.refused("by how much the period is extended", "Enter the reasons"):
            row.extend(self.day(0))
        for length in (0, -1, True, "30", 1.5, 10**9):
            with self.subTest(length=length), self.refused("by how much"):
                row.extend(self.day(0), "Complex", length)
        wizard = self.env["customs.change.deadline"].with_user(self.officer)
        wizard.create(
            {"deadline_id": row.id, "day": self.day(0), "kind": "extend", "length": 45, "reason": "Complex"}
        ).action_apply()
        self.assertEqual((row.due_on, row.extension_ids.length), (self.day(65), 45))
        with self.refused("already extended"):
            row.extend(self.day(0), "Complex", 1)

    def test_holds_back_a_step(self):
        """CPTPP 3.27(9): at least so many days hold back another step until they have run."""
        held = "person_informed_on"
        self.rule(code="T-H", length=30, bound="at_least", done_fact="answer_received_on", held_fact=held)
        visit = self.sent_visit(days=-30)
        with self.refused("cannot be before", self.words(1)):
            self.record(visit, held, 0)
        self.record(visit, "consent_received_on", -29, reference="RS-1")  # an early answer is no fault
        with self.refused("cannot be before", self.words(1)):
            self.record(visit, held, 0)
        self.correct(visit, "request_sent_on", self.day(-31))
        self.record(visit, held, 0)
        with self.refused("cannot be before"):
            self.correct(visit, "request_sent_on", self.day(-30))

    def test_absence_before_its_time(self):
        """CPTPP 3.27(6)(d): that no answer came is not recorded before its time has started and passed."""
        visits = [self.visit(), self.visit()]
        for visit in visits:
            self.approve(visit, days=-80)
        rules = self.visit_procedure.rule_ids.filtered(lambda rule: rule.done_fact == "answer_received_on")
        rules.active = False
        self.record(visits[0], "request_sent_on", -79)
        with self.refused("no deadline rule"):
            self.record(visits[0], "no_answer_on", 0, user=self.supervisor)
        self.assertIn("cannot be recorded", self.visit_procedure.step_problems)
        self.rule(
            code="T-A", name="Answer", start_fact="request_acknowledged_on", done_fact="answer_received_on"
        )
        visit = visits[1]
        self.record(visit, "request_sent_on", -60)
        with self.refused("the period has not started (Test, Art. 1)"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.record(visit, "request_acknowledged_on", -11)
        self.record(visit, "no_answer_on", 0, user=self.supervisor)
        with self.refused("the period has not started"):
            self.correct(visit, "request_acknowledged_on", False)

    def test_what_does_not_go_together(self):
        """Design, Clock: a rule whose terms contradict each other is refused, with the reason."""
        for values, sentence in (
            ({"is_chosen": True, "length": 0, "words": "soon"}, "least length"),
            ({"longest": 60}, "where the request chooses"),
            ({"is_chosen": True, "length": 30, "longest": 20}, "less than the least"),
            ({"held_fact": "withdrawn_on"}, "at least"),
            ({"holds_refusal": "always"}, "at least"),
        ):
            with self.subTest(values), self.refused(sentence, error=ValidationError):
                self.rule(**{"code": "T-X", **values})

    def test_leap_years(self):
        """CPTPP 3.27(6)(e): 365 days, counted by hand: a leap day in between moves the date by one."""
        self.rule(code="T-365", length=365)
        for sent, last in (
            (date(2023, 3, 1), date(2024, 2, 29)),  # 29 February 2024 is the 365th day
            (date(2024, 3, 1), date(2025, 3, 1)),  # no leap day in between
            (date(2023, 2, 28), date(2024, 2, 28)),
        ):
            with self.subTest(sent=sent):
                self.assertEqual(self.clock(self.sent_on(sent), "T-365").due_on, last)
                self.assertEqual(sent + timedelta(days=365), last)
