"""Whose day it is: the last day of a step ends at midnight where who owes it is."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..common.deadline import VISIT, ClockCase, local

ALMATY, BELGRADE = "Asia/Almaty", "Europe/Belgrade"


@tagged("post_install", "-at_install")
class TestWhoseDay(ClockCase):
    """Both midnights, in both directions; a setting of the procedure; what is recorded stays."""

    def _zones(self, importing, exporting):
        self.importing.tz, self.exporting.tz = importing, exporting

    def _assert_late(self, row, case, moment, late):
        with freeze_time(moment):
            self.env.invalidate_all()
            self.assertEqual((row.is_late, row.status == "late", row.days_left < 0), (late, late, late))
            self.assertEqual((case.is_late, case.days_left < 0), (late, late))
            for records in (row, case):
                mine = [("id", "in", records.ids)]
                self.assertEqual(bool(records.search([*mine, ("is_late", "=", True)])), late)
            passed = row.search([("id", "=", row.id), ("days_to_last_day", "<", 0)])
            self.assertEqual(bool(passed), late)
            self.assertEqual(bool(case.search([("id", "=", case.id), ("days_left", "<", 0)])), late)

    def test_step_of_the_exporting_side(self):
        """RS16.5a: the answer is owed until midnight in the exporting authority's time zone."""
        for importing, exporting in ((ALMATY, BELGRADE), (BELGRADE, ALMATY)):
            with self.subTest(exporting=exporting):
                self._zones(importing, exporting)
                visit = self.sent_visit(days=-30)
                row = self.clock(visit, "RS16.5a")
                self.assertEqual((row.day_authority_id, visit.next_day_authority_id), (self.exporting,) * 2)
                self._assert_late(row, visit, local(exporting, row.due_on, 23, 59), late=False)
                self._assert_late(row, visit, local(exporting, row.due_on + timedelta(days=1)), late=True)

    def test_step_of_the_importing_side(self):
        """RS16.7a: the visit is begun until midnight in the importing authority's time zone."""
        for importing, exporting in ((ALMATY, BELGRADE), (BELGRADE, ALMATY)):
            with self.subTest(importing=importing):
                self._zones(importing, exporting)
                visit = self.sent_visit(days=-30)
                self.record(visit, "consent_received_on", -20, reference="RS-1")
                row = self.clock(visit, "RS16.7a")
                self.assertEqual(row.day_authority_id, self.importing)
                self._assert_late(row, visit, local(importing, row.due_on, 23, 59), late=False)
                self._assert_late(row, visit, local(importing, row.due_on + timedelta(days=1)), late=True)

    def test_first_to_end(self):
        """RS16.5a: of two last days on one date the next one is that which ends first."""
        self.rule(code="T-1", length=60, owed_by="importing_authority")
        for importing, exporting, first in ((ALMATY, BELGRADE, "T-1"), (BELGRADE, ALMATY, "RS16.5a")):
            self._zones(importing, exporting)
            visit = self.sent_visit(days=-30)
            self.assertEqual(len(set(visit.deadline_ids.mapped("due_on"))), 1)
            self.assertEqual(visit.next_rule_id.code, first)

    def test_setting(self):
        """RS16.5a: a procedure may say that the importing authority's midnight counts; open clocks follow."""
        self._zones(ALMATY, BELGRADE)
        visit = self.sent_visit(days=-30)
        row = self.clock(visit, "RS16.5a")
        midnight = local(ALMATY, row.due_on + timedelta(days=1))
        self._assert_late(row, visit, midnight, late=False)
        self.visit_procedure.whose_day = "of_importing"
        self.assertEqual((row.day_authority_id, visit.next_day_authority_id), (self.importing,) * 2)
        self._assert_late(row, visit, midnight, late=True)
        self.visit_procedure.whose_day = "of_who_owes"
        self._assert_late(row, visit, midnight, late=False)

    def test_answer_on_the_portal(self):
        """RS16.5a: an answer given before midnight at home is in time, whatever day it is here."""
        self._zones(ALMATY, BELGRADE)
        visit = self.sent_visit(days=-30)
        due = self.clock(visit, "RS16.5a").due_on
        with freeze_time(local(BELGRADE, due, 23, 30)):
            self.env.invalidate_all()
            self.assertEqual(visit._today(), due + timedelta(days=1))
            self.assertEqual(visit._today_there("consent_received_on"), due)
            self.visit_procedure.whose_day = "of_importing"
            self.assertEqual(visit._today_there("consent_received_on"), due + timedelta(days=1))

    def test_answer_is_no_day_before_what_it_follows(self):
        """RS16.5a: sent after midnight here, answered before midnight there: the days stay in their order."""
        self._zones(ALMATY, BELGRADE)
        visit = self.visit()
        tomorrow = self.day(1)
        with freeze_time(local(ALMATY, tomorrow, 1)):
            self.env.invalidate_all()
            self.approve(visit, days=0)
            visit.with_user(self.officer).record_fact("request_sent_on", tomorrow)
            self.assertEqual(visit._today_there("consent_received_on"), tomorrow)

    def test_absence_of_an_answer(self):
        """RS16.6: that no answer came is not recorded before the last day has ended where it is owed."""
        self._zones(ALMATY, BELGRADE)
        visit = self.sent_visit(days=-60)
        row = self.clock(visit, "RS16.5a")
        after = row.due_on + timedelta(days=1)
        with freeze_time(local(ALMATY, after, 1)), self.refused("has not ended yet in the time zone of"):
            visit.with_user(self.supervisor).record_fact("no_answer_on", after)
        with freeze_time(local(BELGRADE, after)):
            visit.with_user(self.supervisor).record_fact("no_answer_on", after)
        self.assertEqual((row.status, row.ended_on), ("lapsed", after))

    def test_recorded_days_stay(self):
        """RS16.5a: a receipt that an officer recorded is the day recorded, whatever the zones."""
        self._zones(ALMATY, BELGRADE)
        visit = self.sent_visit(days=-70)
        self.record(visit, "consent_received_on", -9, reference="RS-1")
        row = self.clock(visit, "RS16.5a")
        self.assertEqual((row.done_on, row.status, row.days_left), (self.day(-9), "met_late", 1 - 2))


@tagged("post_install", "-at_install")
class TestLapsed(ClockCase):
    """Lapsed: the last day passed without the step, and the case is closed or the lapse recorded."""

    def test_stands_still(self):
        """RS16.6: what lapsed is late by the days to the end of its case, on each later day."""
        visit = self.sent_visit(days=-80)
        self.record(visit, "withdrawn_on", -15, user=self.supervisor)
        row = self.clock(visit, "RS16.5a")
        for days in (0, 1, 100):
            with freeze_time(local(self.importing.tz, self.day(days), 12)):
                self.env.invalidate_all()
                self.assertEqual((row.status, row.days_left, row.is_late), ("lapsed", -5, False))
        found = row.search([("id", "in", visit.deadline_ids.ids), ("is_lapsed", "=", True)])
        self.assertEqual(found, row)

    def test_not_needed(self):
        """RS16.5a: a case closed on the last day or before needs the step no more, also later on."""
        for days in (-20, -30):
            visit = self.sent_visit(days=-80)
            self.record(visit, "withdrawn_on", days, user=self.supervisor)
            row = self.clock(visit, "RS16.5a")
            self.assertEqual((row.status, row.is_lapsed, row.days_left), ("closed", False, -20 - days))

    def test_search(self):
        """Design, Clock: lapsed by search is lapsed by field; no other status is."""
        visits = self.env[VISIT]
        for days, fact in ((-80, "withdrawn_on"), (-80, "no_answer_on"), (-80, None), (-20, "withdrawn_on")):
            visit = self.sent_visit(days=days)
            if fact:
                self.record(visit, fact, -1, user=self.supervisor)
            visits |= visit
        rows = visits.deadline_ids
        lapsed = rows.filtered("is_lapsed")
        self.assertEqual(len(lapsed), 2)
        self.assertEqual(set(lapsed.mapped("status")), {"lapsed"})
        mine = [("id", "in", rows.ids)]
        self.assertEqual(rows.search([*mine, ("is_lapsed", "=", True)]), lapsed.sorted())
        self.assertEqual(rows.search([*mine, ("is_lapsed", "=", False)]), (rows - lapsed).sorted())

    def test_clock_strip(self):
        """RS16.6: the strip of the case says it with its own word."""
        visit = self.sent_visit(days=-80)
        self.record(visit, "no_answer_on", -10, user=self.supervisor)
        [step] = [step for step in visit.clock_strip if step["code"] == "RS16.5a"]
        self.assertEqual((step["status"], step["status_label"], step["days_left"]), ("lapsed", "Lapsed", -10))
