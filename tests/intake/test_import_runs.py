"""Imports as they run: stopped, killed, gone on with, started by the API, seen by whom, how many queries."""

import base64
import csv
import io
from contextlib import suppress
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.intake import customs_declaration_import as job
from ..common.cases import PASSWORD
from ..common.imports import HEADINGS, ImportCase


class KilledError(BaseException):
    """The process ends here, as far as Python can be made to."""


@tagged("post_install", "-at_install")
class TestImportRuns(ImportCase):
    def _file(self):
        """Return lines of which some are bad, some repeated and some contradict others."""
        rows = self.many(23)
        rows[7] |= {"hs_code": "1"}
        rows.insert(12, dict(rows[3]))
        rows.insert(15, rows[4] | {"customs_value": 3})
        rows.insert(20, self.line(position=77, registered_on=str(self.day(-3))))
        return rows

    def _result(self, run):
        return (
            self.counts(run),
            [(row.line_no, row.reasons) for row in run.problem_ids],
            self.stored(self.goods()),
        )

    def _forget(self):
        self.goods().declaration_id.unlink()

    def test_killed(self):
        """Killed in the middle of an import and started again, the end is the same as without."""
        content = self.csv(self._file())
        whole = self._result(self.imported(content))
        self._forget()
        take = type(self.imports)._import_batch
        for at in range(1, 8):
            with self.subTest(batch=at), patch.object(job, "BATCH", 4):
                calls = iter(range(1, 99))

                def killed(run, batch, calls=calls, at=at):
                    take(run, batch)
                    if next(calls) == at:
                        raise KilledError

                run = self.make(content)
                # Not by assertRaises: that would take back what was committed before.
                with patch.object(type(self.imports), "_import_batch", killed), suppress(KilledError):
                    self.work()
                self.env.invalidate_all()
                self.assertEqual(run.state, "running")
                self.assertEqual(sum(self.counts(run)), 4 * (at - 1))
                self.work()
                self.assertEqual(run.state, "done")
                self.assertEqual(self._result(run), whole)
                self._forget()

    def test_stopped(self):
        """An import is stopped and gone on with; the end is the same."""
        content = self.csv(self._file())
        whole = self._result(self.imported(content))
        self._forget()
        take = type(self.imports)._import_batch

        def stopping(run, batch):
            take(run, batch)
            run.action_stop()

        with patch.object(job, "BATCH", 5):
            run = self.make(content)
            with patch.object(type(self.imports), "_import_batch", stopping):
                self.work()
            self.assertEqual((run.state, sum(self.counts(run))), ("stopped", 5))
            self.assertGreater(run.progress, 5)
            self.work()
            self.assertEqual(sum(self.counts(run)), 5)
            # What the import began with stays, whatever becomes of its source meanwhile.
            self.source.decimal_mark = "comma"
            self.source.column_ids[0].heading = "Other"
            run.action_go_on()
            self.work()
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertEqual(self._result(run), whole)

    def test_workbook_goes_on(self):
        """A workbook is gone on with at its row."""
        source = self.make_source(name="Workbook", file_kind="xlsx")
        take = type(self.imports)._import_batch

        def stopping(run, batch):
            take(run, batch)
            run.action_stop()

        run = self.make(self.xlsx(self.many(11)), name="lines.xlsx", source=source)
        with patch.object(job, "BATCH", 5):
            with patch.object(type(self.imports), "_import_batch", stopping):
                self.work()
            self.assertEqual(self.counts(run), (5, 0, 0, 0))
            run.action_go_on()
            self.work()
        self.assertEqual((run.state, *self.counts(run)), ("done", 11, 0, 0, 0))

    def test_failure(self):
        """An error of the program stops the import, keeps what was read, and is told."""
        take = type(self.imports)._import_batch

        def failing(run, batch):
            take(run, batch)
            if run.lines_new > 5:
                raise ZeroDivisionError

        with patch.object(job, "BATCH", 5):
            run = self.make(self.csv(self.many(12)))
            with patch.object(type(self.imports), "_import_batch", failing), mute_logger(job.__name__):
                self.work()
            self.assertEqual((run.state, *self.counts(run)), ("stopped", 5, 0, 0, 0))
            self.assertIn("after line 6", run.failure)
            run.action_go_on()
            self.work()
        self.assertEqual((run.state, *self.counts(run)), ("done", 12, 0, 0, 0))
        self.assertFalse(run.failure)

    def test_same_moment(self):
        """Two who write the same declarations at once both get theirs in."""
        take, tried = type(self.imports)._import_batch, []

        def colliding(run, batch):
            tried.append(1)
            if len(tried) == 1:
                raise SerializationFailure
            take(run, batch)

        run = self.make(self.csv(self.many(3)))
        with patch.object(type(self.imports), "_import_batch", colliding):
            self.work()
        self.assertEqual((run.state, *self.counts(run), len(tried)), ("done", 3, 0, 0, 0, 2))

    def test_tried_again(self):
        """Core: lines taken once more, after others wrote at the same moment, end as the first time."""
        content = self.csv(self._file())
        whole = self._result(self.imported(content))
        self._forget()
        take, tried = type(self.imports)._import_batch, []

        def colliding(run, batch):
            take(run, batch)
            tried.append(1)
            if len(tried) % 2:
                raise SerializationFailure

        with patch.object(job, "BATCH", 9), patch.object(type(self.imports), "_import_batch", colliding):
            run = self.imported(content)
        self.assertEqual(self._result(run), whole)
        self.assertEqual(len(tried), 6)

    def test_query_count(self):
        """CONTRIBUTING: the number of queries does not depend on the number of lines."""
        counts = {}
        self.source.create_persons = True
        for size in (10, 80):
            rows = [
                row
                | {
                    "number": f"Q{size}/{number}",
                    "registered_on": str(self.day(-40 - number)),
                    "currency": "USD",
                    "producer_code": f"P{size}-{number}" if number % 2 else "F-7",
                    "proof_reference": f"R{number}",
                }
                for number, row in enumerate(self.many(size))
            ]
            self.env.flush_all()
            for dry_run in (True, False, False):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                taken = self.source.with_user(self.officer).import_lines(rows, dry_run=dry_run)
                counts.setdefault((dry_run, taken[0]["status"]), []).append(
                    self.env.cr.sql_log_count - before
                )
        for what, (few, many) in counts.items():
            with self.subTest(what=what):
                # Odoo adds contacts with some queries for each batch of its own.
                self.assertLessEqual(many, few + (8 if what == (False, "new") else 0))

    # The API

    def test_api(self):
        """The clearance system sends lines as they come; each is answered, nothing is an error."""
        source = self.source.with_user(self.officer)
        rows = [
            {**self.line(registered_on=str(self.day(-9))), "customs_value": 10.5, "preference_claimed": True},
            {"number": "X", "colour": "red", "position": [1]},
            "nonsense",
            {**self.line(registered_on=str(self.day(-9)), position="2"), "importer_code": None},
            {**self.line(position=3), "number": "\x00\ud800 "},
            {**self.line(registered_on=str(self.day(-9)), position=4), "gross_weight_kg": 1e300},
        ]
        self.assertEqual(
            [row["status"] for row in source.import_lines(rows, dry_run=True)],
            ["new", "bad", "bad", "new", "bad", "bad"],
        )
        self.assertFalse(self.goods())
        answer = source.import_lines(rows)
        self.assertEqual([row["row"] for row in answer], [1, 2, 3, 4, 5, 6])
        self.assertEqual([row["status"] for row in answer], ["new", "bad", "bad", "new", "bad", "bad"])
        self.assertEqual([row["line_id"] for row in answer if row["line_id"]], self.goods().ids)
        self.assertIn("number is missing", " ".join(answer[4]["reasons"]))
        again = source.import_lines(rows)
        self.assertEqual(again[0]["status"], "unchanged")
        self.assertEqual(again[0]["line_id"], answer[0]["line_id"])
        changed = source.import_lines([{**rows[0], "customs_value": 11}])
        self.assertEqual(changed[0]["status"], "changed")
        with self.refused("up to 1000"):
            source.import_lines([{}] * 1001)
        with self.refused("up to 1000"):
            source.import_lines("rows")

    def test_api_file(self):
        """A file run is started by the API."""
        source = self.source.with_user(self.officer)
        content = base64.b64encode(self.csv(self.many(3))).decode()
        run = self.imports.browse(source.start_import("lines.csv", content))
        self.work()
        self.assertEqual((run.state, *self.counts(run)), ("done", 3, 0, 0, 0))
        for name, wrong in (("", content), ("a.csv", ""), ("a.csv", 7), ("a.csv", "?")):
            with self.subTest(content=wrong), self.refused():
                source.start_import(name, wrong)

    def test_api_roles(self):
        """CU-A: lines are taken from officers of the authority only."""
        for user in (self.reader, self.foreign_officer, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.source.with_user(user).import_lines([self.line()])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.imports.with_user(user).create(
                    {"source_id": self.source.id, "file": base64.b64encode(b"x"), "file_name": "x"}
                )
        own = self.make(self.csv([]), start=False)
        foreign = (
            self.env["customs.import.source"]
            .with_user(self.foreign_officer)
            .create({"name": "Foreign", "importing_authority_id": self.other_importing.id})
        )
        with self.assertRaises(AccessError):
            own.source_id = foreign.with_user(self.officer)
        with self.refused("A column cannot be moved to another source"):
            self.source.column_ids[0].source_id = self.make_source(name="Second")

    def test_by_hand(self):
        """Core: how an import goes is written by nobody; its file stays, and so does its source."""
        run = self.imported(self.csv([*self.many(2), self.line(number="")]))
        for name, value in (("lines_bad", 0), ("finished_at", False), ("sha256", "x"), ("settings", {})):
            with (
                self.subTest(field=name),
                self.refused("this is filled in automatically and cannot be"),
            ):
                run[name] = value
        for name, value in (("file", base64.b64encode(b"x")), ("dry_run", True), ("file_name", "x")):
            with self.subTest(field=name), self.refused("was already started"):
                run[name] = value
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", run._name), ("res_field", "=", "file"), ("res_id", "=", run.id)]
        )
        for act in (lambda: attachment.write({"raw": b"x"}), attachment.unlink):
            with self.refused("part of the record"):
                act()
        with self.refused("cannot be deleted"):
            run.with_user(self.supervisor).unlink()
        with self.refused("A rejected line cannot be moved to another import"):
            run.problem_ids.sudo().unlink()
        with self.refused("Archive it instead"):
            self.source.unlink()
        with self.refused("was already started"):
            run.action_start()
        checked = self.imported(self.csv([self.line(number="")]), dry_run=True)
        checked.unlink()

    def test_form(self):
        """As the web client does it: a new form with its file, its columns, and the start."""
        source = self.make_source(name="New", column_ids=False)
        [saved] = self.imports.web_save(
            {
                "source_id": source.id,
                "file": base64.b64encode(self.csv(self.many(2))).decode(),
                "file_name": "lines.csv",
                "dry_run": True,
                "encoding": "cp1251",
                "column_ids": [],
            },
            {"state": {}},
        )
        run = self.imports.browse(saved["id"])
        # What the client does not send, because it cannot be edited.
        self.assertFalse([name for name in run._guarded_fields() if not run._fields[name].readonly])
        run.action_read_columns()
        self.assertEqual(len(run.column_ids), len(HEADINGS))
        run.write({"decimal_mark": "comma", "column_ids": [Command.delete(run.column_ids[0].id)]})
        self.assertEqual(run.source_id.decimal_mark, "comma")
        with self.refused("Declaration: number"):
            run.action_start()

    def test_marked_at_once(self):
        """RS16.12: what comes in under a suspension in force is marked by the import itself."""
        lines = type(self.lines)
        with patch.object(lines, "_mark_lines", autospec=True) as mark:
            self.imported(self.csv(self.many(3)))
            self.assertEqual(sorted(mark.call_args.args[0].ids), sorted(self.goods().ids))
            mark.reset_mock()
            self.imported(self.csv(self.many(3)))
            mark.assert_not_called()


@tagged("post_install", "-at_install")
class TestImportDownload(ImportCase, HttpCase):
    def test_download(self):
        """Rejected lines are downloaded with reasons; no formula runs; no stranger sees them."""
        evil = '=HYPERLINK("http://example.com";"x")'
        rows = [self.line(number="", brand=evil), self.line(hs_code="x", customs_value="-5")]
        run = self.imported(self.csv(rows))
        self.authenticate(self.reader.login, PASSWORD)
        answer = self.url_open(f"/customs/import/{run.id}/problems.csv")
        self.assertEqual(answer.status_code, 200)
        found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        self.assertEqual(found[0], ["Line", "Reasons", *HEADINGS.values()])
        self.assertEqual([row[0] for row in found[1:]], ["2", "3"])
        self.assertIn("number is missing", found[1][1])
        self.assertIn(f"'{evil}", found[1])
        self.assertIn("-5", found[2])
        answer = self.url_open(f"/customs/import/{run.id}/problems.xlsx")
        self.assertEqual((answer.status_code, answer.content[:2]), (200, b"PK"))
        self.assertEqual(self.url_open(f"/customs/import/{run.id}/problems.exe").status_code, 404)
        for login in (self.foreign_officer.login, self.administrator.login):
            self.authenticate(login, PASSWORD)
            self.assertEqual(self.url_open(f"/customs/import/{run.id}/problems.csv").status_code, 404)

    def test_corrected_download(self):
        """The downloaded lines, corrected, are a file of the same source."""
        run = self.imported(self.csv([self.line(hs_code="x")]))
        file = io.BytesIO()
        self.env["customs.import.problem"]._write_csv(run.sudo(), file)
        corrected = file.getvalue().replace(b";x;", b";0406905000;")
        again = self.imported(corrected)
        self.assertEqual(self.counts(again), (1, 0, 0, 0))
