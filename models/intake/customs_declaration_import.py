import contextlib
import hashlib
import logging
import os
import tempfile
import time

from psycopg2 import errors

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import import_columns, import_file
from ...tools.import_batch import BatchReader
from ...tools.import_file import BadFileError
from ...tools.import_prefetch import PartReader
from ...tools.import_values import Reader
from .customs_import_source import DELIMITERS
from .intake_check import Seen
from .intake_pipeline import Intake

_logger = logging.getLogger(__name__)

BATCH = 10_000  # lines that are imported in one transaction

# To go on in a workbook all rows before are read again: so it is left later than a text file.
SECONDS_IN_A_WORKBOOK = 60

BLOCK = 2**20

TRIES = 5

SAME_MOMENT = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)


class SeenInFile(Seen):
    """The contents of all lines of one file, kept in the database over its batches."""

    def __init__(self, run):
        super().__init__()
        self._run = run
        self._table = run.env["customs.import.seen"].sudo()
        self._known = set()

    def load(self, keys):
        self.update(self._table._read_keys(self._run, sorted(keys)))
        self._known = set(self)

    def save(self):
        self._table._add(self._run, {key: line for key, line in self.items() if key not in self._known})

    def forget(self):
        """The file is read: the contents of its lines are in the register."""
        self._table._forget(self._run)


class CustomsDeclarationImport(models.Model):
    """One file of declarations on its way into the register: the wizard, and afterwards the record of it.

    Started, stopped, finished are facts, and the state follows from them. The file stays with what it
    brought, by its SHA-256. What was read is committed batch by batch together with how far it was read:
    killed and started again, the end is the same (`_go_on`).
    """

    _name = "customs.declaration.import"
    _description = "Import of Declarations"
    _inherit = ["customs.guarded.mixin"]
    _order = "id desc"
    _rec_name = "file_name"

    source_id = fields.Many2one("customs.import.source", required=True, index=True, ondelete="restrict")
    importing_authority_id = fields.Many2one(
        related="source_id.importing_authority_id", store=True, index=True, copy=False
    )
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char(required=True)
    sha256 = fields.Char(
        readonly=True,
        copy=False,
        string="SHA-256",
        help="SHA-256 of the file when the import was started.",
    )
    dry_run = fields.Boolean(
        string="Check Only",
        default=True,
        help="Reads the whole file and shows the result for each line without changing the register.",
    )
    file_kind = fields.Selection(related="source_id.file_kind", readonly=False)
    encoding = fields.Selection(related="source_id.encoding", readonly=False)
    delimiter = fields.Selection(related="source_id.delimiter", readonly=False)
    decimal_mark = fields.Selection(related="source_id.decimal_mark", readonly=False)
    date_format = fields.Selection(related="source_id.date_format", readonly=False)
    column_ids = fields.One2many(related="source_id.column_ids", readonly=False)
    settings = fields.Json(
        readonly=True, copy=False, help="How the file is read, as set when the import was started."
    )
    headings = fields.Text(readonly=True, copy=False, string="Headings in the File")
    unmapped = fields.Text(
        readonly=True,
        copy=False,
        string="Ignored Columns",
        help="Headings in the file without a matching column.",
    )

    started_at = fields.Datetime(readonly=True, copy=False)
    started_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, string="Started by", ondelete="restrict"
    )
    stopped_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    failure = fields.Text(readonly=True, copy=False, string="Why It Stopped")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("stopped", "Stopped"), ("done", "Done")],
        compute="_compute_state",
        store=True,
        copy=False,
        index=True,
    )

    place = fields.Float(readonly=True, copy=False, digits=(16, 0), help="Bytes (CSV) or rows (XLSX) read.")
    size = fields.Float(
        readonly=True, copy=False, digits=(16, 0), help="Bytes (CSV) or rows (XLSX) in the file."
    )
    line_no = fields.Integer(readonly=True, copy=False, string="Last Line Read")
    lines_new = fields.Integer(readonly=True, copy=False, string="New")
    lines_changed = fields.Integer(readonly=True, copy=False, string="Corrected")
    lines_unchanged = fields.Integer(readonly=True, copy=False, string="Unchanged")
    lines_bad = fields.Integer(readonly=True, copy=False, string="Rejected")
    progress = fields.Float(string="Progress (%)", compute="_compute_progress")
    problem_ids = fields.One2many(
        "customs.import.problem", "import_id", string="Rejected Lines", readonly=True
    )

    @api.depends("started_at", "stopped_at", "finished_at")
    def _compute_state(self):
        for run in self:
            if run.finished_at:
                run.state = "done"
            elif run.stopped_at:
                run.state = "stopped"
            else:
                run.state = "running" if run.started_at else "draft"

    @api.depends("place", "size", "finished_at")
    def _compute_progress(self):
        for run in self:
            share = min(run.place / run.size, 1.0) * 100 if run.size else 0.0
            run.progress = 100.0 if run.finished_at else min(share, 99.9)

    @api.depends("file_name", "dry_run", "source_id.name")
    def _compute_display_name(self):
        for run in self:
            name = run.file_name or run.source_id.name or ""
            run.display_name = self.env._("%s (only checked)", name) if run.dry_run else name

    def _guarded_fields(self):
        """A person chooses only the source, the file, and whether it is only checked."""
        return self._written_fields() - {"source_id", "file", "file_name", "dry_run"}

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_foreign_source(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_other_file(vals)
        self._refuse_foreign_source([vals])
        return super().write(vals)

    @api.model
    def _refuse_foreign_source(self, vals_list):
        """Declarations are brought by whoever may keep their source, into the register of its authority."""
        sources = self.env["customs.import.source"]
        sources.browse({vals["source_id"] for vals in vals_list if vals.get("source_id")}).check_access(
            "write"
        )

    def _refuse_other_file(self, vals):
        """The file of an import that was started is what its lines came from."""
        if self._is_behind_the_door() or not {"source_id", "file", "file_name", "dry_run"} & vals.keys():
            return
        for run in self:
            if run.started_at:
                raise UserError(
                    self.env._(
                        "%s was already started. Create another import for another file.", run.display_name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for run in self:
            if run.started_at and not run.dry_run:
                raise UserError(
                    self.env._(
                        "%s has imported declarations and cannot be deleted. Its file and rejected lines are "
                        "kept.",
                        run.display_name,
                    )
                )
            if run.state == "running":
                raise UserError(self.env._("%s is running. Stop it first.", run.display_name))

    # What the officer does

    def action_read_columns(self):
        """Read the headings of the file, and map those whose meaning is known.

        :raises UserError: the file cannot be read
        """
        self.ensure_one()
        self.check_access("write")
        if not self.source_id._mapping():
            self._guess_how_written()
        headings = self._read_headings()
        self.source_id._propose_columns(headings)
        self._store_headings(headings)
        return True

    def action_start(self):
        """Start reading the file, in the background.

        :raises UserError: it was started before, the file cannot be read, or columns that must be there are
            not named; every reason at once
        """
        self.ensure_one()
        self.check_access("write")
        self.source_id.check_access("write")
        self._refuse_second_start()
        headings = self._read_headings()
        if not self.source_id._mapping():
            self.source_id._propose_columns(headings)
        self._store_headings(headings)
        settings = self.source_id._settings()
        self._refuse_lacking_columns(settings, headings)
        with self._file_path() as path:
            digest, size = self._digest(path), self._size(path)
        self._write_guarded(
            {
                "settings": settings,
                "sha256": digest,
                "size": size,
                "started_at": fields.Datetime.now(),
                "started_by_id": self.env.uid,
                "failure": False,
            }
        )
        self._trigger_job()
        return True

    def action_stop(self):
        """Stop reading; what was read stays, and `action_go_on` goes on behind it."""
        self.check_access("write")
        for run in self.filtered(lambda run: run.state == "running"):
            run._write_guarded({"stopped_at": fields.Datetime.now()})
        return True

    def action_go_on(self):
        """Go on reading where it was stopped."""
        self.check_access("write")
        for run in self.filtered(lambda run: run.state == "stopped"):
            run._write_guarded({"stopped_at": False, "failure": False})
        self._trigger_job()
        return True

    def action_import_now(self):
        """Import the file that was only checked; return the action that opens the new import."""
        self.ensure_one()
        self.check_access("write")
        if not self.dry_run or self.state != "done":
            raise UserError(self.env._("Wait until the whole file is checked."))
        run = self._for_file(
            self.source_id, self.file_name, self.with_context(bin_size=False).file, dry_run=False
        )
        run.action_start()
        return run._get_records_action(context={})

    def action_download_problems(self):
        """Download the rejected lines, with all their reasons, as XLSX."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/customs/import/{self.id}/problems.xlsx",
            "target": "self",
        }

    def action_download_problems_csv(self):
        """Download the rejected lines as CSV: corrected, the file can be imported as it is."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/customs/import/{self.id}/problems.csv",
            "target": "self",
        }

    def action_open_problems(self):
        """Show the rejected lines."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_import_problem"
        )
        return action | {"domain": [("import_id", "=", self.id)], "context": {"create": False}}

    # Before the start

    def _refuse_second_start(self):
        if self.started_at:
            raise UserError(self.env._("%s was already started.", self.display_name))

    def _read_headings(self):
        """Return the headings of the file, or say why it cannot be read."""
        with self._file_path() as path:
            try:
                headings = self._opened(path, self.source_id._settings()).headings()
            except BadFileError as error:
                raise UserError(self._failure_text(str(error))) from None
        headings = [str(cell).strip() if cell is not None else "" for cell in headings or []]
        if not any(headings):
            raise UserError(self.env._("Row %s of the file has no headings.", self.source_id.header_row))
        return headings

    def _guess_how_written(self):
        """Take the encoding and the delimiter that the file seems to have, for a source that is still new."""
        if self.source_id.file_kind != "csv":
            return
        with self._file_path() as path:
            encoding, sign = import_file.guessed(path)
        delimiters = {sign: name for name, sign in DELIMITERS.items()}
        self.source_id.write({"encoding": encoding, "delimiter": delimiters[sign]})

    def _store_headings(self, headings):
        mapped = {import_columns.heading_key(heading) for heading in self.source_id._mapping().values()}
        left = [text for text in headings if text and import_columns.heading_key(text) not in mapped]
        self._write_guarded({"headings": "\n".join(filter(None, headings)), "unmapped": "\n".join(left)})

    def _refuse_lacking_columns(self, settings, headings):
        _found, absent = import_columns.places(settings["columns"], headings)
        titles = self.source_id._titles()
        texts = [
            self.env._("No column is assigned to: %s.", titles[name])
            for name in import_columns.lacking(settings["columns"])
        ]
        texts += [self.env._("The file has no column '%s'.", heading) for heading in absent]
        if texts:
            texts.append(self.env._("Headings in the file: %s.", ", ".join(filter(None, headings))[:500]))
            raise UserError("\n".join(texts))

    @api.model
    def _failure_text(self, code):
        """Return why a file cannot be read, as a sentence."""
        texts = {
            "no_workbook": self.env._("The file is not an XLSX workbook."),
            "no_sheet": self.env._("The workbook has no sheet with this name."),
            "too_large": self.env._("The unpacked workbook is too large. Split it into smaller files."),
            "encoding": self.env._(
                "The encoding of the headings does not match the source. Choose another encoding."
            ),
            "open_quote": self.env._("The headings cannot be read because a quotation mark is not closed."),
        }
        return texts.get(code) or self.env._("The file cannot be read.")

    @api.model
    def _for_file(self, source, name, content, dry_run):
        """Create an import of a file that came through the API."""
        return self.create(
            {"source_id": source.id, "file": content, "file_name": name, "dry_run": bool(dry_run)}
        )

    # How an import is read: batch by batch, each one transaction that also keeps how far it came.
    #
    # The job goes on with what is running, whatever became of the process before: nothing of a batch that was
    # not committed is there, and nothing that was committed is read again.

    # The file

    @contextlib.contextmanager
    def _file_path(self):
        """Give the path of the file; one that is not in the filestore is laid down for the time."""
        self.ensure_one()
        attachment = self.env["ir.attachment"]._first_of_field(self, "file")
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
                reader = BatchReader(
                    Reader(settings["decimal"], settings["date_format"]), is_text=settings["kind"] == "csv"
                )
                size = self.size if settings["kind"] == "csv" else None
                parts = PartReader(file, reader, places, int(self.place), self.line_no, size).parts(BATCH)
                with contextlib.closing(parts):
                    return self._import_parts(parts, until)
            except BadFileError as error:
                self._fail(self._failure_text(str(error)))
        return True

    def _import_parts(self, parts, until):
        while self._still_runs():
            part = next(parts)
            if not self._import_or_fail(part):
                return True
            left = self.env["ir.cron"]._commit_progress(len(part.rows))
            if part.is_last:
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

    def _import_or_fail(self, part):
        """Import a part of the file, whole or not at all; return whether the import goes on."""
        for _attempt in range(TRIES):
            try:
                with self.env.cr.savepoint():
                    self._import_batch(part)
                return True
            except SAME_MOMENT:
                # Somebody else wrote the same declarations: seen from a new transaction they are there.
                self.env["ir.cron"]._commit_progress()
            except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, it is reported
                _logger.exception("Import %s: the batch behind line %s failed", self.id, self.line_no)
                self._fail(
                    self.env._(
                        "A system error occurred after line %s. The following lines were not "
                        "imported. See the "
                        "server's log.",
                        self.line_no,
                    )
                )
                return False
        self._fail(self.env._("Other users are changing the same declarations. Continue later."))
        return False

    def _fail(self, text):
        """Stop, and say why."""
        self._write_guarded({"stopped_at": fields.Datetime.now(), "failure": text})
        self.env["ir.cron"]._commit_progress()

    def _import_batch(self, part):
        """Import the lines of a part of the file and keep how far the file was read."""
        user = self.started_by_id
        source = self.source_id.with_user(user).with_context(lang=user.lang).sudo()
        seen = SeenInFile(self)
        report = Intake(source, self.settings, seen, self.dry_run).accept(part.batch())
        bad = report.bad()
        cells = {row.line_no: row.cells for row in part.rows} if bad else {}
        self.env["customs.import.problem"]._store(self, source, bad, cells)
        values = {f"lines_{name}": self[f"lines_{name}"] + count for name, count in report.counts.items()}
        values |= {"place": part.place, "line_no": part.line_no}
        if part.is_last:
            values["finished_at"] = fields.Datetime.now()
            seen.forget()
        self._write_guarded(values)
        self.flush_recordset()
