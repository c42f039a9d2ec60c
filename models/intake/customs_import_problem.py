import csv
import io
import json
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...reports.kit import xlsx_table
from ...tools import import_values

READ_AT_ONCE = 2000
# A spreadsheet would run what begins so; a plain number may.
_FORMULA = re.compile(r"\s*[=+\-@\t\r|%]")
_NUMBER = re.compile(r"\s*[+-]?[\d\s.,]+\Z")


class CustomsImportProblem(models.Model):
    """A rejected line of a file, with all its reasons in the words of who started the import."""

    _name = "customs.import.problem"
    _description = "Rejected Line of an Import"
    _inherit = ["customs.guarded.mixin"]
    _order = "import_id desc, line_no, id"
    _rec_name = "line_no"

    import_id = fields.Many2one(
        "customs.declaration.import", required=True, readonly=True, ondelete="cascade"
    )
    importing_authority_id = fields.Many2one(
        related="import_id.importing_authority_id", store=True, index=True
    )
    line_no = fields.Integer(string="Line", readonly=True)
    number = fields.Char(string="Declaration", readonly=True)
    position = fields.Integer(string="Goods", readonly=True)
    reasons = fields.Text(readonly=True)
    cells = fields.Json(string="Line in the File", readonly=True)

    _import_idx = models.Index("(import_id, line_no, id)")

    def _guarded_fields(self):
        return self._written_fields()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_import(self):
        """A rejected line belongs to its import, and is deleted with it only."""
        raise UserError(self.env._("A rejected line cannot be moved to another import."))

    @api.model
    def _store(self, run, source, records, cells):
        """Store the rejected lines with their reasons."""
        rows = [
            {
                "line_no": record.line_no,
                "number": str(record.values.get("number") or "") or None,
                "position": record.values.get("position"),
                "reasons": "\n".join(source._sentences(record.problems)),
                "cells": [import_values.clean(cell) for cell in cells.get(record.line_no, [])],
            }
            for record in records
        ]
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customs_import_problem (import_id, importing_authority_id, line_no, number,
                    position, reasons, cells, create_uid, write_uid, create_date, write_date)
                SELECT %(run)s, %(authority)s, p.line_no, p.number, p.position, p.reasons, p.cells,
                       %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM json_to_recordset(%(rows)s) AS p(line_no int4, number varchar, position int4,
                                                       reasons text, cells jsonb)
                """,
                run=run.id,
                authority=run.importing_authority_id.id,
                user=run.started_by_id.id or self.env.uid,
                rows=json.dumps(rows, ensure_ascii=False),
            )
        )
        self.invalidate_model()

    # Downloads

    @api.model
    def _headings(self, run):
        """Return the heads of a download: line, reasons, and those of the file."""
        return [self.env._("Line"), self.env._("Reasons"), *(run.headings or "").split("\n")]

    @api.model
    def _rows(self, run):
        """Yield (line, reasons, cells), read in parts: their number does not matter."""
        last = (0, 0)
        while True:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT line_no, id, reasons, cells FROM customs_import_problem
                     WHERE import_id = %s AND (line_no, id) > (%s, %s) ORDER BY line_no, id LIMIT %s
                    """,
                    run.id,
                    *last,
                    READ_AT_ONCE,
                )
            )
            if not rows:
                return
            for line_no, _id, reasons, cells in rows:
                yield line_no, reasons, cells or []
            last = rows[-1][:2]

    @api.model
    def _write_csv(self, run, file):
        """Write the lines as CSV, the way their source writes them: corrected they can be imported again."""
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, delimiter=(run.settings or {}).get("delimiter", ";"))
        writer.writerow(map(harmless, self._headings(run)))
        for line_no, reasons, cells in self._rows(run):
            writer.writerow([line_no, harmless(reasons), *map(harmless, cells)])
        text.flush()
        text.detach()

    @api.model
    def _write_xlsx(self, run, file):
        """Write the lines as a workbook; text from outside stays text."""
        headings = self._headings(run)
        columns = [
            xlsx_table.Column("line", headings[0], "integer", width=9),
            xlsx_table.Column("reasons", headings[1], "long_text", width=60),
            *(
                xlsx_table.Column(f"cell_{place}", heading or str(place))
                for place, heading in enumerate(headings[2:])
            ),
        ]
        width = len(columns) - 2
        rows = (
            (line_no, reasons, *(cells[:width] + [""] * (width - len(cells))))
            for line_no, reasons, cells in self._rows(run)
        )
        sheet = xlsx_table.Sheet(
            name=self.env._("Rejected lines"), columns=columns, rows=rows, frozen_columns=1, paper="A3"
        )
        properties = xlsx_table.Properties(
            title=run.display_name, created=(run.finished_at or fields.Datetime.now()).date()
        )
        xlsx_table.write_workbook(file, [sheet], properties=properties)


def harmless(text):
    """Return a cell of a text file that no spreadsheet takes for a formula."""
    text = str(text or "")
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text
