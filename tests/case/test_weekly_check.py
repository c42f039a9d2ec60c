"""The weekly check of the records: nobody silences it by SQL alone (IT9)."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, config, mute_logger

from ...models.case import customs_record_check
from ...tools import outside_log, record_runs
from ...tools.shipped_jobs import shipped_jobs
from ..common.cases import CustomsCase
from ..common.record import LOGGER, VISIT, LoggedCase


@tagged("post_install", "-at_install")
class TestWeeklyCheck(LoggedCase):
    """Every week every record is checked; the supervisor of the case is told once."""

    def activities(self):
        kind = self.env.ref("customs_verification.mail_activity_type_record")
        return self.visit_1.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    @mute_logger(LOGGER)
    def test_supervisor_is_told_once(self):
        """IT9: what is wrong becomes an activity of the supervisor, once, and stands on the case."""
        self.logged()
        self.run_cron()
        self.assertTrue(self.visit_1.record_checked_at)
        self.assertFalse(self.activities() or self.visit_1.record_findings)
        self.sql("UPDATE customs_fact SET note = 'x' WHERE id = %s", self.entry(2).id)
        for _week in range(2):
            self.sql("UPDATE customs_verification_visit SET record_checked_at = NULL")
            self.run_cron()
        self.assertEqual(self.activities().user_id, self.supervisor)
        self.assertEqual(len(self.activities()), 1)
        self.assertIn("Entry 2: its content", self.activities().note)
        self.assertIn("Entry 2: its content", self.visit_1.record_findings)
        self.sql("UPDATE customs_fact SET note = NULL WHERE id = %s", self.entry(2).id)
        self.sql("UPDATE customs_verification_visit SET record_checked_at = NULL")
        self.run_cron()
        self.assertFalse(self.visit_1.record_findings)
        # What is found no more leaves a note of what it was.
        self.assertIn("Entry 2: its content", self.visit_1.message_ids[:1].body)
        self.assertIn("no longer finds", self.visit_1.message_ids[:1].body)

    def changed(self):
        """Change an entry by SQL; return the sentence that the check has for it."""
        self.sql("UPDATE customs_fact SET note = 'x' WHERE id = %s", self.entry(2).id)
        [(case, found)] = self.visit_1.sudo()._check_chain()
        return case._findings_in_words(found)

    @mute_logger(LOGGER)
    def test_last_check_by_sql(self):
        """IT9: whatever a case says of its last check, by SQL, the weekly check takes it."""
        self.changed()
        for moment in ("now() AT TIME ZONE 'utc'", "'2999-01-01'", "NULL"):
            with self.subTest(moment=moment), self.env.cr.savepoint() as savepoint:
                self.sql(f"UPDATE customs_verification_visit SET record_checked_at = {moment}")
                self.run_cron()
                self.assertIn("Entry 2: its content", self.visit_1.record_findings)
                savepoint.rollback()
                self.env.invalidate_all()

    @mute_logger(LOGGER)
    def test_findings_by_sql(self):
        """IT9: findings that somebody put in beforehand silence nobody; nor do deleted activities."""
        text = self.changed()
        self.sql("UPDATE customs_verification_visit SET record_findings = %s", text)
        self.run_cron()
        self.assertEqual(self.activities().user_id, self.supervisor)
        self.sql("DELETE FROM mail_activity WHERE id = ANY(%s)", self.activities().ids)
        self.run_cron()
        self.assertEqual(len(self.activities()), 1)
        self.sql("UPDATE mail_activity SET note = 'All is well' WHERE id = ANY(%s)", self.activities().ids)
        self.sql("UPDATE mail_activity SET user_id = %s WHERE res_id = %s", self.env.uid, self.visit_1.id)
        self.run_cron()
        self.assertIn(self.supervisor, self.activities().user_id)
        # Also without the kind of activity, and with nobody in charge.
        self.env.ref("customs_verification.mail_activity_type_record").unlink()
        self.sql("UPDATE customs_verification_visit SET supervisor_id = NULL, officer_id = NULL")
        self.sql("UPDATE customs_authority SET supervisor_id = NULL")
        self.run_cron()
        told = self.visit_1.activity_ids.filtered(lambda one: "Entry 2: its content" in (one.note or ""))
        self.assertLessEqual(self.supervisor | self.supervisor_2, told.user_id)

    @mute_logger(LOGGER)
    def test_findings_that_vanish(self):
        """IT9: what is put right by SQL, findings included, leaves a note all the same: the log knows."""
        self.changed()
        self.run_cron()
        self.sql("UPDATE customs_fact SET note = NULL WHERE id = %s", self.entry(2).id)
        self.sql("UPDATE customs_verification_visit SET record_findings = NULL")
        self.run_cron()
        self.assertIn("no longer finds", self.visit_1.message_ids[:1].body)
        before = self.visit_1.message_ids
        self.run_cron()
        self.assertEqual(self.visit_1.message_ids, before)

    @mute_logger(LOGGER)
    def test_malformed_row(self):
        """IT9: one malformed row keeps the weekly check from no other case, and is told of its own."""
        other = self.sent_visit()
        self.changed()
        self.sql("UPDATE customs_fact SET files = '7' WHERE id = %s", self.entry(1, other).id)
        self.run_cron()
        self.assertIn("Entry 2: its content", self.visit_1.record_findings)
        self.assertIn("could not be read", other.record_findings)
        self.assertIn(record_runs.DONE, [line.get("act") for line in self.lines()])

    @mute_logger(LOGGER)
    def test_cut_short(self):
        """IT9: a check that is killed goes on where it was, by the outside log, and takes every case once."""
        cases = self.visit_1 | self.sent_visit() | self.sent_visit()
        self.changed()
        checked = []

        def check(check, some, former):
            if len(checked) == 4:
                raise MemoryError
            checked.extend(case._log_key() for case in some)
            return real(check, some, former)

        kind = self.registry["customs.record.check"]
        real = kind._check
        with (
            patch.object(kind, "_check", check),
            patch.object(customs_record_check, "BATCH", 1),
            patch.object(self.registry["ir.cron"], "_commit_progress", return_value=60),
        ):
            self.env.cr.flush()
            check = self.env["customs.record.check"]
            self.assertRaises(MemoryError, check._run)
            check.env["ir.config_parameter"].set_param(record_runs.HELD, "{}")
            self.assertNotIn(record_runs.DONE, [line.get("act") for line in self.lines()])
            checked.append("a new process")
            check._run()
        self.assertEqual(len(checked), len(set(checked)))
        self.assertLessEqual({case._log_key() for case in cases}, set(checked))
        self.assertEqual(self.lines()[-1]["act"], record_runs.DONE)
        self.assertIn(self.visit_1._log_key(), self.lines()[-1]["found"])

    @mute_logger(LOGGER)
    def test_no_check_for_days(self):
        """IT9: when no check came to its end for eight days, the screen says so."""
        self.assertNotIn("weekly check", self.env["customs.fact"]._log_trouble())
        self.run_cron()
        self.assertNotIn("does not come to its end", self.env["customs.fact"]._log_trouble())
        lines = self.all_lines()
        old = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=9)).replace(" ", "T") + "Z"
        for line in lines:
            if line.get("act") in (record_runs.DONE, "begun") and "case" not in line:
                line["at"] = old
        self.path.unlink()
        self.path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        self.assertIn("does not come to its end", self.env["customs.fact"]._log_trouble())
        # Neutralised by SQL alone, the database where the log is open is no copy.
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "true")
        self.assertIn("does not come to its end", self.env["customs.fact"]._log_trouble())
        config[outside_log.OPTION] = ""
        self.assertFalse(self.env["customs.fact"]._log_trouble())

    @mute_logger(LOGGER)
    def test_trouble_of_no_case(self):
        """IT9: lost cases, triggers, stamps and jobs that were changed stand above the lists of cases."""
        lost = self.visit()
        self.env.cr.flush()
        self.sql("DELETE FROM customs_visit_goods WHERE visit_id = %s", lost.id)
        self.sql("DELETE FROM customs_verification_visit WHERE id = %s", lost.id)
        self.sql("CREATE RULE eye AS ON INSERT TO customs_seal DO ALSO SELECT 1")
        job = self.env.ref("customs_verification.cron_deadlines")
        self.sql("UPDATE ir_cron SET nextcall = '2100-01-01' WHERE id = %s", job.id)
        self.run_cron()
        told = self.env["customs.fact"]._log_trouble()
        for part in (f"{VISIT},{lost.id}", "rule eye on customs_seal", "The next run is too far away"):
            self.assertIn(part, told)
        self.sql("DELETE FROM ir_config_parameter WHERE key = %s", record_runs.HELD)
        self.assertIn("rule eye on customs_seal", self.env["customs.fact"]._log_trouble())

    @mute_logger(LOGGER)
    def test_without_a_log(self):
        """IT9: without an outside log the database says when the check was, and goes on after a kill."""
        config[outside_log.OPTION] = ""
        check = self.env["customs.record.check"]
        self.sql("UPDATE customs_fact SET recorded_at = '2020-01-01' WHERE id = %s", self.entry(1).id)
        self.assertIn("Last check: none", check._trouble())
        self.run_cron()
        self.assertNotIn("does not come to its end", check._trouble())
        self.assertIn("of 1 cases", check._trouble())
        with patch.object(record_runs, "parsed", return_value={}):
            self.assertIn("Last check: none", check._trouble())
        self.sql("UPDATE ir_config_parameter SET value = 'x' WHERE key = %s", record_runs.HELD)
        self.env.registry.clear_all_caches()
        self.assertIn("Last check: none", check._trouble())


@tagged("post_install", "-at_install")
class TestShippedJobs(CustomsCase):
    """The jobs are compared with what the addon delivers, and not with what the database says."""

    def test_all_are_known(self):
        """IT9: every job of the addon is among them, and each is as it was delivered."""
        rows = self.env["ir.model.data"].search(
            [("module", "=", "customs_verification"), ("model", "=", "ir.cron")]
        )
        self.assertEqual(set(rows.mapped("name")), {job.name for job in shipped_jobs()})
        jobs = self.env["ir.cron"].with_context(active_test=False).browse(rows.mapped("res_id"))
        jobs.write({"active": True, "nextcall": fields.Datetime.now()})
        self.assertFalse(self.env["customs.setup.check"]._job_problems())

    def test_changed_by_sql(self):
        """IT9: a job that does not run, runs late or rarely, or runs something else is named."""
        check, points = (
            self.env.ref("customs_verification.cron_check_records"),
            self.env["customs.setup.check"],
        )
        self.env.flush_all()
        job, action = SQL("ir_cron WHERE id = %s", check.id), check.ir_actions_server_id
        of_action = SQL("WHERE id = %s", action.id)
        acts = (
            (SQL("UPDATE ir_cron SET active = FALSE WHERE id = %s", check.id), "Switched off"),
            (SQL("UPDATE ir_cron SET nextcall = '2100-01-01' WHERE id = %s", check.id), "too far away"),
            (SQL("UPDATE ir_cron SET nextcall = '2020-01-01' WHERE id = %s", check.id), "a day late"),
            (SQL("UPDATE ir_cron SET interval_number = 9999 WHERE id = %s", check.id), "less often"),
            (SQL("UPDATE ir_cron SET user_id = %s WHERE id = %s", self.officer.id, check.id), "another user"),
            (SQL("UPDATE ir_act_server SET code = 'pass' %s", of_action), "other code"),
            (SQL("DELETE FROM %s", job), "Deleted"),
            (
                SQL("DELETE FROM ir_model_data WHERE name = 'cron_check_records'"),
                "Deleted",
            ),
        )
        for statement, sentence in acts:
            with self.subTest(statement=statement), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(statement)
                self.env.registry.clear_all_caches()
                self.env.invalidate_all()
                problems = "\n".join(points._job_problems())
                self.assertRegex(problems, rf"{sentence}.*check of records")
                savepoint.rollback()
                self.env.registry.clear_all_caches()
                self.env.invalidate_all()
