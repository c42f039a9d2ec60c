from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _next_numbers(self, count, day):
        """Return the next ``count`` numbers of ``day``, as `next_by_id` gives them, in one statement."""
        self.ensure_one()
        if not count:
            return []
        if self.implementation != "standard":
            return [self.next_by_id(sequence_date=day) for _turn in range(count)]
        relation, source = f"ir_sequence_{self.id:03d}", self
        if self.use_date_range:
            dates = self.env["ir.sequence.date_range"].search(
                [("sequence_id", "=", self.id), ("date_from", "<=", day), ("date_to", ">=", day)], limit=1
            ) or self._create_date_range_seq(day)
            relation = f"ir_sequence_{self.id:03d}_{dates.id:03d}"
            source = self.with_context(ir_sequence_date=day, ir_sequence_date_range=dates.date_from)
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", relation, count))
        return [source.get_next_char(number) for (number,) in rows]
