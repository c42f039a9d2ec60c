"""Seals: what of a row counts in law, as a hash, and what was done to rows behind the record's back. No ORM.

A seal is an entry of a chain, as the facts are (`fact_chain.py`): it holds the hashes of the rows that one
transaction wrote lawfully. The last seal of a row says what the row must hold now.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from . import fact_chain

# What the hash of a seal covers; what FORMAT means never changes (see `fact_chain`).
CONTENT = (
    "res_model",
    "res_id",
    "kind",
    "note",
    "sealed",
    "sealed_by_id",
    "sealed_at",
    "chain_index",
    "previous_hash",
)
CODE = "code: "  # so begins the note of a seal in whose transaction code kept in the database wrote
GONE = ""  # stands where the hash of a row would, once the row was deleted in due form
PUT_IN = "*"  # stands among the suspects of a row that came in without an act
WHOLE = "?"  # stands there for a row without marks: another content than it was sealed with, before an act
MARK = 16  # hexadecimal digits: they name the field, the hash of the whole row is what proves


class Difference(NamedTuple):
    """A row that is not as it was sealed.

    :param kind: `fact_chain.ROW_CHANGED`, `ROW_GONE` or `ROW_NEW`
    :param fields: names of the fields that are others, where they can be told
    """

    kind: str
    model: str
    res_id: int
    fields: tuple[str, ...] = ()


def canonical(model: str, res_id: int, values: Mapping) -> bytes:
    """The one way in which a row is written down before it is hashed.

    Fields in order, days as ISO, amounts as they are stored; what is empty is left out, so that a field that
    a later version adds changes no former hash. Zero is not empty.
    """
    content = {name: plain(value) for name, value in values.items() if not is_empty(value)}
    text = json.dumps([model, res_id, content], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def is_empty(value) -> bool:
    """Tell whether a field holds nothing: no value, no text, no rows, an unticked box."""
    return value is None or value is False or value in ("", [], ())


def plain(value):
    """Return a value as JSON writes it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def seal_of(model: str, res_id: int, values: Mapping, marks: bool = True) -> list:
    """Return how a row stands in a seal: its id, the hash of its content, and a mark for each field."""
    content = hashlib.sha256(canonical(model, res_id, values)).hexdigest()
    return [res_id, content, field_marks(values) if marks else {}]


def field_marks(values: Mapping) -> dict[str, str]:
    """Return field -> the first digits of the hash of its value, for the fields that hold something."""
    return {name: _mark(name, value) for name, value in values.items() if not is_empty(value)}


def _mark(name, value):
    text = json.dumps([name, plain(value)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:MARK]


@dataclass
class Sealed:
    """How a row stands by its seals.

    :param content: hash of the row as it was sealed last; GONE after it was deleted in due form
    :param marks: those of its fields then
    :param suspects: field -> the mark that it must have, where it was changed before the last seal, by no act
    :param put_in: it came into the database by no act, and was only written in due form afterwards
    :param overwritten: it has no marks, and was changed by no act before it was written in due form
    """

    content: str = GONE
    marks: dict[str, str] = field(default_factory=dict)
    suspects: dict[str, str | None] = field(default_factory=dict)
    put_in: bool = False
    overwritten: bool = False

    def add(self, content: str, marks: dict[str, str], changed: Sequence[str] = ()) -> None:
        """Go on with the next seal of the row."""
        # What an act wrote since is as it should be; what it left alone is as suspect as before.
        kept = {name: mark for name, mark in self.suspects.items() if marks.get(name) == self.marks.get(name)}
        # A field that was suspect must hold what it held before it became so, not what was put there since.
        new = {
            name: self.suspects.get(name, self.marks.get(name))
            for name in changed
            if name not in (PUT_IN, WHOLE)
        }
        self.put_in = content != GONE and (self.put_in or PUT_IN in changed)
        self.overwritten = content != GONE and (self.overwritten or WHOLE in changed)
        self.content, self.marks, self.suspects = content, marks, new | kept if content != GONE else {}

    def wrong_fields(self, now: Mapping[str, str]) -> list[str]:
        """Return the fields of which the mark ``now`` is another one than it must be."""
        must = {**self.marks, **self.suspects}
        return sorted(name for name in must.keys() | now.keys() if must.get(name) != now.get(name))


def suspects(
    seal: Sequence, last: Sequence | None, names: Iterable[str], was: str | None = None
) -> list[str]:
    """Return the fields that are others than they were sealed ``last``, though no act wrote them.

    :param names: the fields that were written in due form
    :param was: hash of the row before the act, where the row has no marks
    :return: `[PUT_IN]` for a row that was under no seal, `[WHOLE]` for one without marks
    """
    if last is None or last[1] == GONE:
        return [PUT_IN]
    before, now = last[2], seal[2]
    if not before:
        return [WHOLE] if was is not None and was != last[1] else []
    changed = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    return sorted(changed.difference(names))


def is_by_code(entry: Mapping) -> bool:
    """Tell whether code kept in the database wrote what is sealed here."""
    return (entry.get("note") or "").startswith(CODE)


def is_of_update(entry: Mapping) -> bool:
    """Tell whether an update of the software made the seal."""
    return bool(entry.get("note")) and not is_by_code(entry)


def last_seals(entries: Iterable[Mapping]) -> dict[tuple[str, int], Sealed]:
    """Return (model, id) -> how each row stands by its seals, in the order of the chain.

    No seal forgets a former one, whatever its note says: an update seals what had no seal.
    """
    rows: dict[tuple[str, int], Sealed] = {}
    for entry in entries:
        for model, seals in (entry["sealed"] or {}).items():
            for res_id, *seal in seals:
                rows.setdefault((model, res_id), Sealed()).add(*seal)
    return rows


def differences(
    last: Mapping[tuple[str, int], Sealed], rows: Mapping[tuple[str, int], Mapping]
) -> Iterator[Difference]:
    """Yield what is wrong with ``rows``, (model, id) -> content as it stands now, by their ``last`` seals."""
    for key in sorted(last.keys() | rows.keys()):
        sealed = last.get(key, Sealed())
        if key not in rows:
            if sealed.content != GONE:
                yield Difference(fact_chain.ROW_GONE, *key)
        elif sealed.content == GONE or sealed.put_in:
            yield Difference(fact_chain.ROW_NEW, *key)
        elif sealed.overwritten:
            yield Difference(fact_chain.ROW_CHANGED, *key)
        elif sealed.suspects:
            names = sealed.wrong_fields(field_marks(rows[key]))
            if names:
                yield Difference(fact_chain.ROW_CHANGED, *key, tuple(names))
        elif hashlib.sha256(canonical(*key, rows[key])).hexdigest() != sealed.content:
            names = sealed.wrong_fields(field_marks(rows[key])) if sealed.marks else ()
            yield Difference(fact_chain.ROW_CHANGED, *key, tuple(names))
