from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import outside_log

MOST = 1000  # shown, and added, at a time


class CustomsOutsideLogMissing(models.TransientModel):
    """An entry or a seal that the outside log lacks, shown to an administrator before it is added (IT9)."""

    _name = "customs.outside.log.missing"
    _description = "Entry That the Outside Log Lacks"
    _order = "recorded_at, id"

    page_id = fields.Many2one("customs.outside.log", required=True, index=True, ondelete="cascade")
    record_key = fields.Char(required=True, help="Record type and ID of the record, as written in the log.")
    chain = fields.Char(required=True)
    row_id = fields.Integer(required=True, aggregator=None)
    hash = fields.Char(required=True)
    record_name = fields.Char(compute="_compute_content", string="Record")
    chain_index = fields.Integer(string="No.", required=True, aggregator=None)
    user_id = fields.Many2one("res.users", compute="_compute_content", string="By")
    recorded_at = fields.Datetime(string="At")
    content = fields.Text(compute="_compute_content", string="What Was Recorded")

    def _compute_content(self):
        self.env["customs.outside.log"]._require_keeper()
        of_facts = self.filtered(lambda line: line.chain == outside_log.FACTS)
        of_facts._read_rows("customs.fact", "recorded_by_id", self._fact_in_words)
        (self - of_facts)._read_rows("customs.seal", "sealed_by_id", self._seal_in_words)
        for line in self:
            line.record_name = line._name_of_record()

    def _read_rows(self, model, author, in_words):
        """Read, for all of these at once, who wrote the row of ``model`` behind each, and what it says."""
        rows = self.env[model].sudo().browse(self.mapped("row_id")).exists()
        known = {row.id: row for row in rows}
        for line in self:
            row = known.get(line.row_id, rows.browse())
            line.user_id = row[author]
            line.content = in_words(row)

    @api.model
    def _fact_in_words(self, fact):
        former = fact.former_value_on or fact.former_reference
        parts = [fact.label, str(fact.value_on or ""), fact.reference]
        text = " ".join(part for part in parts if part)
        return self.env._("%(what)s (before: %(former)s)", what=text, former=former) if former else text

    @api.model
    def _seal_in_words(self, seal):
        return "\n".join([seal.how or "", seal.contents or ""])

    def _name_of_record(self):
        """Return the kind of the record and its number: an administrator of the system needs no more."""
        return self._name_of_key(self.record_key)

    @api.model
    def _name_of_key(self, key):
        """Return the kind of a record and its number, by how the log writes it."""
        model, _comma, number = key.partition(",")
        return f"{self.env['ir.model']._get(model).name} {number}" if model in self.env else ""

    def _place(self):
        """Return the place of the entry, and its hash, as `outside_log.place` does."""
        return self.record_key, self.chain, self.chain_index, self.hash

    @api.model
    def _show(self, page, heads):
        """Keep ``heads`` for ``page`` in place of what it showed."""
        page.sudo().missing_ids.unlink()
        ids = self._ids_of(heads)
        return self.sudo().create(
            [
                {
                    "page_id": page.id,
                    "record_key": head["case"],
                    "chain": head["chain"],
                    "chain_index": head["chain_index"],
                    "hash": head["hash"],
                    "recorded_at": head["recorded_at"].removesuffix("Z").replace("T", " "),
                    "row_id": ids.get(head["hash"], 0),
                }
                for head in heads
            ]
        )

    @api.model
    def _ids_of(self, heads):
        """Return hash -> id of the entry or seal."""
        rows = self.env.execute_query(
            SQL(
                "SELECT hash, id FROM customs_fact WHERE hash = ANY(%s)"
                " UNION ALL SELECT hash, id FROM customs_seal WHERE hash = ANY(%s)",
                *([[head["hash"] for head in heads]] * 2),
            )
        )
        return dict(rows)
