"""The chain of the record: what the hash of an entry covers, and what is wrong with a chain. No ORM.

Each entry carries the SHA-256 of its own content, of its place and of the hash before it. Who changes, takes
out or puts in an entry would have to write all later ones anew, and the heads in the outside log too.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

# What FORMAT means never changes: another content of the hash is another number, kept beside this one.
FORMAT = 1
CONTENT = (
    "res_model",
    "res_id",
    "case_name",
    "importing_authority_id",
    "fact",
    "label",
    "value_on",
    "former_value_on",
    "is_correction",
    "reference",
    "former_reference",
    "dated_on",
    "note",
    "reason",
    "document_id",
    "document_sha256",
    "files",
    "recorded_by_id",
    "recorded_at",
    "chain_index",
    "previous_hash",
)

CHANGED = "changed"  # the content is not the one that was hashed
MISSING = "missing"  # entries are missing before this one
INSERTED = "inserted"  # the entry did not come through the door
UNLINKED = "unlinked"  # the hash before it is another one than it was
CUT = "cut"  # the last entries are missing
APPENDED = "appended"  # entries follow the one at which the case says that its record ends
HEAD = "head"  # the last entry is not the one that the case knows
FILE = "file"  # an attached file is missing, or has other bytes
FILES = "files"  # other files are attached than were
SECOND = "second"  # a stored file has another one beside it
ROW_CHANGED = "row_changed"  # a row that counts in law was changed without an act
ROW_GONE = "row_gone"  # one was deleted, or taken away to another case
ROW_NEW = "row_new"  # one was put in
ROW_DERIVED = "row_derived"  # what the software works out from a row is not what follows from it
ROW_MARKS = "row_marks"  # goods are marked, or not, otherwise than follows from the suspension
BROKEN = "broken"  # its rows cannot be read as what they are
DEADLINE = "deadline"  # a deadline says other days than facts and law make of it
DOCUMENT = "document"  # the document's file has other bytes
FACT = "fact"  # the case says another day or reference than its entries
REWRITTEN = "rewritten"  # the outside log knows another entry in this place
LOG_ONLY = "log_only"  # the outside log knows an entry that the record lacks
NOT_LOGGED = "not_logged"  # the outside log does not know the entry
STAMPED = "stamped"  # a time stamp knows another entry in this place
LOST = "lost"  # the outside log knew entries that were lost when a backup was restored, as somebody stated
LATE = "late"  # an administrator added the entry to the outside log afterwards
UPDATE_NOT_LOGGED = "update_not_logged"  # a seal says that an update made it, and the log lacks it
FOREIGN = "foreign"  # a trigger or rule in the database may change what is recorded
TURNED_BACK = "turned_back"  # it is dated before the entry before it
BY_CODE = "by_code"  # code kept in the database wrote in the transaction of the entry
BEGUN_ANEW = "begun_anew"  # the outside log was begun though another one knew the record
UNREADABLE = "unreadable"  # the outside log cannot be read
# The matter of who keeps the log, not of who keeps the case.
OF_THE_LOG = frozenset({NOT_LOGGED, LATE, LOST, BEGUN_ANEW, UNREADABLE})
# What is wrong with a row under the seals, not with an entry.
OF_ROWS = frozenset({ROW_CHANGED, ROW_GONE, ROW_NEW, ROW_DERIVED, ROW_MARKS})


# By so much the clocks of servers may differ, and who waited for another's entry has an older moment.
TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, order=True)
class Finding:
    """Something that is wrong with the record of a case.

    :param index: number of the entry in the chain; 0 where it has none
    :param kind: one of the words above
    :param count: how many entries (missing, cut, appended)
    :param entry: id of the row, 0 where there is none
    :param name: name of the file, the document or the field
    :param said: what stands there now
    :param recorded: what was recorded
    :param chain: empty for the facts; else the kind of seals, and ``name`` the model of the row
    """

    index: int
    kind: str
    count: int = 0
    entry: int = 0
    name: str = ""
    said: str = ""
    recorded: str = ""
    chain: str = ""


def canonical(values: Mapping, names: Sequence[str] = CONTENT) -> bytes:
    """The one way in which an entry is written down before it is hashed.

    Names in order, no blanks, UTF-8, days as ISO, moments in UTC; what is empty is left out, so that a field
    that a later version adds changes no former hash.
    """
    content = {name: _plain(values.get(name)) for name in names}
    kept = {name: value for name, value in content.items() if value not in (None, False, "", [])}
    text = json.dumps(kept | {"format": FORMAT}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # A lone surrogate has no UTF-8; it must neither stop the check nor look like something else.
    return text.encode("utf-8", "surrogatepass")


def digest(values: Mapping, names: Sequence[str] = CONTENT) -> str:
    """The SHA-256 of an entry, in hexadecimal digits."""
    return hashlib.sha256(canonical(values, names)).hexdigest()


def _plain(value):
    if isinstance(value, datetime):
        moment = value.astimezone(timezone.utc).replace(tzinfo=None) if value.tzinfo else value
        return moment.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def chained(
    entries: Iterable[Mapping], index: int = 0, head: str = "", names: Sequence[str] = CONTENT
) -> Iterator[dict]:
    """Continue a chain of `index` entries that ends with `head`: the entries with place and hash."""
    for values in entries:
        index += 1
        entry = dict(values) | {"chain_index": index, "previous_hash": head}
        head = entry["hash"] = digest(entry, names)
        yield entry


def problems(
    entries: Iterable[Mapping], count: int, head: str, names: Sequence[str] = CONTENT
) -> list[Finding]:
    """What is wrong with a chain, in the order of its entries.

    :param entries: the rows of one case in the order (chain_index, id), those without an index last
    :param count: number of entries that the case says it has
    :param head: hash of the last of them, as the case says
    :param names: what the hash of an entry covers
    """
    found: list[Finding] = []
    last, before = 0, ""
    for entry in entries:
        index = entry["chain_index"] or 0
        if index <= last or not entry["hash"]:
            found.append(Finding(index, INSERTED, entry=entry["id"]))
            continue
        found += _of_entry(entry, last, before, names)
        last, before = index, entry["hash"]
    if last < count:
        found.append(Finding(count, CUT, count - last))
    elif last > count:
        found.append(Finding(last, APPENDED, last - count))
    elif before != (head or ""):
        found.append(Finding(last, HEAD))
    return found


def turned_back(entries: Iterable[Mapping], moment: str) -> Iterator[Finding]:
    """Yield the entries that are dated before one before them: the server's clock was set back.

    :param entries: the rows of one chain in its order
    :param moment: name of the moment of an entry
    """
    latest = None
    for entry in entries:
        at = entry[moment]
        if latest and at and at < latest - TOLERANCE:
            index = entry["chain_index"] or 0
            yield Finding(index, TURNED_BACK, entry=entry["id"], said=_plain(at), recorded=_plain(latest))
        latest = max(filter(None, (latest, at)), default=None)


def _of_entry(entry: Mapping, last: int, before: str, names: Sequence[str]) -> Iterator[Finding]:
    index = entry["chain_index"]
    if index > last + 1:
        yield Finding(index, MISSING, index - last - 1, entry["id"])
    elif (entry["previous_hash"] or "") != before:
        yield Finding(index, UNLINKED, entry=entry["id"])
    if digest(entry, names) != entry["hash"]:
        yield Finding(index, CHANGED, entry=entry["id"])


def recorded_facts(entries: Iterable[Mapping], specs: Mapping) -> dict[str, object]:
    """What a case must say of its facts by its entries: column -> day or reference, None where nothing is.

    :param entries: the rows of one case in the order of the chain
    :param specs: name of the fact -> `FactSpec`
    """
    facts: dict[str, object] = dict.fromkeys(specs)
    for spec in specs.values():
        facts |= dict.fromkeys(filter(None, (spec.reference_field, spec.dated_field)))
    for entry in entries:
        spec = specs.get(entry["fact"])
        if not spec or not entry["hash"]:
            continue
        day = facts[entry["fact"]] = entry["value_on"] or None
        # A reference or date that is not given with a correction stays; with the fact it is withdrawn.
        for field, value in (
            (spec.reference_field, entry["reference"]),
            (spec.dated_field, entry["dated_on"]),
        ):
            if field and (value or not day):
                facts[field] = value or None
    return facts


def log_problems(
    entries: Iterable[Mapping], logged: Mapping[int, Set[str]], covered: int = 0, lost: int = 0
) -> list[Finding]:
    """What the outside log says of a chain.

    :param logged: the hashes that it knows, by place
    :param covered: up to this place its beginning covers the chain by the head that it knows
    :param lost: how many entries it knew that were lost with a restored backup
    """
    kept = {entry["chain_index"]: entry for entry in entries if entry["chain_index"] and entry["hash"]}
    found = [Finding(0, LOST, lost)] if lost else []
    for index in sorted(kept.keys() | logged.keys()):
        entry, known = kept.get(index), logged.get(index, frozenset())
        if not entry:
            found.append(Finding(index, LOG_ONLY))
        elif not known and index > covered:
            found.append(Finding(index, NOT_LOGGED, entry=entry["id"]))
        elif known and known != {entry["hash"]}:
            found.append(Finding(index, REWRITTEN, entry=entry["id"]))
    return found
