"""An agreement as plain data: written from its rows, checked as a whole, and created from it.

The data is what a JSON file holds: `{"format": FORMAT, "agreement": {...}}`, with the columns of `law_spec`.
"""

import hashlib
import json
import math
from collections import Counter
from datetime import date

from odoo import Command
from odoo.exceptions import ValidationError

from ...tools.inputs import UNWRITABLE, given_text
from .law_spec import KEYS, MARKS, ROOT, TYPES, LawSpec

FORMAT = "customs-agreement-1"
# What may be empty on purpose where a new row is not: a number, yes or no.
EMPTY = frozenset({"boolean", "integer", "float", "monetary"})
MOST_ROWS = 20_000  # several times the longest agreement
LARGEST_NUMBER = 2**31 - 1  # of a whole number in the database


def english(value):
    """Return the English text of a value that may hold texts in several languages."""
    return value["en_US"] if isinstance(value, dict) else value


def title(row):
    """Return the code and name of the agreement ``row``."""
    return f"{row['code']} {english(row['name'])}"


def digest(content):
    """Return the SHA-256 of the bytes of a file, as text."""
    return hashlib.sha256(content).hexdigest()


# ---- From rows to a file ----


def to_file(agreement):
    """Return the bytes of the file of ``agreement``, the same for the same rows."""
    spec = LawSpec(agreement.env)
    data = {"format": FORMAT, "agreement": row_of(spec, agreement)}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def row_of(spec, record):
    """Return what the row ``record`` of the law says, as a file has it."""
    return _row(spec, record.with_context(lang="en_US"))


def _row(spec, record):
    """Return what a row says: empty columns are left out, but for what a new row would not have empty."""
    name, values = record._name, {}
    for column in spec.columns(name).values():
        value = _value(column, record)
        if value not in (None, False, "", []) or (column.type in EMPTY and _differs(record, column)):
            values[column.name] = value
    for column in sorted(spec.rows(name), key=lambda column: column.name):
        rows = [_row(spec, row) for row in record[column.name]]
        if rows:
            values[column.name] = rows
    return values


def _value(column, record):
    value = record[column.name]
    if column.type in ("many2one", "many2many"):
        names = value.mapped(KEYS[column.of])
        return names if column.type == "many2many" else (names[0] if names else None)
    if column.type == "date":
        return value.isoformat() if value else None
    if column.translated:
        texts = record._fields[column.name]._get_stored_translations(record) or {}
        texts = {lang: text for lang, text in sorted(texts.items()) if text}
        return texts if len(texts) > 1 else texts.get("en_US") or value
    return value


def _differs(record, column):
    """Return whether the value differs from what a new row would have: only then it is written."""
    default = record._fields[column.name].default
    return ((default(record) if default else False) or False) != (record[column.name] or False)


# ---- From a file to rows ----


def read(env, content):
    """Return the data of a file.

    :raises ValidationError: it is no such file, or something in it is wrong: all of it is named
    """

    def once(pairs):
        """Refuse a column that stands twice: a reader sees the first, a program takes the last."""
        row = dict(pairs)
        if len(row) < len(pairs):
            counted = Counter(name for name, _value in pairs)
            twice = sorted(given_text(name) for name, count in counted.items() if count > 1)
            raise ValidationError(env._("A row of the file has a column twice: %s.", ", ".join(twice)))
        return row

    try:
        data = json.loads(content.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:  # also a number of more digits than are read
        raise ValidationError(env._("The file is not JSON in UTF-8: %s", error)) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or set(data) != {"format", "agreement"}:
        raise ValidationError(
            env._("The file is not an agreement. It must have 'format': '%s' and 'agreement'.", FORMAT)
        )
    problems = Check(env).of(data["agreement"])
    if problems:
        raise ValidationError(env._("The file cannot be loaded:") + "\n" + "\n".join(problems))
    return data["agreement"]


class Check:
    """Names all that is wrong with the data of a file before anything is created."""

    def __init__(self, env):
        self.env, self.spec, self.problems = env, LawSpec(env), []
        self.codes, self.others = {}, {}

    def of(self, row):
        """Return the problems of the agreement ``row``, as sentences with the place of each."""
        if self._count(ROOT, row) > MOST_ROWS:
            self._add((), self.env._("the file has more than %s rows.", MOST_ROWS))
            return self.problems
        self._check(ROOT, row, ())
        return self.problems

    def _count(self, name, row):
        """Return how many rows ``row`` and what it holds are."""
        held = (
            (column.of, inner)
            for column in (self.spec.rows(name) if isinstance(row, dict) else ())
            for inner in _list(row.get(column.name))
        )
        return 1 + sum(self._count(of, inner) for of, inner in held)

    def _codes_in(self, name, row):
        """Return model -> the codes of those rows that a row holds itself: it and they name them by these."""
        return {
            column.of: {
                inner[KEYS[column.of]]
                for inner in _list(row.get(column.name))
                if isinstance(inner, dict) and isinstance(inner.get(KEYS[column.of]), str)
            }
            for column in self.spec.rows(name)
            if column.of in KEYS
        }

    def _check(self, name, row, path):
        if not isinstance(row, dict):
            self._add(path, self.env._("a row with columns is expected."))
            return
        around, self.codes = self.codes, self.codes | self._codes_in(name, row)
        self._check_row(name, row, path)
        self.codes = around

    def _check_row(self, name, row, path):
        columns, rows = self.spec.columns(name), {column.name: column for column in self.spec.rows(name)}
        for wrong in sorted(row.keys() - columns.keys() - rows.keys()):
            self._add((*path, wrong), self.env._("there is no such column."))
        for column in columns.values():
            if column.name in row:
                self._check_value(column, row[column.name], (*path, column.name))
            elif column.required and not self._has_default(name, column):
                self._add((*path, column.name), self.env._("this is required."))
        for column in rows.values():
            held = row.get(column.name, [])
            if not isinstance(held, list):
                self._add((*path, column.name), self.env._("a list of rows is expected."))
                continue
            for number, inner in enumerate(held, 1):
                self._check(column.of, inner, (*path, f"{column.name} {number}"))

    def _has_default(self, name, column):
        field = self.env[name]._fields[column.name]
        return bool(field.default or field.compute)

    def _check_value(self, column, value, path):
        texts = [value]
        if column.translated and isinstance(value, dict):
            texts = [value.get("en_US"), *value.values()]
        for text in texts:
            if not _is_of_type(column, text):
                self._add(path, self._expected(column))
                return
            if isinstance(text, str) and UNWRITABLE.search(text):
                self._add(path, self.env._("a character in it cannot be stored."))
                return
        if (column.type == "date" and not _is_day(value)) or (
            column.type == "integer" and abs(value) > LARGEST_NUMBER
        ):
            self._add(path, self._expected(column))
        elif column.choices and value not in column.choices:
            self._add(path, self.env._("choose one of these: %s.", ", ".join(column.choices)))
        elif column.type in ("many2one", "many2many"):
            self._check_codes(column, [value] if column.type == "many2one" else value, path)

    def _check_codes(self, column, codes, path):
        known = self.codes.get(column.of, set()) if self.spec.is_law(column.of) else self._known(column.of)
        for code in codes:
            if code not in known:
                self._add(path, self.env._("'%s' is not in the file, or is not known.", given_text(code)))

    def _known(self, name):
        """Return the codes of all countries or currencies, read once."""
        if name not in self.others:
            records = self.env[name].with_context(active_test=False).search([])
            self.others[name] = set(records.mapped(KEYS[name]))
        return self.others[name]

    def _expected(self, column):
        expected = {
            "date": self.env._("a date is expected, for example: 2026-07-10."),
            "integer": self.env._("a whole number is expected."),
            "float": self.env._("a number is expected."),
            "monetary": self.env._("a number is expected."),
            "boolean": self.env._("true or false is expected."),
            "many2many": self.env._("a list of codes is expected."),
        }
        return expected.get(column.type, self.env._("a text is expected."))

    def _add(self, path, sentence):
        self.problems.append(f"{given_text(', '.join(path)) or 'agreement'}: {sentence}")


def _is_of_type(column, value):
    """Return whether the value is one that such a column takes: also not infinite, and codes are texts."""
    if not isinstance(value, TYPES[column.type]) or (isinstance(value, bool) and column.type != "boolean"):
        return False
    if column.type == "many2many":
        return all(isinstance(code, str) and not UNWRITABLE.search(code) for code in value)
    return not isinstance(value, float) or math.isfinite(value)


def _list(value):
    return value if isinstance(value, list) else []


def _is_day(value):
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


class Loader:
    """Creates the rows of a file. Marks "Verified" are kept only where the file is trusted with them."""

    def __init__(self, env, keep_marks=False):
        self.env, self.spec, self.keep_marks = env, LawSpec(env), keep_marks

    def agreement(self, row):
        """Create the agreement of the checked data ``row`` with all that it holds, and return it."""
        return self.rows(ROOT, [row], {}, {})

    def rows(self, name, rows, parent, place, with_whole=True):
        """Create ``rows`` of the model ``name``; a note names the whole file, or each of them.

        ``parent`` is the field and the id of the row that holds them; ``place`` the agreement and procedure
        in which codes are looked up.
        """
        columns = self.spec.columns(name)
        model = self.env[name]._with_their_whole() if with_whole else self.env[name]
        created = model.create([parent | self._values(name, columns, row, place) for row in rows])
        created = created.with_env(self.env)
        for record, row in zip(created, rows, strict=True):
            for column in columns.values():
                if column.translated and isinstance(row.get(column.name), dict):
                    self._translate(record, column.name, row[column.name])
        self._link_siblings(name, created, rows, columns)
        for column in self.spec.rows(name):
            for record, row in zip(created, rows, strict=True):
                if row.get(column.name):
                    held = {self.spec.parent(name, column.of): record.id}
                    self.rows(column.of, row[column.name], held, place_of(place, name, record))
        return created

    def _is_of_siblings(self, name, column):
        """Return whether a column names rows that are created together with its own."""
        return column.of == name and column.type in ("many2one", "many2many")

    def _values(self, name_of, columns, row, place):
        values = {}
        for name, value in row.items():
            column = columns.get(name)
            if not column or (name in MARKS and not self.keep_marks):
                continue
            if self._is_of_siblings(name_of, column):
                continue  # its rows are created only now
            values[name] = self._given(column, value, place)
        return values

    def _given(self, column, value, place):
        """Return the value of a column as `create` takes it."""
        if column.translated:
            return english(value)
        if column.type == "many2one":
            return self._named(column.of, [value], place).id
        if column.type == "many2many":
            return [Command.set(self._named(column.of, value, place).ids)]
        return value

    def _link_siblings(self, name, created, rows, columns):
        """Set what rows refer to among themselves: steps come after steps."""
        for column in columns.values():
            if self._is_of_siblings(name, column):
                known = {record[KEYS[column.of]]: record.id for record in created}
                for record, row in zip(created, rows, strict=True):
                    given = row.get(column.name) or ()
                    codes = [given] if column.type == "many2one" and given else given
                    ids = [known[code] for code in codes]
                    if column.type == "many2one":
                        record[column.name] = ids[0] if ids else False
                    else:
                        record[column.name] = [Command.set(ids)]

    def _named(self, name, codes, place):
        """Return the records that the codes name, of the same agreement or procedure."""
        domain = [(KEYS[name], "in", codes)]
        fields = self.env[name]._fields
        domain += [(field, "=", value) for field, value in place.items() if field in fields]
        return self.env[name].with_context(active_test=False).search(domain)

    def _translate(self, record, name, texts):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        record.update_field_translations(
            name, {lang: text for lang, text in texts.items() if lang in installed}
        )


def place_of(place, name, record):
    """Return ``place`` with the agreement or procedure that ``record`` is."""
    own = {"customs.agreement": "agreement_id", "customs.procedure": "procedure_id"}.get(name)
    return place | {own: record.id} if own else place
