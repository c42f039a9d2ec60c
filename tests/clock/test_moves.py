"""Last days that move: by calendars, pauses, corrected starts and other versions; each is told."""

from datetime import date, timedelta
from unittest.mock import patch

import holidays

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...models.clock.calendar_moves import move_by_new_release
from ...models.clock.deadline_check import out_of_step
from ...reports.origin.letter_data import _terms
from ...tools import periods
from ..common.deadline import ClockCase

MONDAY = date(2025, 2, 3)


def feb(day):
    return date(2025, 2, day)


@tagged("post_install", "-at_install")
class TestCalendarMoves(ClockCase):
    """In February 2025 Kazakhstan had no holiday; another release of the library gives it one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule(code="T-W", unit="working_day", pause_allowed=True)
        cls.case = cls.sent_on(MONDAY)
        cls.row = cls.clock(cls.case, "T-W")

    def _exception(self, day, is_working=False):
        return self.env["customs.calendar.exception"].create(
            {
                "country_id": self.kz.id,
                "day": day,
                "is_working": is_working,
                "name": "Act of the test",
                "reason": "Published late",
            }
        )

    def _new_release(self):
        """Let the library be another release from now on, by which 10 February is a day off."""
        plain = periods._working_ordinals
        self.env.registry.clear_cache()
        self.startPatcher(patch.object(holidays, "__version__", "99.1"))
        self.startPatcher(
            patch.object(
                periods,
                "_working_ordinals",
                lambda country, year: tuple(
                    day for day in plain(country, year) if not country or day != feb(10).toordinal()
                ),
            )
        )
        self.addCleanup(self.env.registry.clear_cache)

    def _activities(self, case):
        return case.activity_ids.filtered(lambda activity: activity.summary == "A last day moved")

    def test_exception_gives_an_activity(self):
        """KZ6: an exception that moves a last day is told to the officer, once for each case."""
        self._exception(feb(24))  # after the last day
        self.assertFalse(self._activities(self.case))
        self._exception(feb(10))
        [activity] = self._activities(self.case)
        self.assertEqual((activity.user_id, activity.date_deadline), (self.officer, feb(18)))
        for part in ("17 February 2025", "18 February 2025", "Kazakhstan, 10 February 2025"):
            self.assertIn(part, activity.note)

    def test_new_release_by_the_daily_job(self):
        """KZ6: a new release moves open clocks with a line and an activity; a second run finds nothing."""
        self._new_release()
        move_by_new_release(self.env["customs.deadline"])
        self.assertEqual((self.row.due_on, self.row.terms["library"]), (feb(18), "99.1"))
        body = self.case.message_ids[:1].body
        for part in ("17 February 2025", "18 February 2025", "holidays 99.1 instead of"):
            self.assertIn(part, body)
        self.assertEqual(len(self._activities(self.case)), 1)
        before = self.case.message_ids
        move_by_new_release(self.env["customs.deadline"])
        self.assertEqual(self.case.message_ids, before)

    def test_new_release_by_an_act(self):
        """KZ6: an act that comes before the daily job tells it, too."""
        self._new_release()
        self.case.with_user(self.officer).record_fact("request_acknowledged_on", MONDAY)
        self.assertEqual(self.row.due_on, feb(18))
        self.assertIn("holidays 99.1", " ".join(self.case.message_ids.mapped("body")))
        self.assertEqual(len(self._activities(self.case)), 1)

    def test_met_clock_stays(self):
        """KZ6: what was met keeps the days by which it was counted, through acts and checks."""
        case = self.case
        case.with_user(self.officer).record_fact("consent_received_on", MONDAY, reference="RS-1")
        self.team(case)
        case.with_user(self.officer).record_fact("visit_started_on", MONDAY)
        case.with_user(self.officer).record_fact("visit_ended_on", feb(5))
        terms = self.row.terms
        self._new_release()
        move_by_new_release(self.env["customs.deadline"])
        case.with_user(self.officer).record_fact("person_informed_on", MONDAY)
        self.assertEqual((self.row.due_on, self.row.terms), (feb(17), terms))
        self.assertFalse([row for _case, _rule, row, _values in out_of_step(self.row.browse(), case)])
        self.assertFalse(self._activities(case))


@tagged("post_install", "-at_install")
class TestPauseAtTheEdge(ClockCase):
    """Pauses at a rolled last day, beside each other, and before a planned day."""

    def test_pause_from_a_rolled_last_day(self):
        """KZ6, KZ417.2: the working day to which a last day moved is paused like any other."""
        self.rule(code="T-N", length=12, roll="next_working_day", pause_allowed=True)
        row = self.clock(self.sent_on(MONDAY), "T-N").with_user(self.officer)
        self.assertEqual(row.due_on, feb(17))  # Saturday the 15th, moved
        row.pause(feb(17))
        self.assertEqual((row.status, row.days_left), ("paused", 1))
        row.resume(feb(26))
        self.assertEqual(row.due_on, feb(27))

    def test_what_is_left_with_another_pause(self):
        """KZ417.2: days on which an open pause runs are not counted again for one that ended."""
        self.rule(
            code="T-F",
            length=30,
            pause_allowed=True,
            pause_from_fact="person_informed_on",
            pause_to_fact="person_consent_on",
            pause_with_first_day=False,
        )
        case = self.sent_on(MONDAY)
        row = self.clock(case, "T-F").with_user(self.officer)
        officer = case.with_user(self.officer)
        officer.record_fact("person_informed_on", feb(9))
        officer.record_fact("person_consent_on", feb(20))  # the 10th to the 20th
        self.assertEqual(row.due_on, date(2025, 3, 16))
        row.pause(feb(8))
        self.assertEqual((row.status, row.days_left), ("paused", 30 - 4))  # the 4th to the 7th have run
        row.resume(feb(25))
        self.assertEqual(row.due_on, date(2025, 3, 23))  # 18 days, each once

    def test_before_a_planned_day(self):
        """KZ418: a rule that counts back from a planned day and knows pauses is refused as data."""
        for pauses in (
            {"pause_allowed": True},
            {"pause_from_fact": "person_informed_on", "pause_to_fact": "person_consent_on"},
        ):
            with self.assertRaisesRegex(ValidationError, "cannot be paused"):
                self.rule(start_fact="planned_from", direction="before", **pauses)


@tagged("post_install", "-at_install")
class TestChangesAndCorrections(ClockCase):
    """RS15.6b: an extension lives on, or is taken back, as the corrected start has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.rule(code="T-E", extension_times=1, extension_length=5, extension_unit="day")
        cls.old.extension_within = True

    def _extended(self, sent, asked):
        case = self.visit()
        self.approve(case)
        self.record(case, "request_sent_on", sent)
        row = self.clock(case, "T-E")
        row.with_user(self.officer).extend(self.day(asked), "The archive is being moved")
        return case, row

    def _versions(self, **values):
        self.old.valid_to = self.day(-9)
        return self.old.copy({"valid_from": self.day(-8), "valid_to": False, **values})

    def _labels(self, case):
        return case.fact_ids.filtered(lambda entry: entry.fact == "clock").sorted("id").mapped("label")

    def test_other_version_keeps_it(self):
        """RS15.6b: a start corrected into another version keeps its extension, by that version's terms."""
        new = self._versions(extension_length=7)
        case, row = self._extended(-9, -5)
        self.assertEqual(row.due_on, self.day(-9 + 15))
        self.correct(case, "request_sent_on", self.day(-8))
        now = case.deadline_ids.filtered(lambda one: one.rule_id == new)
        self.assertEqual((now.due_on, now.first_due_on), (self.day(-8 + 17), self.day(-8 + 10)))
        self.assertEqual((len(now.extension_ids), len(row.extension_ids)), (1, 0))
        self.assertEqual(self._labels(case)[-1], f"Extension kept: {new.display_name}")
        self.assertFalse(list(out_of_step(row.browse(), case)))
        self.correct(case, "request_sent_on", self.day(-9))
        self.assertEqual((row.due_on, len(row.extension_ids)), (self.day(-9 + 15), 1))

    def test_other_version_without_extension(self):
        """RS15.6b: where the other version knows no extension, the case and its officer are told why."""
        new = self._versions(extension_times=0)
        case, _row = self._extended(-9, -5)
        self.correct(case, "request_sent_on", self.day(-8))
        now = case.deadline_ids.filtered(lambda one: one.rule_id == new)
        self.assertEqual((now.due_on, now.extension_ids.ids), (self.day(-8 + 10), []))
        entry = case.fact_ids.sorted("id")[-1]
        self.assertEqual(entry.label, f"Extension withdrawn: {new.display_name}")
        self.assertIn("does not allow it", entry.reason)
        self.assertIn("does not allow it", " ".join(case.activity_ids.mapped("summary")))

    def test_asked_too_late_after_all(self):
        """RS15.6b: asked within the time of a start that was wrong, it is checked again and taken back."""
        case, row = self._extended(-12, -3)
        self.assertEqual(row.due_on, self.day(-12 + 15))
        self.correct(case, "request_sent_on", self.day(-14))
        self.assertEqual((row.due_on, row.extension_ids.ids), (self.day(-4), []))
        entry = case.fact_ids.sorted("id")[-1]
        self.assertEqual(entry.label, f"Extension withdrawn: {self.old.display_name}")
        self.assertIn(f"after the corrected last day {self.words(-4)}", entry.reason)
        self.assertEqual(case.activity_ids.user_id, self.officer)

    def test_in_time_after_all(self):
        """RS15.6b: in time by the corrected start, it stays and nothing is noted."""
        case, row = self._extended(-12, -3)
        self.correct(case, "request_sent_on", self.day(-13))
        self.assertEqual((row.due_on, len(row.extension_ids)), (self.day(-13 + 15), 1))
        self.assertEqual(len(self._labels(case)), 1)

    def test_letter_quotes_the_version_of_its_clock(self):
        """RS16.5a: a letter has the period of the version under which its clock runs."""
        rule = self.visit_procedure.rule_ids.filtered(lambda one: one.code == "RS16.5a")
        rule.valid_to = self.day(-9)
        new = rule.copy({"valid_from": self.day(-8), "valid_to": False, "length": 90})
        for sent, length, version in ((-9, "60", rule), (-8, "90", new)):
            visit = self.sent_on(self.day(sent))
            row = visit.deadline_ids.filtered(lambda one, version=version: one.rule_id == version)
            self.assertEqual(row.due_on - row.start_on, timedelta(days=int(length)))
            self.assertIn(length, _terms(visit)["period"])
