"""Official reports as PDF, from plain data: the frame of a report around sections that are data of the law.

A report is composed as a letter is (`compose` of `letter_pdf`). Its frame names both authorities, the
agreement and the version; what it says, in which order and under which headings, is its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from ...tools.dates import long_date
from . import pdf_style as style
from .letter_pdf import LetterData, build_letter, sections
from .letter_phrases import phrases

_HALVES = style.TableLook(size=7.5, leading=10, pad_x=0, pad_y=1, rules="none", space_after=0)
_HALF_NAMES = style.TableLook(size=10.5, leading=13.5, pad_x=0, pad_y=1, rules="none", space_after=0)
_HALF_LINES = style.TableLook(size=9, leading=12, pad_x=0, pad_y=1, rules="none", space_after=0)


@dataclass(frozen=True)
class ReportPaper(LetterData):
    """A whole report; `sender` and `addressee` are the authorities of importing and exporting Party."""

    version: int = 1
    parties: tuple[str, str] = ("", "")  # the Party or state of each: "Republic of Serbia"
    agreement_title: str = ""
    agreement_citation: str = ""
    place: str = ""


def build_report(data: ReportPaper) -> bytes:
    """The report as a PDF file."""
    words = phrases(data.language)
    story = [
        *_head(data, words),
        *(flowable for text in data.opening for flowable in style.paragraphs(text)),
        *sections(data.sections, words),
        *(flowable for text in data.closing for flowable in style.paragraphs(text)),
    ]
    return style.build_pdf(story, _page_frame(data, words))


def build_paper(data: LetterData) -> bytes:
    """The letter or report as a PDF file."""
    return build_report(data) if isinstance(data, ReportPaper) else build_letter(data)


def _page_frame(data: ReportPaper, words: Mapping[str, str]) -> style.PageFrame:
    number = style.one_line(data.number)
    return style.PageFrame(
        title=style.joined((data.subject, f"{words['number']} {number}"), " "),
        author=data.sender.name,
        subject=style.joined((data.agreement_title, data.agreement_citation), "; "),
        language=data.language,
        head_left=words["report_number"].format(number=number),
        head_right=data.subject,
        foot_left=words["version"].format(version=data.version),
        page_phrase=words["page"],
        draft_mark=words["draft_mark"] if data.draft else "",
        watermark=words["watermark"] if data.draft else "",
        date=data.date,
    )


def _head(data: ReportPaper, words: Mapping[str, str]) -> list[Flowable]:
    sides = (data.sender, data.addressee)
    labels = [
        style.joined((words[side], party), " \u00b7 ")
        for side, party in zip(("importing", "exporting"), data.parties, strict=True)
    ]
    halves = [
        (_HALVES, style.REGULAR, labels),
        (_HALF_NAMES, style.BOLD, [side.name for side in sides]),
        (_HALF_LINES, style.REGULAR, [side.native_name for side in sides]),
        (_HALF_LINES, style.REGULAR, [side.address for side in sides]),
    ]
    return [
        *(_two_columns(cells, font, look) for look, font, cells in halves if any(map(style.clean, cells))),
        style.Rule(),
        style.gap(6),
        *style.paragraphs(data.subject.upper(), style.TITLE),
        *style.paragraphs(f"{words['number']} {style.one_line(data.number)}", style.SUBTITLE),
        *style.paragraphs(data.agreement_title, style.SUBTITLE),
        *style.paragraphs(data.agreement_citation, style.SUBTITLE),
        style.gap(6),
        _two_columns(
            (style.one_line(data.place), long_date(data.date, data.language) if data.date else ""),
            style.REGULAR,
            style.PLAIN,
            right=True,
        ),
    ]


def _two_columns(
    cells: Sequence[str], font: str, look: style.TableLook, right: bool = False
) -> style.TextTable:
    columns = (
        style.Column("", 48, font=font),
        style.Column("", 4),
        style.Column("", 48, "right" if right else "left", font),
    )
    return style.TextTable(columns, [(cells[0], "", cells[1])], look)
