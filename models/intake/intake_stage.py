"""Rows of a batch are staged by COPY in tables of the session, and compared and written there in sets."""

import csv
import io
import zlib

from odoo.tools import SQL

from .intake_rows import COLUMNS

# What no text from outside can hold: it is not printable.
NOTHING = "\x01"
LINE = {
    "row_no": "int4",
    "key": "varchar",
    "number": "varchar",
    "consignment_country_id": "int4",
    "consignor_id": "int4",
    "consignee_id": "int4",
    **COLUMNS,
}
HEAD = {
    "key": "varchar",
    "id": "int4",
    "is_new": "bool",
    "is_typed": "bool",
    "differs": "bool",
    "decision": "varchar",
    "row_no": "int4",
    "number": "varchar",
    "registered_on": "date",
    "importer_id": "int4",
    "exporter_id": "int4",
    "consignment_country_id": "int4",
    "consignor_id": "int4",
    "consignee_id": "int4",
}
FOUND = {
    "row_no": "int4",
    "declaration_id": "int4",
    "line_id": "int4",
    "status": "varchar",
    "problem": "varchar",
    "decision": "varchar",
}


class Stage:
    """The tables of one batch: its lines, their declarations, and what was found of both in the register.

    They belong to the session and are empty after each transaction: a batch makes none of its own, which
    would wear out PostgreSQL's catalogue. Their names change with their columns.
    """

    def __init__(self, cr):
        self._cr = cr
        # PostgreSQL knows nothing of tables that were filled a moment ago, fears the worst, and would compile
        # each statement for longer than it runs.
        cr.execute("SELECT set_config('jit', 'off', true)")
        self.line = self._table("line", LINE)
        self.head = self._table("head", HEAD)
        self.found = self._table("found", FOUND)

    def _table(self, what, columns):
        types = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        name = f"intake_{what}_{zlib.crc32(types.encode()):08x}"
        # A table of this session, whatever the search path: nobody else's can stand in its place.
        self._cr.execute(
            SQL(
                "CREATE TEMP TABLE IF NOT EXISTS %(table)s (%(columns)s) ON COMMIT DELETE ROWS;"
                " DELETE FROM %(table)s",
                table=SQL.identifier("pg_temp", name),
                columns=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(column), SQL.identifier(kind))
                    for column, kind in columns.items()
                ),
            )
        )
        return SQL.identifier("pg_temp", name)

    def fill(self, columns, places):
        """Stage the rows of lines: ``columns`` as `Rows` gives them, numbered by their ``places``."""
        given = [places, *(columns[name] for name in list(LINE)[1:])]
        text = io.StringIO()
        csv.writer(text).writerows(
            zip(*([NOTHING if value is None else value for value in column] for column in given), strict=True)
        )
        text.seek(0)
        copy = SQL("COPY %s FROM STDIN WITH (FORMAT csv, NULL %s)", self.line, NOTHING)
        self._cr.copy_expert(self._cr.mogrify(copy), text)
