import random
from datetime import date, datetime, timedelta

import holidays

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ...models.clock.deadline_check import out_of_step
from ...tools.dates import long_date
from ..common.deadline import VISIT, ClockCase, local

ZONES = ("Asia/Almaty", "Europe/Minsk", "Europe/Belgrade", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@tagged("post_install", "-at_install")
class TestClocks(ClockCase):
    """Deadlines appear, stop, move and go with the facts of their case."""

    def test_appear(self):
        """RS16.5a, RS16.7a, RS16.7b, RS16.11: each time starts with its fact, and not before."""
        visit = self.visit()
        self.approve(visit, days=-10)
        self.assertFalse(visit.deadline_ids)
        self.record(visit, "request_sent_on", -10)
        row = visit.deadline_ids
        self.assertEqual(row.rule_id.code, "RS16.5a")
        self.assertEqual(
            (row.start_on, row.due_on, row.first_due_on), (self.day(-10), self.day(50), self.day(50))
        )
        self.assertEqual((row.is_open, row.status, row.days_left), (True, "running", 50))
        self.assertEqual((row.owed_by, row.officer_id), ("exporting_authority", self.officer))
        self.assertEqual((visit.next_due_on, visit.next_rule_id), (row.due_on, row.rule_id))
        self.record(visit, "consent_received_on", -5, reference="RS-1")
        due = {row.rule_id.code: row.due_on for row in visit.deadline_ids}
        self.assertEqual(
            due,
            {
                "RS16.5a": self.day(50),
                "RS16.7a": self.day(55),
                "RS16.7b": self.day(145),
                "RS16.11": self.day(195),
            },
        )

    def test_documentary_verification(self):
        """RS15.6a: six months from the day of sending; words alone have no last day (RS15.7)."""
        request = self.documentary(answered=False)
        sent = date(self.today.year - 1, 8, 31)
        request.with_user(self.supervisor)._record_facts({"request_approved_on": sent})
        request.with_user(self.officer).record_fact("request_sent_on", sent)
        row = request.deadline_ids.filtered("due_on")
        self.assertEqual(row.rule_id.code, "RS15.6a")
        self.assertEqual(row.due_on, date(sent.year + 1, 3, 1) - timedelta(days=1))
        self.assertTrue(all(other.words for other in request.deadline_ids - row))

    def test_stop(self):
        """RS16.5a: the answer stops the clock; the case goes on with the next one."""
        visit = self.sent_visit(days=-80)
        self.assertTrue(visit.is_late)
        self.record(visit, "consent_received_on", -20, reference="RS-1")
        row = self.clock(visit, "RS16.5a")
        self.assertEqual((row.done_on, row.is_open, row.status), (self.day(-20), False, "met"))
        self.assertFalse(row.is_met_late)
        self.assertEqual(visit.next_rule_id.code, "RS16.7a")
        self.assertFalse(visit.is_late)
        self.correct(visit, "consent_received_on", self.day(-19))
        self.assertEqual((row.status, row.days_left, row.is_met_late), ("met_late", -1, True))

    def test_start_corrected(self):
        """RS16.5a: a corrected start moves the last day."""
        visit = self.sent_visit(days=-62)
        row = self.clock(visit, "RS16.5a")
        self.assertEqual(row.status, "late")
        self.correct(visit, "request_sent_on", self.day(-61))
        self.assertEqual((row.due_on, row.status, visit.next_due_on), (self.day(-1), "late", self.day(-1)))
        self.correct(visit, "request_sent_on", self.day(-60))
        self.assertEqual((row.due_on, row.status, row.days_left), (self.day(0), "soon", 0))

    def test_start_withdrawn(self):
        """RS16.5a: without its start a time does not run; recorded again, it runs again."""
        visit = self.sent_visit(days=-62)
        row = self.clock(visit, "RS16.5a")
        self.correct(visit, "request_sent_on", False, "Never sent")
        self.assertEqual(
            (row.start_on, row.due_on, row.is_open, row.status), (False, False, False, "waiting")
        )
        self.assertFalse(visit.next_due_on or visit.is_late)
        self.record(visit, "request_sent_on", -3)
        self.assertEqual((row.due_on, row.status), (self.day(57), "running"))

    def test_stop_withdrawn(self):
        """RS16.5a: with the answer withdrawn the clock runs on, and what the answer started does not."""
        visit = self.sent_visit(days=-30)
        self.record(visit, "consent_received_on", -20, reference="RS-1")
        self.correct(visit, "consent_received_on", False, "Other case")
        self.assertEqual(self.clock(visit, "RS16.5a").status, "running")
        for code in ("RS16.7a", "RS16.7b", "RS16.11"):
            self.assertEqual(
                (self.clock(visit, code).status, self.clock(visit, code).is_open), ("waiting", False)
            )
        self.assertEqual(visit.next_rule_id.code, "RS16.5a")

    def test_closed_case(self):
        """RS16.6: the end of the case ends its clocks; without that end they run again."""
        for fact in ("refusal_received_on", "no_answer_on", "withdrawn_on"):
            with self.subTest(fact=fact):
                visit = self.sent_visit(days=-80)
                self.record(visit, fact, -10, user=self.supervisor)
                row = self.clock(visit, "RS16.5a")
                self.assertFalse(row.is_open or visit.next_due_on or visit.is_late)
                self.assertEqual(row.status, "met_late" if fact == "refusal_received_on" else "lapsed")
                self.assertEqual((row.days_left, row.is_lapsed), (-10, fact != "refusal_received_on"))
                self.correct(visit, fact, False, "Other case")
                self.assertTrue(row.is_open and visit.is_late)
                self.assertEqual(visit.next_due_on, self.day(-20))

    def test_withdrawn_while_the_visit_runs(self):
        """RS16.7a: a request withdrawn after the consent stops all clocks that still ran."""
        visit = self.sent_visit(days=-80)
        self.record(visit, "consent_received_on", -70, reference="RS-1")
        self.record(visit, "withdrawn_on", -5, user=self.supervisor)
        self.assertFalse(visit.deadline_ids.filtered("is_open"))
        self.assertEqual(self.clock(visit, "RS16.11").status, "closed")
        self.correct(visit, "withdrawn_on", False, "Other case")
        self.assertEqual(len(visit.deadline_ids.filtered("is_open")), 3)

    def test_soon(self):
        """RS16.5a: from 14 days before the last day on it is shown as due soon."""
        for sent, status in ((-45, "running"), (-46, "soon"), (-60, "soon"), (-61, "late")):
            with self.subTest(sent=sent):
                self.assertEqual(self.clock(self.sent_visit(days=sent), "RS16.5a").status, status)

    def test_new_officer(self):
        """Design, Clock: the register follows the officer of the case."""
        visit = self.sent_visit(days=-30)
        visit.with_user(self.supervisor).officer_id = self.officer_2
        self.assertEqual(visit.deadline_ids.officer_id, self.officer_2)

    def test_opens_the_case(self):
        """Design, Clock: a line of the register opens its case."""
        visit = self.sent_visit(days=-30)
        action = visit.deadline_ids.with_user(self.reader).action_open_case()
        self.assertEqual((action["res_model"], action["res_id"]), (VISIT, visit.id))

    def test_planned_date(self):
        """KZ418: a rule may count back from a planned day; the clock follows the plan."""
        rule = self.rule(
            start_fact="planned_from", done_fact="person_informed_on", length=30, direction="before"
        )
        visit = self.visit(planned_from=self.day(50))
        row = visit.deadline_ids
        self.assertEqual((row.rule_id, row.due_on, row.is_open), (rule, self.day(20), True))
        visit.with_user(self.officer).planned_from = self.day(60)
        self.assertEqual((row.due_on, visit.next_due_on), (self.day(30), self.day(30)))
        visit.with_user(self.officer).planned_from = False
        self.assertEqual((row.due_on, visit.next_due_on), (False, False))


@tagged("post_install", "-at_install")
class TestToday(ClockCase):
    """Whether a time has passed is asked of the authority's own day."""

    def test_midnight_of_the_authority(self):
        """RS16.5a: late from midnight on, in the time zone of who owes the answer and no other."""
        visit = self.sent_visit(days=-30)
        row = self.clock(visit, "RS16.5a")
        due, after = row.due_on, row.due_on + timedelta(days=1)
        for zone in ZONES:
            self.exporting.tz = zone
            for user in (self.officer, self.supervisor):
                user.tz = "America/New_York"
            for moment, late in ((local(zone, due, 23, 59), False), (local(zone, after), True)):
                with self.subTest(zone=zone, moment=moment), freeze_time(moment):
                    self.env.invalidate_all()
                    self.assertEqual(self.exporting._today(), after if late else due)
                    for record in (row.with_user(self.officer), visit.with_user(self.officer)):
                        self.assertEqual(record.is_late, late)
                        found = record.search([("is_late", "=", True), ("id", "=", record.id)])
                        self.assertEqual(bool(found), late)
                    self.assertEqual(row.days_left, -1 if late else 0)
                    self.assertEqual(row.status, "late" if late else "soon")

    def test_facts_at_midnight(self):
        """RS16: what is in the future is asked of the authority's day too."""
        self.importing.tz = "Asia/Almaty"
        visit = self.sent_visit(days=-30)
        tomorrow = self.day(1)
        with freeze_time(local("Asia/Almaty", self.today, 23, 59)), self.refused("is in the future"):
            visit.with_user(self.officer).record_fact("consent_received_on", tomorrow, reference="RS-1")
        with freeze_time(local("Asia/Almaty", tomorrow)):
            visit.with_user(self.officer).record_fact("consent_received_on", tomorrow, reference="RS-1")
        self.assertEqual(visit.consent_received_on, tomorrow)

    def test_search_equals_field(self):
        """Design, Clock: late by search is late by field, for authorities all over the world."""
        seed = random.randrange(10**6)
        chance = random.Random(seed)
        cases = self._scattered(chance, count=300).sudo()
        noon = datetime(self.today.year, self.today.month, self.today.day, 12)  # noqa: DTZ001
        for shift in (0, *(chance.randrange(-72, 72) for _moment in range(5))):
            moment = noon + timedelta(hours=shift)
            with self.subTest(seed=seed, moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                for records in (cases, cases.deadline_ids):
                    late = records.filtered("is_late")
                    mine = [("id", "in", records.ids)]
                    self.assertTrue(late and late != records)
                    self.assertEqual(records.search([*mine, ("is_late", "=", True)]), late.sorted())
                    self.assertEqual(
                        records.search([*mine, ("is_late", "=", False)]), (records - late).sorted()
                    )
                    self.assertEqual(
                        records.search([*mine, ("is_late", "!=", True)]), (records - late).sorted()
                    )
                    self.assertEqual(
                        records.search([*mine, ("is_late", "in", [True, False])]), records.sorted()
                    )

    def _scattered(self, chance, count):
        """Return visits of authorities in all zones, with open, met and paused clocks around today."""
        authorities = self.importing
        for zone in ZONES[1:]:
            authorities |= self.importing.copy({"code": f"T-{zone}", "tz": zone})
        authorities[-1].active = False
        cases = self.many(self.visit(), count)
        rules = self.visit_procedure.rule_ids
        middle = authorities[:3].ids  # with any other less than a day apart
        rows = []
        for case in cases:
            authority = chance.choice(authorities).id
            self.env.cr.execute(
                "UPDATE customs_verification_visit SET importing_authority_id = %s WHERE id = %s",
                [authority, case.id],
            )
            for rule in chance.sample(list(rules), 2):
                due = self.day(chance.randrange(-4, 5))
                paused = chance.choice([None, None, None, due - timedelta(days=9)])
                is_open = chance.random() < 0.8
                rows.append(
                    (
                        *(VISIT, case.id, rule.id, authority, chance.choice((authority, *middle))),
                        *(due - timedelta(days=20), due, is_open, paused),
                    )
                )
        self.env.cr.executemany(
            "INSERT INTO customs_deadline "
            "(res_model, res_id, rule_id, importing_authority_id, day_authority_id, start_on, due_on, "
            "is_open, paused_on) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
        self.env.invalidate_all()
        cases._refresh_next_due()
        return cases


@tagged("post_install", "-at_install")
class TestExtension(ClockCase):
    """RS15.6b: two months more, once, asked with reasons within the six months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent = date(cls.today.year - 1, 8, 31)
        cls.case = cls.documentary(answered=False)
        cls.case.with_user(cls.supervisor)._record_facts({"request_approved_on": cls.sent})
        cls.case.with_user(cls.officer).record_fact("request_sent_on", cls.sent)
        cls.row = cls.clock(cls.case, "RS15.6a")
        cls.first_due = cls.row.due_on

    def _extend(self, asked_on, reason="The archive is being moved", user=None):
        return self.row.with_user(user or self.officer).extend(asked_on, reason)

    def test_eight_months_from_the_start(self):
        """RS15.6b: eight months from the day of sending, not two from the clipped end of February."""
        self._extend(self.sent + timedelta(days=30))
        self.assertEqual(self.row.due_on, date(self.sent.year + 1, 4, 30))
        self.assertEqual((self.row.first_due_on, self.case.next_due_on), (self.first_due, self.row.due_on))
        extension = self.row.extension_ids
        self.assertEqual((extension.length, extension.unit), (2, "month"))
        self.assertEqual(
            (extension.reason, extension.recorded_by_id), ("The archive is being moved", self.officer)
        )
        entry = self.case.fact_ids.sorted("id")[-1]
        self.assertIn("Extended", entry.label)
        self.assertEqual((entry.value_on, entry.reason), (extension.asked_on, extension.reason))
        self.assertIn("The archive is being moved", self.case.message_ids[0].body)

    def test_once(self):
        """RS15.6b: a second extension is refused."""
        self._extend(self.sent + timedelta(days=30))
        with self.refused("was already extended 1 time(s), which is the limit (Annex 3, Art. 15(6))"):
            self._extend(self.sent + timedelta(days=31))

    def test_asked_in_time(self):
        """RS15.6b: asked on the last day it is in time, asked on the day after it is not."""
        late = self.first_due + timedelta(days=1)
        with freeze_time(local("Asia/Almaty", late, 12)):
            with self.refused(
                f"requested on {long_date(late, 'en')}, after the last day {long_date(self.first_due, 'en')}"
            ):
                self._extend(late)
            self._extend(self.first_due)
        self.assertEqual(len(self.row.extension_ids), 1)

    def test_reason(self):
        """RS15.6b: the reasons are given."""
        for reason in (None, "", "  "):
            with self.refused("Enter the reasons for the extension (Annex 3, Art. 15(6))"):
                self._extend(self.sent + timedelta(days=30), reason)

    def test_impossible_days(self):
        """RS15.6b: an extension is not asked for in the future, before the start, or on no day at all."""
        with self.refused("The day of the request for the extension is in the future"):
            self._extend(self.day(1))
        with self.refused("The extension was requested before the period began"):
            self._extend(self.sent - timedelta(days=1))
        with self.refused("Enter the day on which the extension was requested"):
            self._extend(False)
        with self.refused("is not a date"):
            self._extend("soon")

    def test_only_a_running_clock(self):
        """RS15.6b: after the result there is nothing to extend."""
        self.case.with_user(self.officer).record_fact("result_received_on", self.sent, reference="RS-1")
        with self.refused("is not running, so it cannot be extended"):
            self._extend(self.sent)

    def test_only_by_the_rule(self):
        """RS16.5a: the time to answer a visit's request cannot be extended, nor its clock stopped."""
        visit = self.sent_visit(days=-30)
        row = self.clock(visit, "RS16.5a").with_user(self.officer)
        with self.refused("cannot be extended"):
            row.extend(self.day(-10), "Please")
        with self.refused("cannot be paused under its rule"):
            row.pause(self.day(-10), "Please")

    def test_start_under_an_extension(self):
        """RS15.6b: the start moves with its extension, and is not withdrawn under it."""
        self._extend(self.sent + timedelta(days=30))
        self.correct(self.case, "request_sent_on", self.sent + timedelta(days=1))
        self.assertEqual(self.row.due_on, date(self.sent.year + 1, 5, 1))
        with self.refused(
            "cannot be withdrawn because later facts depend on it: extension or pause of Result"
        ):
            self.correct(self.case, "request_sent_on", False)

    def test_taken_back(self):
        """RS15.6b: a supervisor takes back an extension that was recorded by mistake, with a reason."""
        with self.refused("was not extended or paused, so there is nothing to undo"):
            self.row.with_user(self.supervisor).take_back("Mistake")
        self._extend(self.sent + timedelta(days=30))
        with self.refused("Only a supervisor", error=AccessError):
            self.row.with_user(self.officer).take_back("Mistake")
        with self.refused("Enter the reason"):
            self.row.with_user(self.supervisor).take_back(" ")
        self.row.with_user(self.supervisor).take_back("Asked in another case")
        self.assertEqual((self.row.due_on, self.row.extension_ids.ids), (self.first_due, []))
        entry = self.case.fact_ids.sorted("id")[-1]
        self.assertIn("Undone: extension requested on", entry.label)
        self.assertEqual((entry.reason, entry.recorded_by_id), ("Asked in another case", self.supervisor))
        self._extend(self.sent + timedelta(days=31))
        self.assertEqual(self.row.due_on, date(self.sent.year + 1, 4, 30))

    def test_wizard(self):
        """RS15.6b: the wizard extends by the same terms."""
        wizards = self.env["customs.change.deadline"].with_user(self.officer)
        wizard = wizards.create(
            {"deadline_id": self.row.id, "day": self.sent + timedelta(days=30), "reason": "Archive"}
        )
        self.assertIn("2 months", wizard.terms)
        wizard.action_apply()
        self.assertEqual(self.row.due_on, date(self.sent.year + 1, 4, 30))
        back = wizards.with_user(self.supervisor).create(
            {"deadline_id": self.row.id, "kind": "take_back", "reason": "Mistake"}
        )
        back.action_apply()
        self.assertEqual(self.row.due_on, self.first_due)


@tagged("post_install", "-at_install")
class TestPauses(ClockCase):
    """Clocks that stand still, and working days: in February 2025 Kazakhstan had no holiday."""

    MONDAY = date(2025, 2, 3)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days = cls.rule(code="T-D", pause_allowed=True)
        cls.working_days = cls.rule(code="T-W", unit="working_day", pause_allowed=True)
        cls.case = cls.sent_on(cls.MONDAY)
        cls.row = cls.clock(cls.case, "T-D").with_user(cls.officer)
        cls.row_w = cls.clock(cls.case, "T-W").with_user(cls.officer)

    def _feb(self, day):
        return date(2025, 2, day)

    def _exception(self, day, is_working, country=None):
        return self.env["customs.calendar.exception"].create(
            {
                "country_id": (country or self.kz).id,
                "day": day,
                "is_working": is_working,
                "name": "Act of the test",
                "reason": "Published late",
            }
        )

    def test_working_days(self):
        """KZ6: counting begins on the next day; Saturdays and Sundays do not count."""
        self.assertEqual((self.row.due_on, self.row_w.due_on), (self._feb(13), self._feb(17)))

    def test_pause(self):
        """KZ417.2, CU371.9: paused days do not count: both ends of the pause are paused."""
        for row in (self.row, self.row_w):
            row.pause(self._feb(5), "Answer awaited")
            self.assertEqual((row.paused_on, row.status, row.is_late), (self._feb(5), "paused", False))
            self.assertTrue(row.is_open)
            row.resume(self._feb(6))
            self.assertFalse(row.paused_on)
            self.assertEqual(row.status, "late")
        self.assertEqual((self.row.due_on, self.row_w.due_on), (self._feb(15), self._feb(19)))
        self.assertEqual(self.row.first_due_on, self._feb(13))

    def test_pause_over_a_weekend(self):
        """KZ417.2: a weekend moves a time in days, and none in working days."""
        for row in (self.row, self.row_w):
            row.pause(self._feb(8))
            row.resume(self._feb(9))
        self.assertEqual((self.row.due_on, self.row_w.due_on), (self._feb(15), self._feb(17)))

    def test_what_is_left_while_it_stands(self):
        """KZ417.2: the first day of a pause takes nothing more away."""
        self.row.pause(self._feb(5))
        self.assertEqual(self.row.days_left, 9)  # the 5th to the 13th
        self.row_w.pause(self._feb(5))
        self.assertEqual(self.row_w.days_left, 9)  # the 5th to the 7th, the 10th to the 14th, the 17th

    def test_standing_clock_is_not_the_next_one(self):
        """KZ417.2: a clock that stands makes nobody late, by field, by search and in the next last day."""
        others = self.case.deadline_ids.filtered("is_open") - self.row - self.row_w
        self.assertEqual(self.case.next_due_on, self._feb(13))
        self.row.pause(self._feb(5))
        self.row_w.pause(self._feb(5))
        self.assertEqual(self.case.next_due_on, others.due_on)
        rows = self.row | self.row_w
        self.assertFalse(rows.search([("is_late", "=", True), ("id", "in", rows.ids)]))

    def test_impossible_pauses(self):
        """KZ417.2: a clock stops after its start, while it runs, and once."""
        with self.refused("The pause must begin after the period starts and not in the"):
            self.row.pause(self.MONDAY)
        with self.refused("The pause must begin after the period starts and not in the"):
            self.row.pause(self.day(1))
        with self.refused(f"was {long_date(self._feb(13), 'en')}"):
            self.row.pause(self._feb(14))
        with self.refused("is not paused"):
            self.row.resume(self._feb(6))
        self.row.pause(self._feb(13))
        with self.refused("is not running"):
            self.row.pause(self._feb(13))
        for last_on in (self._feb(12), self.day(1), False):
            with self.refused(f"The pause began on {long_date(self._feb(13), 'en')}"):
                self.row.resume(last_on)
        self.row.resume(self._feb(13))
        self.assertEqual(self.row.due_on, self._feb(14))

    def test_pause_taken_back(self):
        """KZ417.2: a supervisor takes back the pause that was recorded last."""
        self.row.pause(self._feb(5))
        self.row.resume(self._feb(6))
        self.row.pause(self._feb(10))
        self.row.with_user(self.supervisor).take_back("Another case")
        self.assertEqual((self.row.paused_on, self.row.due_on), (False, self._feb(15)))
        self.row.with_user(self.supervisor).take_back("Another case")
        self.assertEqual(self.row.due_on, self._feb(13))

    def test_pause_by_facts(self):
        """CU371.8.1, CU371.9: the clock stops by itself on sending a question and goes on with the answer."""
        rule = self.rule(code="T-F", pause_from_fact="person_informed_on", pause_to_fact="person_consent_on")
        case = self.sent_on(self.MONDAY)
        row = self.clock(case, rule.code)
        officer = case.with_user(self.officer)
        officer.record_fact("person_informed_on", self._feb(6))
        self.assertEqual((row.status, row.paused_on), ("paused", self._feb(6)))
        officer.record_fact("person_consent_on", self._feb(10))
        self.assertEqual((row.paused_on, row.due_on), (False, self._feb(18)))
        self.correct(case, "person_consent_on", self._feb(11))
        self.assertEqual(row.due_on, self._feb(19))
        self.correct(case, "person_consent_on", False)
        self.assertEqual(row.status, "paused")
        self.correct(case, "person_informed_on", False)
        self.assertEqual((row.status, row.due_on), ("late", self._feb(13)))

    def test_pause_that_begins_on_the_last_day(self):
        """CU371.9: a question sent on the last day still stops the clock; the answer sets it going again."""
        facts = {"pause_from_fact": "person_informed_on", "pause_to_fact": "person_consent_on"}
        rule, older = (
            self.rule(code="T-F", **facts),
            self.rule(code="T-G", pause_with_first_day=False, **facts),
        )
        case = self.sent_on(self.MONDAY)
        row, other = self.clock(case, rule.code), self.clock(case, older.code)
        self.assertEqual((row.due_on, other.due_on), (self._feb(13), self._feb(13)))
        officer = case.with_user(self.officer)
        officer.record_fact("person_informed_on", self._feb(13))
        self.assertEqual((row.status, row.paused_on), ("paused", self._feb(13)))
        self.assertEqual(
            (other.status, other.paused_on), ("late", False), "from the next day: it has run out"
        )
        officer.record_fact("person_consent_on", self._feb(14))
        self.assertEqual((row.paused_on, row.due_on), (False, self._feb(15)))

    def test_overlapping_pauses_count_once(self):
        """KZ417.2: a day on which two answers are awaited is one day that does not count."""
        rule = self.rule(
            code="T-F",
            pause_allowed=True,
            pause_from_fact="person_informed_on",
            pause_to_fact="person_consent_on",
        )
        case = self.sent_on(self.MONDAY)
        row = self.clock(case, rule.code).with_user(self.officer)
        row.pause(self._feb(5))
        row.resume(self._feb(8))
        case.with_user(self.officer).record_fact("person_informed_on", self._feb(6))
        case.with_user(self.officer).record_fact("person_consent_on", self._feb(10))
        self.assertEqual(row.due_on, self._feb(19))  # the 5th to the 10th: six days

    def test_lapsed_clock_does_not_stop(self):
        """KZ417.2: what is sent after the last day does not stop a clock that has run out."""
        rule = self.rule(code="T-F", pause_from_fact="person_informed_on", pause_to_fact="person_consent_on")
        case = self.sent_on(self.MONDAY)
        row = self.clock(case, rule.code)
        case.with_user(self.officer).record_fact("person_informed_on", self._feb(20))
        self.assertEqual((row.status, row.due_on), ("late", self._feb(13)))

    def test_exception_moves_open_deadlines(self):
        """KZ6: a transferred day moves what still runs, and nothing that was met."""
        met = self.sent_on(self.MONDAY)
        met.with_user(self.officer).record_fact("consent_received_on", self.MONDAY, reference="RS-1")
        self.team(met)
        met.with_user(self.officer).record_fact("visit_started_on", self.MONDAY)
        met.with_user(self.officer).record_fact("visit_ended_on", self._feb(5))
        day_off = self._exception(self._feb(10), False)
        self.assertEqual(self.row_w.due_on, self._feb(18))
        self.assertEqual(
            self.case.next_due_on, self._feb(13), "the time in days does not ask for the calendar"
        )
        self.assertEqual(self.clock(met, "T-W").due_on, self._feb(17))
        saturday = self._exception(self._feb(15), True)
        self.assertEqual(self.row_w.due_on, self._feb(17))
        self._exception(self._feb(11), False, self.rs)
        self.assertEqual(self.row_w.due_on, self._feb(17), "another country's days")
        saturday.write({"active": False, "reason": "Repealed"})
        self.assertEqual(self.row_w.due_on, self._feb(18))
        day_off.write({"active": False, "reason": "Repealed"})
        self.assertEqual(self.row_w.due_on, self._feb(17))
        day_off.write({"active": True, "reason": "In force after all"})
        self.assertEqual(self.row_w.due_on, self._feb(18))
        # What was met stays so when something else is recorded: it keeps the days by which it was counted.
        met.with_user(self.officer).record_fact("person_informed_on", self.MONDAY)
        self.assertEqual(self.clock(met, "T-W").due_on, self._feb(17))
        self.assertFalse(list(out_of_step(self.env["customs.deadline"], met | self.case)))

    def test_exception_is_told(self):
        """KZ6: each last day that an exception moves stands in the history of its case: by what, and why."""
        self._exception(self._feb(10), False)
        [line] = self.case.message_ids[:1].mapped("body")
        for part in (
            "T-W",
            "17 February 2025",
            "18 February 2025",
            "Kazakhstan, 10 February 2025",
            "Published late",
        ):
            self.assertIn(part, line)
        self.assertEqual(self.case.message_ids[:1].author_id, self.env.user.partner_id)
        before = self.case.message_ids
        self._exception(self._feb(24), False)  # after the last day
        self._exception(self._feb(11), False, self.rs)
        self.assertEqual(self.case.message_ids, before)

    def test_exception_is_kept(self):
        """KZ6: an exception is archived, not deleted or made another; with a reason for a past day."""
        values = {"country_id": self.kz.id, "is_working": False, "name": "Act"}
        exceptions = self.env["customs.calendar.exception"].with_user(self.administrator)
        with self.refused("Enter the reason"):
            exceptions.create({**values, "day": self.day(-1)})
        ahead = exceptions.create({**values, "day": self.day(30)})
        ahead.active = False
        exceptions.create({**values, "day": self.day(30), "is_working": True})
        passed = exceptions.create({**values, "day": self._feb(10), "reason": "Published late"})
        with self.refused("Enter the reason"):
            passed.active = False
        with self.refused("Enter the reason"):
            passed.write({"active": False, "reason": " "})
        for change in ({"day": self._feb(11)}, {"is_working": True}, {"country_id": self.rs.id}):
            with self.refused("cannot become another day"):
                passed.write(change)
        with self.refused("cannot be deleted"):
            passed.sudo().unlink()
        passed.write({"active": False, "reason": "Repealed"})
        self.env.cr.flush()
        tracked = passed.message_ids.sudo().tracking_value_ids
        self.assertIn("Repealed", tracked.mapped("new_value_char"))
        with self.refused("cannot be deleted"):
            passed.message_ids[:1].with_user(self.administrator).unlink()

    def test_calendar_of_the_rule(self):
        """KZ6: a rule may count the working days of another country: Serbia rests on 17 February 2025."""
        rule = self.rule(code="T-R", unit="working_day", calendar_country_id=self.rs.id)
        self.assertEqual(self.clock(self.sent_on(self.MONDAY), rule.code).due_on, self._feb(18))

    def test_roll(self):
        """KZ6: a last day off work moves where the rule says so, and no rule of RS16 does."""
        rule = self.rule(code="T-N", length=12, roll="next_working_day")
        case = self.sent_on(self.MONDAY)
        self.assertEqual(self.clock(case, rule.code).due_on, self._feb(17))
        row = self.clock(self.sent_on(date(2025, 1, 7)), "RS16.5a")
        self.assertEqual(
            row.due_on, date(2025, 3, 8), "a holiday and a Saturday, and the last day all the same"
        )

    def test_country_without_a_calendar(self):
        """KZ6: working days that nobody knows get a sentence; calendar days need no calendar."""
        known = holidays.list_supported_countries(include_aliases=False)
        south_pole = self.env["res.country"].search([("code", "not in", list(known))], limit=1)
        rule = self.rule(code="T-A", unit="working_day", calendar_country_id=south_pole.id)
        visit = self.visit()
        self.approve(visit)
        with self.refused(f"The working days of {south_pole.name} are not known"):
            self.record(visit, "request_sent_on", -10)
        rule.unit = "day"
        self.record(visit, "request_sent_on", -10)
        self.assertEqual(self.clock(visit, rule.code).due_on, self.day(0))


@tagged("post_install", "-at_install")
class TestAtLeast(ClockCase):
    """A time of at least so many days is one that others have: a step is too early before it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notice = cls.rule(
            code="T-L", start_fact="consent_received_on", done_fact="visit_started_on", bound="at_least"
        )
        cls.case = cls.sent_visit(days=-30)
        cls.team(cls.case)
        cls.record(cls.case, "consent_received_on", -20, reference="RS-1")

    def test_too_early(self):
        """KZ416-1: the step is refused before the time is over, and possible from its last day on."""
        with self.refused(f"Visit started: the date cannot be before {self.words(-10)} (Test, Art. 1)"):
            self.record(self.case, "visit_started_on", -11)
        self.record(self.case, "visit_started_on", -10)
        self.assertEqual(self.clock(self.case, "T-L").status, "met")

    def test_never_late(self):
        """KZ416-1: such a time makes nobody late; once it is over the way is free."""
        row = self.clock(self.case, "T-L")
        self.assertEqual(
            (row.due_on, row.is_open, row.is_late, row.status), (self.day(-10), False, False, "closed")
        )
        self.assertEqual(self.case.next_rule_id.code, "RS16.7a")
        self.correct(self.case, "consent_received_on", self.day(-5))
        self.assertEqual(row.status, "running")
        self.assertFalse(self.env["customs.deadline"].search([("is_late", "=", True), ("id", "=", row.id)]))

    def test_correction_that_makes_a_fact_too_early(self):
        """KZ416-1: the start is not corrected to a day that makes the step too early."""
        self.record(self.case, "visit_started_on", -10)
        with self.refused(f"Visit started: the date cannot be before {self.words(-9)}"):
            self.correct(self.case, "consent_received_on", self.day(-19))
        self.assertEqual(self.case.consent_received_on, self.day(-20))


@tagged("post_install", "-at_install")
class TestVersions(ClockCase):
    """A rule in use is not changed: a new law is a new version, for times that start in its days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.visit_procedure.rule_ids.filtered(lambda rule: rule.code == "RS16.5a")
        cls.old.valid_to = cls.day(-41)
        cls.new = cls.old.copy({"valid_from": cls.day(-40), "valid_to": False, "length": 30})

    def _rows(self, visit):
        return {row.rule_id: row for row in visit.deadline_ids}

    def test_version_of_the_start(self):
        """KZ6: the version in force on the day of the start governs the time."""
        for sent, rule in ((-41, self.old), (-40, self.new)):
            with self.subTest(sent=sent):
                visit = self.sent_visit(days=sent)
                self.assertEqual(visit.deadline_ids.rule_id, rule)
                self.assertEqual(visit.deadline_ids.due_on, self.day(sent + rule.length))

    def test_start_corrected_into_another_version(self):
        """KZ6: a start corrected over the border is governed by the other version, and by that alone."""
        visit = self.sent_visit(days=-41)
        self.correct(visit, "request_sent_on", self.day(-40))
        rows = self._rows(visit)
        self.assertEqual((rows[self.old].start_on, rows[self.old].is_open), (False, False))
        self.assertEqual((rows[self.new].due_on, rows[self.new].is_open), (self.day(-10), True))
        self.assertEqual(visit.next_rule_id, self.new)
        self.correct(visit, "request_sent_on", self.day(-41))
        self.assertEqual((rows[self.new].is_open, rows[self.old].is_open), (False, True))

    def test_rule_out_of_use(self):
        """KZ6: a rule taken out of use goes on for the clocks that it started, and starts none."""
        visit, other = self.sent_visit(days=-20), self.visit()
        self.approve(other)
        self.new.active = False
        row = visit.deadline_ids
        self.record(visit, "consent_received_on", -5, reference="RS-1")
        self.assertEqual((row.done_on, row.is_open, row.status), (self.day(-5), False, "met"))
        self.record(other, "request_sent_on", -20)
        self.assertFalse(other.deadline_ids)

    def test_terms_in_use_are_not_changed(self):
        """KZ6: letters have named the last days: the terms of a rule in use stay."""
        visit = self.sent_visit(days=-20)
        for name, value in (
            ("length", 31),
            ("unit", "month"),
            ("start_fact", "consent_received_on"),
            ("roll", "none"),
            ("extension_times", 5),
            ("extension_within", not self.new.extension_within),
            ("pause_allowed", not self.new.pause_allowed),
            ("lapse", "invalidity"),
            ("owed_by", "person"),
        ):
            with self.subTest(field=name):
                if value == self.new[name]:
                    self.new[name] = value  # the same again is no change
                else:
                    with self.refused("create a new version that starts on the next day"):
                        self.new[name] = value
        with self.refused(
            f"the period of {visit.name} started on {long_date(self.day(-20), 'en')} under this version"
        ):
            self.new.valid_to = self.day(-21)
        with self.refused("under this version"):
            self.new.valid_from = self.day(-19)
        self.new.write({"valid_to": self.day(-20), "warn_before": 3})
        self.assertEqual(visit.deadline_ids.due_on, self.day(10))

    def test_history_of_a_rule(self):
        """KZ6: what of a rule was changed, by whom and when, stands in its history, and stays there."""
        self.env.cr.flush()  # what is made in the same transaction has no history yet
        self.new.with_user(self.administrator).write({"valid_to": self.day(400), "warn_before": 3})
        self.env.cr.flush()
        values = self.new.message_ids.sudo().tracking_value_ids
        self.assertLessEqual({"valid_to", "warn_before"}, set(values.field_id.mapped("name")))
        self.assertEqual(self.new.message_ids[:1].author_id, self.administrator.partner_id)
        with self.refused("cannot be deleted"):
            self.new.message_ids[:1].with_user(self.administrator).unlink()

    def test_second_deadline(self):
        """KZ6: a copy of a rule under another code gives no running case a second deadline for one step."""
        copy = {"code": "RS16.5a-2", "valid_from": False, "length": 300}
        other = self.new.copy({**copy, "active": False})
        self.sent_visit(days=-20)
        with self.refused("a second deadline for the same step"):
            self.new.with_user(self.administrator).copy(copy)
        with self.refused("a second deadline for the same step"):
            other.active = True

    def test_words_only(self):
        """RS15.7: a rule that has words only is shown with them, in a row without a date."""
        self.rule(code="T-WORDS", length=0, words="without delay")
        visit = self.sent_visit(days=-20)
        self.assertEqual(visit.deadline_ids.filtered("due_on").rule_id, self.new)
        row = self.clock(visit, "T-WORDS")
        self.assertEqual((row.start_on, row.due_on, row.status), (self.day(-20), False, "running"))
        step = next(step for step in visit.clock_strip if step["code"] == "T-WORDS")
        self.assertEqual((step["words"], step["term"], step["due_on"]), ("without delay", "", ""))


@tagged("post_install", "-at_install")
class TestBatch(ClockCase):
    """One fact on many cases at once: right dates, and no query of its own for any case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        template = cls.visit()
        cls.approve(template)
        cls.ten = cls.many(template, 10)
        cls.hundred = cls.many(template, 100)
        cls.thousand = cls.many(template, 1000)

    def _queries(self, act, cases):
        """Return how many queries ``act`` takes on ``cases``, from a cold cache to the flushed end."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(cases)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assert_flat(self, act, more_per_hundred):
        """Assert that 1,000 cases cost what 100 cost, but for the inserts and updates of each further 100."""
        self._queries(act, self.ten)  # what is looked up once for all is not counted
        few, many = self._queries(act, self.hundred), self._queries(act, self.thousand)
        self.assertLessEqual(
            many, few + 9 * more_per_hundred + 2, f"100 cases: {few} queries, 1,000 cases: {many}"
        )

    def _rows(self, cases, code):
        """Return the distinct (start, last day, done, open) of the cases' clocks, and how many there are."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT d.start_on, d.due_on, d.done_on, d.is_open, count(*) "
            "FROM customs_deadline d JOIN customs_deadline_rule r ON r.id = d.rule_id "
            "WHERE d.res_model = %s AND d.res_id IN %s AND r.code = %s GROUP BY 1, 2, 3, 4",
            [VISIT, cases._ids, code],
        )
        return self.env.cr.fetchall()

    def test_thousand_cases(self):
        """RS16.5a, RS16.7a: 1,000 cases sent, answered, corrected, withdrawn."""
        sent, consent = self.day(-70), self.day(-20)
        officer, supervisor = self.officer, self.supervisor

        self._assert_flat(lambda cases: cases.with_user(officer)._record_facts({"request_sent_on": sent}), 3)
        self.assertEqual(self._rows(self.thousand, "RS16.5a"), [(sent, self.day(-10), None, True, 1000)])
        self.assertEqual(set(self.thousand.mapped("next_due_on")), {self.day(-10)})
        self.assertEqual(set(self.thousand.mapped("is_late")), {True})

        answered = {"consent_received_on": consent}
        # The records of each 100, and the documents entered in the register.
        self._assert_flat(lambda cases: cases.with_user(officer)._record_facts(answered, reference="RS-1"), 5)
        self.assertEqual(self._rows(self.thousand, "RS16.5a"), [(sent, self.day(-10), consent, False, 1000)])
        self.assertEqual(self._rows(self.thousand, "RS16.7a"), [(consent, self.day(40), None, True, 1000)])
        self.assertEqual(set(self.thousand.mapped("state")), {"consented"})
        self.assertEqual(set(self.thousand.mapped("is_late")), {False})

        corrected = {"consent_received_on": self.day(-21)}
        self._assert_flat(
            lambda cases: cases.with_user(supervisor)._record_facts(corrected, reason="Postmark"), 4
        )
        self.assertEqual(
            self._rows(self.thousand, "RS16.11"), [(self.day(-21), self.day(179), None, True, 1000)]
        )

        gone = {"consent_received_on": False}
        self._assert_flat(
            lambda cases: cases.with_user(supervisor)._record_facts(gone, reason="Other case"), 4
        )
        self.assertEqual(self._rows(self.thousand, "RS16.5a"), [(sent, self.day(-10), None, True, 1000)])
        self.assertEqual(self._rows(self.thousand, "RS16.7a"), [(None, None, None, False, 1000)])
        self.assertEqual(self.env["customs.fact"].search_count([("res_id", "in", self.thousand.ids)]), 4000)

    def test_with_reminders(self):
        """RS16.5a: the reminders of 1,000 cases are taken back with them."""
        cases = self.ten | self.hundred | self.thousand
        cases.with_user(self.officer)._record_facts({"request_sent_on": self.day(-70)})
        rows = cases.deadline_ids
        kind = self.env.ref("customs_verification.mail_activity_type_deadline")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(VISIT),
                    "res_id": row.res_id,
                    "activity_type_id": kind.id,
                    "user_id": self.officer.id,
                    "customs_deadline_id": row.id,
                }
                for row in rows
            ]
        )
        rows.sudo().write({"warned_on": self.today})
        answered = {"consent_received_on": self.day(-20)}
        # The records of each 100, the documents entered, the marks, and the activities taken back.
        self._assert_flat(
            lambda cases: cases.with_user(self.officer)._record_facts(answered, reference="RS-1"), 6
        )
        self.assertFalse(self.env["mail.activity"].search([("customs_deadline_id", "in", rows.ids)]))
        self.assertFalse(any(rows.mapped("warned_on")))

    def test_versions_in_one_batch(self):
        """KZ6: cases under two versions of a rule are kept right together."""
        old = self.visit_procedure.rule_ids.filtered(lambda rule: rule.code == "RS16.5a")
        old.valid_to = self.day(-41)
        old.copy({"valid_from": self.day(-40), "valid_to": False, "length": 30})
        early, late = self.thousand[:400], self.thousand[400:]
        early.with_user(self.officer)._record_facts({"request_sent_on": self.day(-41)})
        late.with_user(self.officer)._record_facts({"request_sent_on": self.day(-40)})
        self.thousand.with_user(self.officer)._record_facts({"request_acknowledged_on": self.day(-39)})
        rows = {due: count for _start, due, _done, _open, count in self._rows(self.thousand, "RS16.5a")}
        self.assertEqual(rows, {self.day(19): 400, self.day(-10): 600})

    def test_new_calendar(self):
        """KZ6: a transferred day moves the clocks of 1,000 cases in slices, without a query per case."""
        self.rule(code="T-W", unit="working_day")
        monday = date(2025, 2, 3)
        cases = self.hundred | self.thousand
        self.env.cr.execute(
            "UPDATE customs_verification_visit SET request_approved_on = %s WHERE id IN %s",
            [monday, cases._ids],
        )
        self.env.invalidate_all()
        cases.with_user(self.officer)._record_facts({"request_sent_on": monday})
        exceptions = self.env["customs.calendar.exception"]
        queries = self._queries(
            lambda _cases: exceptions.create(
                {
                    "country_id": self.kz.id,
                    "day": date(2025, 2, 10),
                    "is_working": False,
                    "name": "Act",
                    "reason": "Published late",
                }
            ),
            cases,
        )
        self.assertEqual(self._rows(cases, "T-W"), [(monday, date(2025, 2, 18), None, True, 1100)])
        self.assertLess(queries, 130)  # the activities of their officers, in batches

    def test_all_or_none(self):
        """RS16.5a: one case that the fact does not fit keeps it from all, and is named by its reason."""
        self.record(self.hundred[:1], "request_sent_on", -70)
        with self.refused("is already recorded for"):
            self.hundred.with_user(self.officer)._record_facts({"request_sent_on": self.day(-60)})
        self.assertEqual(len(self.hundred.filtered("request_sent_on")), 1)

    def test_goods_are_counted_at_once(self):
        """RS16.4.3: the number of goods in a list costs one query, however long the list is."""
        few = self._queries(lambda cases: cases.mapped("goods_count"), self.hundred)
        many = self._queries(lambda cases: cases.mapped("goods_count"), self.thousand)
        self.assertLessEqual(many, few + 1)
