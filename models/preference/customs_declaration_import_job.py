import contextlib
import hashlib
import logging
import os
import tempfile
import time
from itertools import islice

from psycopg2 import errors

from odoo import api, fields, models

from ...tools import import_columns, import_file, import_values
from ...tools.import_file import BadFileError
from ...tools.import_values import Line, Problem
from .customs_import_record import BAD, CHANGED, NEW, UNCHANGED, Seen

_logger = logging.getLogger(__name__)

BATCH = 2000  # lines that are taken in one transaction
# To go on in a workbook all rows before are read again: so it is left later than a text file.
SECONDS_IN_A_WORKBOOK = 60
BLOCK = 2**20
TRIES = 5
SAME_MOMENT = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)


class CustomsDeclarationImport(models.Model):
    """How an import is read: batch by batch, each one transaction that also keeps how far it came.

    The job goes on with what is running, whatever became of the process before: nothing of a batch that was
    not committed is there, and nothing that was committed is read again.
    """

    _inherit = "customs.declaration.import"

    # The file

    @contextlib.contextmanager
    def _file_path(self):
        """Give the path of the file; one that is not in the filestore is laid down for the time."""
        self.ensure_one()
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "=", self.id)],
                order="id",
                limit=1,
            )
        )
        path = attachment.store_fname and attachment._full_path(attachment.store_fname)
        if path and os.path.isfile(path):
            yield path
            return
        with tempfile.NamedTemporaryFile(prefix="customs-import-") as copy:
            copy.write(attachment.raw or b"")
            copy.flush()
            yield copy.name

    @api.model
    def _opened(self, path, settings):
        """Return the file at ``path``, to be read row by row."""
        if settings["kind"] == "xlsx":
            return import_file.XlsxFile(path, settings["sheet"], settings["header_row"])
        return import_file.CsvFile(path, settings["encoding"], settings["delimiter"], settings["header_row"])

    @staticmethod
    def _digest(path):
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
        return digest.hexdigest()

    def _size(self, path):
        settings = self.source_id._settings()
        return self._opened(path, settings).size() if settings["kind"] == "xlsx" else os.path.getsize(path)

    # The job

    @api.model
    def _trigger_job(self):
        self.env.ref("customs_verification.cron_import").sudo()._trigger()

    @api.model
    def _cron_import(self):
        """Go on with the imports that are running; called again at once as long as there are any."""
        cron = self.env["ir.cron"]
        running = self.sudo().search([("state", "=", "running")], order="started_at, id")
        cron._commit_progress(remaining=len(running) + 1)
        for run in running:
            if not run._go_on():
                cron._commit_progress(remaining=1)
                return
        cron._commit_progress(remaining=0)

    def _go_on(self):
        """Take batch after batch until all is read or somebody stops it; return whether time is left."""
        self.ensure_one()
        settings = self.settings
        until = time.monotonic() + (SECONDS_IN_A_WORKBOOK if settings["kind"] == "xlsx" else 0)
        with self._file_path() as path:
            try:
                file = self._opened(path, settings)
                places, _absent = import_columns.places(settings["columns"], file.headings())
                rows = file.rows(int(self.place), self.line_no)
                return self._take_rows(file, rows, places, until)
            except BadFileError as error:
                self._fail(self._failure_text(str(error)))
        return True

    def _take_rows(self, file, rows, places, until):
        reader = import_values.Reader(self.settings["decimal"], self.settings["date_format"])
        while self._still_runs():
            batch = self._read_batch(file, rows, reader, places)
            if not self._take_or_fail(batch):
                return True
            left = self.env["ir.cron"]._commit_progress(len(batch["lines"]))
            if batch["is_last"]:
                return bool(left)
            if not left and time.monotonic() > until:
                return False
        return True

    def _still_runs(self):
        """Lock the import and tell whether nobody has stopped it."""
        if not self.try_lock_for_update():
            return False
        self.invalidate_recordset()
        return self.state == "running"

    def _read_batch(self, file, rows, reader, places):
        """Read the next lines: what they say, their cells, and the place behind them."""
        lines, cells = [], {}
        place, line_no = self.place, self.line_no
        for row in islice(rows, BATCH):
            place, line_no = row.place, file.last_line(row)
            if not row.problem and import_file.is_blank(row.cells):
                continue
            line = self._read_row(row, reader, places)
            lines.append(line)
            cells[line.line_no] = row.cells
        is_last = place == self.place or (self.settings["kind"] == "csv" and place >= self.size)
        return {"lines": lines, "cells": cells, "place": place, "line_no": line_no, "is_last": is_last}

    @api.model
    def _read_row(self, row, reader, places):
        if row.problem:
            return Line(row.line_no, {}, [Problem(row.problem)])
        width = len(row.cells)
        given = {name: row.cells[at] if at < width else None for name, at in places.items()}
        return import_values.read_line(reader, row.line_no, given)

    def _take_or_fail(self, batch):
        """Take a batch, whole or not at all; return whether the import goes on."""
        for _attempt in range(TRIES):
            try:
                with self.env.cr.savepoint():
                    self._take_batch(batch)
                return True
            except SAME_MOMENT:
                # Somebody else wrote the same declarations: seen from a new transaction they are there.
                self.env["ir.cron"]._commit_progress()
            except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, it is told
                _logger.exception("Import %s: the batch behind line %s failed", self.id, self.line_no)
                self._fail(
                    self.env._(
                        "Behind line %s something went wrong that is no fault of the file. Nothing of "
                        "these lines was taken; the log of the server says more.",
                        self.line_no,
                    )
                )
                return False
        self._fail(self.env._("Others write the same declarations all the time: go on later."))
        return False

    def _fail(self, text):
        """Stop, and say why."""
        self._write_guarded({"stopped_at": fields.Datetime.now(), "failure": text})
        self.env["ir.cron"]._commit_progress()

    def _take_batch(self, batch):
        """Take the lines of a batch and keep how far the file was read."""
        user = self.started_by_id
        source = self.source_id.with_user(user).with_context(lang=user.lang).sudo()
        seen = SeenInFile(self)
        taken = source._take(batch["lines"], self.settings, seen, self.dry_run)
        counts = dict.fromkeys((NEW, CHANGED, UNCHANGED, BAD), 0)
        for record in taken:
            counts[record.status] += 1
        bad = [record for record in taken if record.status == BAD]
        self.env["customs.import.problem"]._note(self, source, bad, batch["cells"])
        values = {f"lines_{name}": self[f"lines_{name}"] + count for name, count in counts.items()}
        values |= {"place": batch["place"], "line_no": batch["line_no"]}
        if batch["is_last"]:
            values["finished_at"] = fields.Datetime.now()
            seen.forget()
        self._write_guarded(values)
        self.flush_recordset()


class SeenInFile(Seen):
    """What all lines of one file have said, kept in the database over its batches."""

    def __init__(self, run):
        super().__init__()
        self._run = run
        self._table = run.env["customs.import.seen"].sudo()
        self._known = set()

    def load(self, records):
        keys = sorted({record.key for record in records if record.key})
        self.update(self._table._read_keys(self._run, keys))
        self._known = set(self)

    def save(self):
        self._table._add(self._run, {key: said for key, said in self.items() if key not in self._known})

    def forget(self):
        """The file is read: what its lines have said is in the register."""
        self._table._forget(self._run)
