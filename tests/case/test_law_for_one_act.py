"""A row of law that is another one in the database while one act is done: found when it is put back."""

from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ...tools import fact_chain
from ..common.document import LETTER
from ..common.record import RecordCase


@tagged("post_install", "-at_install")
class TestLawForOneAct(RecordCase):
    """What follows from law is worked out again, and compared with what was in force then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.flush()

    @contextmanager
    def later(self, minutes=10):
        """Go on some minutes later: who acts within five may not have seen what others changed."""
        with freeze_time(fields.Datetime.now() + timedelta(minutes=minutes)):
            yield

    @contextmanager
    def for_one_act(self, table, row_ids, **values):
        """Change rows by SQL, and put them back."""
        names = SQL(", ").join(map(SQL.identifier, values))
        former = self.env.execute_query(
            SQL("SELECT id, %s FROM %s WHERE id = ANY(%s)", names, SQL.identifier(table), list(row_ids))
        )
        for row_id, *_former in former:
            self.set(table, row_id, values.items())
        self.env.registry.clear_all_caches()
        yield
        for row_id, *before in former:
            self.set(table, row_id, zip(values, before, strict=True))
        self.env.registry.clear_all_caches()

    def set(self, table, row_id, values):
        sets = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values)
        self.sql("UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), sets, row_id)

    def told(self, case=None):
        """Return kind -> what the check says, of what is worked out."""
        case = (case or self.visit_1).sudo()
        self.env.cr.flush()
        self.env.invalidate_all()
        [(_case, found)] = case._check_chain()
        kinds = (fact_chain.ROW_DERIVED, fact_chain.DEADLINE, fact_chain.ROW_CHANGED, fact_chain.ROW_NEW)
        return [case._finding_in_words(one) for one in found if one.kind in kinds]

    def step(self, fact):
        return self.visit_procedure.step_ids.filtered(lambda step: step.fact == fact)

    # States

    def test_step_for_one_act(self):
        """IT9: the state and the end of a case that follow from no step of its procedure are named."""
        step = self.step("person_informed_on")
        with self.for_one_act("customs_procedure_step", step.ids, closes=True, state="refused", sequence=999):
            self.record(self.visit_1, "person_informed_on", -20)
            self.env.cr.flush()
        self.assertEqual((self.visit_1.state, self.visit_1.closed_on), ("refused", self.day(-20)))
        [told] = [text for text in self.told() if "does not agree" in text]
        self.assertIn("Closed", told)
        self.assertIn("State", told)

    def test_step_in_memory(self):
        """IT9: facts are recorded by the steps as the database has them, not as a server remembers them."""
        step = self.step("person_informed_on")
        forged = {"closes": True, "state": "refused", "sequence": 999}
        former = {name: step[name] for name in forged}
        self.set(step._table, step.id, forged.items())
        self.env.registry.clear_all_caches()
        self.env.cr.cache.clear()  # as in a transaction of its own
        self.visit_procedure._steps()
        self.set(step._table, step.id, former.items())
        self.assertTrue(self.visit_procedure._steps()["person_informed_on"].closes)
        self.record(self.visit_1, "person_informed_on", -20)
        self.env.cr.flush()
        self.assertEqual((self.visit_1.state, self.visit_1.closed_on), ("consented", False))
        self.assertFalse(self.told())

    def test_exception_in_memory(self):
        """KZ6: deadlines are counted by the exceptions that the database has, not that a server remembers."""
        case, exceptions = self.working_days(), self.env["customs.calendar.exception"]
        exception = self.exception(-15)
        with self.for_one_act(exception._table, exception.ids, active=False):
            self.env.cr.cache.clear()
            exceptions._calendar(self.kz)
            self.set(exception._table, exception.id, [("active", True)])
            self.assertFalse(exceptions._calendar(self.kz).exceptions)
            self.record(case, "consent_received_on", -5, reference="RS-2")
            self.env.cr.flush()
        self.assertEqual(
            self.clock(case, "T-W").terms["exceptions"], [[fields.Date.to_string(exception.day), True]]
        )

    def test_everything_that_follows(self):
        """IT9: what is stored and follows from other rows is worked out again, also under forged seals."""
        table = "customs_verification_visit"
        for name, value, label in (
            ("answer_received_on", "2020-01-01", "Answer received"),
            ("visit_from", "2020-01-01", "Visit from"),
            ("conclusion", "complies", "Conclusion"),
            ("state", "done", "State"),
            ("closed_on", "2020-01-01", "Closed"),
        ):
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.set(table, self.visit_1.id, [(name, value)])
                self.seal_anew(self.visit_1)
                self.assertIn(label, "\n".join(self.told()))
                savepoint.rollback()
                self.env.invalidate_all()
        letter = self.letter()
        self.send(letter)
        for name, value in (("sent_on", "2020-01-01"), ("served_on", "2020-01-01"), ("state", "served")):
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.set("customs_document", letter.id, [(name, value)])
                self.seal_anew(self.visit_1)
                self.assertIn("Document", "\n".join(self.told()))
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertFalse(self.told())

    # Deadlines that are not there

    def test_no_deadline(self):
        """KZ6: a deadline that did not come, because its rule was not in use for one act, is named."""
        case = self.sent_visit(-30)
        rules = self.visit_procedure.rule_ids.filtered(lambda rule: rule.start_fact == "consent_received_on")
        for values in ({"active": False}, {"valid_from": "2099-01-01"}, {"start_fact": "visit_ended_on"}):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                with self.later(), self.for_one_act("customs_deadline_rule", rules.ids, **values):
                    self.record(case, "consent_received_on", -20, reference="RS-2")
                    self.env.cr.flush()
                told = self.told(case)
                self.assertEqual(len(told), len(rules.filtered("length")))
                self.assertIn("there is no such deadline", told[0])
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_all_caches()

    def test_rules_that_come_and_go(self):
        """KZ6: no deadline is missed of a rule that came after the last fact, or was not in use then."""
        rule = self.clock(self.visit_1, "RS16.11").rule_id.with_user(self.administrator)
        values = {
            "procedure_id": self.visit_procedure.id,
            "code": "T-1",
            "name": "Test step",
            "article": "Test, Art. 1",
            "start_fact": "request_sent_on",
            "done_fact": "visit_ended_on",
            "length": 30,
            "owed_by": "importing_authority",
        }
        with self.later():
            new = self.env["customs.deadline.rule"].create(values)
            self.assertFalse(self.told())
            new.active = False
            rule.valid_to = self.today
            case = self.sent_visit(-30)
            self.record(case, "consent_received_on", -20, reference="RS-2")
            self.env.cr.flush()
        with self.later(20):
            new.active = True
            self.assertFalse(self.told(case))
            self.assertFalse(self.told())
        with self.later(40):
            self.record(case, "person_informed_on", -10)
            self.assertFalse(self.told(case))
            self.assertTrue(self.clock(case, "T-1").start_on)

    # Exceptions to the calendar

    def working_days(self):
        """Create a rule of working days that consent ends, and return a visit that waits for it."""
        self.env["customs.deadline.rule"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "code": "T-W",
                "name": "Test step",
                "article": "Test, Art. 1",
                "start_fact": "request_sent_on",
                "done_fact": "consent_received_on",
                "length": 30,
                "unit": "working_day",
                "owed_by": "importing_authority",
            }
        )
        return self.sent_visit(-30)

    def exception(self, day, **values):
        return self.env["customs.calendar.exception"].create(
            {
                "country_id": self.kz.id,
                "day": self.day(day),
                "is_working": True,
                "name": "Act",
                "reason": "Published late",
                **values,
            }
        )

    def test_exception_for_one_act(self):
        """KZ6: an exception that was not in force, or was, only while a deadline was met is found."""
        case = self.working_days()
        for active in (False, True):
            with self.subTest(active=active), self.env.cr.savepoint() as savepoint:
                exception = self.exception(-15)
                self.env.cr.flush()
                if active:
                    exception.write({"active": False, "reason": "Repealed"})
                    self.env.cr.flush()
                with self.later():
                    with self.for_one_act("customs_calendar_exception", exception.ids, active=active):
                        self.record(case, "consent_received_on", -5, reference="RS-2")
                        self.env.cr.flush()
                    [told] = self.told(case)
                    self.assertIn("Terms", told)
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_all_caches()

    def test_exceptions_in_due_form(self):
        """KZ6: what is entered or archived after a deadline was met, or with it, is no finding."""
        case = self.working_days()
        first, second = self.exception(-15), self.exception(-14)
        with self.later():
            self.record(case, "consent_received_on", -5, reference="RS-2")
            third = self.exception(-13)
            self.assertFalse(self.told(case))
        with self.later(20):
            self.exception(-12)
            first.write({"active": False, "reason": "Repealed"})
            second.write({"active": False, "reason": "Repealed"})
            self.assertFalse(self.told(case))
        with self.later(40):
            third.write({"active": False, "reason": "Repealed"})
            self.record(case, "person_informed_on", -3)
            self.assertFalse(self.told(case))

    # Extensions

    def test_extension_for_one_act(self):
        """RS15.6b: an extension by other terms than those of its rule, or once too often, is found."""
        case = self.documentary(answered=False)
        self.approve(case)
        self.record(case, "request_sent_on", -30)
        row = case.sudo().deadline_ids.filtered(lambda row: row.is_open and row.rule_id.extension_times)[:1]
        rule = row.rule_id
        for values, times, label in (
            ({"extension_length": 24}, 1, "Length"),
            ({"extension_unit": "year"}, 1, "Unit"),
            ({"extension_times": rule.extension_times + 1}, rule.extension_times + 1, "Extensions"),
        ):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                with self.for_one_act("customs_deadline_rule", rule.ids, **values):
                    for _time in range(times):
                        row.with_user(self.officer).extend(self.day(-1), "asked by letter")
                    self.env.cr.flush()
                self.assertIn(label, "\n".join(self.told(case)))
                savepoint.rollback()
                self.env.invalidate_all()
        row.with_user(self.officer).extend(self.day(-1), "asked by letter")
        self.assertFalse(self.told(case))

    # Days of service

    def letter_by_rule(self, days=5):
        """Return (rule, letter): one that counts as served so many days after it was sent."""
        rule = self.env["customs.service.rule"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "channel": "registered_mail",
                "counts_from": "sending",
                "days": days,
                "article": "Art. 1",
            }
        )
        self.env.cr.flush()
        return rule, self.letter()

    def letter(self):
        """Return an approved letter to the verified person."""
        person = self.visit_1.verified_person_id.id
        case = self.visit_1.with_user(self.officer)
        number = case.draw_up_letter("Notice", "notice.pdf", LETTER, addressee_id=person)
        letter = self.env["customs.document"].browse(number).with_user(self.officer)
        letter.with_user(self.supervisor).action_approve()
        return letter

    def send(self, letter):
        letter.record_sent(self.today, "registered_mail")
        self.env.cr.flush()
        return letter.service_ids

    def test_service_for_one_act(self):
        """RS16.11: the day of service is worked out again by the rule that was in force when it was sent."""
        rule, letter = self.letter_by_rule()
        with self.later(), self.for_one_act("customs_service_rule", rule.ids, days=45):
            self.assertEqual(self.send(letter).served_on, self.day(45))
        [told] = self.told()
        self.assertIn("Served", told)

    def test_service_rules_in_due_form(self):
        """RS16.11: a rule that is changed later is no finding, and says nothing of former sendings."""
        rule, letter = self.letter_by_rule()
        with self.later():
            self.assertEqual(self.send(letter).served_on, self.day(5))
            self.assertFalse(self.told())
        with self.later(20):
            rule.with_user(self.administrator).days = 7
            self.assertFalse(self.told())

    def test_service_follows_correction(self):
        """RS16.11: a day of service that follows from the day of sending is corrected with it."""
        self.letter_by_rule()
        case = self.visit().with_user(self.supervisor)
        case._approve_request(self.today)
        case._record_facts({"request_approved_on": self.day(-30)}, reason="Signed on paper before")
        with self.later():
            self.record(case, "request_sent_on", -9, channel="registered_mail")
            self.env.cr.flush()
            served = case.sudo().document_ids.service_ids.filtered("served_on")
            self.assertEqual(set(served.mapped("served_on")), {self.day(-4)})
            case.record_fact("request_sent_on", self.day(-8), reason="Read wrongly")
            self.assertEqual(set(served.mapped("served_on")), {self.day(-3)})
            self.assertFalse(self.told(case))

    def test_service_rule_by_sql(self):
        """IT9: a service rule that was changed by SQL for good is named with the other law."""
        rule, _letter = self.letter_by_rule()
        self.assertFalse(self.env["customs.record.check"]._law_problems())
        self.set("customs_service_rule", rule.id, [("days", 45)])
        self.assertIn("Calendar Days", "\n".join(self.env["customs.record.check"]._law_problems()))

    # What goes with a row that is deleted

    def test_deleted_step(self):
        """IT9: a step of an unused procedure is deleted with the links to it: that is no finding."""
        copy = self.visit_procedure.with_user(self.administrator).copy({"code": "T-2"})
        self.env.cr.flush()
        linked = copy.step_ids.without_ids | copy.step_ids.after_ids
        self.assertGreater(len(linked), 1)
        linked[:1].unlink()
        linked[1:].unlink()
        self.env.cr.flush()
        self.assertFalse(self.env["customs.record.check"]._law_problems())

    @mute_logger("odoo.sql_db")
    def test_state_of_origin_stays(self):
        """RS2: a country that goods outside the preference name stays: the row would be of all states."""
        goods = self.env["customs.excluded.goods"].search([("origin_country_ids", "=", False)], limit=1)
        country = self.env["res.country"].create({"name": "Test country", "code": "X9"})
        self.sql(
            "INSERT INTO %s VALUES (%s, %s)",
            SQL.identifier(goods._fields["origin_country_ids"].relation),
            goods.id,
            country.id,
        )
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            country.unlink()
