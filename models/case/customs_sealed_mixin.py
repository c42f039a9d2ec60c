from typing import NamedTuple

from odoo import api, models, tools
from odoo.api import NewId
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.tools import SQL, split_every

# What other modules keep on a record, and no law counts.
FOREIGN = ("message_", "website_message_", "activity_", "my_activity_", "rating_")
REFERENCE = ("res_model",)
BATCH = 1000


class Way(NamedTuple):
    """How the rows of a model lead to the record that they belong to: joins, and what to select of them."""

    joins: SQL
    model: SQL
    res_id: SQL
    where: SQL


def _plain(value):
    """Return what a field holds so that it can be compared: of records, also not saved ones, the ids."""
    return value._origin.ids if isinstance(value, models.BaseModel) else value or False


class CustomsSealedMixin(models.AbstractModel):
    """Rows that count in law: each lawful act seals what they hold, so that any other change is found (IT9).

    Sealed are all stored fields that are not derived, derived days, and what the model adds; not what it
    names as of no account in law. SQL that writes such a field calls `_add_to_seal` afterwards.
    """

    _name = "customs.sealed.mixin"
    _description = "Row Sealed in a Record"
    # Fields of no account in law: who is in charge, what the software notes for itself.
    _unsealed_fields = frozenset()
    # Derived fields that a person relies on.
    _sealed_derived = frozenset()
    # Those of them that keep what was so when an act was done: the check does not work them out again.
    _kept_derived = frozenset()
    # Derived fields without a seal that the check works out again.
    _followed_fields = frozenset()
    # Many2one by which the row belongs to another one, the first that is set; or `REFERENCE`; none: its own.
    _seal_path = ()
    _seal_kind = "contents"
    # Fields by which a row comes to count, where not all rows do; empty: another row decides, and says so.
    _seal_begins_with = frozenset()
    # Whether a changed field can be named; not where a case may have many thousand rows.
    _seal_marks = True

    @api.model
    @tools.ormcache()
    def _sealed_fields(self):
        """Return the names of the fields that count in law, in order."""
        return tuple(sorted(name for name, field in self._fields.items() if self._is_sealed(name, field)))

    @api.model
    def _is_sealed(self, name, field):
        if not field.store or name in self._unsealed_fields or name in ("id", *LOG_ACCESS_COLUMNS):
            return False
        if name in self._sealed_derived:
            return True
        # Internal notes are no content; files have a SHA-256 of their own.
        if name.startswith(FOREIGN) or field.type in ("one2many", "html", "binary"):
            return False
        # Whoever reads a day takes it for a fact, wherever the software has it from.
        return field.type == "date" or not (field.compute or field.related)

    @api.model
    def _seal_condition(self, alias):
        """Return which rows count: all of them."""
        return SQL("TRUE")

    @api.model
    def _seal_ways(self, alias="r"):
        """Return the ways from a row to the record whose seals cover it; a row has one at most."""
        if not self._seal_path:
            return [Way(SQL(), SQL("%s", self._name), SQL.identifier(alias, "id"), SQL("TRUE"))]
        if self._seal_path == REFERENCE:
            return [
                Way(SQL(), SQL.identifier(alias, "res_model"), SQL.identifier(alias, "res_id"), SQL("TRUE"))
            ]
        ways, before = [], SQL("TRUE")
        for name in self._seal_path:
            ways += [
                way._replace(where=SQL("%s AND %s", before, way.where)) for way in self._way_by(name, alias)
            ]
            before = SQL("%s AND %s IS NULL", before, SQL.identifier(alias, name))
        return ways

    @api.model
    def _way_by(self, name, alias):
        """Return the ways that begin with the many2one ``name``."""
        above, comodel = f"{alias}_{name}", self.env[self._fields[name].comodel_name]
        join = SQL(
            "JOIN %s %s ON %s = %s",
            SQL.identifier(comodel._table),
            SQL.identifier(above),
            SQL.identifier(above, "id"),
            SQL.identifier(alias, name),
        )
        return [way._replace(joins=SQL("%s %s", join, way.joins)) for way in comodel._seal_ways(above)]

    # What the rows hold

    @api.model
    def _sealed_rows(self, condition):
        """Return ((model, id) of the owner, id, content) of the rows that count, as the database holds them.

        :param condition: takes a `Way`, returns SQL: which rows
        """
        names = [name for name in self._sealed_fields() if self._fields[name].column_type]
        columns = SQL(", ").join(SQL.identifier("r", name) for name in names)
        ways = [
            SQL(
                "SELECT %s, %s, r.id, %s FROM %s r %s WHERE %s AND %s AND %s",
                way.model,
                way.res_id,
                columns,
                SQL.identifier(self._table),
                way.joins,
                way.where,
                self._seal_condition("r"),
                condition(way),
            )
            for way in self._seal_ways()
        ]
        self.env.cr.execute(SQL(" UNION ALL ").join(ways))
        rows = [
            ((model, owner), row_id, dict(zip(names, values, strict=True)))
            for model, owner, row_id, *values in self.env.cr.fetchall()
        ]
        self._add_linked([(row_id, values) for _owner, row_id, values in rows])
        return rows

    def _add_linked(self, rows):
        """Add to the contents of ``rows``, pairs (id, content), what their many2many fields hold."""
        ids = [row_id for row_id, _values in rows]
        for name in self._sealed_fields():
            field = self._fields[name]
            if field.type != "many2many" or not ids:
                continue
            linked = self.env.execute_query(
                SQL(
                    "SELECT %(own)s, array_agg(%(other)s ORDER BY %(other)s) FROM %(table)s"
                    " WHERE %(own)s = ANY(%(ids)s) GROUP BY 1",
                    own=SQL.identifier(field.column1),
                    other=SQL.identifier(field.column2),
                    table=SQL.identifier(field.relation),
                    ids=ids,
                )
            )
            linked = dict(linked)
            digests = {}
            if field.comodel_name == "ir.attachment":
                files = (
                    self.env["ir.attachment"].sudo().browse({one for some in linked.values() for one in some})
                )
                digests = {file.id: file._content_sha256() for file in files.exists()}
            for row_id, values in rows:
                some = linked.get(row_id) or []
                values[name] = [[one, digests.get(one)] for one in some] if digests else some

    def _seal_owners(self):
        """Return id -> (model, id) of the record whose seals cover each of these rows."""
        if not self:
            return {}
        self.flush_model()
        ways = [
            SQL(
                "SELECT r.id, %s, %s FROM %s r %s WHERE %s AND %s AND r.id = ANY(%s)",
                way.model,
                way.res_id,
                SQL.identifier(self._table),
                way.joins,
                way.where,
                self._seal_condition("r"),
                list(self.ids),
            )
            for way in self._seal_ways()
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(ways))
        return {row_id: (model, owner) for row_id, model, owner in rows}

    # What is worked out from other rows

    @api.model
    @tools.ormcache()
    def _worked_out_fields(self):
        """Return the names of the stored fields that the check works out again from others."""
        sealed = {name for name in self._sealed_fields() if self._fields[name].compute}
        return tuple(
            sorted(
                name
                for name in (sealed | self._followed_fields) - self._kept_derived
                if self._fields[name].readonly
            )
        )

    @api.model
    def _derived_otherwise(self, records):
        """Yield (id of the record, id of the row, names of fields that do not say what follows from others).

        Of the rows that count and are under the seals of ``records``; nothing is written.
        """
        names = self._worked_out_fields()
        if not names:
            return
        ways = [
            SQL(
                "SELECT r.id, %s FROM %s r %s WHERE %s AND %s AND %s = %s AND %s = ANY(%s)",
                way.res_id,
                SQL.identifier(self._table),
                way.joins,
                way.where,
                self._seal_condition("r"),
                way.model,
                records._name,
                way.res_id,
                records.ids,
            )
            for way in self._seal_ways()
        ]
        owners = dict(self.env.execute_query(SQL(" UNION ALL ").join(ways)))
        for ids in split_every(BATCH, sorted(owners), list):
            rows, anew = self.browse(ids), self.browse(map(NewId, ids))
            for row, new in zip(rows, anew, strict=True):
                wrong = [name for name in names if _plain(row[name]) != _plain(new[name])]
                if wrong:
                    yield owners[row.id], row.id, wrong

    # What is written is sealed before the transaction ends

    def _add_to_seal(self, names=None):
        """Let these rows be sealed at the end of the transaction, as they will be then.

        :param names: which fields were written in due form; None: they are new, or were written whole
        """
        self.env["customs.seal"]._add_rows(self._name, self._ids, names)

    @api.model
    @tools.ormcache()
    def _seal_owner_fields(self):
        return frozenset(("res_model", "res_id") if self._seal_path == REFERENCE else self._seal_path)

    @api.model
    @tools.ormcache()
    def _sealed_fields_and_owners(self):
        return frozenset({*self._sealed_fields(), *self._seal_owner_fields()})

    def _create(self, data_list):
        rows = super()._create(data_list)
        rows._add_to_seal()
        return rows

    def _write_multi(self, vals_list):
        sealed = self._sealed_fields_and_owners()
        if not self._seal_marks:
            self.env["customs.seal"]._add_before(self)
        result = super()._write_multi(vals_list)
        for row_id, vals in zip(self._ids, vals_list, strict=True):
            if not sealed.isdisjoint(vals):
                self.env["customs.seal"]._add_rows(self._name, [row_id], sealed.intersection(vals))
        return result

    def write(self, vals):
        # What is linked goes into a table of its own, past `_write_multi`; a row that is given to another
        # record is gone from the former one.
        if not self._sealed_fields_and_owners().isdisjoint(vals):
            self.env["customs.seal"]._add_writing_code(self._name)
        linked = {name for name in self._sealed_fields() if self._fields[name].type == "many2many"}
        owners = {} if self._seal_owner_fields().isdisjoint(vals) else self._seal_owners()
        result = super().write(vals)
        if not linked.isdisjoint(vals):
            self._add_to_seal(linked.intersection(vals))
        self.env["customs.seal"]._add_deleted(self._name, owners)
        return result

    def unlink(self):
        self.check_access("unlink")
        gone, linked = [], []
        for rows in self._with_sealed_below():
            gone.append((rows._name, rows._seal_owners()))
            linked += rows._linked_from()
        result = super().unlink()
        for model, owners in gone:
            self.env["customs.seal"]._add_deleted(model, owners)
        for rows, name in linked:
            rows.exists()._add_to_seal([name])
        return result

    def _linked_from(self):
        """Return (rows, name) of the sealed rows that link to these: the database takes the links away."""
        found = []
        for model, name in self._sealed_links():
            rows = self.env[model].sudo().with_context(active_test=False).search([(name, "in", self.ids)])
            if rows:
                found.append((rows, name))
        return found

    @api.model
    @tools.ormcache()
    def _sealed_links(self):
        """Return (model, name) of the sealed fields that link rows to many of this model."""
        return tuple(
            (model, name)
            for model in self.env["customs.seal"]._sealed_models()
            for name in self.env[model]._sealed_fields()
            if self.env[model]._fields[name].type == "many2many"
            and self.env[model]._fields[name].comodel_name == self._name
        )

    def _with_sealed_below(self):
        """Yield these rows, and the sealed ones that the database deletes with them, model by model."""
        yield self
        for name in self.env["customs.seal"]._sealed_models():
            model = self.env[name].sudo()
            for field in model._fields.values():
                below = (
                    field.type == "many2one"
                    and field.store
                    and field.comodel_name == self._name
                    and field.ondelete == "cascade"
                )
                rows = (
                    model.with_context(active_test=False).search([(field.name, "in", self.ids)])
                    if below
                    else ()
                )
                if rows:
                    yield from rows._with_sealed_below()
