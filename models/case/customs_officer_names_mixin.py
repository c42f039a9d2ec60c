from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .customs_unsearched_mixin import FETCHING


class CustomsOfficerNamesMixin(models.AbstractModel):
    """Records that others than the own authority read: which officer wrote them is not theirs (CU-A).

    To others the field is empty, whichever way it is asked: read, exported and copied, in domains, groups,
    aggregates and orders, and on the way to whatever the name leads to.
    """

    _name = "customs.officer.names.mixin"
    _inherit = ["customs.outside.mixin"]
    _description = "Record That Does Not Name Its Officers to Others"
    # The fields that name a user: shown to those who serve the authority that runs the case.
    _officer_fields = frozenset()
    # The fields of which others read what concerns themselves (`customs_sent_mixin.py`).
    _hidden_fields = frozenset()

    def _of_others(self):
        """Return the records of cases that the user's authorities do not run."""
        if self.env.su:
            return self.browse()
        own = self.env.user.customs_authority_ids
        return self.sudo().filtered(lambda row: row.importing_authority_id not in own).with_env(self.env)

    @api.model
    def _is_theirs(self, user):
        """Return whether the name is that of the reader's own authority: it knows its people."""
        return bool(user.customs_authority_ids & self.env.user.customs_authority_ids) or user == self.env.user

    def _hidden_names(self, names):
        """Return record id -> those of the fields ``names`` that are empty to the user."""
        names = self._officer_fields & set(names)
        others = self._of_others().sudo() if names else self.browse()
        return {row.id: [name for name in names if not self._is_theirs(row[name])] for row in others}

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        hidden = self._hidden_names(fnames)
        for values in rows:
            values.update(dict.fromkeys(hidden.get(values["id"], ()), False))
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        named = self._officer_fields & {path[0] for path in fields if path}
        if named:
            self.check_access("read")
        if named and self._of_others():
            raise AccessError(self.env._("The author cannot be exported from a case of another authority."))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def copy_data(self, default=None):
        rows = super().copy_data(default)
        hidden = self._hidden_names(self._officer_fields - set(default or ()))
        for record, values in zip(self, rows, strict=True):
            for name in hidden.get(record.id, ()):
                (values or {}).pop(name, None)
        return rows

    # The same in SQL: domains, groups, aggregates and orders are made of this

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr not in self._officer_fields or self.env.su or self._is_fetching():
            return sql
        own = self.env.user.customs_authority_ids.ids
        return SQL(
            """(CASE WHEN %(authority)s = ANY(%(own)s) OR %(name)s = %(user)s OR %(name)s IN (
                    SELECT user_id FROM customs_authority_users_rel WHERE authority_id = ANY(%(own)s)
                ) THEN %(name)s END)""",
            authority=super()._field_to_sql(alias, "importing_authority_id", query),
            own=own,
            name=sql,
            user=self.env.uid,
        )

    @api.private
    def filtered_domain(self, domain):
        """Let a search answer where somebody of another authority asks for a name: Odoo reads it as it is."""
        asking = self._as_who_asks()
        if not asking.env.su and any(
            condition.field_expr.split(".")[0] in self._officer_fields | self._hidden_fields
            for condition in Domain(domain).iter_conditions()
        ):
            asking.check_access("read")
            others = asking._of_others().with_context(active_test=False)
            told = others.search(Domain("id", "in", others.ids) & Domain(domain))
            own = super(CustomsOfficerNamesMixin, self - others.with_env(self.env)).filtered_domain(domain)
            return self.browse(row.id for row in self if row in own or row.id in told._ids)
        return super().filtered_domain(domain)

    def _is_fetching(self):
        return self.env.context.get("customs_fetching") is FETCHING

    def _fetch_query(self, query, fields):
        # What is read into the cache is whole: the cache is one for all users of the transaction.
        fetching = self.with_context(customs_fetching=FETCHING)
        return super(CustomsOfficerNamesMixin, fetching)._fetch_query(query, fields).with_env(self.env)
