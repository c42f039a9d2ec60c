"""Law and deadlines changed by SQL, for a moment or for good: the check works it out anew (IT9)."""

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...tools import fact_chain
from ...tools.dates import long_date
from ..common.record import LOGGER, LoggedCase, RecordCase


@tagged("post_install", "-at_install")
class TestDeadlinesBySql(RecordCase):
    """A deadline says what facts and law make of it, whatever the law said for the moment of an act."""

    def act(self):
        """Do something lawful that brings the deadlines in step."""
        self.record(self.visit_1, "person_informed_on", -20)
        self.env.cr.flush()

    def deadlines_found(self):
        """Return code of the rule -> what the check says of its deadline."""
        [(_case, found)] = self.visit_1.sudo()._check_chain()
        rows = self.env["customs.deadline"]
        return {
            rows.browse(one.entry).rule_id.code: self.visit_1._finding_in_words(one)
            for one in found
            if one.kind == fact_chain.DEADLINE
        }

    def for_one_act(self, column, value, code="RS16.11"):
        """Change a rule by SQL, act, and put the rule right again."""
        rule = self.clock(self.visit_1, code).rule_id
        former = rule[column] or None
        statement = "UPDATE customs_deadline_rule SET %s = %s WHERE id = %s"
        self.sql(statement, SQL.identifier(column), value, rule.id)
        self.env.registry.clear_all_caches()
        self.act()
        self.sql(statement, SQL.identifier(column), former, rule.id)
        self.env.registry.clear_all_caches()

    def test_rule_for_one_act(self):
        """KZ6: terms that a rule had for the moment of one act are found, and the days are named."""
        for column, value in (
            ("length", 300),
            ("unit", "month"),
            ("valid_to", "2020-01-01"),
            ("done_fact", "person_informed_on"),
            ("bound", "at_least"),
            ("roll", "next_working_day"),
            ("owed_by", "person"),
        ):
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                due = long_date(self.clock(self.visit_1, "RS16.11").due_on, "en")
                self.for_one_act(column, value)
                told = self.deadlines_found()
                self.assertEqual(list(told), ["RS16.11"])
                self.assertIn(f"last day {due}", told["RS16.11"])
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_all_caches()
        self.act()
        self.assertFalse(self.found())

    def test_calendar_for_one_act(self):
        """KZ6: whose working days counted for the moment of one act is found afterwards."""
        rule = self.env["customs.deadline.rule"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "code": "T-W",
                "name": "Test step",
                "article": "Test, Art. 1",
                "start_fact": "request_sent_on",
                "done_fact": "visit_ended_on",
                "length": 30,
                "unit": "working_day",
                "owed_by": "importing_authority",
            }
        )
        self.act()
        self.assertFalse(self.found())
        for table, column, row_id, value, former in (
            ("customs_authority", "country_id", self.importing.id, self.rs.id, self.kz.id),
            ("res_country", "code", self.kz.id, "RU", "KZ"),
        ):
            for done in (False, True):
                with self.subTest(column=column, done=done), self.env.cr.savepoint() as savepoint:
                    statement = "UPDATE %s SET %s = %s WHERE id = %s"
                    names = (SQL.identifier(table), SQL.identifier(column))
                    if column == "code":
                        self.sql("UPDATE res_country SET code = 'XX' WHERE code = %s", value)
                    self.sql(statement, *names, value, row_id)
                    self.env.registry.clear_all_caches()
                    for facts in [
                        "person_informed_on",
                        *(["visit_started_on", "visit_ended_on"] if done else []),
                    ]:
                        self.visit_1.sudo()._write_guarded({facts: self.day(-20)})
                    self.env["customs.deadline"]._sync_cases(self.visit_1.sudo())
                    self.env.cr.flush()
                    self.sql(statement, *names, former, row_id)
                    self.env.registry.clear_all_caches()
                    self.assertIn("T-W", self.deadlines_found())
                    savepoint.rollback()
                    self.env.invalidate_all()
                    self.env.registry.clear_all_caches()
        self.assertTrue(self.clock(self.visit_1, rule.code).due_on)
        self.assertFalse(self.found())

    def test_calendar_is_not_exchanged(self):
        """KZ6: an authority by whose country days were counted keeps it, and the country its code."""
        administrator, system = self.administrator, self.env.ref("base.user_admin")
        self.kz.with_user(system).code = "KZ"
        self.importing.with_user(administrator).country_id = self.rs
        self.importing.with_user(administrator).country_id = self.kz
        self.env["customs.deadline.rule"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "code": "T-W",
                "name": "Test step",
                "article": "Test, Art. 1",
                "start_fact": "request_sent_on",
                "done_fact": "visit_ended_on",
                "length": 30,
                "roll": "next_working_day",
                "owed_by": "importing_authority",
            }
        )
        self.act()
        with self.refused("the country cannot be changed", "Create another authority"):
            self.importing.with_user(administrator).country_id = self.rs
        with self.refused("the code cannot be changed"):
            self.kz.with_user(system).code = "K9"
        self.importing.with_user(administrator).country_id = self.kz
        self.exporting.with_user(administrator).country_id = self.kz
        self.rs.with_user(system).code = "R9"

    def test_rule_for_good(self):
        """KZ6: terms changed for good contradict the deadlines that were computed before."""
        rule = self.clock(self.visit_1, "RS16.11").rule_id
        self.sql("UPDATE customs_deadline_rule SET length = length + 60 WHERE id = %s", rule.id)
        self.assertEqual(list(self.deadlines_found()), ["RS16.11"])

    def test_lawful_changes(self):
        """KZ6: what may be changed of a rule in use, and what ends it, is no finding."""
        rule = self.clock(self.visit_1, "RS16.11").rule_id.with_user(self.administrator)
        rule.write({"warn_before": 3, "valid_to": self.today, "extension_article": "Art. 1"})
        self.assertFalse(self.found())
        rule.active = False
        self.assertFalse(self.found())
        self.act()
        self.assertFalse(self.found())

    def test_exchanged_rules(self):
        """IT9: the rules of two deadlines, exchanged by SQL, are not covered by an act on the case."""
        one, other = self.clock(self.visit_1, "RS16.11"), self.clock(self.visit_1, "RS16.7a")
        spare = self.env["customs.deadline.rule"].search([("procedure_id", "!=", self.visit_procedure.id)])[0]
        first, second = one.rule_id.id, other.rule_id.id
        for row, rule in ((one, spare.id), (other, first), (one, second)):
            self.sql("UPDATE customs_deadline SET rule_id = %s WHERE id = %s", rule, row.id)
        self.assertIn((0, fact_chain.ROW_CHANGED), self.found())
        self.act()
        self.assertIn((0, fact_chain.ROW_CHANGED), self.found())
        self.assertIn("Rule", self.visit_1.action_check_record()["params"]["message"])

    def test_what_people_are_shown(self):
        """IT9: the next last day of a case, the day of the reminder, and what was done about a lapse."""
        row = self.clock(self.visit_1, "RS16.11")
        changes = (
            ("customs_verification_visit", "next_due_on", "2099-01-01", self.visit_1.id, "Earliest Open"),
            ("customs_verification_visit", "next_rule_id", None, self.visit_1.id, "Next Step"),
            ("customs_deadline", "warn_on", "2099-01-01", row.id, "the deadline"),
            ("customs_deadline", "lapse_handled_on", "2026-01-01", row.id, "Consequence Proposed on"),
            ("customs_deadline", "warned_on", "2026-01-01", row.id, "Warned"),
            ("customs_deadline", "escalated_on", "2026-01-01", row.id, "Escalated"),
            ("customs_deadline", "terms", '{"length": 1}', row.id, "Terms"),
        )
        for table, column, value, row_id, word in changes:
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self.sql(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    value,
                    row_id,
                )
                told = self.visit_1.action_check_record()["params"]
                self.assertEqual(told["type"], "danger")
                self.assertIn(word, told["message"])
                savepoint.rollback()
                self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestLawRowsBySql(LoggedCase):
    """What of the law was changed by SQL is named, by the check of the set-up and every week."""

    def problems(self):
        return self.env["customs.record.check"]._law_problems()

    def exception(self, **values):
        return self.env["customs.calendar.exception"].create(
            {
                "country_id": self.kz.id,
                "day": "2025-02-10",
                "is_working": False,
                "name": "Act",
                "reason": "Published late",
                **values,
            }
        )

    def test_lawful(self):
        """IT9: what an administrator changes is no finding."""
        self.assertFalse(self.problems())
        rule = self.env["customs.deadline.rule"].search([], limit=1).with_user(self.administrator)
        rule.write({"warn_before": 3, "valid_to": "2099-01-01"})
        rule.procedure_id.valid_to = "2099-01-01"
        self.importing.with_user(self.administrator).tz = "Europe/Belgrade"
        self.exception().write({"active": False, "reason": "Repealed"})
        rule.copy({"code": "another", "active": False})
        self.env.cr.flush()
        self.committed()
        self.assertFalse(self.problems())

    def test_changed_by_sql(self):
        """IT9: every field by which days are counted, changed, put in or deleted by SQL, is named."""
        exception = self.exception()
        self.env.cr.flush()
        rule = self.visit_procedure.rule_ids[:1]
        acts = (
            ("UPDATE customs_deadline_rule SET length = length + 1 WHERE id = %s", rule.id, "Length"),
            ("UPDATE customs_deadline_rule SET lapse = 'none' WHERE id = %s", rule.id, "If Missed"),
            (
                "UPDATE customs_procedure SET valid_to = '2020-01-01' WHERE id = %s",
                self.visit_procedure.id,
                "Valid",
            ),
            (
                "UPDATE customs_agreement SET restoration = 'always' WHERE id = %s",
                self.agreement.id,
                "Restoration",
            ),
            *(
                (f"UPDATE customs_procedure SET {assignment} WHERE id = %s", self.visit_procedure.id, word)
                for assignment, word in (
                    ("reminder_first = TRUE", "Second Letter First"),
                    ("visit_after = 'nothing'", "A Visit Is Possible"),
                    ("asks_exporter = TRUE", "Exporter or Producer"),
                    ("report_to_body = TRUE", "Issuing Bodies"),
                    ("team = 'importing'", "Inspection Team"),
                    (f"former_version_id = {self.documents_procedure.id}", "Replaces"),
                )
            ),
            (
                "UPDATE customs_authority SET tz = 'Pacific/Apia' WHERE id = %s",
                self.importing.id,
                "Time Zone",
            ),
            ("UPDATE customs_calendar_exception SET active = FALSE WHERE id = %s", exception.id, "Active"),
            ("DELETE FROM customs_calendar_exception WHERE id = %s", exception.id, "deleted"),
            (
                "INSERT INTO customs_calendar_exception (country_id, day, name, active)"
                " VALUES (%s, '2025-02-11', 'x', TRUE)",
                self.kz.id,
                "inserted",
            ),
        )
        for statement, row_id, word in acts:
            with self.subTest(statement=statement), self.env.cr.savepoint() as savepoint:
                self.sql(statement, row_id)
                self.assertIn(word, "\n".join(self.problems()))
                state, finding = self.env["customs.setup.check"]._check_of_law_rows()
                self.assertEqual(state, "open")
                self.assertIn(word, finding)
                savepoint.rollback()
                self.env.invalidate_all()

    @mute_logger(LOGGER)
    def test_told_every_week(self):
        """IT9: the weekly check tells it above the lists of cases; with forged seals the outside log does."""
        rule = self.visit_procedure.rule_ids[:1]
        self.sql("UPDATE customs_deadline_rule SET length = length + 1 WHERE id = %s", rule.id)
        self.run_cron()
        self.assertIn(
            "The law by which days are counted was changed", self.env["customs.fact"]._log_trouble()
        )
        seals = self.env["customs.seal"]
        agreement = self.agreement
        rows = seals._rows_of(agreement._name, agreement.ids)[agreement.id]
        for table in ("customs_seal", "customs_seal_end"):
            self.sql(
                "DELETE FROM %s WHERE res_model = 'customs.agreement' AND res_id = %s",
                SQL.identifier(table),
                agreement.id,
            )
        for model, res_id in rows:
            seals._add_rows(model, [res_id])
        self.env.cr.flush()
        self.env.cr.postcommit.clear()
        [problem] = self.problems()
        self.assertIn("The seals of this were changed", problem)
