from odoo import models
from odoo.fields import Command


class Base(models.AbstractModel):
    """Forms of this addon that are not saved yet: they name what their user may read, and nothing else."""

    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        """Refuse a form that names another's record: Odoo would tell its name and what is related to it.

        What is saved is held back by the record rules; this holds back what is asked before saving, by values
        or by defaults in the context (CU-A).
        """
        if self._name.startswith("customs.") and not self.env.su:
            prefix = "default_"
            context = self.env.context.items()
            given = {key.removeprefix(prefix): value for key, value in context if key.startswith(prefix)}
            self._refuse_unreadable_names(given)
            self._refuse_unreadable_names(values)
        return super().onchange(values, field_names, fields_spec)

    def _refuse_unreadable_names(self, values):
        """Refuse ``values`` of a form that name a record of this addon which the user may not read."""
        for name, value in values.items():
            field = self._fields.get(name)
            if field is None or not field.relational or not field.comodel_name.startswith("customs."):
                continue
            records = self.env[field.comodel_name]
            ids, parts = _named(value) if field.type == "many2one" else _named_by_commands(value)
            records.browse(ids).exists().check_access("read")
            for part in parts:
                records._refuse_unreadable_names(part)

    def _check_named_records(self, names=None):
        """Refuse records that refer, by the fields ``names`` or any, to what the user may not read (CU-A)."""
        for name in () if self.env.su else names or self._fields:
            field = self._fields.get(name)
            refers = field and field.store and field.type in ("many2one", "many2many")
            if refers and field.comodel_name.startswith("customs."):
                self[name].check_access("read")


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
