import csv
import io

from odoo import api, fields, models
from odoo.tools import SQL


class CustomsImportSeen(models.Model):
    """The lines that a running import has read, so that a later line of the file cannot contradict them.

    It is there as long as the file is read and goes with its end. Nobody reads it but the import.
    """

    _name = "customs.import.seen"
    _description = "Lines Seen by a Running Import"
    _log_access = False
    _order = "id"
    _rec_name = "key"

    import_id = fields.Many2one("customs.declaration.import", required=True, ondelete="cascade")
    key = fields.Char(required=True, help="Number of the declaration in the form used for comparison.")
    position = fields.Integer(help="Number of the item. Zero: the declaration itself.")
    line_no = fields.Integer()
    content = fields.Char()

    _place_uniq = models.UniqueIndex("(import_id, key, position)", "This line was already read.")

    @api.model
    def _read_keys(self, run, keys):
        """Return what was seen of the declarations with these keys."""
        rows = self.env.execute_query(
            SQL(
                "SELECT key, position, line_no, content FROM customs_import_seen"
                " WHERE import_id = %s AND key = ANY(%s)",
                run.id,
                keys,
            )
        )
        return {(key, position): (line_no, content) for key, position, line_no, content in rows}

    @api.model
    def _add(self, run, seen):
        """Store the lines of a batch."""
        text = io.StringIO()
        csv.writer(text).writerows(
            (run.id, key, position, line_no, content) for (key, position), (line_no, content) in seen.items()
        )
        text.seek(0)
        copy = SQL(
            "COPY %s (import_id, key, position, line_no, content) FROM STDIN WITH (FORMAT csv, NULL %s)",
            SQL.identifier(self._table),
            "\x01",  # an empty content is no NULL
        )
        self.env.cr.copy_expert(self.env.cr.mogrify(copy), text)

    @api.model
    def _forget(self, run):
        self.env.cr.execute(SQL("DELETE FROM customs_import_seen WHERE import_id = %s", run.id))
