"""The record of a case as a chain: nothing done to it in the database or the files stays unseen (IT9)."""

import base64
import importlib.util
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable, SerializationFailure
from pypdf import PdfReader

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError
from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ...models.case import customs_fact as customs_fact_chain
from ...models.case import customs_record_mixin
from ...reports.case.fact_record_pdf import (
    FactRecordData,
    RecordedFact,
    RecordedFile,
    RecordedSeals,
    build_fact_record,
)
from ...tools import database_triggers, fact_chain
from ..common.record import CHAIN_LOGGER, LOGGER, TRIGGER, VISIT, RecordCase

CHECK_LOGGER = "odoo.addons.customs_verification.models.case.customs_setup_check"

REQUEST = "customs.verification.request"
RECORD_LOGGER = "odoo.addons.customs_verification.models.case.customs_record_mixin"


@tagged("post_install", "-at_install")
class TestRecord(RecordCase):
    """What is recorded is chained; what is done to it by SQL or in the filestore is found."""

    def test_chain(self):
        """IT9: every entry has its number, the hash before it and its own; the case knows the last one."""
        entries = self.visit_1.fact_ids.sorted("id")
        self.assertEqual(entries.mapped("chain_index"), [1, 2, 3, 4])
        self.assertEqual(entries.mapped("previous_hash"), ["", *entries.mapped("hash")[:-1]])
        self.assertEqual((self.visit_1.fact_count, self.visit_1.fact_head), (4, entries[-1].hash))
        self.assertEqual(entries[-1].short_hash, entries[-1].hash[:12])
        self.assertEqual([file["name"] for file in entries[2].files], ["consent.pdf"])
        self.assertFalse(self.found())

    def test_every_field_is_hashed(self):
        """IT9: no field of the record stands outside of its hash."""
        stored = {name for name, field in self.env["customs.fact"]._fields.items() if field.store}
        outside = {"id", "create_uid", "create_date", "write_uid", "write_date", "hash", "hash_format"}
        # The files themselves are hashed as `files`: id, name and SHA-256.
        self.assertEqual(stored - outside - {"attachment_ids"}, set(fact_chain.CONTENT))

    def test_clock_change_is_chained(self):
        """IT9: what is done to a clock stands in the same chain."""
        deadline = self.clock(self.visit_1, "RS16.11")
        self.visit_1._log_clock_change(deadline, "Extended", self.today, "Snow")
        self.assertTrue(self.entry(5))
        self.assertFalse(self.found())

    def test_changed_by_sql(self):
        """IT9: another value in any column of an entry is found."""
        for column, value in (
            ("value_on", "2026-01-01"),
            ("former_value_on", "2026-01-01"),
            ("reference", "RS-2"),
            ("note", "x"),
            ("reason", "x"),
            ("recorded_by_id", self.env.uid),
            ("recorded_at", "2020-01-01 00:00:00.5"),
            ("importing_authority_id", self.other_importing.id),
            ("document_sha256", "0" * 64),
            ("files", "[]"),
            ("case_name", "x"),
        ):
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self.sql(
                    "UPDATE customs_fact SET %s = %s WHERE id = %s",
                    SQL.identifier(column),
                    value,
                    self.entry(3).id,
                )
                self.assertIn((3, fact_chain.CHANGED), self.found())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_removed_and_inserted_by_sql(self):
        """IT9: an entry taken out, put in or copied is found; so is a record cut at its end."""
        columns = "res_model, res_id, fact, label, recorded_by_id, recorded_at"
        values = f"SELECT {columns} FROM customs_fact WHERE id = %s"
        acts = (
            ("DELETE FROM customs_fact WHERE id = %s", 2, (3, fact_chain.MISSING)),
            ("DELETE FROM customs_fact WHERE id = %s", 4, (4, fact_chain.CUT)),
            (f"INSERT INTO customs_fact ({columns}) {values}", 2, (0, fact_chain.INSERTED)),
            ("UPDATE customs_fact SET chain_index = 9 WHERE id = %s", 4, (9, fact_chain.APPENDED)),
        )
        for statement, index, expected in acts:
            with self.subTest(act=statement), self.env.cr.savepoint() as savepoint:
                self.sql(statement, self.entry(index).id)
                self.assertIn(expected, self.found())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_recording_goes_on(self):
        """IT9: what was done to the record stays seen when more is recorded after it."""
        self.sql("DELETE FROM customs_fact WHERE id = %s", self.entry(4).id)
        self.record(self.visit_1, "person_informed_on", -20)
        self.assertEqual(self.visit_1.fact_count, 5)
        # The deleted entry was the correction of a day, which the case still says.
        self.assertEqual(self.found(), [(0, fact_chain.FACT), (5, fact_chain.MISSING)])

    def test_files_behind_its_back(self):
        """IT9: other bytes in the filestore, a file less and a file more are found, as such."""
        place = Path(self.file._full_path(self.file.store_fname))
        content = place.read_bytes()
        self.addCleanup(place.write_bytes, content)
        place.write_bytes(b"consent of nobody at all")
        self.assertEqual(self.found(), [(3, fact_chain.FILE)])
        place.write_bytes(content)
        self.assertFalse(self.found())
        other = self.env["ir.attachment"].create({"name": "more.pdf", "raw": b"more"})
        self.sql("INSERT INTO customs_fact_ir_attachment_rel VALUES (%s, %s)", self.entry(2).id, other.id)
        self.assertEqual(self.found(), [(2, fact_chain.FILES)])
        self.sql("DELETE FROM customs_fact_ir_attachment_rel WHERE customs_fact_id = %s", self.entry(2).id)
        self.sql("DELETE FROM ir_attachment WHERE id = %s", self.file.id)
        self.assertEqual(self.found(), [(3, fact_chain.FILE)])

    def test_titles_of_files(self):
        """IT9: nobody gives a recorded file another name; behind the record's back, that is found."""
        file = self.file.with_user(self.officer)
        for values in ({"name": "refusal.pdf"}, {"description": "A refusal"}):
            with self.subTest(values=values), self.refused("part of the record of a case"):
                file.write(values)
        file.write({"name": "consent.pdf"})
        self.assertFalse(self.found())
        self.sql("UPDATE ir_attachment SET name = 'refusal.pdf' WHERE id = %s", self.file.id)
        self.assertEqual(self.found(), [(3, fact_chain.FILE)])

    def _with_document(self):
        """Store a document and let an entry refer to it; return (document, entry)."""
        document = self.env["customs.document"]._store(self.visit_1, "reminder", "R-1", b"%PDF reminder")
        values = self.visit_1._log_values() | {"fact": "x", "label": "x", "document_id": document.id}
        entry = self.env["customs.fact"].create(values | {"document_sha256": "f" * 64, "hash": "0" * 64})
        return document, entry

    def test_document(self):
        """IT9: an entry carries the SHA-256 of its document; changed bytes or another hash are found."""
        document, entry = self._with_document()
        self.assertEqual(entry.document_sha256, document.sha256)
        self.assertFalse(self.found())
        file = self.env["ir.attachment"].search(
            [("res_model", "=", document._name), ("res_field", "=", "file"), ("res_id", "=", document.id)]
        )
        place = Path(file._full_path(file.store_fname))
        content = place.read_bytes()
        place.write_bytes(b"%PDF forged")
        self.addCleanup(place.write_bytes, content)
        self.assertEqual(self.found(), [(0, fact_chain.DOCUMENT)])
        place.write_bytes(content)
        self.sql("UPDATE customs_document SET sha256 = %s WHERE id = %s", "0" * 64, document.id)
        self.assertEqual(
            self.found(),
            [(0, fact_chain.DOCUMENT), (0, fact_chain.ROW_CHANGED), (5, fact_chain.DOCUMENT)],
        )

    def test_file_of_a_document(self):
        """IT9: a file of a document of the register that is not as it came is found."""
        [document] = self.env["customs.document"]._receive(
            [{"kind": "letter", "res_model": VISIT, "res_id": self.visit_1.id, "received_on": self.today}]
        )
        file = self.env["customs.file"]._accept([("annex.txt", b"annex")], document_id=document.id)
        self.assertFalse(self.found())
        self.sql("UPDATE customs_file SET sha256 = %s WHERE id = %s", "0" * 64, file.id)
        self.assertEqual(self.found(), [(0, fact_chain.FILE), (0, fact_chain.ROW_CHANGED)])

    def test_file_of_an_answer(self):
        """IT9: a file of an answer whose bytes are not those that came is found."""
        task = self.env["customs.task"].create(
            {
                "name": "Ledger",
                "question": "The ledger of materials",
                "res_model": VISIT,
                "res_id": self.visit_1.id,
                "person_id": self.visit_1.verified_person_id.id,
                "due_on": self.day(10),
            }
        )
        values = {"task_id": task.id, "number": 1, "answered_on": self.today}
        answer = self.env["customs.task.answer"].create(values)
        file = self.env["customs.file"]._accept([("ledger.txt", b"ledger")], answer_id=answer.id)
        self.assertFalse(self.found())
        self.sql("DELETE FROM ir_attachment WHERE res_model = 'customs.file' AND res_id = %s", file.id)
        self.assertEqual(self.found(), [(0, fact_chain.FILE)])

    def test_second_file(self):
        """IT9: a second file beside a stored one is found; its field has the first."""
        document, _entry = self._with_document()
        files = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", document._name), ("res_field", "=", "file")]
        [stored] = files.search([*domain, ("res_id", "=", document.id)])
        forged = files.create({"name": "forged.pdf", "raw": b"%PDF forged"})
        self.sql(
            "UPDATE ir_attachment SET res_model = %s, res_id = %s, res_field = 'file' WHERE id = %s",
            document._name,
            document.id,
            forged.id,
        )
        self.assertGreater(forged.id, stored.id)
        self.assertEqual(self.found(), [(0, fact_chain.SECOND)])
        [(_case, [finding])] = self.visit_1.sudo()._check_chain()
        self.assertIn("forged.pdf", self.visit_1._finding_in_words(finding))
        file = document.with_user(self.officer).with_context(bin_size=False).file
        self.assertEqual(base64.b64decode(file), b"%PDF reminder")

    def test_second_file_from_outside(self):
        """IT9: so it is with a file of a document of the register."""
        [document] = self.env["customs.document"]._receive(
            [{"kind": "letter", "res_model": VISIT, "res_id": self.visit_1.id, "received_on": self.today}]
        )
        file = self.env["customs.file"]._accept([("annex.txt", b"annex")], document_id=document.id)
        forged = self.env["ir.attachment"].sudo().create({"name": "forged.txt", "raw": b"forged"})
        self.sql(
            "UPDATE ir_attachment SET res_model = 'customs.file', res_id = %s, res_field = 'content'"
            " WHERE id = %s",
            file.id,
            forged.id,
        )
        self.assertEqual(self.found(), [(0, fact_chain.SECOND)])
        self.assertEqual(file.sudo()._content(), b"annex")

    def test_document_approved_later(self):
        """IT9: a letter that gets its hash after the fact was recorded is no finding."""
        document, entry = self._with_document()
        self.sql("UPDATE customs_fact SET document_sha256 = NULL WHERE id = %s", entry.id)
        self.rewrite(self.visit_1)
        self.assertTrue(document.sha256)
        self.assertFalse(self.found())

    def test_nobody_changes_it(self):
        """IT9: through the ORM nobody changes or deletes an entry, whoever it is, the superuser included."""
        entry = self.entry(2)
        for user in (self.officer, self.supervisor, self.administrator, self.env.user):
            for act in (
                lambda entry: entry.write({"note": "x"}),
                lambda entry: entry.write({"hash": "0" * 64}),
                lambda entry: entry.update({"chain_index": 7}),
                lambda entry: entry.unlink(),
            ):
                with self.subTest(user=user.login), self.refused():
                    act(entry.with_user(user))
            with self.refused():
                self.visit_1.with_user(user).write({"fact_head": "0" * 64})
            with self.refused():
                self.visit_1.with_user(user).write({"record_findings": False, "fact_count": 1})

    def test_defaults_do_not_reach_it(self):
        """IT9: no default of the context gets into an entry: not its moment, its note or its document."""
        context = {"default_recorded_at": "2020-01-01", "default_note": "x", "default_hash": "x"}
        self.record(self.visit_1.with_context(**context), "person_informed_on", -20)
        entry = self.visit_1.fact_ids[:1]
        self.assertEqual(entry.recorded_at.date(), self.env.cr.now().date())
        self.assertFalse(entry.note)
        self.assertFalse(self.found())

    def test_of_no_case(self):
        """IT9: an entry belongs to a case that is there."""
        values = {"fact": "x", "label": "x", "recorded_by_id": self.env.uid}
        for model, res_id in (("res.partner", 1), ("no.model", 1), (VISIT, 2**31 - 1)):
            with self.subTest(model=model), self.refused("so it has no record"):
                self.env["customs.fact"].create(values | {"res_model": model, "res_id": res_id})

    def test_lock_and_queries(self):
        """IT9: entries of many cases take the locks of their cases and as many queries as those of few."""
        visits = self.visit_1 | self.sent_visit() | self.sent_visit()
        counts = []
        for cases in (visits[:1], visits[:1], visits):
            values = [case._log_values() | {"fact": "x", "label": "x"} for case in cases for _turn in (1, 2)]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["customs.fact"].create(values)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertFalse(self.found(visits))
        self.assertEqual(visits.mapped("fact_count"), [4 + 6, 2 + 2, 2 + 2])

    def test_check_of_many(self):
        """IT9: the check of many cases keeps to its batches, and sends no query for each case."""
        visits = self.sent_visit() | self.sent_visit() | self.sent_visit() | self.sent_visit()
        files = "SELECT count(*) FROM customs_document WHERE res_model = %s AND res_id = ANY(%s)"
        per_case = []
        for cases in (visits[:1], visits[:1], visits):
            self.sql(files, VISIT, cases.ids)
            self.assertFalse(self.env.cr.fetchone()[0])
            before = self.env.cr.sql_log_count
            self.assertFalse(self.found(cases))
            per_case.append(self.env.cr.sql_log_count - before)
        self.assertEqual(per_case[1], per_case[2])
        with patch.object(customs_record_mixin, "BATCH", 2):
            self.assertEqual([case for case, _found in visits._check_chain()], list(visits))
        self.sql("UPDATE customs_fact SET note = 'x' WHERE id = %s", self.entry(1, visits[3]).id)
        self.assertEqual(self.found(visits), [(1, fact_chain.CHANGED)])

    def test_malformed_rows(self):
        """IT9: a row that cannot be read is a finding of its case, and hides nothing of the others."""
        visits = self.visit_1 | self.sent_visit() | self.sent_visit()
        self.sql("UPDATE customs_fact SET note = 'x' WHERE id = %s", self.entry(2).id)
        malformed = (
            ("UPDATE customs_fact SET files = '7' WHERE id = %s", self.entry(1, visits[1]).id),
            (
                """
                INSERT INTO customs_seal
                       (res_model, res_id, kind, sealed, sealed_by_id, sealed_at, chain_index)
                VALUES ('customs.verification.visit', %s, 'contents',
                        '{"customs.verification.visit":[1]}', 1, now(), 999)
                """,
                visits[1].id,
            ),
        )
        for statement, row_id in malformed:
            with (
                self.subTest(statement=statement),
                self.env.cr.savepoint() as savepoint,
                mute_logger(RECORD_LOGGER),
            ):
                self.sql(statement, row_id)
                found = {case: [one.kind for one in some] for case, some in visits.sudo()._check_chain()}
                self.assertEqual(found[visits[0]], [fact_chain.CHANGED])
                self.assertEqual(found[visits[1]], [fact_chain.BROKEN])
                self.assertFalse(found[visits[2]])
                told = visits[1].with_user(self.reader).action_check_record()["params"]
                self.assertEqual(told["type"], "danger")
                self.assertIn("it could not be read", told["message"])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_button(self):
        """IT9: every reader checks the record and is told in words what is wrong and what to do."""
        result = self.visit_1.with_user(self.reader).action_check_record()["params"]
        # Nobody but an outside log proves it: without one no record is called whole.
        self.assertEqual(result["type"], "warning")
        self.assertNotIn("whole", result["title"])
        self.assertIn("All 4 entries", result["message"])
        self.assertIn("no outside log", result["message"])
        self.sql("UPDATE customs_fact SET note = 'x' WHERE id = %s", self.entry(2).id)
        result = self.visit_1.with_user(self.reader).action_check_record()["params"]
        self.assertEqual((result["type"], result["sticky"]), ("danger", True))
        self.assertIn("Entry 2: its content differs from what was recorded.", result["message"])
        self.assertIn("What to do: change nothing", result["message"])
        for user in (self.foreign_officer, self.administrator):
            with self.assertRaises(AccessError):
                self.visit_1.with_user(user).action_check_record()

    def test_every_finding_has_its_words(self):
        """IT9: every kind of finding is told in a sentence."""
        kinds = [
            value for name, value in vars(fact_chain).items() if name.isupper() and isinstance(value, str)
        ]
        self.assertEqual(len(kinds), 31)
        for kind in kinds:
            if kind in fact_chain.OF_ROWS:
                finding = fact_chain.Finding(0, kind, entry=7, name="customs.task", said="question")
                self.assertRegex(
                    self.visit_1._finding_in_words(finding), r"^Task of an External Person \(7\) .+\.$"
                )
                continue
            text = self.visit_1._finding_in_words(fact_chain.Finding(3, kind, 2, name="Ә.pdf"))
            self.assertRegex(text, r"^Entry 3: .+\.$")

    def with_file(self, day):
        """Record a fact with a file."""
        upload = {"name": "x.pdf", "raw": b"x", "res_model": "customs.record.fact"}
        file = self.env["ir.attachment"].with_user(self.officer).create(upload)
        self.record(self.visit_1, "person_informed_on", day, attachment_ids=file.ids)
        self.env.cr.flush()

    def test_trigger_on_another_table(self):
        """IT9: a trigger on a table of files that changes an entry is told, and lets nothing be recorded."""
        self.sql(TRIGGER)
        self.assertEqual(self.found(), [(0, fact_chain.FOREIGN)])
        result = self.visit_1.action_check_record()["params"]
        self.assertEqual((result["type"], result["title"]), ("danger", "The database can change the record"))
        self.assertIn("trigger zz_eye on customs_fact_ir_attachment_rel", result["message"])
        self.assertIn("zz_eye", self.env["customs.fact"]._log_trouble())
        with self.refused("database holds something else than was entered"):
            self.with_file(-20)

    def test_trigger_that_came_and_went(self):
        """IT9: one that was there while rows were sealed stands in their seals, which every check tells."""
        self.env.cr.flush()
        self.sql(TRIGGER)
        self.record(self.visit_1, "person_informed_on", -20)
        self.sql("DROP TRIGGER zz_eye ON customs_fact_ir_attachment_rel")
        self.assertEqual({kind for _index, kind in self.found()}, {fact_chain.BY_CODE})
        told = self.visit_1.action_check_record()["params"]["message"]
        self.assertIn("trigger zz_eye on customs_fact_ir_attachment_rel", told)

    def test_all_that_may_stand_in_the_database(self):
        """IT9: triggers, event triggers, rules, policies and inheriting tables are told, by their names."""
        does = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        ways = {
            "trigger zz on mail_message": f"CREATE FUNCTION zz() {does}; CREATE TRIGGER zz BEFORE INSERT ON "
            "mail_message FOR EACH ROW EXECUTE FUNCTION zz()",
            "event trigger zz": "CREATE FUNCTION zz() RETURNS event_trigger LANGUAGE plpgsql AS "
            "$$ BEGIN END $$; CREATE EVENT TRIGGER zz ON sql_drop EXECUTE FUNCTION zz()",
            "rule zz on res_partner": "CREATE RULE zz AS ON UPDATE TO res_partner DO ALSO SELECT 1",
            "policy zz on customs_deadline": "CREATE POLICY zz ON customs_deadline USING (true)",
            "row level security on ir_attachment": "ALTER TABLE ir_attachment FORCE ROW LEVEL SECURITY",
            "inheriting table zz on customs_deadline": "CREATE TABLE zz () INHERITS (customs_deadline)",
        }
        checks = self.env["customs.setup.check"]
        self.assertFalse(self.found())
        for words, statement in ways.items():
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                self.sql(statement)
                self.assertEqual(self.found(), [(0, fact_chain.FOREIGN)])
                self.assertIn(words, self.visit_1.action_check_record()["params"]["message"])
                self.assertIn(words, checks._check_of_triggers()[1])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_trigger_of_others(self):
        """IT9: a trigger on a table that no act writes is a remark; that it is known is kept and logged."""
        self.sql("CREATE TABLE zz_others (id int); CREATE RULE zz AS ON INSERT TO zz_others DO ALSO SELECT 1")
        self.assertFalse(self.found())
        checks = self.env["customs.setup.check"]
        checks._check_all()
        check = checks.search([("code", "=", "triggers")])
        self.assertEqual(check.state, "decide")
        self.assertIn("rule zz on zz_others", check.finding)
        with self.assertLogs(LOGGER, "WARNING") as logs:
            checks.env["customs.record.check"]._triggers()
        self.assertIn("rule zz on zz_others", logs.output[0])
        with self.assertLogs(CHECK_LOGGER, "WARNING") as logs:
            check.leave_as_is("Of the warehouse software")
        self.assertIn("rule zz on zz_others", logs.output[0])
        with self.assertNoLogs(LOGGER, "WARNING"):
            checks.env["customs.record.check"]._triggers()
        self.sql("CREATE RULE zzz AS ON INSERT TO zz_others DO ALSO SELECT 1")
        with self.assertLogs(LOGGER, "WARNING"):
            checks.env["customs.record.check"]._triggers()

    def test_row_that_is_there_twice(self):
        """IT9: a second row with the same number, in a table that inherits, is a finding."""
        deadline = self.visit_1.deadline_ids[:1]
        self.sql("CREATE TABLE zz () INHERITS (customs_deadline)")
        self.sql("INSERT INTO zz SELECT * FROM ONLY customs_deadline WHERE id = %s", deadline.id)
        findings = self.env["customs.seal"]._findings(self.visit_1)[self.visit_1.id]
        found = {(finding.kind, finding.name, finding.entry) for finding in findings}
        self.assertIn((fact_chain.ROW_NEW, "customs.deadline", deadline.id), found)
        self.sql("CREATE TABLE zz_fact () INHERITS (customs_fact)")
        self.sql("INSERT INTO zz_fact SELECT * FROM ONLY customs_fact WHERE id = %s", self.entry(2).id)
        self.assertIn((2, fact_chain.INSERTED), self.found())

    def test_clock_set_back(self):
        """IT9: what was recorded while the server's clock stood back is found, in both chains."""
        self.env.cr.flush()
        with freeze_time(fields.Datetime.now() - timedelta(hours=1)):
            self.record(self.visit_1, "person_informed_on", -20)
            self.env.cr.flush()
        turned = [index for index, kind in self.found() if kind == fact_chain.TURNED_BACK]
        self.assertIn(5, turned)
        self.assertGreaterEqual(len(turned), 2)
        self.assertIn(
            "the server's time was set back", self.visit_1.action_check_record()["params"]["message"]
        )

    def test_queries_for_triggers(self):
        """IT9: the database is asked for triggers once for each transaction that is sealed."""
        asked = []
        found = database_triggers.found

        def count(*arguments):
            asked.append(1)
            return found(*arguments)

        self.env.cr.flush()
        with patch.object(database_triggers, "found", count):
            for day in (-20, -19, -18):
                self.visit_1.with_user(self.supervisor).record_fact(
                    "person_informed_on", self.day(day), reason="x"
                )
            (self.visit_1 | self.sent_visit(-30)).goods_ids._add_to_seal()
            self.env.cr.flush()
        self.assertEqual(len(asked), 1)

    def test_former_entries_are_chained(self):
        """IT9: an update chains what was recorded before there were chains, in the order of the record."""
        other = self.sent_visit()
        self.sql(
            """
            UPDATE customs_fact SET chain_index = NULL, hash = NULL, previous_hash = NULL, hash_format = NULL,
                   files = NULL
            """
        )
        self.sql("UPDATE customs_verification_visit SET fact_count = NULL, fact_head = NULL")
        self.sql("UPDATE customs_verification_request SET fact_count = NULL, fact_head = NULL")
        self.assertIn((0, fact_chain.INSERTED), self.found())
        path = Path(get_module_path("customs_verification")) / "migrations/19.0.2.0.0/post-chain.py"
        spec = importlib.util.spec_from_file_location("post_chain", path)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        with patch.object(customs_fact_chain, "BATCH", 1):
            migration.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertFalse(self.found(self.visit_1 | other))
        self.assertFalse(self.found(self.visit_1.verification_request_id))
        self.assertEqual(self.visit_1.fact_ids.sorted("id").mapped("chain_index"), [1, 2, 3, 4])
        self.assertEqual(self.entry(3).files[0]["name"], "consent.pdf")
        self.assertFalse(self.env["customs.fact"]._chain_unchained())

    def test_entry_without_case(self):
        """IT9: an update tells of entries whose case is gone, and goes on."""
        self.sql("UPDATE customs_fact SET hash = NULL, chain_index = NULL WHERE id = %s", self.entry(4).id)
        self.sql("UPDATE customs_fact SET res_id = 2000000000 WHERE id = %s", self.entry(4).id or 0)
        entry = self.env["customs.fact"].search([("hash", "=", False)])
        self.sql("UPDATE customs_fact SET res_id = 2000000000 WHERE id = ANY(%s)", entry.ids)
        with self.assertLogs(CHAIN_LOGGER, "ERROR") as logs:
            self.assertEqual(self.env["customs.fact"]._chain_unchained(), 0)
        self.assertIn("2000000000, which is not there", logs.output[0])


@tagged("post_install", "-at_install")
class TestTwoAtOnce(TransactionCase):
    """Two transactions record on one case: committed ones, for only those can be in each other's way."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            authority = env["customs.authority"].create(
                {
                    "name": "Two At Once",
                    "code": "T-TWO",
                    "country_id": env.ref("base.kz").id,
                    "is_customs_authority": True,
                }
            )
            values = {"importing_authority_id": authority.id}
            self.case_id = env[REQUEST].create(values).id
            self.addCleanup(self._clean, authority.id)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _clean(self, authority_id):
        with self.registry.cursor() as cr:
            for table in (
                "customs_fact",
                "customs_seal",
                "customs_seal_end",
                "mail_message",
                "mail_followers",
            ):
                model = "model" if table == "mail_message" else "res_model"
                cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s = %s AND res_id = %s",
                        *map(SQL.identifier, (table, model)),
                        REQUEST,
                        self.case_id,
                    )
                )
            cr.execute("DELETE FROM customs_verification_request WHERE id = %s", [self.case_id])
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'customs.authority' AND res_id = %s", [authority_id]
            )
            for table in ("customs_seal", "customs_seal_end"):
                cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE res_model = 'customs.authority' AND res_id = %s",
                        SQL.identifier(table),
                        authority_id,
                    )
                )
            cr.execute("DELETE FROM customs_authority WHERE id = %s", [authority_id])

    def _record(self, cr):
        env = self._env(cr)
        values = env[REQUEST].browse(self.case_id)._log_values()
        return env["customs.fact"].create(values | {"fact": "x", "label": "x"})

    @mute_logger("odoo.sql_db")
    def test_one_waits_for_the_other(self):
        """IT9: while one records, another cannot; who began before the other's entry begins anew."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._record(first)
            second.execute("SET LOCAL lock_timeout = '100ms'")
            with self.assertRaises(LockNotAvailable):
                self._record(second)
            second.rollback()
            second.execute("SELECT fact_count FROM customs_verification_request")  # here it begins
            first.commit()
            with self.assertRaises(SerializationFailure):
                self._record(second)
            second.rollback()
            self.assertEqual(self._record(second).chain_index, 2)
            second.commit()
            case = self._env(first)[REQUEST].browse(self.case_id)
            self.assertEqual(list(case._check_chain()), [(case, [])])


@tagged("post_install", "-at_install")
class TestPrintedRecord(RecordCase):
    """The record on paper: every entry with its full hash."""

    def _text(self, content):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    def test_print_menu(self):
        """IT9: who may read the case prints its record; every hash stands on it in full."""
        for kind, case in (("visit", self.visit_1), ("documents", self.visit_1.verification_request_id)):
            report = self.env.ref(f"customs_verification.action_report_{kind}_facts")
            reports = self.env["ir.actions.report"].with_user(self.reader)
            content, _kind = reports._render(report, case.ids)
            text = self._text(content)
            for entry in case.fact_ids:
                self.assertIn(entry.hash, text)
                self.assertIn(entry.label, text)
            self.assertIn(case.name, text)
            self.assertEqual(text.count(case.fact_head), 2)
            self.assertEqual(content, reports._render(report, case.ids)[0])
            with self.assertRaises(AccessError):
                reports.with_user(self.foreign_officer)._render(report, case.ids)
        text = self._text(self.visit_1._pdf_facts())
        for part in ("Former date", "Read wrongly: Ғ", "consent.pdf", self.entry(3).files[0]["sha256"]):
            self.assertIn(part, text)

    def test_altered_before_printing(self):
        """IT9: what was altered since the last check is not printed without a warning."""
        self.assertNotIn("was changed", self._text(self.visit_1._pdf_facts()))
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(3).id)
        self.sql(
            "UPDATE customs_verification_visit SET consent_received_on = '2026-01-01' WHERE id = %s",
            self.visit_1.id,
        )
        text = self._text(self.visit_1.with_user(self.reader)._pdf_facts())
        self.assertIn("The check at printing found that this record was changed", text)
        self.assertIn("Entry 3: its content differs", text)

    def test_renamed_user(self):
        """IT9: an entry holds who it was by number: the paper has the login beside the name of today."""
        self.officer.name = "Somebody Else"
        text = self._text(self.visit_1._pdf_facts())
        self.assertIn(f"Somebody Else ({self.officer.login})", text)

    def test_record_in_another_language(self):
        """IT9: what users wrote is printed as text, in Cyrillic and Kazakh letters, whatever its length."""
        fact = RecordedFact(
            index=1,
            label="Согласие <b>x</b> & Әділет Қожахметұлы",
            value_on=date(2026, 3, 5),
            recorded_at=datetime.fromisoformat("2026-03-06 07:08:09"),
            recorded_by="Ђорђе Ћирић",
            note="ң" * 5000 + "\n" + "word " * 3000,
            files=(RecordedFile("ұзақ" * 90 + ".pdf", "a" * 64),),
            hash="b" * 64,
        )
        record = FactRecordData(
            number="VV/2026/1", kind="Visit", importing_authority="Мемлекеттік кірістер комитеті"
        )
        content = build_fact_record(
            replace(
                record,
                seals=(RecordedSeals("contents", 7, "c" * 64),),
                count=1,
                head="b" * 64,
                facts=(fact,),
                findings="Өзгерді",
            )
        )
        text = self._text(content)
        for part in (
            "Согласие <b>x</b> & Әділет Қожахметұлы",
            "Ђорђе Ћирић",
            "Өзгерді",
            "b" * 64,
            "7, " + "c" * 60,
        ):
            self.assertIn(part, text)
        self.assertNotIn("\ufffd", text)
        self.assertIn("No facts recorded yet", self._text(build_fact_record(record)))
