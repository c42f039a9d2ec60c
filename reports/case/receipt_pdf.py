"""The receipt of an answer as PDF: what the authority has of it, with the SHA-256 of each file (RS16.9).

Plain data in, bytes out. The words come with the data: a receipt is in the language of who holds it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from ..kit import pdf_style as style
from ..kit.missing_glyphs import unprintable
from ..kit.pdf_style import Column, TableLook, TextTable, facts_table, gap, paragraphs, section

FILES = TableLook(size=6.8, leading=10.5, pad_x=3, pad_y=3, rules="rows", space_after=8)


@dataclass(frozen=True)
class ReceivedFile:
    """A file of the answer: its size and the mark of the virus scan are words already."""

    name: str
    size: str
    sha256: str
    scan: str = ""


@dataclass(frozen=True)
class ReceiptWords:
    """The words of a receipt; `page` has the places {page} and {pages}."""

    title: str = "Receipt"
    answer: str = "Answer"
    files: str = "Files"
    name: str = "Name"
    size: str = "Size"
    scan: str = "Virus scan"
    no_files: str = "No files were submitted."
    unprintable: str = ""
    note: str = ""
    page: str = "Page {page} of {pages}"


@dataclass(frozen=True)
class ReceiptData:
    """One answer: `rows` are names and values in the order in which they are printed."""

    number: str
    authority: str
    rows: Sequence[tuple[str, str]]
    address: str = ""  # of the authority; may have several lines
    text_sha256: str = ""
    date: datetime.date | None = None
    text: str = ""
    files: Sequence[ReceivedFile] = ()
    words: ReceiptWords = ReceiptWords()
    language: str = "en"


def build_receipt(data: ReceiptData) -> bytes:
    """The receipt as a PDF file."""
    words = data.words
    number = style.one_line(data.number)
    frame = style.PageFrame(
        title=f"{words.title} {number}",
        author=data.authority,
        subject=words.title,
        language=data.language,
        head_left=number,
        head_right=words.title,
        head_from_page=2,
        page_phrase=words.page,
        date=data.date,
    )
    story = [
        *paragraphs(data.authority, style.STRONG),
        *paragraphs(data.address, style.SMALL),
        style.Rule(),
        *paragraphs(words.title, style.TITLE),
        gap(6),
        facts_table([(name, value) for name, value in data.rows if style.clean(value)]),
        *_answer(data),
        *section(words.files, _files(data)),
        *(paragraphs(words.note, style.SMALL) if data.files else []),
        *_not_printed(data),
    ]
    return style.build_pdf(story, frame)


def _answer(data: ReceiptData) -> list[Flowable]:
    text = paragraphs(data.text)
    if text and data.text_sha256:
        text += paragraphs(f"SHA-256: {data.text_sha256}", style.SMALL)
    return section(data.words.answer, text) if text else []


def _not_printed(data: ReceiptData) -> list[Flowable]:
    """Name the letters that no font has: nobody approves a receipt, so it says it itself."""
    letters = "".join(dict.fromkeys(letter for found in unprintable(data) for letter in found.letters))
    if not letters or not data.words.unprintable:
        return []
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in letters)
    return list(paragraphs(data.words.unprintable.format(letters=codes), style.SMALL))


def _files(data: ReceiptData) -> list[Flowable]:
    words = data.words
    if not data.files:
        return list(paragraphs(words.no_files))
    columns = (
        Column(words.name, 24),
        Column(words.size, 9, "right"),
        Column("SHA-256", 54),  # as wide as its 64 digits
        Column(words.scan, 13, optional=True),
    )
    rows = [(file.name, file.size, file.sha256, file.scan) for file in data.files]
    return [TextTable(columns, rows, FILES)]
