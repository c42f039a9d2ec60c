from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools import database_code

# The key of a fetch: reading is noted elsewhere. An object, which no remote call can send.
FETCHING = object()


class CustomsUnsearchedMixin(models.AbstractModel):
    """Records with fields that are read one by one, and that no search, order, group or aggregate may use.

    A filter that finds a record or does not, an order and a group tell what a field holds, word by word, to
    somebody whose reading nobody notes (RSM26). So they are refused, on this model and by paths of relations
    from any other. The software itself, as superuser, asks what it needs; code kept in the database does not.
    """

    _name = "customs.unsearched.mixin"
    _description = "Record with Fields That Are Not Searched"

    @api.model
    def _unsearched_fields(self):
        """Return the names of the fields that the present user may not search, order or group by."""
        return frozenset()

    @api.model
    def _refuse_search_by(self, name):
        """Refuse to search, order, group or aggregate by the field ``name``, if it is one of those."""
        if name not in self._unsearched_fields() or (self.env.su and not database_code.running()):
            return
        raise AccessError(
            self.env._(
                "You cannot search, sort or group by %(field)s (%(model)s). Open the record to read it.",
                field=self._fields[name]._description_string(self.env),
                model=self.env["ir.model"]._get(self._name).name,
            )
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        # Relations to many, and files, become SQL without `_field_to_sql`.
        domain = Domain(domain)
        for condition in domain.iter_conditions():
            self._refuse_search_by(condition.field_expr.split(".")[0])
        return super()._search(domain, *args, **kwargs)

    @api.private
    def filtered_domain(self, domain):
        # Nothing becomes SQL here: Odoo reads field by field.
        asking = self._as_who_asks()
        for condition in Domain(domain).iter_conditions():
            asking._refuse_search_by(condition.field_expr.split(".")[0])
        return super().filtered_domain(domain)

    def _fetch_query(self, query, fields):
        fetching = self.with_context(customs_fetching=FETCHING)
        return super(CustomsUnsearchedMixin, fetching)._fetch_query(query, fields).with_env(self.env)

    def _field_to_sql(self, alias, field_expr, query=None):
        # What conditions, orders, groups and aggregates end in, also those of a path that leads here.
        if self.env.context.get("customs_fetching") is not FETCHING:
            self._refuse_search_by(field_expr.split(".")[0])
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        # A relation to many is grouped by without `_field_to_sql`.
        self._refuse_search_by(groupby_spec.split(".")[0].split(":")[0])
        return super()._read_group_groupby(alias, groupby_spec, query)
