from odoo import fields, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _next_numbers(self, count):
        """Return the next ``count`` numbers: as `next_by_id` gives them, in one statement for all."""
        self.ensure_one()
        if not count:
            return []
        if self.implementation != "standard":
            return [self.next_by_id() for _turn in range(count)]
        today = fields.Date.today()
        relation, source = f"ir_sequence_{self.id:03d}", self
        if self.use_date_range:
            dates = self.env["ir.sequence.date_range"].search(
                [("sequence_id", "=", self.id), ("date_from", "<=", today), ("date_to", ">=", today)], limit=1
            ) or self._create_date_range_seq(today)
            relation = f"ir_sequence_{self.id:03d}_{dates.id:03d}"
            source = self.with_context(ir_sequence_date=today, ir_sequence_date_range=dates.date_from)
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", relation, count))
        return [source.get_next_char(number) for (number,) in rows]
