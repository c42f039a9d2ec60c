"""What differs between two pieces of law: two procedures, or an agreement and a file.

Both are compared as the rows of a file (`law_file`), so that the shape of the law is known in one place
(`law_spec`). Whether a row is verified, and from which text, is no difference of the law.
"""

import json
from collections import defaultdict
from difflib import SequenceMatcher
from typing import NamedTuple

from odoo import fields

from ...tools.dates import long_date
from .law_file import english
from .law_spec import KEYS, MARKS, LawSpec

# By which columns a row is the same row on both sides. Others are found by what they say and by their place.
NAMED_BY = {
    "customs.party": ("country_id",),
    "customs.article": ("name",),
    "customs.provision": ("code",),
    "customs.ground": ("code",),
    "customs.proof.type": ("code",),
    "customs.proof.remark": ("kind",),
    "customs.proof.question": ("code",),
    "customs.original.reason": ("code",),
    "customs.origin.criterion": ("code",),
    "customs.specimen.kind": ("code",),
    "customs.transit.document": ("code",),
    "customs.excluded.goods": ("importing_side", "hs_code"),
    "customs.procedure": ("code",),
    "customs.procedure.step": ("fact",),
    "customs.consequence": ("code",),
    "customs.deadline.rule": ("code",),
    "customs.content.item": ("content_list", "res_model", "code"),
    "customs.service.rule": ("channel",),
    "customs.letter.template": ("res_model", "kind", "language"),
}
# What stands for a row in a sentence: the first of these that it has.
TITLES = ("name", "heading", "subject", "citation", "wording", "description", "code", "article", "text")
FACTS = frozenset({"fact", "lapse_of", "start_fact", "done_fact"})
LONGEST_TITLE = 80  # characters


class Difference(NamedTuple):
    """One difference; ``change`` is added, removed or changed, ``model`` that of the row."""

    model: str
    place: str
    change: str
    column: str = ""
    before: str = ""
    after: str = ""
    article: str = ""
    verified: bool = False


class Side(NamedTuple):
    """A row of one side, with the procedure in which it stands: by it facts and states have their names."""

    row: dict
    procedure: dict


class Comparison:
    """Compares two rows of one model with all rows in them, in the language of ``env``."""

    def __init__(self, env):
        self.env, self.spec = env, LawSpec(env)
        self.languages = dict(env["res.lang"].get_installed())
        self.differences = []

    def of(self, name, before, after):
        """Return the `Difference`s between two rows of the model ``name``, in the order of the law."""
        self._compare(name, self._side(name, before), self._side(name, after), ())
        return self.differences

    # ---- Rows ----

    def _side(self, name, row, held_by=None):
        procedure = row if name == "customs.procedure" else held_by.procedure if held_by else {}
        return Side(row, procedure)

    def _compare(self, name, before, after, path):
        for column in self.spec.columns(name).values():
            if column.name not in MARKS and not (column.name == "sequence" and name not in NAMED_BY):
                self._compare_values(name, column, before, after, path)
        for column in self.spec.rows(name):
            pairs = self._pairs(column.of, before.row.get(column.name, ()), after.row.get(column.name, ()))
            for old, new in pairs:
                self._compare_rows(column.of, old, new, before, after, path)

    def _compare_rows(self, name, old, new, before, after, path):
        """Compare a row of ``before`` with its like of ``after``; either may be missing."""
        if old is not None and new is not None:
            old, new = self._side(name, old, before), self._side(name, new, after)
            self._compare(name, old, new, (*path, self._title(name, new)))
            return
        change = "removed" if new is None else "added"
        side = self._side(name, old, before) if new is None else self._side(name, new, after)
        here = (*path, self._title(name, side))
        said = self._said(name, side)
        self._add(
            name, here, change, side, before=said if new is None else "", after="" if new is None else said
        )
        for column in self.spec.rows(name):
            for row in side.row.get(column.name, ()):
                inner = (row, None) if new is None else (None, row)
                self._compare_rows(column.of, *inner, side, side, here)

    def _pairs(self, name, before, after):
        """Yield (row, row) of both sides that are the same row; None where a side has none."""
        groups = defaultdict(lambda: ([], []))
        for number, rows in enumerate((before, after)):
            for row in rows:
                groups[named_by(name, row)][number].append(row)
        for old, new in groups.values():
            texts = [[_as_text(row) for row in rows] for rows in (old, new)]
            for _kind, first, last, start, end in SequenceMatcher(None, *texts, False).get_opcodes():
                for place in range(max(last - first, end - start)):
                    yield (
                        old[first + place] if first + place < last else None,
                        new[start + place] if start + place < end else None,
                    )

    # ---- Values ----

    def _compare_values(self, name, column, before, after, path):
        field = self.env[name]._fields[column.name]
        if field.compute and column.name not in after.row:
            return  # it is computed when the row is created
        values = [self._given(name, column, side.row) for side in (before, after)]
        if column.translated:
            for code, title in self.languages.items():
                old, new = (_in_language(value, code) for value in values)
                if old != new and (code == "en_US" or self._is_said_in(code, *values)):
                    label = column.label if code == "en_US" else f"{column.label} ({title})"
                    self._add(name, path, "changed", after, label, old, new)
        elif values[0] != values[1]:
            words = [
                self._words(name, column, value, side)
                for value, side in zip(values, (before, after), strict=True)
            ]
            self._add(name, path, "changed", after, column.label, *words)

    def _is_said_in(self, code, *values):
        """Return whether one of the values has a text of its own in the language ``code``."""
        return any(isinstance(value, dict) and value.get(code) for value in values)

    def _given(self, name, column, row):
        """Return what a row says in a column: what is left out is what a new row has."""
        if column.name in row:
            value = row[column.name]
            return sorted(value) if column.type == "many2many" else value or None
        if column.type not in ("boolean", "integer", "float", "monetary", "selection"):
            return None
        default = self.env[name]._fields[column.name].default
        return (default(self.env[name]) if default else None) or None

    def _said(self, name, side):
        """Return all that a row says, a line for each column."""
        lines = []
        for column in self.spec.columns(name).values():
            if column.name not in (*MARKS, "sequence") and side.row.get(column.name):
                lines.append(f"{column.label}: {self._words(name, column, side.row[column.name], side)}")
        return "\n".join(lines)

    def _words(self, name, column, value, side):
        """Return a value as a person reads it."""
        if column.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value is None:
            return ""
        if column.type == "date":
            return long_date(fields.Date.to_date(value), self.env.lang)
        if column.translated:
            return _in_language(value, self.env.lang)
        if column.type == "selection":
            field = self.env[name]._fields[column.name]
            return dict(field._description_selection(self.env)).get(value, value)
        if column.type in ("many2one", "many2many"):
            codes = value if isinstance(value, list) else [value]
            return ", ".join(self._named(column, code, side) for code in codes)
        if column.name in FACTS or column.name.endswith("_fact"):
            return self._fact(value, side)
        return self._of_kind(column, value, side)

    def _named(self, column, code, side):
        """Return how a person knows the row that ``code`` names."""
        if column.of == "customs.procedure.step":
            return self._fact(code, side)
        if not self.spec.is_law(column.of):
            found = self.env[column.of].search([(KEYS[column.of], "=", code)], limit=1)
            return found.display_name or code
        return code

    def _kind(self, side):
        """Return the model of the cases of a procedure, or None."""
        name = side.procedure.get("case_model")
        return self.env[name] if name else None

    def _fact(self, fact, side):
        steps = side.procedure.get("step_ids", ())
        for step in steps:
            if step.get("fact") == fact:
                return _in_language(step.get("name", fact), self.env.lang)
        kind = self._kind(side)
        return kind._fact_label(fact) if kind is not None and fact in kind._fields else fact

    def _of_kind(self, column, value, side):
        """Return the words for a text that names something of the type of case, else the text."""
        kind = self._kind(side)
        if column.name in ("res_model", "case_model") and value in self.env:
            return self.env["ir.model"]._get(value).name
        if kind is not None and column.name == "state":
            return dict(kind._fields["state"]._description_selection(self.env)).get(value, value)
        if kind is not None and column.name == "outcome":
            return kind._outcomes().get(value, value)
        return str(value)

    # ---- Where ----

    def _title(self, name, side):
        """Return how a row is named in a sentence."""
        columns = self.spec.columns(name)
        names = (*(NAMED_BY.get(name, ()) if name == "customs.letter.template" else ()), *TITLES)
        if name in ("customs.party", "customs.service.rule"):
            names = NAMED_BY[name]
        found = [
            self._words(name, columns[column], side.row[column], side)
            for column in names
            if column in columns and side.row.get(column)
        ]
        if name == "customs.letter.template":
            return ", ".join(found[1:3])
        if name == "customs.consequence":
            found = [
                self._words(name, columns[column], side.row[column], side)
                for column in ("step_id", "outcome")
                if side.row.get(column)
            ] or found
        text = " ".join((found or [""])[0].split())
        return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"

    def _add(self, name, path, change, side, column="", before="", after=""):
        self.differences.append(
            Difference(
                model=name,
                place=" › ".join(filter(None, path)),
                change=change,
                column=column,
                before=str(before or ""),
                after=str(after or ""),
                article=str(english(side.row.get("article")) or ""),
                verified=bool(side.row.get("verified")),
            )
        )


def named_by(name, row):
    """Return by what a row of the model ``name`` is the same row on both sides."""
    return tuple(str(english(row.get(column))) for column in NAMED_BY.get(name, ()))


def _in_language(value, code):
    """Return the text of a value in a language, else the English one."""
    return (value.get(code) or value.get("en_US") or "") if isinstance(value, dict) else value or ""


def _as_text(row):
    """Return a row as text, the same for rows that say the same: marks and places apart."""
    said = {name: value for name, value in row.items() if name not in (*MARKS, "sequence")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False)
