import base64

from odoo import models
from odoo.exceptions import UserError

from ...tools import import_columns, import_values
from ...tools.given import given_text
from ...tools.import_values import Line, Problem

MOST_ROWS = 1000


class CustomsImportSource(models.Model):
    """How a clearance system sends declarations: line by line as they come, or a file."""

    _inherit = "customs.import.source"

    def import_lines(self, rows, dry_run=False):
        """Take lines of declarations into the register, as the clearance system registers them.

        Good lines are taken and bad ones told, each with all its reasons in the caller's language. The same
        lines again change nothing; a line with other contents corrects the goods with its declaration's
        number and position. What falls under a suspension in force is marked at once (RS16.12).

        :param list rows: up to 1,000 objects. Names: `number`, `registered_on` (YYYY-MM-DD), `importer_code`,
            `importer_name`, `exporter_code`, `exporter_name`, `consignment_country`, `position`, `hs_code`,
            `description`, `brand`, `goods_model`, `article_no`, `producer_code`, `producer_name`,
            `gross_weight_kg`, `net_weight_kg`, `customs_value`, `currency`, `agreement`,
            `preference_claimed`, `proof_reference`, `proof_dated_on`, `rate_without`, `rate_with` (per cent),
            `duty_without`, `duty_with` (in the currency of the value). Required: number, registered_on,
            position, hs_code, description, and the importer's code or name. Numbers are numbers, or texts
            with a decimal point.
        :param bool dry_run: only say what would become of each line
        :return: one object for each row, in their order: `row` (from 1), `status` (`new`, `changed`,
            `unchanged`, `bad`), `declaration_id`, `line_id` (0 where there is none), `reasons` (sentences)
        :rtype: list
        :raises AccessError: the caller is no officer of the source's authority
        :raises UserError: `rows` is no list, or a longer one
        """
        self.ensure_one()
        self.check_access("write")
        self.env["customs.declaration"].check_access("create")
        if not isinstance(rows, list | tuple) or len(rows) > MOST_ROWS:
            raise UserError(self.env._("Send a list of up to %s lines at once.", MOST_ROWS))
        reader = import_values.Reader()
        lines = [self._given_line(reader, number, row) for number, row in enumerate(rows, 1)]
        taken = self.sudo()._take(lines, self.sudo()._settings(), dry_run=bool(dry_run))
        return [
            {
                "row": record.line_no,
                "status": record.status,
                "declaration_id": record.declaration_id or 0,
                "line_id": record.line_id or 0,
                "reasons": self._sentences(record.problems),
            }
            for record in taken
        ]

    def _given_line(self, reader, number, row):
        """Return a row of a remote call as a `Line`: whatever it is, it is no error."""
        if not isinstance(row, dict):
            return Line(number, {}, [Problem("no_row")])
        known = {name: cell for name, cell in row.items() if name in import_columns.BY_NAME}
        strange = [
            Problem("no_row", name)
            for name, cell in known.items()
            if cell is not None and not isinstance(cell, str | int | float | bool)
        ]
        if strange:
            return Line(number, {}, strange)
        line = import_values.read_line(reader, number, known)
        unknown = [Problem("unknown", "", given_text(name)[:80]) for name in row if name not in known]
        return line._replace(problems=unknown + line.problems)

    def start_import(self, file_name, content, dry_run=False):
        """Start the import of a file in the background.

        How it goes on is read from the fields of the import: `state` (`running`, `stopped`, `done`),
        `progress` (%), `lines_new`, `lines_changed`, `lines_unchanged`, `lines_bad`, `problem_ids`.

        :param str file_name: name of the file
        :param str content: the file, base64
        :param bool dry_run: only say what would become of each line
        :return: id of the import (`customs.declaration.import`)
        :rtype: int
        :raises AccessError: the caller is no officer of the source's authority
        :raises UserError: the file cannot be read, or lacks columns; every reason at once
        """
        self.ensure_one()
        self.check_access("write")
        name = given_text(file_name)
        if not name or not self._is_base64(content):
            raise UserError(self.env._("Send the name of a file and its content as base64."))
        run = self.env["customs.declaration.import"]._for_file(self, name, content, dry_run)
        run.action_start()
        return run.id

    @staticmethod
    def _is_base64(content):
        """Tell whether ``content`` is a file in base64, with line ends or without."""
        try:
            return bool(base64.b64decode(content))
        except (ValueError, TypeError):
            return False
