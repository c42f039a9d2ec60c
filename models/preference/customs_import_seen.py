import json

from odoo import api, fields, models
from odoo.tools import SQL


class CustomsImportSeen(models.Model):
    """What the lines of a running import have said, so that a later line of the file cannot say otherwise.

    It is there as long as the file is read and goes with its end. Nobody reads it but the import.
    """

    _name = "customs.import.seen"
    _description = "Lines Seen by a Running Import"
    _log_access = False
    _order = "id"
    _rec_name = "key"

    import_id = fields.Many2one("customs.declaration.import", required=True, ondelete="cascade")
    key = fields.Char(required=True, help="Number of the declaration, as it is compared.")
    position = fields.Integer(help="Number of the goods; zero: the head of the declaration.")
    line_no = fields.Integer()
    content = fields.Char()

    _place_uniq = models.UniqueIndex("(import_id, key, position)", "The line was seen before.")

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
        """Keep what the lines of a batch have said."""
        rows = [
            {"key": key, "position": position, "line_no": line_no, "content": content}
            for (key, position), (line_no, content) in seen.items()
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO customs_import_seen (import_id, key, position, line_no, content)
                    SELECT %s, s.key, s.position, s.line_no, s.content
                      FROM json_to_recordset(%s)
                           AS s(key varchar, position int4, line_no int4, content varchar)
                    """,
                    run.id,
                    json.dumps(rows, ensure_ascii=False),
                )
            )

    @api.model
    def _forget(self, run):
        self.env.cr.execute(SQL("DELETE FROM customs_import_seen WHERE import_id = %s", run.id))
