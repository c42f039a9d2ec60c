from odoo import api, models
from odoo.tools import SQL

# What decides which firm a person represents (``commercial_partner_id``).
FIRM = frozenset(["parent_id", "is_company", "commercial_partner_id"])


class ResPartner(models.Model):
    """The goods of a person who moves to another firm are that firm's from then on (RS16.12c)."""

    _inherit = "res.partner"

    def write(self, vals):
        moves = not FIRM.isdisjoint(vals)  # asked first: Odoo takes keys out of ``vals``
        result = super().write(vals)
        if moves:
            self._move_goods()
        return result

    def unlink(self):
        if not self:
            return super().unlink()
        self.check_access("unlink")
        below = self._with_those_below() - self
        result = super().unlink()
        below.exists()._move_goods()
        return result

    def _with_those_below(self):
        """Return these partners and all below them, archived ones too."""
        partners = self.sudo().with_context(active_test=False)
        return partners.search([("id", "child_of", self.ids)]) if self.ids else partners

    @api.model
    def _firms_of_goods(self):
        """Return (model, person, firm): the fields by which goods name a person and the firm it represents.

        It is stored, because millions of goods are matched by it, and written here in SQL: as dependencies of
        fields they would cost every contact of the database ten queries a move.
        """
        return [
            ("customs.declaration.line", f"{role}_id", f"{role}_firm_id")
            for role in ("importer", "exporter", "producer")
        ]

    def _on_goods_moved(self, goods):
        """Draw the consequences for ``goods``, {model: records}, which name another firm now: of these."""

    def _move_goods(self, every=False):
        """Let the goods of these partners, and of all below them, name the firms that they represent now.

        Most contacts have none: one query finds that out.

        :param every: draw the consequences also for goods that name the right firm already, because Odoo
            wrote it itself, in SQL
        """
        found = self._goods_of_others(every) if self.ids else []
        if not found:
            return
        self.env.flush_all()
        firms = self._firms_of_goods()
        for model, person, firm in firms:
            self._update_firms(model, person, firm, found[model])
        self.env.invalidate_all(flush=False)
        goods = {model: self.env[model].sudo().browse(ids) for model, ids in found.items()}
        for model, records in goods.items():
            records.modified([firm for of, _person, firm in firms if of == model])
        self._on_goods_moved(goods)

    def _goods_of_others(self, every=False):
        """Return model -> ids of the goods that name a partner here or below with another firm.

        :param every: those, too, that are matched by the person and name the right firm
        """
        self.flush_model(["parent_id", "commercial_partner_id"])
        firms = self._firms_of_goods()
        for model, *names in firms:
            self.env[model].flush_model(names)
        queries = [
            SQL(
                "SELECT %s, g.id FROM %s g JOIN below b ON b.id = g.%s"
                " WHERE %s OR g.%s IS DISTINCT FROM b.firm",
                model,
                SQL.identifier(self.env[model]._table),
                SQL.identifier(person),
                every and person != "importer_id",
                SQL.identifier(firm),
            )
            for model, person, firm in firms
        ]
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE below(id, firm) AS (
                    SELECT id, commercial_partner_id FROM res_partner WHERE id = ANY(%s)
                     UNION
                    SELECT p.id, p.commercial_partner_id FROM res_partner p JOIN below b ON p.parent_id = b.id
                )
                %s
                """,
                self.ids,
                SQL(" UNION ").join(queries),
            )
        )
        found = {model: [] for model, *_names in firms}
        for model, number in rows:
            found[model].append(number)
        return found if rows else {}

    def _update_firms(self, model, person, firm, ids):
        self.env.execute_query(
            SQL(
                "UPDATE %(table)s AS g SET %(firm)s = p.commercial_partner_id FROM res_partner p"
                " WHERE g.id = ANY(%(ids)s) AND p.id = g.%(person)s"
                " AND g.%(firm)s IS DISTINCT FROM p.commercial_partner_id RETURNING 1",
                table=SQL.identifier(self.env[model]._table),
                firm=SQL.identifier(firm),
                person=SQL.identifier(person),
                ids=ids,
            )
        )
