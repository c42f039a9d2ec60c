"""What a file of an agreement holds: read from the models of the law, so that no row of law is forgotten.

A model of the law inherits `customs.law.row.mixin`. Its columns in a file are its own stored fields that
somebody enters; its rows are those of its one2many fields to other models of the law. What a row refers to is
named by its code (`KEYS`), never by an id.
"""

from functools import cached_property
from typing import NamedTuple

ROOT = "customs.agreement"
AUTHORITY = "customs.authority"  # what belongs to one is no part of an agreement's text
# By which field a record is named where a row refers to it.
KEYS = {
    "res.country": "code",
    "res.currency": "name",
    "customs.ground": "code",
    "customs.procedure": "code",
    "customs.procedure.step": "fact",
    "customs.proof.type": "code",
    "customs.transit.document": "code",
}
LEFT_OUT = frozenset({"id", "active", "create_uid", "create_date", "write_uid", "write_date"})
MARKS = ("verified", "source", "in_force_verified")
TYPES = {
    "char": str,
    "text": str,
    "html": str,
    "date": str,
    "selection": str,
    "many2one": str,
    "integer": int,
    "float": (int, float),
    "monetary": (int, float),
    "boolean": bool,
    "many2many": list,
    "one2many": list,
}


class Column(NamedTuple):
    """A column of a row in a file; ``of`` is the model that it refers to, or whose rows it holds."""

    name: str
    type: str
    label: str
    required: bool
    translated: bool
    choices: tuple
    of: str


class LawSpec:
    """The columns of each model of the law, as the registry has them."""

    def __init__(self, env):
        self.env = env
        self._known, self._sorted = {}, {}

    def is_law(self, name):
        """Return whether the model ``name`` is one of the law."""
        return name in self._law

    @cached_property
    def _law(self):
        """Return the names of all models of the law."""
        return {
            name
            for name, model in self.env.registry.items()
            if hasattr(model, "_place_of_notes") and not model._abstract and not _is_of_authority(model)
        }

    @cached_property
    def models(self):
        """Return the names of the models that a file holds, the agreement first, each before its rows."""
        found, waiting = [], [ROOT]
        while waiting:
            name = waiting.pop(0)
            if name not in found:
                found.append(name)
                waiting += [column.of for column in self.rows(name)]
        return found

    def columns(self, name):
        """Return the columns of the model ``name`` that hold values or references, by their names."""
        return {column.name: column for column in self._columns(name) if column.type != "one2many"}

    def rows(self, name):
        """Return the columns of the model ``name`` that hold rows, in the order in which they are created."""
        if name not in self._sorted:
            rows = [column for column in self._columns(name) if column.type == "one2many"]
            ranks = {column.name: self._rank(column.of, {name}) for column in rows}
            self._sorted[name] = sorted(rows, key=lambda column: (ranks[column.name], column.name))
        return self._sorted[name]

    def parent(self, name, of):
        """Return the field of the model ``of`` that refers to the row of ``name`` that holds it."""
        return next(field.inverse_name for field in self._lists(name) if field.comodel_name == of)

    def _columns(self, name):
        if name not in self._known:
            self._known[name] = list(self._read_columns(name))
        return self._known[name]

    def _read_columns(self, name):
        model = self.env[name]
        lists = [field for other in self._law for field in self._lists(other)]
        held = {field.inverse_name for field in lists if field.comodel_name == name}
        for field in model._fields.values():
            if field.name not in LEFT_OUT | held and self._is_entered(field):
                yield Column(
                    field.name,
                    field.type,
                    field._description_string(self.env),
                    bool(field.required and field.type != "boolean" and not field.compute),
                    bool(field.translate),
                    tuple(value for value, _label in field._description_selection(self.env))
                    if field.type == "selection"
                    else (),
                    field.comodel_name or "",
                )

    def _lists(self, name):
        """Return the fields of the model ``name`` that hold rows."""
        return [field for field in self.env[name]._fields.values() if field.type == "one2many"]

    def _is_entered(self, field):
        """Return whether somebody enters the field, in a type that a file can hold."""
        if field.type == "one2many":
            return self.is_law(field.comodel_name)
        if not field.store or field.related or (field.compute and field.readonly):
            return False
        if field.type in ("many2one", "many2many"):
            return field.comodel_name in KEYS
        return field.type in TYPES

    def _rank(self, name, seen):
        """Return how late rows of the model are created: after what they, and the rows in them, refer to."""
        if name in seen:
            return 0
        seen = seen | {name}
        after = set(getattr(self.env[name], "_created_after", ()))
        for column in self._columns(name):
            if column.type in ("many2one", "many2many") and self.is_law(column.of):
                after.add(column.of)
        inner = [column.of for column in self._columns(name) if column.type == "one2many"]
        return max(
            [1 + self._rank(other, seen) for other in after - seen]
            + [self._rank(other, seen) for other in inner]
            + [0]
        )


def _is_of_authority(model):
    """Return whether the model is that of authorities, or its rows belong to one."""
    place = model._fields.get(model._belongs_to) if model._belongs_to else None
    return model._name == AUTHORITY or bool(place and place.comodel_name == AUTHORITY)
