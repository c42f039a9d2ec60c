from odoo import models
from odoo.tools import SQL

# What decides for which firm a person stands (``commercial_partner_id``).
FIRM = frozenset(["parent_id", "is_company", "commercial_partner_id"])


class ResPartner(models.Model):
    """A person who comes to stand for another firm brings other goods under a suspension (RS16.12c)."""

    _inherit = "res.partner"

    def write(self, vals):
        moves = not FIRM.isdisjoint(vals)  # asked first: Odoo takes keys out of ``vals``
        result = super().write(vals)
        if moves:
            self._with_those_below()._mark_their_goods()
        return result

    def unlink(self):
        below = self._with_those_below() - self
        result = super().unlink()
        below.exists()._mark_their_goods()
        return result

    def _with_those_below(self):
        """Return these partners and all below them, archived ones too."""
        partners = self.sudo().with_context(active_test=False)
        return partners.search([("id", "child_of", self.ids)]) if self.ids else partners

    def _mark_their_goods(self):
        """Mark anew what these partners made or sold, and the suspensions that name them."""
        if not self.ids:
            return
        lines, goods = (
            self.env["customs.declaration.line"].sudo(),
            self.env["customs.suspension.goods"].sudo(),
        )
        self.env.flush_all()
        lines.browse(self._ids_of_goods(lines))._mark_lines()
        goods.browse(self._ids_of_goods(goods)).suspension_id.filtered("started_on")._mark()

    def _ids_of_goods(self, model):
        """Return the ids of the declared goods, or of the goods of suspensions, that name these partners."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %(table)s WHERE producer_id = ANY(%(ids)s)"
                " UNION SELECT id FROM %(table)s WHERE exporter_id = ANY(%(ids)s)",
                table=SQL.identifier(model._table),
                ids=self.ids,
            )
        )
        return [record for (record,) in rows]
