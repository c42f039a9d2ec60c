from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import import_columns, import_file
from ...tools.import_file import BadFileError
from .customs_import_source import DELIMITERS


class CustomsDeclarationImport(models.Model):
    """One file of declarations on its way into the register: the wizard, and afterwards the record of it.

    Started, stopped, finished are facts, and the state follows from them. The file stays with what it
    brought, by its SHA-256. What was read is committed batch by batch together with how far it was read:
    killed and started again, the end is the same (`customs_declaration_import_job.py`).
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
        help="Of the file, as it was when the import was started.",
    )
    dry_run = fields.Boolean(
        string="Only Check",
        default=True,
        help="Read the whole file and say what would become of each line, without changing the register.",
    )
    file_kind = fields.Selection(related="source_id.file_kind", readonly=False)
    encoding = fields.Selection(related="source_id.encoding", readonly=False)
    delimiter = fields.Selection(related="source_id.delimiter", readonly=False)
    decimal_mark = fields.Selection(related="source_id.decimal_mark", readonly=False)
    date_format = fields.Selection(related="source_id.date_format", readonly=False)
    column_ids = fields.One2many(related="source_id.column_ids", readonly=False)
    settings = fields.Json(
        readonly=True, copy=False, help="How the file is read, as it was when the import was started."
    )
    headings = fields.Text(readonly=True, copy=False, string="Headings in the File")
    unmapped = fields.Text(
        readonly=True,
        copy=False,
        string="Columns Not Taken",
        help="Headings of the file that no column names.",
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

    place = fields.Float(
        readonly=True, copy=False, digits=(16, 0), help="Bytes (CSV) or rows (XLSX) that were read."
    )
    size = fields.Float(
        readonly=True, copy=False, digits=(16, 0), help="Bytes (CSV) or rows (XLSX) that there are."
    )
    line_no = fields.Integer(readonly=True, copy=False, string="Last Line Read")
    lines_new = fields.Integer(readonly=True, copy=False, string="New")
    lines_changed = fields.Integer(readonly=True, copy=False, string="Corrected")
    lines_unchanged = fields.Integer(readonly=True, copy=False, string="As Before")
    lines_bad = fields.Integer(readonly=True, copy=False, string="Not Taken")
    progress = fields.Float(string="Progress (%)", compute="_compute_progress")
    problem_ids = fields.One2many(
        "customs.import.problem", "import_id", string="Lines Not Taken", readonly=True
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
        """Only the source, the file and whether it is only checked are said by a person."""
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
                    self.env._("%s was started: make another import for another file.", run.display_name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for run in self:
            if run.started_at and not run.dry_run:
                raise UserError(
                    self.env._(
                        "%s is where declarations came from: it stays, with its file and the lines that "
                        "were not taken.",
                        run.display_name,
                    )
                )
            if run.state == "running":
                raise UserError(self.env._("%s is running: stop it first.", run.display_name))

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
        self._note_headings(headings)
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
        self._note_headings(headings)
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
            raise UserError(self.env._("First the file is checked to its end."))
        run = self._for_file(
            self.source_id, self.file_name, self.with_context(bin_size=False).file, dry_run=False
        )
        run.action_start()
        return run._action_open()

    def action_download_problems(self):
        """Download the lines that were not taken, with all their reasons, as XLSX."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/customs/import/{self.id}/problems.xlsx",
            "target": "self",
        }

    def action_download_problems_csv(self):
        """Download the lines that were not taken as CSV: corrected, the file can be imported as it is."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/customs/import/{self.id}/problems.csv",
            "target": "self",
        }

    def action_open_problems(self):
        """Show the lines that were not taken."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_import_problem"
        )
        return action | {"domain": [("import_id", "=", self.id)], "context": {"create": False}}

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    # Before the start

    def _refuse_second_start(self):
        if self.started_at:
            raise UserError(self.env._("%s was started before.", self.display_name))

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

    def _note_headings(self, headings):
        mapped = {import_columns.heading_key(heading) for heading in self.source_id._mapping().values()}
        left = [text for text in headings if text and import_columns.heading_key(text) not in mapped]
        self._write_guarded({"headings": "\n".join(filter(None, headings)), "unmapped": "\n".join(left)})

    def _refuse_lacking_columns(self, settings, headings):
        _found, absent = import_columns.places(settings["columns"], headings)
        titles = self.source_id._titles()
        texts = [
            self.env._("No column is named for: %s.", titles[name])
            for name in import_columns.lacking(settings["columns"])
        ]
        texts += [self.env._("The file has no column '%s'.", heading) for heading in absent]
        if texts:
            texts.append(self.env._("The file's headings: %s.", ", ".join(filter(None, headings))[:500]))
            raise UserError("\n".join(texts))

    @api.model
    def _failure_text(self, code):
        """Return why a file cannot be read, as a sentence."""
        texts = {
            "no_workbook": self.env._("The file is no XLSX workbook."),
            "no_sheet": self.env._("The workbook has no sheet of this name."),
            "too_large": self.env._("Unpacked, the workbook is larger than what is read."),
            "encoding": self.env._("The headings are not written in the encoding that the source names."),
            "open_quote": self.env._("The headings cannot be read: a quotation mark is not closed."),
        }
        return texts.get(code) or self.env._("The file cannot be read.")

    @api.model
    def _for_file(self, source, name, content, dry_run):
        """Create an import of a file that came through the API."""
        return self.create(
            {"source_id": source.id, "file": content, "file_name": name, "dry_run": bool(dry_run)}
        )
