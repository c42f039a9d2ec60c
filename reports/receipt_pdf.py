"""The receipt of an answer as PDF: what the authority has of it, with the SHA-256 of each file (RS16.9).

Plain data in, bytes out. The words come with the data: a receipt is in the language of who holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from . import pdf_style as style
from .pdf_style import Column, TableLook, TextTable, facts_table, gap, paragraphs, section

FILES = TableLook(size=8, leading=10.5, pad_x=3, pad_y=3, rules="rows", space_after=8)


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
    no_files: str = "No files were given."
    note: str = ""
    page: str = "Page {page} of {pages}"


@dataclass(frozen=True)
class ReceiptData:
    """One answer: `rows` are names and values in the order in which they are printed."""

    number: str
    authority: str
    rows: Sequence[tuple[str, str]]
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
    )
    story = [
        *paragraphs(words.title, style.TITLE),
        gap(6),
        facts_table([(name, value) for name, value in data.rows if style.clean(value)]),
        *_answer(data),
        *section(words.files, _files(data)),
        *paragraphs(words.note, style.SMALL),
    ]
    return style.build_pdf(story, frame)


def _answer(data: ReceiptData) -> list[Flowable]:
    text = paragraphs(data.text)
    return section(data.words.answer, text) if text else []


def _files(data: ReceiptData) -> list[Flowable]:
    words = data.words
    if not data.files:
        return list(paragraphs(words.no_files))
    columns = (
        Column(words.name, 34),
        Column(words.size, 12, "right"),
        Column("SHA-256", 38),
        Column(words.scan, 16, optional=True),
    )
    rows = [(file.name, file.size, file.sha256, file.scan) for file in data.files]
    return [TextTable(columns, rows, FILES)]
