"""The outside log: whose it is, what it finds, what is told and not held against a record (IT9)."""

import json
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.modules.module import get_module_path
from odoo.modules.neutralize import neutralize_database
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, config, mute_logger

from ...models.case import customs_record_mixin
from ...tools import fact_chain, outside_log, outside_log_owner, seal_chain
from ..common.access import VISIT
from ..common.outside_log import ELSEWHERE, LogCase
from ..common.record import LOG_LOGGER, LOGGER, TRIGGER


@tagged("post_install", "-at_install")
class TestOutsideLog(LogCase):
    """The heads stand outside of the database: who rewrites the database is found out."""

    def test_written_after_commit(self):
        """IT9: what is recorded and sealed stands in the outside log once it is in the database for good."""
        self.env.cr.postcommit.clear()
        self.record(self.visit_1, "person_informed_on", -20)
        self.assertFalse(self.lines())
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.visit_1._log_clock_change(self.visit_1.deadline_ids[:1], "x", self.today, "x")
            _nothing = 1 / 0
        self.env.cr.flush()
        self.committed()
        entry = self.visit_1.fact_ids[:1]
        lines = {line["chain"]: line for line in self.lines()}
        line = lines["facts"]
        self.assertEqual(
            (line["case"], line["chain_index"], line["hash"], line["database"], line["log"]),
            (
                f"{VISIT},{self.visit_1.id}",
                5,
                entry.hash,
                self.env.cr.dbname,
                self.outside._held()["log"],
            ),
        )
        self.assertEqual(line["recorded_at"], f"{entry.recorded_at.isoformat()}Z")
        end = self.env["customs.seal.end"].search(
            [("res_model", "=", VISIT), ("res_id", "=", self.visit_1.id)]
        )
        self.assertEqual((lines["contents"]["chain_index"], lines["contents"]["hash"]), (end.count, end.head))
        self.assertFalse(self.found())
        self.assertIn("The outside log matches", self.told())

    def test_failing_log(self):
        """IT9: a log that cannot be written breaks nothing; the gap is told, and not closed by itself."""
        self.env.cr.postcommit.clear()
        config[outside_log.OPTION] = str(self.path.parent / "missing" / "facts.jsonl")
        self.path.rename(self.path.with_suffix(".away"))
        config[outside_log.OPTION] = str(self.path.parent)
        with self.assertLogs(LOG_LOGGER, "ERROR") as logs:
            self.act()
        self.assertIn("not in the outside log", logs.output[0])
        config[outside_log.OPTION] = str(self.path)
        self.path.with_suffix(".away").rename(self.path)
        self.assertEqual(self.facts_found(), [(5, fact_chain.NOT_LOGGED)])
        self.assertIn(
            ("Entry 5: it is missing from the outside log. An administrator can add it."), self.told()
        )
        for _week in range(2):
            self.sql("UPDATE customs_verification_visit SET record_checked_at = NULL")
            with self.assertLogs(LOGGER, "WARNING"):
                self.run_cron()
        self.assertEqual(self.facts_found(), [(5, fact_chain.NOT_LOGGED)])
        self.assertFalse(self.visit_1.record_findings)
        self.assertIn(
            "entries of the records are missing from the outside log", self.env["customs.fact"]._log_trouble()
        )
        page = self.page()
        with self.refused("Check the missing entries"):
            page.action_add_missing()
        page.action_show_missing()
        shown = page.missing_ids.filtered(lambda line: line.chain == outside_log.FACTS)
        self.assertEqual((shown.chain_index, shown.user_id), (5, self.officer))
        self.assertIn(str(self.day(-20)), shown.content)
        self.assertTrue(all(page.missing_ids.mapped("content")))
        page.action_add_missing()
        # For good it is told that they came afterwards, and who vouches for them.
        self.assertEqual(self.facts_found(), [(5, fact_chain.LATE)])
        self.assertIn(f"added to the outside log later, by {self.env.user.login}", self.told())
        self.assertEqual(self.visit_1.action_check_record()["params"]["type"], "warning")
        added = [line for line in self.lines() if "written_at" in line]
        self.assertEqual({line["written_by"] for line in added}, {self.env.user.login})
        self.assertEqual(added[0]["act"], "added")
        self.assertFalse(self.env["customs.fact"]._log_trouble())
        with self.refused("outside log is complete"):
            self.page().action_show_missing()

    def test_seals_made_without_the_log(self):
        """IT9: seals made where no log was set are shown with their fields; nobody calls them unchanged."""
        config[outside_log.OPTION] = ""
        deadline = self.env["customs.deadline"].search([("res_id", "=", self.visit_1.id)], limit=1)
        self.sql("UPDATE customs_deadline SET escalated_on = '2026-01-01' WHERE id = %s", deadline.id)
        deadline._add_to_seal()
        self.env.cr.flush()
        self.committed()
        config[outside_log.OPTION] = str(self.path)
        result = self.visit_1.action_check_record()["params"]
        self.assertEqual(result["type"], "warning")
        self.assertNotIn("whole", result["title"])
        self.assertNotIn("was changed", result["message"])
        page = self.page()
        page.action_show_missing()
        self.assertIn(deadline._fields["escalated_on"].string, page.missing_ids.content)
        # What came in since the page was opened is not added with it.
        config[outside_log.OPTION] = ""
        self.act()
        config[outside_log.OPTION] = str(self.path)
        count = len(page.missing_ids)
        page.action_add_missing()
        self.assertEqual(sum("hash" in line for line in self.lines()), count)
        self.assertIn(fact_chain.LATE, {kind for _index, kind in self.found()})
        self.assertIn(fact_chain.NOT_LOGGED, {kind for _index, kind in self.found()})

    def test_setting_that_is_none(self):
        """IT9: a setting that names no log is told in the server's log, and stops nobody."""
        self.env.cr.postcommit.clear()
        config[outside_log.OPTION] = "facts.jsonl"
        with self.assertLogs(LOG_LOGGER, "ERROR") as logs:
            self.act()
        self.assertIn("give an absolute path", logs.output[0])
        with self.assertLogs(LOGGER, "ERROR"):
            self.assertEqual(self.found(), [(0, fact_chain.UNREADABLE)])
        with self.assertLogs(LOGGER, "ERROR"):
            self.run_cron()
        self.assertFalse(self.visit_1.record_findings)  # no matter of the supervisor
        self.assertIn("give an absolute path", self.env["customs.fact"]._log_trouble())

    def test_rewritten_as_a_whole(self):
        """IT9: a record rewritten consistently by SQL is found by the outside log, and by it alone."""
        self.logged()
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(2).id)
        self.rewrite(self.visit_1)
        self.assertEqual(self.facts_found(), [(no, fact_chain.REWRITTEN) for no in (2, 3, 4)])
        config[outside_log.OPTION] = ""
        self.assertFalse(self.found())

    def test_covered_by_the_beginning(self):
        """IT9: an old record is covered by its head, which stands in the beginning of the log."""
        self.assertFalse(self.found())
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(2).id)
        self.rewrite(self.visit_1)
        self.assertEqual(self.facts_found(), [(4, fact_chain.REWRITTEN)])

    def test_sealed_anew(self):
        """IT9: contents changed by SQL, and their seals made anew to fit, are found by the outside log."""
        self.sql("UPDATE customs_deadline SET escalated_on = '2026-01-01' WHERE res_id = %s", self.visit_1.id)
        self.seal_anew(self.visit_1)
        found = self.found()
        self.assertTrue({fact_chain.REWRITTEN, fact_chain.LOG_ONLY} & {kind for _index, kind in found}, found)
        config[outside_log.OPTION] = ""
        self.assertFalse(self.found())

    def test_cut_as_a_whole(self):
        """IT9: so is a record whose last entries were deleted, with what the case says of its end."""
        self.logged()
        self.sql("DELETE FROM customs_fact WHERE id = %s", self.entry(4).id)
        self.rewrite(self.visit_1)
        self.assertEqual(self.facts_found(), [(4, fact_chain.LOG_ONLY)])
        self.assertIn("older backup", self.told())

    def test_queries_of_what_is_missing(self):
        """Many missing entries are read with the queries of a few."""
        config[outside_log.OPTION] = ""
        for day in range(1, 9):
            self.visit_1.with_user(self.supervisor).record_fact(
                "consent_received_on", self.day(-59 + day), reference="RS-1", reason="x"
            )
            self.env.cr.flush()
        config[outside_log.OPTION] = str(self.path)
        page = self.page()
        page.action_show_missing()
        lines = page.missing_ids.browse(page.missing_ids.ids)  # as a list of the client asks for them
        self.assertGreater(len(lines), 8)

        def queries(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.browse(some.ids).mapped("content")
            return self.env.cr.sql_log_count - before

        queries(lines)
        few = lines.filtered(lambda line: line.chain == outside_log.FACTS)[:1]
        few += (lines - few).filtered(lambda line: line.chain != outside_log.FACTS)[:1]
        self.assertLessEqual(queries(lines), queries(few) + 3)

    def test_parked_entries(self):
        """IT9: an entry that was put under another record is gone from this one; the weekly check tells."""
        self.act()
        self.logged()
        entry = self.entry(5)
        self.sql("UPDATE customs_fact SET res_model = 'x', res_id = 0 WHERE id = %s", entry.id)
        with self.enter_registry_test_mode():
            self.assertIn((5, fact_chain.LOG_ONLY), self.facts_found())
        with self.assertLogs(LOGGER, "ERROR") as logs:
            self.run_cron()
        self.assertIn("x,0", "".join(logs.output))

    def test_forged_row_in_the_place_of_another(self):
        """IT9: what the database holds in another place than the software wrote is not logged for anybody."""
        self.record(self.visit_1, "person_informed_on", -20)
        self.env.cr.flush()
        before = self.lines()
        seal = self.env["customs.seal"].search([("res_id", "=", self.visit_1.id)], order="id desc", limit=1)
        # A trigger or a second row could do it: the seal that was just made says another record.
        self.sql("UPDATE customs_seal SET res_id = 0 WHERE id = %s", seal.id)
        with self.assertLogs(LOG_LOGGER, "ERROR") as logs:
            self.committed()
        self.assertIn(seal.hash, "".join(logs.output))
        added = self.lines()[len(before) :]
        self.assertEqual({line["chain"] for line in added}, {outside_log.FACTS})

    def test_recorded_meanwhile(self):
        """IT9: what somebody records while the check runs is no finding."""
        seen = self.visit_1._chain_entries()[self.visit_1.id]
        self.act()
        known = self.outside._open().known(self.outside._state().opening.belongs, [self.visit_1._log_key()])[
            self.visit_1._log_key()
        ][outside_log.FACTS]
        with self.enter_registry_test_mode():  # the second cursor sees what was recorded since
            self.assertFalse(self.visit_1._compared_with_log(outside_log.FACTS, seen, known))

    def test_just_recorded(self):
        """IT9: an entry of this moment is not missing in the log: its line comes after its commit."""
        self.record(self.visit_1, "person_informed_on", -20)
        with patch.object(customs_record_mixin, "JUST_NOW", 60):
            self.assertFalse(self.found())

    def test_syslog(self):
        """IT9: a log that is written but never read takes no part in the check, and the result says so."""
        config[outside_log.OPTION] = "syslog"
        self.assertFalse(self.found())
        self.assertIn("Compare it manually", self.told())
        self.elsewhere(name="copy")
        self.assertEqual(self.state(), outside_log_owner.COPY)

    def test_lost_case(self):
        """IT9: a case that was deleted by SQL with all that belongs to it is told of by the outside log."""
        head = self.outside._heads("customs_fact", self.entry(1).ids)[0] | {"case": f"{VISIT},2000000000"}
        [line] = self.outside._lines(self.outside._state(), [head])
        other = line | {"log": "another's", "case": f"{VISIT},2000000001"}
        self.outside._open().append([line, other])
        with self.assertLogs(LOGGER) as logs:
            self.run_cron()
        lost = [line for line in logs.output if "no such case" in line]
        self.assertEqual(len(lost), 1)
        self.assertIn(f"{VISIT},2000000000", lost[0])

    def test_case_deleted_in_due_form(self):
        """IT9: a draft deleted in due form is no lost case; one deleted by SQL is, also without a log."""
        draft, other = self.visit(), self.visit()
        self.env.cr.flush()
        self.committed()
        draft_id, other_id = draft.id, other.id
        draft.unlink()
        self.env.cr.flush()
        self.committed()
        self.sql("DELETE FROM customs_visit_goods WHERE visit_id = %s", other_id)
        self.sql("DELETE FROM customs_verification_visit WHERE id = %s", other_id)
        for setting in (str(self.path), ""):
            config[outside_log.OPTION] = setting
            with self.assertLogs(LOGGER) as logs:
                self.run_cron()
            lost = [line for line in logs.output if "no such case" in line]
            self.assertEqual(len(lost), 1, lost)
            self.assertIn(f"{VISIT},{other_id}", lost[0])
            self.assertNotIn(f"{VISIT},{draft_id} ", lost[0])

    def deleted_by_sql(self, case):
        """Delete a case with all traces of it in the database; return its id."""
        case_id = case.id
        for table in ("customs_fact", "customs_seal", "customs_seal_end", "customs_deadline"):
            self.sql(
                "DELETE FROM %s WHERE res_model = %s AND res_id = %s", SQL.identifier(table), VISIT, case_id
            )
        for table in ("customs_visit_goods", "customs_verification_visit"):
            self.behind("DELETE FROM %s WHERE %s = %s", table, case_id)
        return case_id

    def behind(self, statement, table, case_id):
        column = "id" if table == "customs_verification_visit" else "visit_id"
        self.env.cr.execute("SET LOCAL session_replication_role = replica")
        self.sql(statement, SQL.identifier(table), SQL.identifier(column), case_id)
        self.env.cr.execute("SET LOCAL session_replication_role = origin")

    def lost_cases(self):
        """Return what the weekly check tells of cases that are not there, but for the last line."""
        with self.assertLogs(LOGGER) as logs:
            self.run_cron()
            customs_record_mixin._logger.warning("last")
        return [line for line in logs.output if "no such case" in line]

    def test_deletion_that_was_invented(self):
        """IT9: a seal that says "deleted" hides no case, unless it is a true one of what may be deleted."""
        draft = self.visit()
        self.env.cr.flush()
        self.committed()
        ids = [self.deleted_by_sql(case) for case in (self.visit_1, draft)]
        for res_id in ids:
            entry = {
                "res_model": VISIT,
                "res_id": res_id,
                "kind": "contents",
                "note": None,
                "sealed": {VISIT: [[res_id, "", {}]]},
                "sealed_by_id": 1,
                "sealed_at": Datetime.now(),
            }
            for is_true in (False, True):
                with self.subTest(case=res_id, is_true=is_true), self.env.cr.savepoint() as savepoint:
                    [seal] = fact_chain.chained([entry], 0, "", seal_chain.CONTENT)
                    seal |= {"importing_authority_id": None} | ({} if is_true else {"hash": "x"})
                    seals = self.env["customs.seal"]
                    if is_true:
                        seals._lock_ends([(VISIT, res_id, "contents")])
                    seals._insert([seal])
                    seals._store_ends([seal])
                    lost = self.lost_cases()
                    self.assertTrue(any(f"{VISIT},{res_id} " in line for line in lost), lost)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_deleted_in_due_form_and_not_logged(self):
        """IT9: what was deleted while the log could not be written is lost until its seal is added."""
        draft = self.visit()
        self.env.cr.flush()
        self.committed()
        draft_id = draft.id
        draft.unlink()
        self.env.cr.flush()
        self.env.cr.postcommit.clear()
        self.assertEqual(len(self.lost_cases()), 1)
        page = self.page()
        page.action_show_missing()
        self.assertIn(f"{VISIT},{draft_id}", page.missing_ids.mapped("record_key"))
        page.action_add_missing()
        self.assertFalse(self.lost_cases())

    def test_update_that_the_log_lacks(self):
        """IT9: a seal that says that an update made it, and that the log lacks, is no mere remark."""
        deadline = self.env["customs.deadline"].search([("res_id", "=", self.visit_1.id)], limit=1)
        seals = self.env["customs.seal"]
        chains = seals._seals_of({deadline._name: {deadline.id: None}})
        seals._append(chains, self.env.uid, "Sealed at the update to 19.0.5.0.0")
        self.env.cr.postcommit.clear()
        self.assertEqual([kind for _index, kind in self.found()], [fact_chain.UPDATE_NOT_LOGGED])
        self.assertEqual(self.visit_1.action_check_record()["params"]["type"], "danger")

    def test_trigger_that_came_and_went(self):
        """IT9: a trigger that was there while something was recorded is named in the log for good."""
        # A table that is none of the record; the trigger comes after the transaction began.
        self.record(self.visit_1, "person_informed_on", -20)
        self.env.cr.flush()
        self.env.cr.execute(TRIGGER)
        self.committed()
        self.env.cr.execute("DROP TRIGGER zz_eye ON customs_fact_ir_attachment_rel")
        codes = {line.get("code") for line in self.lines() if "hash" in line}
        self.assertEqual(codes, {"trigger zz_eye on customs_fact_ir_attachment_rel"})
        self.assertIn(fact_chain.BY_CODE, {kind for _index, kind in self.found()})


@tagged("post_install", "-at_install")
class TestWhoseLog(LogCase):
    """Nothing that a database says of itself hides it from its log, or lets it write into another's."""

    def forge(self):
        """Rewrite the record of the case as a whole, as who has the database's password can."""
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(2).id)
        self.rewrite(self.visit_1)

    def test_first_set_with_old_cases(self):
        """IT9: a log that is set and not begun judges nothing and is not written; that is told."""
        self.path.unlink()
        self.sql("DELETE FROM ir_config_parameter WHERE key = %s", outside_log_owner.HELD)
        self.assertEqual(self.state(), outside_log_owner.UNBEGUN)
        result = self.visit_1.action_check_record()["params"]
        self.assertEqual(result["type"], "warning")
        self.assertIn("not compared with an outside log", result["title"])
        self.assertIn("was not started for this database", result["message"])
        self.assertIn("was not started", self.env["customs.fact"]._log_trouble())
        with self.assertLogs(LOG_LOGGER, "ERROR"):
            self.act()
        self.assertFalse(self.all_lines())
        self.page().action_begin()
        self.assertFalse(self.found())
        self.assertEqual(self.facts_found(), [])
        self.assertFalse(self.env["customs.fact"]._log_trouble())

    def test_beginning(self):
        """IT9: the beginning is a line: who, when, where, over which heads; an administrator's act."""
        opening = self.all_lines()[-1]
        self.assertEqual((opening["act"], opening["by"]), ("begun", self.env.user.login))
        self.assertEqual(opening["place"], list(self.outside._place()))
        heads = [line for line in self.all_lines() if line.get("begun")]
        self.assertEqual(opening["chains"], len(heads))
        self.assertEqual(opening["digest"], outside_log_owner.digest_of_heads(heads))
        with self.refused("already started for this database"):
            self.page().action_begin()
        for user in (self.supervisor, self.administrator):
            for act in (
                "action_begin",
                "action_move",
                "action_show_missing",
                "action_add_missing",
                "action_open_page",
            ):
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    getattr(self.outside.with_user(user), act)()

    @mute_logger(LOG_LOGGER)
    def test_changed_uuid(self):
        """IT9: a forged record is found though uuid and the log's identity were changed as well."""
        self.forge()
        lines = self.all_lines()
        for value in ("{}", json.dumps({"log": "forged", "place": ["1", 1]}), "nonsense"):
            with self.subTest(value=value):
                self.sql("UPDATE ir_config_parameter SET value = 'forged' WHERE key = 'database.uuid'")
                self.sql(
                    "UPDATE ir_config_parameter SET value = %s WHERE key = %s", value, outside_log_owner.HELD
                )
                self.assertEqual(self.state(), outside_log_owner.CHANGED)
                self.assertIn((4, fact_chain.REWRITTEN), self.facts_found())
                self.assertIn("so it was changed", self.env["customs.fact"]._log_trouble())
                self.visit_1._log_act("x", "x", self.today)
                self.env.cr.flush()
                self.committed()
                with mute_logger(LOGGER):
                    self.run_cron()
                self.assertEqual(self.all_lines(), lines)  # nothing forged gets into the log

    def test_neutralized_in_its_place(self):
        """IT9: who marks the database as neutralised, to get rid of the log, gets rid of nothing."""
        self.forge()
        neutralize_database(self.env.cr)
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.assertTrue(self.outside._is_neutralized())
        self.assertEqual(self.state(), outside_log_owner.CHANGED)
        self.assertIn((4, fact_chain.REWRITTEN), self.facts_found())
        self.assertTrue(self.env["customs.fact"]._log_trouble())

    def test_view_of_the_catalogue(self):
        """IT9: a view that stands before the catalogue of the same name does not move the database."""
        place = self.outside._place()
        self.env.cr.execute(
            "CREATE VIEW public.pg_database AS SELECT 1::oid AS oid, datname FROM pg_catalog.pg_database"
        )
        self.env.cr.execute("SET LOCAL search_path = public, pg_catalog")
        self.assertEqual(self.outside._place(), place)

    def test_renamed(self):
        """IT9: another name of the same database changes nothing: it is known by its place."""
        self.named("renamed")
        self.assertEqual(self.state(), outside_log_owner.OPEN)
        self.assertFalse(self.found())
        self.forge()
        self.assertIn((4, fact_chain.REWRITTEN), self.facts_found())

    def _as_copy(self):
        before = self.all_lines()
        self.act()
        self.assertEqual(self.all_lines(), before)
        self.assertFalse(self.found())
        with mute_logger(LOGGER):
            self.run_cron()
        self.assertEqual(self.all_lines(), before)

    @mute_logger(LOG_LOGGER)
    def test_copy(self):
        """IT9: a copy (dump, duplicate) neither writes into the log nor is judged by the original's lines."""
        self.elsewhere(name="copy")
        self.assertEqual(self.state(), outside_log_owner.COPY)
        self._as_copy()
        self.assertIn("is a copy of", self.told())
        self.assertIn("is a copy of", self.env["customs.fact"]._log_trouble())

    @mute_logger(LOG_LOGGER)
    def test_neutralized_copy(self):
        """IT9: a neutralised copy keeps no log, and nobody is bothered with that."""
        self.elsewhere(name="copy")
        neutralize_database(self.env.cr)
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.assertEqual(self.state(), outside_log_owner.UNBEGUN)
        self._as_copy()
        self.assertFalse(self.env["customs.fact"]._log_trouble())

    @mute_logger(LOG_LOGGER)
    def test_original_beside_its_copy(self):
        """IT9: what a copy records does not accuse the original, which goes on as before."""
        with (
            patch.object(type(self.outside), "_place", lambda _self: ELSEWHERE),
            self.env.cr.savepoint() as copy,
        ):
            self.env.cr.postcommit.clear()
            self.act()
            copy.rollback()
        self.env.invalidate_all()
        self.assertFalse(self.found())
        self.act()
        self.assertFalse(self.found())

    @mute_logger(LOG_LOGGER)
    def test_restored_over(self):
        """IT9: a backup restored over the database is told as that; what was lost is stated."""
        with self.env.cr.savepoint() as since:
            self.act()
            self.logged_until = len(self.all_lines())
            since.rollback()
        self.env.invalidate_all()
        self.env.cr.postcommit.clear()
        # In place: the log knows what the database lacks.
        self.assertEqual(self.facts_found(), [(5, fact_chain.LOG_ONLY)])
        self.assertIn("an older backup was restored", self.told())
        # As a new database of the same name: first nothing is judged, and that is told.
        self.elsewhere()
        self.assertEqual(self.state(), outside_log_owner.RESTORED)
        self.assertFalse(self.found())
        self.assertIn("restored from a backup", self.env["customs.fact"]._log_trouble())
        with self.refused("Enter the reason"):
            self.page().action_move()
        self.move("Backup of Sunday")
        act = self.all_lines()[-1]
        self.assertEqual(
            (act["act"], act["reason"], act["by"]), ("moved", "Backup of Sunday", self.env.user.login)
        )
        self.assertGreaterEqual(act["lost"], 1)
        self.assertEqual(self.state(), outside_log_owner.OPEN)
        self.assertEqual(self.facts_found(), [(0, fact_chain.LOST)])
        result = self.visit_1.action_check_record()["params"]
        self.assertEqual(result["type"], "warning")
        self.assertIn("1 entries in the outside log were lost", result["message"])
        # Work goes on in the places that were lost.
        self.act(-21)
        self.assertEqual(self.facts_found(), [(0, fact_chain.LOST)])

    @mute_logger(LOG_LOGGER)
    def test_moved_over_what_was_deleted(self):
        """IT9: entries deleted before the log is moved are shown first; what comes later is not covered."""
        self.sql(
            "CREATE TABLE zz_kept AS SELECT * FROM customs_fact WHERE res_model = %s AND res_id = %s",
            VISIT,
            self.visit_1.id,
        )
        self.sql("DELETE FROM customs_fact WHERE res_model = %s AND res_id = %s", VISIT, self.visit_1.id)
        self.elsewhere()
        page = self.page(reason="New server")
        with self.refused("4 entries in the outside log are missing"):
            page.action_move()
        page.action_show_lost()
        self.assertEqual(page.lost, 4)
        self.assertIn(f"{self.visit_1.id}, Record of Facts: 4, from number 1", page.lost_list)
        with self.refused("4 entries in the outside log are missing"):
            page.action_move()
        page.is_restored = True
        page.action_move()
        act = self.all_lines()[-1]
        self.assertEqual((act["act"], act["lost"], act["entries"], act["restored"]), ("moved", 1, 4, True))
        self.sql("INSERT INTO customs_fact SELECT * FROM zz_kept")
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(2).id)
        self.rewrite(self.visit_1)
        lacking = [(no, fact_chain.NOT_LOGGED) for no in (1, 2, 3, 4)]
        self.assertEqual(self.facts_found(), [(0, fact_chain.LOST), *lacking])
        # The supervisor is told, and goes on to be when the log was completed.
        for late in (False, True):
            if late:
                page = self.page()
                page.action_show_missing()
                page.action_add_missing()
            self.sql("UPDATE customs_verification_visit SET record_checked_at = NULL")
            with mute_logger(LOGGER):
                self.run_cron()
            self.assertIn("4 entries in the outside log were lost", self.visit_1.record_findings)
            self.assertIn("Entry 2: it", self.visit_1.record_findings)

    @mute_logger(LOG_LOGGER)
    def test_rewritten_below_what_was_lost(self):
        """IT9: when the head of the beginning is lost, what is left is covered by its own head."""
        self.sql("DELETE FROM customs_fact WHERE id = %s", self.entry(4).id)
        self.rewrite(self.visit_1)
        self.move("Backup of Sunday")
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(2).id)
        self.rewrite(self.visit_1)
        self.assertIn((3, fact_chain.REWRITTEN), self.facts_found())

    @mute_logger(LOG_LOGGER)
    def test_begun_again(self):
        """IT9: no new beginning forgives what the log of the database knows."""
        self.forge()
        self.elsewhere()
        self.assertEqual(self.state(), outside_log_owner.RESTORED)
        with self.refused("Move that log here"):
            self.page(reason="New server").action_begin()
        # Also not under another name, whatever the database says of its log.
        self.named("another")
        for held in ({"log": self.outside._held()["log"]}, {"log": "another"}, {}):
            with self.subTest(held=held):
                self.env["ir.config_parameter"].set_param(outside_log_owner.HELD, json.dumps(held))
                with self.refused("Enter the reason"):
                    self.page().action_begin()
        self.page(reason="A copy for tests").action_begin()
        self.assertEqual(self.state(), outside_log_owner.OPEN)
        opening = self.all_lines()[-1]
        self.assertEqual(opening["reason"], "A copy for tests")
        self.assertEqual(self.found(), [(0, fact_chain.BEGUN_ANEW)])
        self.assertIn(f"{self.env.user.login} started a new outside log", self.told())
        later = self.sent_visit(-30)
        self.env.cr.flush()
        self.committed()
        self.assertFalse(self.found(later))
        # The log goes on to say so when it is moved.
        other = patch.object(type(self.outside), "_place", lambda _self: outside_log_owner.Place("x", 8))
        with other:
            self.move("Another server")
            self.assertEqual(self.found(), [(0, fact_chain.BEGUN_ANEW)])

    def test_moved_does_not_whitewash(self):
        """IT9: moving the log forgives nothing that was rewritten."""
        self.forge()
        self.elsewhere()
        self.page(reason="New server").action_move()
        self.assertEqual(self.state(), outside_log_owner.OPEN)
        self.assertIn((4, fact_chain.REWRITTEN), self.facts_found())

    def test_two_databases_share_a_file(self):
        """IT9: two databases may share a log: each is judged by its own lines alone."""
        mine = self.outside._held()["log"]
        held = self.env["ir.config_parameter"].get_param(outside_log_owner.HELD)
        with patch.object(type(self.outside), "_place", lambda _self: ELSEWHERE):
            self.sql("DELETE FROM ir_config_parameter WHERE key = %s", outside_log_owner.HELD)
            self.named("second")
            with self.refused("Enter the reason"):
                self.page().action_begin()
            self.page(reason="A copy for tests").action_begin()
            second = self.outside._held()["log"]
            self.act()
            self.assertEqual(self.found(), [(0, fact_chain.BEGUN_ANEW)])
        self.assertNotEqual(mine, second)
        self.assertEqual({line["log"] for line in self.lines()}, {second})
        self.env["ir.config_parameter"].set_param(outside_log_owner.HELD, held)
        self.assertEqual(self.state(), outside_log_owner.OPEN)
        self.assertEqual(self.facts_found(), [(5, fact_chain.NOT_LOGGED)])

    @mute_logger(LOG_LOGGER)
    def test_log_replaced(self):
        """IT9: a log that was taken away or begins anew is not written; that is told."""
        self.path.unlink()
        self.assertEqual(self.state(), outside_log_owner.UNBEGUN)
        self.act()
        self.assertFalse(self.all_lines())
        self.assertIn("was not started", self.env["customs.fact"]._log_trouble())

    def test_lines_from_before(self):
        """IT9: lines from before logs were begun go on to prove: the beginning adopts them."""
        self.path.unlink()
        self.sql("DELETE FROM ir_config_parameter WHERE key = %s", outside_log_owner.HELD)
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        old = [
            {name: head[name] for name in ("case", "chain_index", "hash", "recorded_at")}
            | {"database": self.env.cr.dbname, "uuid": uuid}
            for head in self.outside._heads("customs_fact", self.visit_1.fact_ids.ids)
        ]
        self.outside._open().append([*old, old[0] | {"database": "copy", "hash": "0" * 64}])
        self.page().action_begin()
        self.assertFalse(self.found())
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(2).id)
        self.rewrite(self.visit_1)
        self.assertEqual(self.facts_found(), [(no, fact_chain.REWRITTEN) for no in (2, 3, 4)])

    def test_first_screen(self):
        """IT9: supervisors and administrators read above the lists that there is no outside log."""
        config[outside_log.OPTION] = ""
        http = self.env["ir.http"]
        with patch.object(type(self.env["ir.module.module"]), "_get", lambda _self, _name: _Module()):
            for user, told in ((self.supervisor, True), (self.administrator, True), (self.officer, False)):
                notice = http.with_user(user)._customs_record_notice()
                self.assertEqual("not logged outside the database" in notice, told, user.login)
        for kind in ("list", "kanban"):
            views = self.env["ir.ui.view"].search([("arch_db", "like", f"customs_case_{kind}")])
            self.assertGreaterEqual(len(views), 3)

    def test_neutralize(self):
        """IT9: the addon has its neutralize.sql, and a copy gives up identity, jobs and waiting mails."""
        self.assertTrue((Path(get_module_path("customs_verification")) / "data/neutralize.sql").is_file())
        mail = self.env["mail.mail"].create({"subject": "x", "model": VISIT, "res_id": self.visit_1.id})
        other = self.env["mail.mail"].create({"subject": "x", "model": "res.partner", "res_id": 1})
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.assertFalse(self.outside._held())
        self.assertEqual((mail.state, other.state), ("cancel", "outgoing"))
        crons = self.env["ir.model.data"].search(
            [("module", "=", "customs_verification"), ("model", "=", "ir.cron")]
        )
        self.assertFalse(self.env["ir.cron"].browse(crons.mapped("res_id")).filtered("active"))


class _Module:
    demo = False


@tagged("post_install", "-at_install")
class TestFirstScreen(HttpCase):
    """The notice stands above cards and lists, over their whole width."""

    def test_notice(self):
        """IT9: who opens the addon reads it at once."""
        groups = "base.group_user,customs_verification.group_supervisor"
        new_test_user(self.env, login="reads-the-notice", groups=groups)
        action = "/odoo/action-customs_verification.action_customs_verification_request"
        notice = patch.object(
            type(self.env["ir.http"]), "_customs_record_notice", lambda _self: "No outside log <b>here</b>"
        )
        shown = (
            "const notice = document.querySelector('.o_customs_record_notice');"
            "const wide = notice.offsetWidth > 0.9 * document.body.offsetWidth;"
            "if (wide && notice.textContent.includes('<b>here</b>')) console.log('test successful');"
            "else console.error('the notice is not shown as it should be');"
        )
        with notice:
            for kind in ("kanban", "list"):
                with self.subTest(kind=kind):
                    self.browser_js(
                        f"{action}?view_type={kind}",
                        shown,
                        "Boolean(document.querySelector('.o_customs_record_notice'))",
                        login="reads-the-notice",
                        timeout=600,
                    )
