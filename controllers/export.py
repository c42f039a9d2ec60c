"""Odoo's own exports: a text stays a text, whoever wrote it (answers, names of files and of contacts)."""

import json

from odoo.http import route

from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.pivot import TableExporter

# What XlsxWriter makes a formula of, or a link to another file, when it meets it in a text.
RUN_IN_XLSX = ("=", "{=", "internal:", "external:")

# What programs take for the start of a formula in a CSV; before the first three Odoo puts ' itself.
RUN_IN_CSV = ("@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class TextCells:
    """A writer of Odoo's that writes texts as texts."""

    # pylint: disable=no-member  # it stands before a writer, which has them

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str) and cell_value.startswith(RUN_IN_XLSX):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


class TextXlsxWriter(TextCells, ExportXlsxWriter):
    pass


class TextGroupXlsxWriter(TextCells, GroupExportXlsxWriter):
    pass


class CustomsExcelExport(ExcelExport):
    # Both as Odoo has them, with the writers from above.

    def from_group_data(self, fields, columns_headers, groups):
        with TextGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with TextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for row, values in enumerate(rows, 1):
                for column, value in enumerate(values):
                    writer.write_cell(row, column, value)
        return writer.value


class CustomsCSVExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        texts = [
            [
                f"'{value}" if isinstance(value, str) and value.startswith(RUN_IN_CSV) else value
                for value in row
            ]
            for row in rows
        ]
        return super().from_data(fields, columns_headers, texts)


class CustomsTableExporter(TableExporter):
    @route()
    def export_xlsx(self, data, **kw):
        given = json.loads(data if isinstance(data, str) else data.read())
        return super().export_xlsx(json.dumps(_inert(given)), **kw)


def _inert(value):
    """Return the rows and headings of a pivot with a space before each text that would be run."""
    if isinstance(value, str):
        return f" {value}" if value.startswith(RUN_IN_XLSX) else value
    if isinstance(value, list):
        return [_inert(part) for part in value]
    if isinstance(value, dict):
        return {name: _inert(part) for name, part in value.items()}
    return value
