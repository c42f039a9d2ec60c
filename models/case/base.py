import re
from collections import defaultdict
from functools import partial, wraps
from inspect import isfunction

from psycopg2 import Error as DatabaseError

from odoo import api, models, tools
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

# The name of a file, a message or an activity names the record to which it belongs.
OF_RECORDS = ("ir.attachment", "mail.message", "mail.activity")
# What Odoo puts into the context where it looks as superuser for a condition that somebody else asks.
AS_SUPERUSER_FOR = "filter_function_reset_sudo"
# Where those are that are kept from others: of records of ours, of contacts, and files of their messages.
KEPT_PLACES = ("customs.", "res.partner", "mail.")


class Base(models.AbstractModel):
    """Forms, saved or not, name of this addon and its files only what their user may read."""

    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        """Refuse a form that names another's record: Odoo would tell its name and what is related to it.

        What is saved is held back by the record rules; this holds back what is asked before saving, by values
        or by defaults in the context (CU-A).
        """
        if not self.env.su:
            if self._is_customs_form():
                self.browse().check_access("create")
            given = self._defaults_of_context()
            self._refuse_unreadable_names(given)
            self._refuse_unreadable_names(values)
            if self._name.startswith("customs."):
                self._refuse_unreadable_reference(given | values)
            elif self._transient and self._places_that_tell():
                self.check_access("read")
                self.browse()._refuse_told_places([given | values])
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        """Give no form of ours to those who may not create it, and none that begins at another's record.

        What it begins with is read from that record, and the error tells whether there is one (CU-A).
        """
        if self.env.su or not self._is_customs_form():
            return super().default_get(fields)
        self.browse().check_access("create")
        self.browse()._refuse_unreadable_names(self._defaults_of_context())
        values = super().default_get(fields)  # a default of the user's own may name one, too
        self.browse()._refuse_unreadable_names(values)
        self.browse()._refuse_unreadable_reference(values)
        return values

    def _refuse_unreadable_names(self, values):
        """Refuse ``values`` of a form that name what the user may not read, of this addon or of its records.

        What a record of another addon names already, its form may go on naming.
        """
        for name, value in values.items():
            field = self._fields.get(name)
            if field is None or not field.relational or not _tells_of_records(field.comodel_name):
                continue
            records = self.env[field.comodel_name]
            ids, parts = _named(value) if field.type == "many2one" else _named_by_commands(value)
            named = records.browse(ids)
            if self and not self._name.startswith("customs."):
                self.check_access("read")
                named -= self.sudo()[name]._origin.with_env(self.env)
            if named:  # to name nothing is everybody's right
                named.check_access("read")
            for part in parts:
                records._refuse_unreadable_names(part)

    def _refuse_unreadable_reference(self, values):
        """Refuse ``values`` of a form that name, by model and number, what the user may not read."""
        for name, field in self._fields.items():
            number = values.get(name)
            if field.type == "many2one_reference" and number and isinstance(number, int):
                model = values.get(field.model_field) or self[:1][field.model_field]
                if model in self.env:
                    self.env[model].browse(number).check_access("read")

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        """List the values of a field of ours in ranks only where records of one kind stand over each other.

        Odoo takes the firm of a user for a user: by its number. Where the numbers make a ring it never ends,
        and whoever is logged in stops the server with a few such questions (CU-A).
        """
        field = self._fields.get(field_name)
        if self._name.startswith("customs.") and field and field.relational:
            above = self.env[field.comodel_name]
            parent = above._fields.get(above._parent_name)
            if parent and parent.comodel_name != above._name:
                kwargs["hierarchize"] = False
        return super().search_panel_select_range(field_name, **kwargs)

    @api.model
    def _search_panel_domain_image(self, field_name, domain, set_count=False, limit=False):
        """Return the values of a field of ours, without those that the user may not read.

        Odoo groups by them as by none, and then has no name to show: an error instead of a list.
        """
        field = self._fields[field_name]
        if not self._name.startswith("customs.") or field.type not in ("many2one", "many2many"):
            return super()._search_panel_domain_image(field_name, domain, set_count, limit)
        groups = self.with_context(read_group_expand=True).formatted_read_group(
            Domain(domain) & Domain(field_name, "!=", False), [field_name], ["__count"], limit=limit
        )
        return {
            group[field_name][0]: {
                "id": group[field_name][0],
                "display_name": group[field_name][1],
                **({"__count": group["__count"]} if set_count else {}),
            }
            for group in groups
            if group[field_name]
        }

    def _check_named_records(self, names=None):
        """Refuse records that refer, by the fields ``names`` or any, to what the user may not read (CU-A)."""
        for name in () if self.env.su else names or self._fields:
            field = self._fields.get(name)
            if field and field.store and field.type == "many2one_reference":
                for row in self:
                    row._refuse_unreadable_reference({name: row[name]})
            refers = field and field.store and field.type in ("many2one", "many2many")
            if refers and field.comodel_name.startswith("customs.") and self[name]:
                self[name].check_access("read")

    # A refusal by Odoo's own methods says nothing of the record, not even whether it exists (CU-A).

    # A record that is not there is refused like one that is another's: a number says nothing

    def _register_hook(self):
        super()._register_hook()
        if self._name.startswith("customs.") and not self._abstract:
            _refuse_alike(type(self))

    def _check_access(self, operation):
        if not self._name.startswith("customs."):
            return super()._check_access(operation)
        try:
            return super()._check_access(operation)
        except MissingError:
            there = self.exists()
            if there == self:
                raise
            result = super(Base, there)._check_access(operation)
            forbidden = self - there | (result[0] if result else there.browse())
            return forbidden, partial(self.env["ir.rule"]._make_access_error, operation, forbidden)

    def read(self, fields=None, load="_classic_read"):
        rows = super().read(fields, load)
        if len(rows) < len(self) and self._name.startswith("customs.") and not self.env.su:
            raise self.env["ir.rule"]._make_access_error("read", self)
        return rows

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_named_records(vals_list)
        self._refuse_referred_records(vals_list)
        self._refuse_telling_values(vals_list)
        if not self.env.su and self._places_that_tell():
            self.browse().check_access("create")
            given = self._defaults_of_context()
            self.browse()._refuse_told_places([given | vals for vals in vals_list])
        records = super().create(vals_list)
        if self._is_customs_form():
            records._check_named_records()  # a form tells of what it is about: sums, grounds, names
        records._refuse_told_records(self._fields_that_tell())
        records._refuse_told_places()
        return records

    def write(self, vals):
        self._refuse_named_records([vals])
        self._refuse_referred_records([vals])
        if self:
            self._refuse_telling_values([vals])
        moves = self._moves_by(vals)
        if moves:
            self.check_access("write")
            self._refuse_told_places([vals])
        result = super().write(vals)
        if self._is_customs_form():
            self._check_named_records()
        self._refuse_told_records(name for name in self._fields_that_tell() if name in vals)
        if moves:
            self._refuse_told_places()
        return result

    @api.model
    def _is_customs_form(self):
        return self._transient and self._name.startswith("customs.")

    @api.model
    @tools.ormcache()
    def _fields_that_tell(self):
        """Return which fields of another addon's model name a file, a message, an activity, a record of ours.

        What such a model works out from what it names it works out as superuser: a mail that forwards a
        message has its subject (CU-A). An answer names the first message of its thread, and tells nothing of
        it.
        """
        if self._name.startswith("customs.") or self._name == "mail.message":
            return ()
        return tuple(
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.store and _tells_of_records(field.comodel_name)
        )

    def _refuse_told_records(self, names):
        """Refuse records that name, by the fields ``names`` or a default, what the user may not read."""
        for name in () if self.env.su else names:
            named = self.sudo()[name]
            if named._name in OF_RECORDS:
                place = "model" if named._name == "mail.message" else "res_model"
                named = named.filtered(lambda row, place=place: (row[place] or "").startswith(KEPT_PLACES))
            if named:  # else the right to the model alone is asked for, which an employee has not
                named.with_env(self.env).check_access("read")

    # What hangs on a record by model and number tells of it, too: an activity has its name

    @api.model
    @tools.ormcache()
    def _places_that_tell(self):
        """Return (model field, where it comes from, number field) by which another addon's rows name records.

        The model field may follow from another one: of an activity it is the name of ``res_model_id``.
        """
        if self._name.startswith("customs."):
            return ()
        numbers = {
            (field.model_field, name)
            for name, field in self._fields.items()
            if field.type == "many2one_reference" and field.store
        }
        kinds = {"res_id": ("integer",), "res_ids": ("char", "text")}
        for number, types in kinds.items():
            field = self._fields.get(number)
            if field and field.store and field.type in types:
                numbers |= {(name, number) for name in ("model", "res_model") if name in self._fields}
        return tuple(
            (of_model, (self._fields[of_model].related or of_model).split(".")[0], number)
            for of_model, number in sorted(numbers)
            if of_model in self._fields
        )

    def _moves_by(self, vals):
        """Return whether ``vals`` say on which records these rows hang."""
        names = set().union(*self._places_that_tell()) if self and not self.env.su else ()
        return any(name in vals for name in names)

    def _refuse_told_places(self, vals_list=({},)):
        """Refuse rows that hang, or would hang by ``vals_list``, on records which the user may not read.

        It is asked before anything is written, too: so a number that is nobody's is refused like another's.
        """
        ids = defaultdict(set)
        for model, number in () if self.env.su else self._places_named(vals_list):
            if str(model or "").startswith("customs."):
                ids[model] |= {int(one) for one in re.findall("[0-9]+", str(number or ""))}
        for model in ids.keys() & self.env.registry.models.keys():
            named = self.env[model].browse(sorted(ids[model] - {0}))
            if named:
                named.check_access("read")

    def _places_named(self, vals_list):
        """Yield (model, number) of the records on which these rows hang, and would by ``vals_list``."""
        rows = self.sudo() or (self.browse(),)
        for of_model, source, of_number in self._places_that_tell():
            for vals in vals_list:
                model = vals.get(source if self._fields[source].comodel_name == "ir.model" else of_model)
                if isinstance(model, int):
                    model = self.env["ir.model"].sudo().browse(model).exists().model
                for row in rows:
                    yield row[of_model], row[of_number]
                    yield model or row[of_model], vals.get(of_number) or row[of_number]

    def _defaults_of_context(self):
        prefix = "default_"
        context = self.env.context.items()
        return {key.removeprefix(prefix): value for key, value in context if key.startswith(prefix)}

    @api.model
    def _refuse_telling_values(self, vals_list):
        """Refuse such values before they are written: whom a notification names may read its message."""
        for name in () if self.env.su else self._fields_that_tell():
            ids = {number for vals in vals_list for number in _named(vals.get(name))[0]}
            records = self.env[self._fields[name].comodel_name]
            kept = records.browse(records._kept_among(ids))
            if kept:
                kept.check_access("read")

    @api.model
    def _kept_among(self, ids):
        """Return those of the ids whose records are kept from others, and read nothing else of them."""
        if not ids or self._name not in OF_RECORDS:
            return ids
        place = "model" if self._name == "mail.message" else "res_model"
        self.flush_model([place])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) AND %s LIKE ANY(%s)",
                SQL.identifier(self._table),
                list(ids),
                SQL.identifier(place),
                [f"{kept}%" for kept in KEPT_PLACES],
            )
        )
        return [number for (number,) in rows]

    @api.model
    def _refuse_named_records(self, vals_list):
        """Refuse values that name a record which the user may not read, before anything else is said of it.

        Else a check of the model says what is wrong with another's record, and the database that there is
        none.
        """
        if self.env.su or not self._name.startswith("customs."):
            return
        for name in set().union(*vals_list):
            field = self._fields.get(name)
            if field is None or field.type != "many2one" or not field.comodel_name.startswith("customs."):
                continue
            ids = {vals[name] for vals in vals_list if isinstance(vals.get(name), int) and vals[name]}
            if ids:
                self.env[field.comodel_name].browse(ids).check_access("read")

    def _refuse_referred_records(self, vals_list):
        """Refuse values of a form of ours that name such a record by its model and number."""
        if not self.env.su and self._is_customs_form():
            for vals in vals_list:
                self._refuse_unreadable_reference(vals)

    # A search by a field that the user may not read would reveal it

    def _search(self, domain, *args, **kwargs):
        if not self.env.su and (self._name.startswith("customs.") or not self.env.user._is_internal()):
            domain = Domain(domain)
            self._refuse_closed_fields(domain)
        return super()._search(domain, *args, **kwargs)

    @api.private
    def filtered_domain(self, domain):
        """Ask for the groups of fields also where Odoo answers in Python, as it does in SQL.

        It reads a relation that needs no access of its own (the users of a contact), and any field behind it,
        as superuser for whoever asked.
        """
        asking = self._as_who_asks()
        if not asking.env.su and (self.env.su or self._name.startswith("customs.")):
            asking._refuse_closed_fields(Domain(domain))
        return super().filtered_domain(domain)

    def _as_who_asks(self):
        """Return these records as whoever asks a question in Python, also behind such a relation."""
        return self.sudo(False) if self.env.context.get(AS_SUPERUSER_FOR) else self

    def _refuse_closed_fields(self, domain):
        """Refuse a domain that leads over a field that is closed to the user.

        Odoo asks that where a field becomes SQL. A field that is searched by a method of its own never does:
        in its place stands what the method returns.

        :raises AccessError: one of the fields has groups, and the user has none of them
        """
        for condition in domain.iter_conditions():
            model = self
            for name in str(condition.field_expr).split("."):
                field = model._fields.get(name)
                if field is None:
                    break
                if field.groups:
                    model._check_field_access(field, "read")
                if not field.comodel_name:
                    break
                model = self.env[field.comodel_name]
            inside = condition.value
            if condition.operator in ("any", "not any", "any!", "not any!") and isinstance(
                inside, Domain | list | tuple
            ):
                model._refuse_closed_fields(Domain(inside))


def _tells_of_records(model):
    return model.startswith("customs.") or model in OF_RECORDS


def _named(value):
    """Return (ids, values of unsaved records) that the value of a many2one names."""
    value = value[0] if isinstance(value, list | tuple) and value else value
    if isinstance(value, dict):
        return _named(value.get("id"))[0], [value]
    return [value] if isinstance(value, int) and value else [], []


def _named_by_commands(commands):
    """Return (ids, values of unsaved records) that a list of ids or commands names."""
    ids, parts = [], []
    for command in commands if isinstance(commands, list | tuple) else ():
        kind, one, more = (*command, 0, 0, 0)[:3] if isinstance(command, list | tuple) else (4, command, 0)
        ids += [one] if kind in (Command.UPDATE, Command.LINK) else more if kind == Command.SET else []
        parts += [more] if isinstance(more, dict) else []
    return [number for number in ids if isinstance(number, int) and number], parts


def _refuse_alike(cls):
    """Let every method of a model that a remote call reaches refuse what the user may not read in one way.

    Whichever reason a method has to refuse, it would tell a record that is another's from one that is not
    there: one is asked for its state, the other for nothing. Like Odoo's automation rules this wraps the
    methods of the registry's class, so that what core and other modules add is held as well. It costs
    nothing unless an error comes.
    """
    for name in {name for part in cls.mro() for name in vars(part) if not name.startswith("_")}:
        method = getattr(cls, name)
        if not isfunction(method) or hasattr(method, "_refuses_alike"):
            continue
        if not any(getattr(method, mark, False) for mark in ("_api_model", "_api_private")):
            setattr(cls, name, _refusing_alike(method))


def _may_read(records):
    """Return whether the user may read them; `has_access` is a method that is wrapped here, too."""
    try:
        return not records._check_access("read")
    except AccessError:  # the request names a company that is not the user's
        return False


def _refusing_alike(method):
    @wraps(method)
    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except (DatabaseError, ValidationError):  # of what was written already, by who may  # pylint: disable=try-except-raise
            raise
        except Exception:
            if self.env.su or not any(self._ids) or _may_read(self):
                raise
            # The reason is another's, too.
            raise self.env["ir.rule"]._make_access_error("read", self) from None

    call._refuses_alike = True
    return call
