"""Letters as data: words with places for fields, and what the words may name.

The words are inline templates as Odoo writes them, `{{ name }}` or `{{ name ||| words without it }}`. Between
the braces stands the name of a field from a documented list and nothing else: it is looked up, never run.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .dates import long_date

LANGUAGES = [("en", "English"), ("ru", "Russian")]
LAYOUTS = [
    ("facts", "Names and values: each line 'Name | {{ value }}'"),
    ("strong", "Bold, above what follows"),
    ("boxed", "Statement in a box"),
    ("signatures", "Blocks for signatures"),
]
BLANK = "________"


@dataclass(frozen=True)
class LetterField:
    """What a letter may print or ask.

    `kind` says which: a `text` of one line, one of several `lines`, a `day`, a `yes_no` to choose words
    by, a `list` of texts, a `table` with `columns` (name -> what it holds). What `may_be_empty` does not keep
    a letter that names it from being approved.
    """

    label: str
    kind: str = "text"
    columns: Mapping[str, str] = field(default_factory=dict)
    may_be_empty: bool = False


@dataclass(frozen=True)
class LetterKind:
    """A paper that the software writes from a record: its name, and its fields by their names.

    A report has another frame than a letter, and may name the articles of its own content list.
    """

    label: str
    fields: Mapping[str, LetterField]
    is_report: bool = False


@dataclass(frozen=True)
class LetterColumn:
    """A column of a table: what it shows, its heading and relative width, and whether it holds amounts."""

    name: str
    heading: str = ""
    share: float = 1
    is_amount: bool = False
    is_optional: bool = False  # left out where none of its cells says anything


@dataclass(frozen=True)
class LetterPart:
    """A part of a letter: its heading begins a section, and without one it continues what stands before.

    It is printed when the field `shown_if` has a value and `shown_unless` has none; empty: always. A part
    that continues a section goes where the section goes. `layout`: its text as paragraphs (empty), as `facts`
    (each line a name and its value, divided by |; each row of a table likewise), `strong`, `boxed`, or its
    table as blocks for `signatures`. A section may be `unnumbered`.
    """

    heading: str = ""
    article: str = ""
    text: str = ""
    table: str = ""
    columns: tuple[LetterColumn, ...] = ()
    listing: str = ""
    shown_if: str = ""
    shown_unless: str = ""
    layout: str = ""
    unnumbered: bool = False


@dataclass(frozen=True)
class LetterWords:
    """The words of one letter in one language."""

    subject: str
    salutation: str = ""
    closing: str = ""
    parts: tuple[LetterPart, ...] = ()


def places(text: str) -> Iterator[tuple[str, str, str]]:
    """The words of a text and the places in it: (words before, name of a field or "", words without it).

    A place is in one line; braces that are not closed in it are words. Each character is looked at once or
    twice: Odoo's own expression takes hours for a text of some thousand braces.
    """
    words = ""
    for line in (text or "").splitlines(keepends=True):
        rest = line
        while rest:
            before, _opened, after = rest.partition("{{")
            inner, closed, left = after.partition("}}")
            if not closed or not inner.strip():
                words += rest[: len(rest) - len(left)] if closed else rest
                rest = left
                continue
            name, _bars, otherwise = inner.partition("|||")
            yield words + before, name.strip(), otherwise.lstrip()
            words, rest = "", left
    if words:
        yield words, "", ""


class Filling:
    """Fills the places of words with values; what is empty and has no other words is kept in `missing`."""

    def __init__(self, values: Mapping[str, object], language: str, blank: str = BLANK):
        self.values, self.language, self.blank = values, language, blank
        self.missing: dict[str, None] = {}

    def __call__(self, text: str, blank: str | None = None) -> str:
        """The text with its places filled; a place without a value prints as `blank`, a line to write on."""
        blank = self.blank if blank is None else blank
        return "".join(
            words + (self._value(name, otherwise, blank) if name else "")
            for words, name, otherwise in places(text)
        )

    def has(self, name: str) -> bool:
        """Whether the field has a value."""
        return bool(self.values.get(name))

    def shows(self, part: LetterPart) -> bool:
        """Whether the part is printed."""
        if part.shown_if and not self.has(part.shown_if):
            return False
        return not (part.shown_unless and self.has(part.shown_unless))

    def _value(self, name: str, otherwise: str, blank: str) -> str:
        value = self.values.get(name)
        if isinstance(value, datetime.date):
            return long_date(value, self.language)
        text = "" if value is None or value is False else str(value).strip()
        if text or otherwise:
            return text or otherwise
        self.missing[name] = None
        return blank


# ---- A letter without a record ----


def sample(words: LetterWords, known: Mapping[str, LetterField]) -> tuple[LetterWords, dict[str, object]]:
    """The words with all their parts, and for values the names of the fields: [Last day for the answer]."""
    shown = tuple(replace(part, shown_if="", shown_unless="") for part in words.parts)
    return replace(words, parts=shown), {name: _sample(field) for name, field in known.items()}


def _sample(found: LetterField) -> object:
    if found.kind == "table":
        return ({name: f"[{label}]" for name, label in found.columns.items()},)
    return (f"[{found.label}]",) if found.kind == "list" else f"[{found.label}]"


# ---- What is wrong with the words ----


def used_names(words: LetterWords) -> set[str]:
    """The names of all fields that the words print or ask."""
    found = {name for text in _texts(words) for name in _names(text)}
    for part in words.parts:
        found |= {part.shown_if, part.shown_unless, part.listing, part.table}
    return found - {""}


def unknown_names(words: LetterWords, known: Mapping[str, LetterField]) -> list[str]:
    """The names in the words that no field has, each once, in the order of the letter."""
    wrong = [name for text in _texts(words) for name in _names(text) if not _is_printed(known.get(name))]
    wrong += [piece for text in _texts(words) for piece in _open_braces(text)]
    for part in words.parts:
        wrong += [name for name in (part.shown_if, part.shown_unless) if name and name not in known]
        wrong += [name for name in (part.listing,) if name and _kind(known, name) != "list"]
        if part.table:
            table = known.get(part.table)
            columns = table.columns if table and table.kind == "table" else {}
            wrong += [] if columns else [part.table]
            wrong += [column.name for column in part.columns if columns and column.name not in columns]
    return list(dict.fromkeys(wrong))


def _texts(words: LetterWords) -> Iterator[str]:
    yield from (words.subject, words.salutation, words.closing)
    for part in words.parts:
        yield from (part.heading, part.article, part.text)


def _names(text: str) -> list[str]:
    return [name for _words, name, _otherwise in places(text) if name]


def _open_braces(text: str) -> list[str]:
    """What follows braces that open or close no place."""
    found = (re.search(r"({{|}}).{0,20}", words) for words, _name, _otherwise in places(text))
    return [piece[0] for piece in found if piece]


def _kind(known: Mapping[str, LetterField], name: str) -> str:
    return known[name].kind if name in known else ""


def _is_printed(found: LetterField | None) -> bool:
    return bool(found) and found.kind in ("text", "lines", "day")
