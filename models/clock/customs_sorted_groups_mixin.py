from odoo import api, models
from odoo.tools import unique

PERIODS = ("day", "week", "month", "quarter", "year")
PLAIN = ("many2one", "char", "selection")


class CustomsSortedGroupsMixin(models.AbstractModel):
    """A pivot of many rows: counted by ids in the database, put in order by names afterwards.

    Odoo joins every row to the names of its groups (officer, step, firm) and sorts all of them before it
    counts. The groups are few and the rows many, so here the groups are sorted.
    """

    _name = "customs.sorted.groups.mixin"
    _description = "Pivot with Sorted Groups"

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
        """Return whether ``term`` is a plain value or period: what the web client asks for by itself."""
        name, _mark, period = term.partition(":")
        field = self._fields.get(name)
        return bool(field) and (
            (field.type in PLAIN and not period) or (field.type == "date" and period in PERIODS)
        )

    @api.model
    def _places(self, term, values):
        """Return value -> its place: records in the order of their model, selections in their own, what else
        there is rising; nothing has none.
        """
        named = [value for value in values if value]
        field = self._fields[term.partition(":")[0]]
        if field.type == "many2one":
            records = self.env[field.comodel_name].concat(*named)
            ordered = records.with_context(active_test=False).search([("id", "in", records.ids)]) | records
        elif field.type == "selection":
            ordered = [value for value in field.get_values(self.env) if value in named]
        else:
            ordered = sorted(named)
        return {value: place for place, value in enumerate(ordered)}

    @api.model
    def _group_key(self, row, groupby, places):
        """Return the places of the values of one group, in the order of the terms."""
        return [
            places[term].get(row[groupby.index(term)], len(places[term]))
            for term in places
            if term in groupby
        ]
