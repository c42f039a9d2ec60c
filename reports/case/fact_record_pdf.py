"""The record of facts of a case as PDF: every entry with its full hash (IT9). Plain data in, bytes out.

What is printed can be compared, entry by entry, with the case and with the outside log.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.platypus import Flowable

from ..kit import pdf_style as style
from ..kit.missing_glyphs import unprintable
from ..kit.pdf_style import Column, TableLook, TextTable, facts_table, gap, paragraphs, section

SHORT_TITLE = "Record of facts"
HASHES = TableLook(size=7.5, leading=10, pad_x=0, pad_y=1, rules="none", space_after=8)


@dataclass(frozen=True)
class RecordedFile:
    """A file or document of an entry with the SHA-256 of its bytes."""

    name: str
    sha256: str = ""


@dataclass(frozen=True)
class RecordedFact:
    """An entry of the record; `index` is its place in the chain, 0 where it has none.

    `recorded_at` is a moment in UTC. An empty `value_on` means that the fact was withdrawn.
    """

    index: int
    label: str
    recorded_at: datetime.datetime
    recorded_by: str
    value_on: datetime.date | None = None
    former_value_on: datetime.date | None = None
    correction: bool = False
    reference: str = ""
    former_reference: str = ""
    dated_on: datetime.date | None = None
    note: str = ""
    reason: str = ""
    files: Sequence[RecordedFile] = ()
    previous_hash: str = ""
    hash: str = ""


@dataclass(frozen=True)
class RecordedSeals:
    """A chain of seals: what it covers, how many there are, and the hash of the last."""

    kind: str
    count: int
    head: str


@dataclass(frozen=True)
class FactRecordData:
    """The record of one case: `count` and `head` are what the case knows of its end."""

    number: str
    kind: str
    importing_authority: str
    exporting_authority: str = ""
    agreement: str = ""
    count: int = 0
    head: str = ""
    findings: str = ""
    seals: Sequence[RecordedSeals] = ()
    facts: Sequence[RecordedFact] = field(default_factory=tuple)


def build_fact_record(data: FactRecordData) -> bytes:
    """The record as a PDF file."""
    story = [*_head(data), *_findings(data)]
    for fact in data.facts:
        story += _fact(fact)
    if not data.facts:
        story += paragraphs("No facts recorded yet.")
    return style.build_pdf([*story, *_not_printed(data)], _page_frame(data))


def _not_printed(data: FactRecordData) -> list[Flowable]:
    """Name the letters that no font has, and where: nobody approves this print, so it says it itself."""
    found = list(unprintable(data))
    if not found:
        return []
    letters = sorted({letter for one in found for letter in one.letters})
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in letters)
    entries = sorted({one.path[1] for one in found if one.path[0] == "facts"})
    where = f" (entries {', '.join(map(str, entries))})" if entries else ""
    return list(
        paragraphs(f"These letters cannot be printed{where}: {codes}. The record holds them.", style.SMALL)
    )


def _page_frame(data: FactRecordData) -> style.PageFrame:
    number = style.one_line(data.number)
    return style.PageFrame(
        title=f"{SHORT_TITLE} {number}",
        author=data.importing_authority,
        subject=data.kind,
        head_left=number,
        head_right=SHORT_TITLE,
        head_from_page=2,
        foot_left=f"Latest hash {data.head[:12]}" if data.head else "",
        date=max((fact.recorded_at.date() for fact in data.facts), default=None),
    )


def _head(data: FactRecordData) -> list[Flowable]:
    return [
        *paragraphs(SHORT_TITLE, style.TITLE),
        gap(6),
        facts_table(
            [
                ("Case", style.joined((data.number, data.kind))),
                ("Agreement", data.agreement),
                ("Importing Party", data.importing_authority),
                ("Exporting Party", data.exporting_authority),
                ("Entries", str(data.count)),
                ("Latest hash (SHA-256)", data.head),
                *((f"Seals: {seals.kind}", f"{seals.count}, {seals.head}") for seals in data.seals),
            ]
        ),
        *paragraphs(
            "Each entry carries the SHA-256 of its own content and of the entry before it. Nothing is "
            "changed or deleted: a correction is an entry of its own. Each act also seals what "
            "it wrote elsewhere: letters, answers, files, time limits, decisions. Moments are in UTC.",
            style.SMALL,
        ),
    ]


def _findings(data: FactRecordData) -> list[Flowable]:
    if not data.findings:
        return []
    return [style.boxed("The check at printing found that this record was changed:\n" + data.findings)]


def _fact(fact: RecordedFact) -> list[Flowable]:
    day = style.format_date(fact.value_on, "withdrawn" if fact.correction else style.BLANK)
    recorded_on = style.format_date(fact.recorded_at.date())
    rows = [
        ("Date", day),
        ("Former date", style.format_date(fact.former_value_on, "")),
        ("Document", _document(fact)),
        ("Former document", fact.former_reference),
        ("Reason", fact.reason),
        ("Note", fact.note),
        ("Recorded", f"{recorded_on}, {fact.recorded_at:%H:%M:%S} UTC, {style.one_line(fact.recorded_by)}"),
    ]
    hashes = [
        *((f"File {style.one_line(file.name)}", file.sha256) for file in fact.files),
        ("Previous hash", fact.previous_hash),
        ("Hash", fact.hash),
    ]
    title = f"{fact.label} (correction)" if fact.correction else fact.label
    body = [
        facts_table([(name, value) for name, value in rows if style.clean(value)]),
        TextTable(
            (Column("", 27), Column("", 73)), [(name, value or style.BLANK) for name, value in hashes], HASHES
        ),
    ]
    return section(title, body, number=f"{fact.index}." if fact.index else style.BLANK)


def _document(fact: RecordedFact) -> str:
    dated = f"of {style.format_date(fact.dated_on)}" if fact.dated_on else ""
    return style.joined((fact.reference, dated), " ")
