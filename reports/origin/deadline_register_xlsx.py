"""The register of verification visits and deadlines as a workbook of four sheets.

This module guards the promise of the design, "Output": real dates and numbers, the rule's article beside
each deadline, frozen header and filters, bounded memory. It adds what supervisors ask of it: which deadlines
are late, and how many are due per authority, procedure and officer.

All words are the caller's (``labels``), all judgements about days are made here and once, against ``as_of``.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from ..kit.xlsx_table import LATE, SOON, Column, Properties, Sheet, Table, write_workbook

SOON_DAYS, NEXT_DAYS = 7, 30  # how far ahead the two "due" columns of the summary look

_DEADLINE_COLUMNS = (
    ("case", "text"),
    ("agreement", "text"),
    ("procedure", "text"),
    ("step", "text"),
    ("article", "long_text"),
    ("term", "text"),
    ("owed_by", "text"),
    ("officer", "text"),
    ("authority", "long_text"),
    ("start", "date"),
    ("last_day", "date"),
    ("sent", "date"),
    ("done", "date"),
    ("days_left", "integer"),
    ("days_late", "integer"),
    ("state", "text"),
    ("lapse", "long_text"),
    ("note", "long_text"),
)
# Long names stand on several lines: a cell that shrinks them to fit cannot be read.
_WIDTHS = {"article": 28, "authority": 36}
_NOT_IN_OVERDUE = ("sent", "done", "days_left", "state")
_COUNTS = ("open", "overdue", "lapsed", "due_soon", "due_next")
_STATES = (
    "open",
    "overdue",
    "paused",
    "done",
    "done_late",
    "sent_in_time",
    "lapsed",
    "not_needed",
    "no_date",
    "governed",
    "silent",
)

#: Every key that ``RegisterData.labels`` must hold.
REGISTER_LABELS = (
    *("sheet_register", "sheet_overdue", "sheet_summary", "sheet_visits"),
    *(key for key, _kind in _DEADLINE_COLUMNS),
    *(f"state_{state}" for state in _STATES),
    *(f"count_{count}" for count in _COUNTS),
    *("provisional", "total", "nobody"),
    *("visit_reference", "visit_state", "person", "importing_authority", "exporting_authority"),
    *("conclusion", "late_steps"),
)


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One deadline of one case.

    ``last_day`` is the day until which the step is in time, extensions and pauses counted in; without one the
    rule has words only (``term``), or the clock has not begun. A ``paused`` clock is never late. A clock that
    ``ended`` without being met has lapsed if its last day had passed. ``today`` is the day where who owes the
    step is; without it, the day of the register. A ``provisional`` last day may still move with the calendar.
    The last day of some makes nobody late, which ``nobody_late`` says: "at_least", where the law gives at
    least so many days; "silent", where that time ended without an answer; "governed", where another limit
    governs.
    ``remark`` is shown beside it.
    """

    case: str
    agreement: str
    procedure: str
    step: str
    article: str
    owed_by: str
    officer: str
    authority: str
    start: date | None
    last_day: date | None
    done: date | None
    lapse: str
    term: str = ""
    paused: bool = False
    ended: date | None = None
    today: date | None = None
    sent: date | None = None  # of an answer: the day on which it was sent, as it is dated
    provisional: bool = False
    nobody_late: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One verification visit; ``dates`` holds the day of each step that has one, by the step's key."""

    reference: str
    state: str
    person: str
    importing_authority: str
    exporting_authority: str
    dates: Mapping[str, date | None]
    conclusion: str
    officer: str
    late_steps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RegisterData:
    """What the register shows.

    ``deadlines`` and ``visits`` may be generators; each is read once, and of the deadlines only those that
    are overdue are kept in memory, for sorting. ``visit_steps`` are key and heading of each date of a visit,
    in order. ``labels`` holds the user's words for every key in ``REGISTER_LABELS``.
    """

    properties: Properties
    as_of: date
    deadlines: Iterable[DeadlineRow]
    visits: Iterable[VisitRow]
    visit_steps: Sequence[tuple[str, str]]
    labels: Mapping[str, str]


def build_register(data: RegisterData) -> bytes:
    """Return the register as the bytes of a workbook: the same for the same data."""
    file = io.BytesIO()
    write_register(file, data)
    return file.getvalue()


def write_register(file: BinaryIO, data: RegisterData) -> None:
    """Write the register to a binary file, with memory for the overdue deadlines and the counts only."""
    write_workbook(file, _sheets(data, _words(data)), properties=data.properties)


def _words(data: RegisterData) -> Mapping[str, str]:
    missing = [key for key in REGISTER_LABELS if key not in data.labels]
    if missing:
        raise ValueError(f"labels missing: {', '.join(missing)}")
    return data.labels


def _sheets(data: RegisterData, words: Mapping[str, str]) -> Iterator[Sheet]:
    """Yield the sheets in order; the second and third show what reading the first has gathered."""
    tally = _Tally(data.as_of)
    columns = _columns(words)
    yield Sheet(
        words["sheet_register"],
        columns,
        (_values(row, clock, words) for row, clock in tally.follow(data.deadlines)),
        mark=_mark_deadline,
        frozen_columns=1,
        paper="A3",
    )
    shown = [column for column in columns if column.key not in _NOT_IN_OVERDUE]
    yield Sheet(words["sheet_overdue"], shown, tally.overdue(words), frozen_columns=1, paper="A3")
    yield _summary_sheet(tally, words)
    yield _visit_sheet(data, words)


# Deadlines ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clock:
    """Where a deadline stands on the day of the register."""

    state: str
    left: int | None = None
    late: int | None = None


def _clock(row: DeadlineRow, as_of: date) -> _Clock:
    stopped = row.done or row.ended or row.today or as_of
    late = (stopped - row.last_day).days if row.last_day else 0
    if row.nobody_late:
        return _clock_of_nobody(row, late)
    if row.done and late > 0:
        return _Clock("sent_in_time" if row.sent and row.sent <= row.last_day else "done_late", late=late)
    if row.done:
        return _Clock("done")
    if row.ended:
        return _Clock("lapsed", late=late) if late > 0 and not row.paused else _Clock("not_needed")
    if row.paused:
        return _Clock("paused")
    if not row.last_day:
        return _Clock("no_date")
    return _Clock("overdue", late=late) if late > 0 else _Clock("open", left=-late)


def _clock_of_nobody(row: DeadlineRow, late: int) -> _Clock:
    """Return where a deadline stands whose last day makes nobody late."""
    if row.nobody_late != "at_least":
        return _Clock(row.nobody_late)
    if row.done:
        return _Clock("done")
    return _Clock("not_needed") if row.ended or late >= 0 else _Clock("open", left=-late)


class _Tally:
    """Reads the deadlines once, and keeps of them the counts and those that are overdue."""

    def __init__(self, as_of: date):
        self.as_of = as_of
        self.late: list[DeadlineRow] = []
        self.by_procedure: dict[tuple[str, str], list[int]] = {}
        self.by_officer: dict[str, list[int]] = {}

    def follow(self, deadlines: Iterable[DeadlineRow]) -> Iterator[tuple[DeadlineRow, _Clock]]:
        for row in deadlines:
            clock = _clock(row, self.as_of)
            self._count(row, clock)
            if clock.state == "overdue":
                self.late.append(row)
            yield row, clock

    def _count(self, row: DeadlineRow, clock: _Clock) -> None:
        """Count the deadline, done or not: who has only done ones is shown with zeros."""
        due = clock.left is not None
        counts = (
            bool(row.last_day) and not (row.done or row.ended or row.nobody_late),
            clock.state == "overdue",
            clock.state == "lapsed",
            due and clock.left <= SOON_DAYS,
            due and clock.left <= NEXT_DAYS,
        )
        places = (
            self.by_procedure.setdefault((row.authority or "", row.procedure or ""), [0] * len(counts)),
            self.by_officer.setdefault(row.officer or "", [0] * len(counts)),
        )
        for place in places:
            for index, count in enumerate(counts):
                place[index] += count

    def overdue(self, words: Mapping[str, str]) -> Iterator[dict]:
        """Yield the overdue deadlines, the most late first."""
        self.late.sort(key=lambda row: (row.last_day, row.case or "", row.step or ""))
        for row in self.late:
            yield _values(row, _clock(row, self.as_of), words)


def _values(row: DeadlineRow, clock: _Clock, words: Mapping[str, str]) -> dict:
    values = {key: getattr(row, key, None) for key, _kind in _DEADLINE_COLUMNS}
    values.update(days_left=clock.left, days_late=clock.late, state=words[f"state_{clock.state}"])
    notes = [words["provisional"]] * row.provisional + [row.remark] * bool(row.remark)
    values["note"] = "\n".join(notes) or None
    values["overdue"] = clock.state == "overdue"
    return values


def _mark_deadline(values: Mapping) -> str:
    if values["overdue"]:
        return LATE
    left = values["days_left"]
    return SOON if left is not None and left <= SOON_DAYS else ""


def _columns(words: Mapping[str, str]) -> list[Column]:
    return [
        Column(key, words[key], kind, width=_WIDTHS.get(key), alert=key == "days_late")
        for key, kind in _DEADLINE_COLUMNS
    ]


# Summary and visits ------------------------------------------------------------------------------------


def _summary_sheet(tally: _Tally, words: Mapping[str, str]) -> Sheet:
    """Two tables with their counts in the same columns: per authority and procedure, and per officer."""
    counts = [
        Column(key, words[f"count_{key}"], "integer", alert=key == "overdue", total=True) for key in _COUNTS
    ]
    names = {"": words["nobody"]}
    by_procedure = (
        (names.get(authority, authority), procedure, *numbers)
        for (authority, procedure), numbers in sorted(tally.by_procedure.items(), key=_unnamed_last)
    )
    by_officer = (
        (names.get(officer, officer), "", *numbers)
        for officer, numbers in sorted(tally.by_officer.items(), key=_unnamed_last)
    )
    procedures = [
        Column("authority", words["authority"], "long_text"),
        Column("procedure", words["procedure"]),
        *counts,
    ]
    officers = [Column("officer", words["officer"]), Column("", ""), *counts]
    below = Table(officers, by_officer, total=words["total"])
    return Sheet(words["sheet_summary"], procedures, by_procedure, total=words["total"], below=(below,))


def _unnamed_last(item: tuple) -> tuple:
    name = item[0] if isinstance(item[0], tuple) else (item[0],)
    return tuple((not part, part.casefold(), part) for part in name)


def _visit_sheet(data: RegisterData, words: Mapping[str, str]) -> Sheet:
    steps = [key for key, _title in data.visit_steps]
    columns = [
        Column("reference", words["visit_reference"]),
        Column("state", words["visit_state"]),
        Column("person", words["person"]),
        Column("importing", words["importing_authority"], "long_text", width=36),
        Column("exporting", words["exporting_authority"], "long_text", width=36),
        *(Column(key, title, "date") for key, title in data.visit_steps),
        Column("conclusion", words["conclusion"], "long_text"),
        Column("officer", words["officer"]),
        Column("late_steps", words["late_steps"], "long_text", width=36),
    ]
    rows = (_visit_values(visit, steps) for visit in data.visits)
    return Sheet(words["sheet_visits"], columns, rows, mark=_mark_visit, frozen_columns=1, paper="A3")


def _visit_values(visit: VisitRow, steps: Sequence[str]) -> tuple:
    return (
        visit.reference,
        visit.state,
        visit.person,
        visit.importing_authority,
        visit.exporting_authority,
        *(visit.dates.get(step) for step in steps),
        visit.conclusion,
        visit.officer,
        "\n".join(visit.late_steps),
    )


def _mark_visit(values: Sequence) -> str:
    return LATE if values[-1] else ""
