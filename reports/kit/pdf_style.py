"""Fonts, text, tables and page frame shared by the PDF builders; knows ReportLab, not the ORM.

All lengths are PostScript points (1/72 inch). What users wrote is never read as markup: table cells are drawn
as plain strings, and paragraphs escape it. `build_pdf` turns a list of flowables into bytes, and the same
list into the same bytes; it works with ReportLab 3.6 and 4.4.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import compress

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
)

from .pdf_fonts import BOLD, LOCK, REGULAR, draw, fonts, print_runs, text_width
from .pdf_text import (
    BLANK,
    BODY,
    TIE,
    aligned_numbers,
    clean,
    format_date,
    format_number,
    joined,
    one_line,
    paragraphs,
    shorten,
    unprintable_letters,
    with_native,
    wrap_text,
)

__all__ = [  # what the builders take from here and its parts
    "TIE",
    "aligned_numbers",
    "format_date",
    "format_number",
    "joined",
    "paragraphs",
    "unprintable_letters",
    "with_native",
]

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN_LEFT, MARGIN_RIGHT = 25 * mm, 18 * mm
MARGIN_TOP, MARGIN_BOTTOM = 24 * mm, 22 * mm
CONTENT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
CONTENT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM

INK = 0  # grey levels: 0 is black, 1 is white
SOFT = 0.35
HAIRLINE = 0.65
WATERMARK = 0.93

SMALL = ParagraphStyle("small", parent=BODY, fontSize=8, leading=10.5, spaceAfter=2)
STRONG = ParagraphStyle("strong", parent=BODY, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=15, leading=19, alignment=TA_CENTER)
SUBTITLE = ParagraphStyle("subtitle", parent=BODY, alignment=TA_CENTER, spaceAfter=2)


# ---- Tables ----


@dataclass(frozen=True)
class Column:
    """A column: its title, its share of the table's width, how its cells are set.

    An `optional` column is left out of a table in which none of its cells says anything.
    """

    title: str
    share: float
    align: str = "left"
    font: str = REGULAR
    optional: bool = False


@dataclass(frozen=True)
class TableLook:
    """Sizes (points) and rules of a table; `rules` is "rows", "box" or "none"."""

    size: float = 8
    leading: float = 10
    pad_x: float = 3
    pad_y: float = 2.5
    rules: str = "rows"
    space_after: float = 6


ROWS = TableLook()
PLAIN = TableLook(size=9.5, leading=13, pad_x=0, pad_y=1, rules="none", space_after=4)
BOX = TableLook(size=10.5, leading=14.5, pad_x=10, pad_y=8, rules="box", space_after=8)


@dataclass(frozen=True)
class _Row:
    """Cells as lines that fit; `opens`, `closes`: whether this is the first, the last piece of its row."""

    cells: tuple[tuple[str, ...], ...]
    lines: int
    opens: bool = True
    closes: bool = True

    def cut(self, count: int) -> tuple["_Row", "_Row"]:
        """The first `count` lines, and the others."""
        return (
            _Row(tuple(cell[:count] for cell in self.cells), count, self.opens, False),
            _Row(tuple(cell[count:] for cell in self.cells), self.lines - count, False, self.closes),
        )


def _without_empty(columns: tuple[Column, ...], rows: list[tuple]) -> tuple[tuple[Column, ...], list[tuple]]:
    """Columns and rows without the optional columns that are empty throughout."""
    shown = [
        not column.optional or any(clean(row[index]) not in ("", BLANK) for row in rows)
        for index, column in enumerate(columns)
    ]
    if all(shown):
        return columns, rows
    return tuple(compress(columns, shown)), [tuple(compress(row, shown)) for row in rows]


class TextTable(Flowable):
    """A table of plain text that repeats its head on each page and may break inside a tall row.

    ReportLab's own Table cannot break a row in 3.6, and wraps text only as parsed Paragraphs, which is many
    times slower. This one measures and cuts strings itself: nothing can run out of a column or off the page.
    """

    MIN_LINES = 3  # lines of a row that stay together at either side of a page break
    SMALL = 120  # a table up to this height is moved to the next page rather than broken

    def __init__(self, columns: Sequence[Column], rows: Iterable[Sequence[object]], look: TableLook = ROWS):
        super().__init__()
        self.look = look
        self.columns, rows = _without_empty(tuple(columns), [tuple(row) for row in rows])
        total = sum(column.share for column in self.columns)
        self._widths = [CONTENT_WIDTH * column.share / total for column in self.columns]
        self._rows = [self._row(cells) for cells in rows]
        titles = [column.title for column in self.columns]
        self._head = self._row(titles, bold=True) if any(titles) else None
        if self._head and self._head_height() > CONTENT_HEIGHT / 4:
            self._rows.insert(0, self._head)  # too tall to repeat
            self._head = None
        self.spaceAfter = look.space_after

    def _row(self, cells: Sequence[object], bold: bool = False) -> _Row:
        room = 2 * self.look.pad_x
        lines = tuple(
            tuple(wrap_text(cell, width - room, BOLD if bold else column.font, self.look.size))
            for cell, width, column in zip(cells, self._widths, self.columns, strict=True)
        )
        return _Row(lines, max(1, *map(len, lines)) if lines else 1)

    def _part(self, rows: list[_Row]) -> "TextTable":
        part = TextTable((), (), self.look)
        part.columns, part._widths, part._head, part._rows = self.columns, self._widths, self._head, rows
        return part

    def _height(self, row: _Row) -> float:
        return row.lines * self.look.leading + (row.opens + row.closes) * self.look.pad_y

    def _head_height(self) -> float:
        return self._height(self._head) if self._head else 0

    def opening_height(self) -> float:
        """Height of what must not be parted from a heading: all of a small table, or its first lines."""
        height = self.wrap(0, 0)[1]
        if height <= self.SMALL:
            return height
        first = self._rows[0]
        lines = first.lines if first.lines < 2 * self.MIN_LINES else self.MIN_LINES
        return self._head_height() + lines * self.look.leading + 2 * self.look.pad_y

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height of the whole table."""
        self.width = CONTENT_WIDTH
        self.height = self._head_height() + sum(map(self._height, self._rows))
        return self.width, self.height

    def split(self, avail_width: float, avail_height: float) -> list[Flowable]:
        """The part that fits and the rest; nothing when not even the first lines fit."""
        if self.wrap(0, 0)[1] <= self.SMALL:
            return []
        left = avail_height - self._head_height()
        for index, row in enumerate(self._rows):
            height = self._height(row)
            if height <= left:
                left -= height
                continue
            head, tail = self._break_row(row, left)
            if not index and not head:
                return []
            return [self._part([*self._rows[:index], *head]), self._part([*tail, *self._rows[index + 1 :]])]
        return [self]

    def _break_row(self, row: _Row, room: float) -> tuple[list[_Row], list[_Row]]:
        fitting = int((room - row.opens * self.look.pad_y) // self.look.leading)
        count = min(fitting, row.lines - self.MIN_LINES)
        if count < self.MIN_LINES:
            return [], [row]
        first, rest = row.cut(count)
        return [first], [rest]

    def draw(self) -> None:
        """Print the table, its lower left corner at the origin."""
        canvas = self.canv
        canvas.saveState()
        canvas.setFillGray(INK)
        top = self._draw_head(canvas, self.height)
        for row in self._rows:
            self._draw_row(canvas, row, top)
            top -= self._height(row)
            if self.look.rules == "rows" and row.closes:
                _rule(canvas, 0, self.width, top, 0.3, HAIRLINE)
        if self.look.rules == "rows":
            _rule(canvas, 0, self.width, top, 0.7)
        elif self.look.rules == "box":
            canvas.setLineWidth(1)
            canvas.rect(0, 0, self.width, self.height)
        canvas.restoreState()

    def _draw_head(self, canvas: Canvas, top: float) -> float:
        if self.look.rules == "rows":
            _rule(canvas, 0, self.width, top, 0.7)
        if not self._head:
            return top
        self._draw_row(canvas, self._head, top, bold=True)
        top -= self._head_height()
        if self.look.rules == "rows":
            _rule(canvas, 0, self.width, top, 0.7)
        return top

    def _draw_row(self, canvas: Canvas, row: _Row, top: float, bold: bool = False) -> None:
        look = self.look
        first = top - row.opens * look.pad_y - look.leading + (look.leading - look.size) / 2 + look.size * 0.2
        left = 0.0
        text = canvas.beginText()
        for lines, width, column in zip(row.cells, self._widths, self.columns, strict=True):
            font = BOLD if bold else column.font
            for number, line in enumerate(lines):
                free = 0.0
                if column.align != "left":
                    free = width - 2 * look.pad_x - text_width(line, font, look.size)
                shift = free / 2 if column.align == "center" else free
                text.setTextOrigin(left + look.pad_x + shift, first - number * look.leading)
                print_runs(text, line, font, look.size)
            left += width
        canvas.drawText(text)


def _rule(canvas: Canvas, left: float, right: float, y: float, width: float, grey: float = INK) -> None:
    canvas.setLineWidth(width)
    canvas.setStrokeGray(grey)
    canvas.line(left, y, right, y)
    canvas.setStrokeGray(INK)


def facts_table(pairs: Iterable[tuple[str, object]], empty: str = BLANK) -> TextTable:
    """Names and values in two columns; a value that is not there prints as `empty`."""
    rows = [(name, value if clean(value) else empty) for name, value in pairs]
    return TextTable((Column("", 27, font=BOLD), Column("", 73)), rows, PLAIN)


def listing(items: Iterable[object]) -> TextTable:
    """A numbered list."""
    rows = [(f"{number}.", item) for number, item in enumerate(items, 1)]
    return TextTable((Column("", 5), Column("", 95)), rows, PLAIN)


def boxed(text: str) -> TextTable:
    """A statement in bold letters inside a box."""
    return TextTable((Column("", 1, "center", BOLD),), [(text,)], BOX)


# ---- Headings and rules ----


class Heading(Flowable):
    """A section's heading with its article printed small at the right, and its entry in the PDF's outline."""

    SIZE, LEADING, SMALL_SIZE = 11, 14, 7.5

    def __init__(self, title: str, article: str = "", number: str = ""):
        super().__init__()
        self.number = one_line(number)
        self.title = one_line(title)
        self.article = shorten(article, CONTENT_WIDTH * 0.4, REGULAR, self.SMALL_SIZE)
        self._indent = 18 if self.number else 0
        room = CONTENT_WIDTH - self._indent - 10 - text_width(self.article, REGULAR, self.SMALL_SIZE)
        self._lines = wrap_text(self.title, room, BOLD, self.SIZE)[:6]
        self.spaceBefore, self.spaceAfter = 11, 4

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height of the heading."""
        self.width, self.height = CONTENT_WIDTH, max(1, len(self._lines)) * self.LEADING
        return self.width, self.height

    def draw(self) -> None:
        """Print the heading and note where it stands for the outline."""
        canvas = self.canv
        canvas.note_section(f"{self.number} {self.title}".strip())
        baseline = self.height - self.SIZE
        canvas.setFillGray(INK)
        draw(canvas, 0, baseline, self.number, BOLD, self.SIZE)
        for number, line in enumerate(self._lines):
            draw(canvas, self._indent, baseline - number * self.LEADING, line, BOLD, self.SIZE)
        canvas.setFillGray(SOFT)
        draw(canvas, self.width, baseline, self.article, REGULAR, self.SMALL_SIZE, "right")
        canvas.setFillGray(INK)


class Rule(Flowable):
    """A line across the page."""

    def __init__(self, thickness: float = 0.8, space: float = 6):
        super().__init__()
        self.thickness = thickness
        self.spaceBefore = self.spaceAfter = space

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height of the line."""
        return CONTENT_WIDTH, self.thickness

    def draw(self) -> None:
        """Print the line."""
        _rule(self.canv, 0, CONTENT_WIDTH, 0, self.thickness)


class SignatureBlock(Flowable):
    """Who signs at the left, the lines for signature and date at the right; never broken over pages.

    Long texts are shortened to `MAX_LINES` each, so that a block is never taller than a page.
    """

    MAX_LINES, LEADING, SIZE = 4, 11.5, 9

    def __init__(
        self, name: str, *others: str, signature: str = "Signature", date: str = "Date", seal: str = ""
    ):
        super().__init__()
        room = CONTENT_WIDTH * 0.5
        self._name = self._fit(name, room, BOLD)
        self._others = [line for other in others for line in self._fit(other, room, REGULAR)]
        self._captions = (signature, date)
        self._seal = seal  # where the seal is put, for those who use one
        self.spaceBefore, self.spaceAfter = 4, 10

    def _fit(self, text: str, room: float, font: str) -> list[str]:
        lines = wrap_text(text, room, font, self.SIZE)
        if len(lines) > self.MAX_LINES:
            rest = " ".join(lines[self.MAX_LINES - 1 :])
            lines = [*lines[: self.MAX_LINES - 1], shorten(rest, room, font, self.SIZE)]
        return lines

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height of the block; there is always room for a hand-written signature."""
        lines = len(self._name) + len(self._others)
        self.width, self.height = CONTENT_WIDTH, max(52 if self._seal else 42, lines * self.LEADING + 6)
        return self.width, self.height

    def draw(self) -> None:
        """Print the block."""
        canvas, y = self.canv, self.height - self.SIZE
        canvas.setFillGray(INK)
        for font, lines in ((BOLD, self._name), (REGULAR, self._others)):
            for line in lines:
                draw(canvas, 0, y, line, font, self.SIZE)
                y -= self.LEADING
        canvas.setFillGray(SOFT)
        places = ((0.54, 0.80), (0.83, 1.0))
        for (start, end), caption in zip(places, self._captions, strict=True):
            _rule(canvas, CONTENT_WIDTH * start, CONTENT_WIDTH * end, self.height - 30, 0.5)
            draw(canvas, CONTENT_WIDTH * start, self.height - 39, caption, REGULAR, 7)
        draw(canvas, CONTENT_WIDTH * 0.54, self.height - 49, self._seal, REGULAR, 7)
        canvas.setFillGray(INK)


def full_height(flowable: Flowable) -> float:
    """Height of a flowable with the space around it."""
    height = flowable.wrap(CONTENT_WIDTH, CONTENT_HEIGHT)[1]
    return flowable.getSpaceBefore() + height + flowable.getSpaceAfter()


def opening_height(flowable: Flowable) -> float:
    """Height of a flowable's beginning: what must not stand on another page than the heading above it."""
    if isinstance(flowable, TextTable):
        return flowable.opening_height()
    height = full_height(flowable)
    return min(height, 3 * flowable.style.leading) if isinstance(flowable, Paragraph) else height


def kept(*flowables: Flowable) -> list[Flowable]:
    """The flowables, the first ones on the same page as the beginning of the last one.

    ReportLab's keepWithNext lays all of the next flowable out to learn whether it fits, and gives up when
    that is taller than a page; this asks only for the height that its beginning takes.
    """
    *before, last = flowables
    need = sum(map(full_height, before)) + opening_height(last)
    return [CondPageBreak(min(need, CONTENT_HEIGHT)), *flowables]


def section(title: str, body: Sequence[Flowable], article: str = "", number: str = "") -> list[Flowable]:
    """A heading with what stands under it; the heading is never the last thing on a page."""
    heading = Heading(title, article, number)
    return [*kept(heading, *body[:1]), *body[1:]]


def _with_labels_kept(story: list[Flowable]) -> list[Flowable]:
    """The story, with headings and labels ("Original doubts:") on the page of what they stand above."""
    kept_story: list[Flowable] = []
    index = 0
    while index < len(story):
        chain = []
        while index < len(story) and (_is_label(story[index]) or (chain and _is_break(story[index]))):
            chain.append(story[index])
            index += 1
        labels = [flowable for flowable in chain if not _is_break(flowable)]
        if labels and index < len(story):
            need = sum(map(full_height, labels)) + opening_height(story[index])
            kept_story.append(CondPageBreak(min(need, CONTENT_HEIGHT)))
        kept_story += labels
        if index < len(story) and not _is_label(story[index]):
            kept_story.append(story[index])
            index += 1
    return kept_story


def _is_break(flowable: Flowable) -> bool:
    return isinstance(flowable, CondPageBreak)


def _is_label(flowable: Flowable) -> bool:
    """Whether it only says what comes next: a heading, or a line that ends with a colon."""
    if isinstance(flowable, Heading):
        return True
    return isinstance(flowable, Paragraph) and flowable.text.rstrip().endswith(":")


def gap(height: float) -> Spacer:
    """Empty space of `height` points."""
    return Spacer(1, height)


# ---- Pages ----


@dataclass(frozen=True)
class PageFrame:
    """What surrounds the text: metadata, head and foot of each page, the mark of a draft.

    `page_phrase` has the places {page} and {pages}; `draft_mark` and `watermark` are empty for what is final.
    `date` is the document's own, which the file gives as the day on which it was made.
    """

    title: str
    author: str
    subject: str
    language: str = "en"
    head_left: str = ""
    head_right: str = ""
    head_from_page: int = 1
    foot_left: str = ""
    page_phrase: str = "Page {page} of {pages}"
    draft_mark: str = ""
    watermark: str = ""
    date: datetime.date | None = None


class _PagedCanvas(Canvas):
    """Canvas that keeps its pages until their number is known, then prints heads, feet and the outline."""

    def __init__(self, *args, page_frame: PageFrame, **kwargs):
        super().__init__(*args, **kwargs)
        if page_frame.date:  # when the document says it was made; else ReportLab writes 1 January 2000
            self._doc._timeStamp.YMDhms = (*page_frame.date.timetuple()[:3], 0, 0, 0)
        self._page_frame = page_frame
        self._kept_pages: list[dict] = []
        self._sections: list[tuple[str, float]] = []

    def note_section(self, title: str) -> None:
        """Remember that a section begins here; pages get their outline entries when they are written."""
        self._sections.append((title, self.absolutePosition(0, 0)[1] + 40))

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """End a page, without writing it yet."""
        self._kept_pages.append(dict(self.__dict__))
        self._sections = []
        self._startPage()

    def save(self):
        """Write all pages."""
        pages = self._kept_pages
        for number, state in enumerate(pages, 1):
            self.__dict__.update(state)
            self._draw_frame(number, len(pages))
            self._add_outline(number)
            Canvas.showPage(self)
        return super().save()

    def _add_outline(self, page: int) -> None:
        for index, (title, top) in enumerate(self._sections):
            key = f"section-{page}-{index}"
            self.bookmarkPage(key, fit="XYZ", left=0, top=top, zoom=0)
            self.addOutlineEntry(title, key, 0)

    def _draw_frame(self, page: int, pages: int) -> None:
        frame, left, right = self._page_frame, MARGIN_LEFT, PAGE_WIDTH - MARGIN_RIGHT
        self.setFillGray(SOFT)
        if page >= frame.head_from_page and (frame.head_left or frame.head_right):
            self._draw_head(left, right, PAGE_HEIGHT - 15 * mm)
        y = 13 * mm
        _rule(self, left, right, y + 10, 0.3, HAIRLINE)
        draw(self, left, y, shorten(frame.foot_left, CONTENT_WIDTH * 0.3, REGULAR, 7.5), REGULAR, 7.5)
        pages_text = frame.page_phrase.format(page=page, pages=pages)
        draw(self, right, y, pages_text, REGULAR, 7.5, "right")
        if frame.draft_mark:
            self.setFillGray(INK)
            draw(self, (left + right) / 2, y, frame.draft_mark, BOLD, 7.5, "center")

    def _draw_head(self, left: float, right: float, y: float) -> None:
        """The head: on the right the title, whole, on two lines where one does not hold it."""
        half = CONTENT_WIDTH * 0.48
        on_left = shorten(self._page_frame.head_left, half, REGULAR, 7.5)
        draw(self, left, y, on_left, REGULAR, 7.5)
        room = max(half, CONTENT_WIDTH - text_width(on_left, REGULAR, 7.5) - 5 * mm)
        first, *others = wrap_text(one_line(self._page_frame.head_right), room, REGULAR, 7.5) or [""]
        lines = [first, shorten(" ".join(others), room, REGULAR, 7.5)] if others else [first]
        for line in lines:
            draw(self, right, y, line, REGULAR, 7.5, "right")
            y -= 9
        _rule(self, left, right, y + 4, 0.3, HAIRLINE)


def _draw_watermark(canvas: Canvas, doc: BaseDocTemplate, text: str) -> None:
    """The mark of a draft, across the page and under its text."""
    if not text:
        return
    canvas.saveState()
    canvas.setFillGray(WATERMARK)
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(52)
    draw(canvas, 0, -40, text, BOLD, 620 / max(len(text), 5), "center")
    canvas.restoreState()


def build_pdf(story: list[Flowable], frame: PageFrame) -> bytes:
    """The PDF file of the flowables (which are used up by it)."""
    fonts()
    buffer = BytesIO()
    with LOCK:
        doc = BaseDocTemplate(
            buffer,
            pagesize=A4,
            title=one_line(frame.title),
            author=one_line(frame.author),
            subject=one_line(frame.subject),
            creator="customs_verification",
            lang=frame.language,
            displayDocTitle=True,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
        )
        area = Frame(MARGIN_LEFT, MARGIN_BOTTOM, CONTENT_WIDTH, CONTENT_HEIGHT, 0, 0, 0, 0, id="text")
        marker = partial(_draw_watermark, text=frame.watermark)
        doc.addPageTemplates(PageTemplate("page", [area], onPage=marker))
        doc.build(_with_labels_kept(story), canvasmaker=partial(_PagedCanvas, page_frame=frame))
    return buffer.getvalue()
