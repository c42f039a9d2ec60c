"""Whose the outside log is: who began and moved it, for which database, what that means here. No ORM.

An identity in the database alone proves nothing: who may write to the database writes it anew. So a log names
the database by where it stands: the number of the PostgreSQL cluster and of the database in it, which no
dump, no duplicate and no restored backup takes along.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .outside_log import FileLog

# Where the database keeps what it says of its log, and how many entries the last check missed in it.
HELD = "customs_verification.outside_log"
MISSING = "customs_verification.outside_log_missing"

OFF = "off"  # no log is set
UNREADABLE = "unreadable"  # what is set is no log, or cannot be read
UNBEGUN = "unbegun"  # the log was not begun for this database
OPEN = "open"  # it was, and the database knows it
CHANGED = "changed"  # it was, and the database says something else
COPY = "copy"  # it was begun for the database from which this one was made
RESTORED = (
    "restored"  # so it was, and that one had the name of this one: it was moved, or restored from a backup
)


class Place(NamedTuple):
    """Where a database stands: number of the cluster, of the database in it."""

    system: str
    oid: int


@dataclass
class Opening:
    """A log that was begun: by its own lines, in their order.

    :param adopted: (uuid, database) of lines from before logs were begun
    :param instead_of: identity of a log that knew the same records and was not gone on with
    :param begun_at: when the log was begun, and by whom; ``at`` is when it was moved last
    """

    log: str
    place: Place
    database: str
    at: str = ""
    by: str = ""
    adopted: list[tuple[str, str]] = field(default_factory=list)
    instead_of: str = ""
    begun_at: str = ""
    begun_by: str = ""

    def belongs(self, values: Mapping) -> bool:
        """Tell whether a line is of this log."""
        if "log" in values:
            return values["log"] == self.log
        return (values.get("uuid"), values.get("database")) in self.adopted


@dataclass(frozen=True)
class State:
    """How a database stands to the log that the configuration names; ``why`` says what cannot be read."""

    kind: str
    opening: Opening | None = None
    why: str = ""

    @property
    def is_written(self) -> bool:
        """Whether what is recorded goes into the log."""
        return self.kind == OPEN

    @property
    def is_compared(self) -> bool:
        """Whether records are judged by the log."""
        return self.kind in (OPEN, CHANGED)


def openings_of(acts: Iterable[Mapping], known: dict[str, Opening] | None = None) -> dict[str, Opening]:
    """Return identity -> `Opening` by the acts of a log, in their order, beside those ``known`` already."""
    openings = dict(known or {})
    for act in acts:
        log, place = act.get("log"), act.get("place")
        if (
            act.get("act") not in ("begun", "moved")
            or not isinstance(log, str)
            or not isinstance(place, list)
        ):
            continue
        if act["act"] == "moved" and log not in openings:
            continue
        former = openings.pop(log, None)  # the last act at a place counts
        openings[log] = Opening(
            log=log,
            place=Place(str(place[0]), int(place[1])),
            database=str(act.get("database", "")),
            at=str(act.get("at", "")),
            by=str(act.get("by", "")),
            adopted=former.adopted if former else [tuple(one) for one in act.get("adopts", ())],
            instead_of=former.instead_of if former else str(act.get("instead_of", "")),
            begun_at=former.begun_at if former else str(act.get("at", "")),
            begun_by=former.begun_by if former else str(act.get("by", "")),
        )
    return openings


def state_of(openings: Mapping[str, Opening], held: str, place: Place, database: str) -> State:
    """Return how a database stands to a log with these ``openings``.

    :param held: the identity that the database holds
    :param place: where it stands
    :param database: its name
    """
    here = [opening for opening in openings.values() if opening.place == place]
    if here:
        mine = next((opening for opening in here if opening.log == held), None)
        return State(OPEN, mine) if mine and mine == here[-1] else State(CHANGED, here[-1])
    if held in openings:
        opening = openings[held]
        return State(RESTORED if opening.database == database else COPY, opening)
    of_name = [opening for opening in openings.values() if opening.database == database]
    return State(RESTORED, of_name[-1]) if of_name else State(UNBEGUN)


def digest_of_heads(heads: Iterable[Mapping]) -> str:
    """Return one hash over the heads of all chains, whatever their order."""
    rows = sorted(f"{head['case']},{head['chain']},{head['chain_index']},{head['hash']}" for head in heads)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


class ActsReader:
    """Reads the acts of log files, each line once: a log has millions of lines and a handful of acts."""

    def __init__(self):
        self._seen: dict[str, tuple[tuple, int, dict[str, Opening]]] = {}

    def openings(self, log: FileLog) -> dict[str, Opening]:
        """Return the openings of a log as it stands now.

        :raises LogError: it cannot be read
        """
        file, offset, openings = self._seen.get(log.path, ((), 0, {}))
        acts, end, now = log.acts(offset)
        if now != file or end < offset:  # another file, or one that was cut
            acts, end, now = log.acts()
            openings = {}
        openings = openings_of(acts, openings)
        self._seen[log.path] = (now, end, openings)
        return openings
