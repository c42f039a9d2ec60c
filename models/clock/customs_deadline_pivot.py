from odoo import api, models
from odoo.tools import unique

PERIODS = ("day", "week", "month", "quarter", "year")


class CustomsDeadline(models.Model):
    """The pivot of the register: counted by ids in the database, put in order by names afterwards.

    Odoo joins every deadline to the names of its officer and step and sorts all of them before it counts. The
    groups are few and the deadlines many, so here the groups are sorted.
    """

    _inherit = "customs.deadline"

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        terms = [term.strip() for term in (order or "").split(",") if term.strip()]
        if not terms or not all(map(self._is_sorted_afterwards, terms)):
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order=order)
        found = super()._read_grouping_sets(domain, grouping_sets, aggregates)
        places = {}
        for term in terms:
            columns = [
                [row[groupby.index(term)] for row in rows]
                for groupby, rows in zip(grouping_sets, found, strict=True)
                if term in groupby
            ]
            places[term] = self._places(term, list(unique(value for column in columns for value in column)))
        return [
            sorted(rows, key=lambda row, own=groupby: self._group_key(row, own, places))
            for groupby, rows in zip(grouping_sets, found, strict=True)
        ]

    @api.model
    def _is_sorted_afterwards(self, term):
        """Tell whether ``term`` is a plain record or period: what the web client asks for by itself."""
        name, _mark, period = term.partition(":")
        field = self._fields.get(name)
        return bool(field) and (
            (field.type == "many2one" and not period) or (field.type == "date" and period in PERIODS)
        )

    @api.model
    def _places(self, term, values):
        """Return value -> its place: records in the order of their model, dates rising; nothing has none."""
        named = [value for value in values if value]
        if ":" in term:
            ordered = sorted(named)
        else:
            records = self.env[self._fields[term].comodel_name].concat(*named)
            ordered = records.with_context(active_test=False).search([("id", "in", records.ids)]) | records
        return {value: place for place, value in enumerate(ordered)}

    @api.model
    def _group_key(self, row, groupby, places):
        """Return the places of the values of one group, in the order of the terms."""
        return [
            places[term].get(row[groupby.index(term)], len(places[term]))
            for term in places
            if term in groupby
        ]
