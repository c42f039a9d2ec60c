"""Workbooks made of typed columns, written by XlsxWriter from plain data.

This module guards the promise of the design, "Output": real dates and numbers, frozen header, filters,
widths; text from outside is written as text, never as a formula; large workbooks stream with bounded memory.

It knows neither the ORM nor any language: every heading, sheet name and title is the caller's, in the user's
language. Rows may come from a generator: each is read once and written at once to a temporary file, so memory
does not grow with their number. When reading them fails, nothing at all is written to the caller's file.
"""

import io
import math
import re
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from itertools import chain, islice
from typing import Any, BinaryIO, ClassVar

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

Row = Mapping[str, Any] | Sequence[Any]

MAX_ROWS = 1_048_576  # of one sheet, header included; what does not fit goes on in a further sheet
MAX_TEXT = 32_767  # of one cell, counted as Excel counts: in UTF-16 units
CUT_MARK = " […]"  # ends a text that was too long for a cell
LATE, SOON = "late", "soon"  # marks of a row

_FILLS = {"": None, LATE: "#FBE3E1", SOON: "#FFF4D6"}
_ALERT_COLOR = "#C00000"
_PAPERS = {"A3": 8, "A4": 9}
_ROOM = {"A3": 210, "A4": 145}  # characters across a page in its full size
_SMALLEST_SCALE = 0.6  # smaller than this nobody reads it
_PRINTED, _PRINTED_LINE = 230, 115  # characters of a printed header or footer, and of one of its lines
_RULE_COLOR = "#C9CFD6"
_LINE_HEIGHT, _MAX_HEIGHT = 15, 409  # points
_MAX_SAFE_INTEGER = 10**15  # a spreadsheet holds fifteen digits and silently loses the others


class CellError(ValueError):
    """A value that is not what its column holds; the message names sheet, row and column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One typed column.

    ``kind`` is ``text`` (one line, shrunk to fit), ``long_text`` (wrapped), ``date``, ``datetime``,
    ``integer``, ``number``, ``money`` or ``flag``. ``number_format`` replaces the kind's own pattern (a year
    is an integer with ``"0"``), ``width`` the measured one. An ``alert`` column of numbers shows all but zero
    in red; ``total`` adds it up in the total row. Numbers that identify (BIN, declaration, certificate) are
    text: a spreadsheet keeps fifteen digits only.
    """

    key: str
    title: str
    kind: str = "text"
    width: float | None = None
    number_format: str | None = None
    alert: bool = False
    total: bool = False

    def __post_init__(self) -> None:
        """Refuse a kind that does not exist, and to add up or alarm about what is not a number."""
        if self.kind not in _WRITERS:
            raise ValueError(f"column {self.key!r}: unknown kind {self.kind!r}")
        if (self.total or self.alert) and not issubclass(_WRITERS[self.kind], _NumberWriter):
            raise ValueError(f"column {self.key!r}: total and alert are for numbers")


@dataclass(frozen=True, slots=True)
class Table:
    """A small table below the main one of a sheet; ``total`` is the heading of its total row."""

    columns: Sequence[Column]
    rows: Iterable[Row]
    total: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a header row with filters, then the rows, mappings by column key or tuples in column order.

    ``mark`` tells of a row whether it is ``LATE``, ``SOON`` or neither (``""``). ``frozen_columns`` stay in
    view beside the header. ``total`` is the heading of a total row, and ``below`` holds further tables. A
    sheet without those two may have any number of rows: beyond Excel's limit they go on in a further sheet.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    mark: Callable[[Row], str] | None = None
    frozen_columns: int = 0
    total: str | None = None
    below: Sequence[Table] = ()
    paper: str = "A4"


@dataclass(frozen=True, slots=True)
class Properties:
    """What belongs to the workbook and not to a sheet.

    ``created`` is stored instead of the time of writing, so that the same data make the same bytes. ``title``
    and ``note`` are also printed, above and below each page. ``date_format`` is the user's own, as
    ``res.lang`` spells it. Moments that carry a time zone are shown in ``timezone``, or in their own without
    one; moments without are written as they stand.
    """

    title: str
    created: date
    note: str = ""
    author: str = ""
    subject: str = ""
    company: str = ""
    date_format: str = "%Y-%m-%d"
    timezone: tzinfo | None = None


def write_workbook(file: BinaryIO, sheets: Iterable[Sheet], *, properties: Properties) -> None:
    """Write the sheets to a binary file, in order.

    ``sheets`` may be a generator: the rows of one sheet are read to their end before the next is asked for.
    """
    with tempfile.TemporaryDirectory(prefix="xlsx-") as folder:
        book = _Book(file, folder, properties)
        try:
            for sheet in sheets:
                book.add(sheet)
            book.close()
        finally:
            book.release()


def build_workbook(sheets: Iterable[Sheet], properties: Properties) -> bytes:
    """Return the workbook as bytes; for large ones prefer :func:`write_workbook` and a file."""
    file = io.BytesIO()
    write_workbook(file, sheets, properties=properties)
    return file.getvalue()


# Text from outside -------------------------------------------------------------------------------------

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What XML forbids, other control characters, and the marks that turn the reading direction of what follows.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_SUSPECT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Return the text without control characters and no longer than a cell holds (then with ``CUT_MARK``)."""
    if _SUSPECT.search(text):
        text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    if len(text) <= MAX_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_TEXT:
        return text
    return units[: 2 * (MAX_TEXT - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


def _put_text(worksheet, line: int, index: int, text: str, style) -> None:
    """Write text that stays text.

    XlsxWriter takes a string from ``<r>`` to ``</r>`` for XML made by itself and copies it raw into the
    sheet: an outsider could close the cell and open one with a formula. Given in pieces, it is escaped.
    """
    if not text:
        worksheet.write_blank(line, index, None, style)
    elif text.startswith("<r>") and text.endswith("</r>"):
        worksheet.write_rich_string(line, index, *text[:2], text[2:], style)
    else:
        worksheet.write_string(line, index, text, style)


_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\s]+")
# Read as a cell or a number where Excel refers to the sheet: 2026, CT2, R1C1.
_AMBIGUOUS_NAME = re.compile(r"\d\w*|[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*|history", re.IGNORECASE)
_NAME_LENGTH = 31


def sheet_name(title: str, used: set[str]) -> str:
    """Return a valid sheet name near to the title, different from the ``used`` ones, and add it to those."""
    name = _FORBIDDEN_IN_NAME.sub(" ", clean_text(title)).strip(" '")[:_NAME_LENGTH].rstrip(" '") or "-"
    if _AMBIGUOUS_NAME.fullmatch(name):
        name = f"_{name}"[:_NAME_LENGTH]
    candidate, number = name, 1
    while candidate.casefold() in used:
        number += 1
        suffix = f" ({number})"
        candidate = name[: _NAME_LENGTH - len(suffix)].rstrip() + suffix
    used.add(candidate.casefold())
    return candidate


_STRFTIME = re.compile(r"%[dmYy]|[-./, ]|(.)", re.DOTALL)
_DATE_CODES = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy"}


def date_pattern(date_format: str) -> str:
    """Return Excel's pattern for a date format such as ``%d.%m.%Y``; the ISO one when it is no plain date."""
    pieces = list(_STRFTIME.finditer(date_format))
    if not pieces or any(piece[1] for piece in pieces):
        return "yyyy-mm-dd"
    return "".join(_DATE_CODES.get(piece[0], piece[0]) for piece in pieces)


# Columns: check, write and measure their cells ---------------------------------------------------------


class _Writer:
    """The cells of one column of one table."""

    pattern = "General"
    align = "left"
    narrowest, widest = 8, 30
    false_is_empty = True  # the ORM's way to say that a date or a text is not there
    lines = 1  # in the cell filled last

    def __init__(self, book: "_Book", worksheet, column: Column, index: int):
        self.book = book
        self.worksheet = worksheet
        self.column = column
        self.index = index
        self.pattern = column.number_format or self.own_pattern()
        self.styles = {mark: self.style(mark, self.pattern) for mark in _FILLS}
        self.width = column.width or max(self.narrowest, _title_width(column.title))

    def own_pattern(self) -> str:
        return self.pattern

    def style(self, mark: str, pattern: str, **more):
        lines = {"bottom": 1, "bottom_color": _RULE_COLOR}
        if self.align == "right":
            more["indent"] = 1
        return self.book.style(align=self.align, num_format=pattern, bg_color=_FILLS[mark], **lines, **more)

    def fill(self, line: int, value, mark: str) -> None:
        self.lines = 1
        if value is None or value == "" or (value is False and self.false_is_empty):
            self.worksheet.write_blank(line, self.index, None, self.styles[mark])
        else:
            self.put(line, value, mark)

    def put(self, line: int, value, mark: str) -> None:
        raise TypeError(self.column.kind)

    def widen(self, width: int) -> None:
        if width > self.width and not self.column.width:
            self.width = max(self.width, min(width, self.widest))


_BUTTON = 4  # the room a filter's button takes


def _title_width(title: str) -> int:
    """Return the room a heading takes on two lines, beside the filter's button."""
    width = max(map(len, title.split()), default=1)
    while len(textwrap.wrap(title, width)) > 2:
        width += 1
    return width + _BUTTON


class _TextWriter(_Writer):
    pattern = "@"  # stays text when an officer edits the cell, too
    widest = 45
    fit: ClassVar = {"shrink": True}

    def style(self, mark, pattern, **more):
        return super().style(mark, pattern, **self.fit, **more)

    def put(self, line, value, mark):
        if isinstance(value, (bool, bytes, date, float)):
            raise TypeError(f"{value!r} is not text")
        text = self.shaped(clean_text(str(value)))
        _put_text(self.worksheet, line, self.index, text, self.styles[mark])

    def shaped(self, text: str) -> str:
        self.widen(len(text) + 2)
        return text.replace("\n", " ")


class _LongTextWriter(_TextWriter):
    """Wrapped text. Its width is known from the start: how tall a row gets depends on it."""

    narrowest = widest = 48
    fit: ClassVar = {"text_wrap": True}

    def shaped(self, text):
        self.lines = _count_lines(text, self.width)
        return text


def _count_lines(text: str, width: float) -> int:
    """Return how many lines the text takes, rather one more than one less: words end before the margin."""
    return sum(math.ceil(len(line) * 1.1 / width) if len(line) > width else 1 for line in text.split("\n"))


class _DateWriter(_Writer):
    narrowest = 11

    def own_pattern(self):
        return date_pattern(self.book.properties.date_format)

    def put(self, line, value, mark):
        if isinstance(value, datetime):
            value = self.book.local(value).date()
        if not isinstance(value, date):
            raise TypeError(f"{value!r} is not a date")
        self.put_moment(line, value, self.styles[mark])

    def put_moment(self, line: int, value: date, style) -> None:
        if value.year < 1900:  # before Excel's calendar: a mistyped year is shown as it is, not as a row of #
            self.worksheet.write_string(line, self.index, value.isoformat(), style)
        else:
            self.worksheet.write_datetime(line, self.index, value, style)


class _DatetimeWriter(_DateWriter):
    narrowest = 17

    def own_pattern(self):
        return super().own_pattern() + " hh:mm"

    def put(self, line, value, mark):
        if not isinstance(value, datetime):
            raise TypeError(f"{value!r} is not a datetime")
        self.put_moment(line, self.book.local(value), self.styles[mark])


class _NumberWriter(_Writer):
    pattern = "#,##0.00####"
    align = "right"

    def __init__(self, *args):
        super().__init__(*args)
        self.sum = 0
        self.alerts = self.styles
        if self.column.alert:
            more = {"font_color": _ALERT_COLOR, "bold": True}
            self.alerts = {mark: self.style(mark, self.pattern, **more) for mark in _FILLS}

    def put(self, line, value, mark):
        number = self.checked(value)
        self.sum += number
        self.widen(len(f"{number:,.2f}") + 1)
        styles = self.alerts if number else self.styles
        self.worksheet.write_number(line, self.index, number, styles[mark])

    def checked(self, value) -> float:
        if isinstance(value, (bool, str, bytes)):
            raise TypeError(f"{value!r} is not a number")
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(f"{value!r} is not a finite number")
        return number


class _MoneyWriter(_NumberWriter):
    pattern = "#,##0.00"


class _IntegerWriter(_NumberWriter):
    pattern = "#,##0"

    def checked(self, value):
        number = super().checked(value)
        if not number.is_integer():
            raise ValueError(f"{value!r} is not an integer")
        if abs(number) >= _MAX_SAFE_INTEGER:
            raise ValueError(f"{value!r} would lose digits in a spreadsheet: write it as text")
        return int(number)


class _FlagWriter(_Writer):
    align = "center"
    false_is_empty = False

    def put(self, line, value, mark):
        if not isinstance(value, bool):
            raise TypeError(f"{value!r} is not a flag")
        self.worksheet.write_boolean(line, self.index, value, self.styles[mark])


_WRITERS = {
    "text": _TextWriter,
    "long_text": _LongTextWriter,
    "date": _DateWriter,
    "datetime": _DatetimeWriter,
    "integer": _IntegerWriter,
    "number": _NumberWriter,
    "money": _MoneyWriter,
    "flag": _FlagWriter,
}


# Tables, sheets, the workbook --------------------------------------------------------------------------


class _TableWriter:
    """One table on a worksheet, from the line ``top`` on: header, rows, total."""

    def __init__(self, book: "_Book", worksheet, top: int, columns: Sequence[Column]):
        self.worksheet = worksheet
        self.top = self.last = top
        self.columns = columns
        self.writers = [
            _WRITERS[column.kind](book, worksheet, column, index) for index, column in enumerate(columns)
        ]
        self.long_writers = [writer for writer in self.writers if isinstance(writer, _LongTextWriter)]
        self.tall = top
        self._write_header(book)

    def _write_header(self, book: "_Book") -> None:
        style = book.style(bold=True, text_wrap=True, bg_color="#DCE3EA", bottom=1, num_format="@")
        for index, column in enumerate(self.columns):
            _put_text(self.worksheet, self.top, index, clean_text(column.title), style)
        room = [(writer.column.title, writer.width - _BUTTON) for writer in self.writers]
        lines = max(len(textwrap.wrap(title, max(1, int(width)))) for title, width in room)
        self._set_height(self.top, max(1, lines))

    def write_rows(self, rows: Iterable[Row], mark: Callable[[Row], str] | None = None) -> None:
        for line, row in enumerate(rows, self.top + 1):
            self._write_row(line, self._values(row), mark(row) if mark else "")
            self.last = line
            lines = max((writer.lines for writer in self.long_writers), default=1)
            if lines > 1:
                self._set_height(line, lines)

    def _set_height(self, line: int, lines: int) -> None:
        """Make a row tall enough, for programs that do not do so by themselves.

        XlsxWriter keeps the heights of all rows, those already on disk as well: the last one is forgotten, so
        that memory does not grow.
        """
        for heights in (self.worksheet.set_rows, self.worksheet.row_sizes):
            heights.pop(self.tall, None)
        self.worksheet.set_row(line, min(lines * _LINE_HEIGHT, _MAX_HEIGHT))
        self.tall = line

    def _write_row(self, line: int, values: Sequence[Any], mark: str) -> None:
        for writer, value in zip(self.writers, values, strict=True):
            try:
                writer.fill(line, value, mark)
            except (TypeError, ValueError, ArithmeticError) as error:
                where = f"sheet {self.worksheet.name!r}, row {line + 1}, column {writer.column.key!r}"
                raise CellError(f"{where}: {error}") from error

    def _values(self, row: Row) -> Sequence[Any]:
        if isinstance(row, Mapping):
            return [row[column.key] for column in self.columns]
        if len(row) != len(self.columns):
            wanted = f"{len(row)} values for {len(self.columns)} columns"
            raise CellError(f"sheet {self.worksheet.name!r}, row {self.last + 2}: {wanted}")
        return row

    def write_total(self, book: "_Book", title: str) -> None:
        label = book.style(bold=True, top=1, num_format="@")
        line = self.last + 1
        for writer in self.writers:
            if writer.column.total:
                self._write_sum(book, line, writer)
            else:
                text = "" if writer.index else clean_text(title)
                _put_text(self.worksheet, line, writer.index, text, label)
        self.last = line

    def _write_sum(self, book: "_Book", line: int, writer: "_NumberWriter") -> None:
        """Add up what the filters leave in view, with the value for viewers that do not calculate."""
        style = book.style(bold=True, top=1, num_format=writer.pattern, align="right", indent=1)
        if line == self.top + 1:
            self.worksheet.write_number(line, writer.index, 0, style)
        else:
            cells = xl_range(self.top + 1, writer.index, line - 1, writer.index)
            self.worksheet.write_formula(line, writer.index, f"=SUBTOTAL(9,{cells})", style, writer.sum)


class _Book:
    """The workbook while it is written, with its styles and the names of its sheets."""

    def __init__(self, file: BinaryIO, folder: str, properties: Properties):
        self.properties = properties
        self.names: set[str] = set()
        self.styles: dict[tuple, Any] = {}
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "use_zip64": True,
        }
        self.workbook = Workbook(file, options)
        created = properties.created
        if not isinstance(created, datetime):
            created = datetime.combine(created, time())
        told = {key: getattr(properties, key) for key in ("title", "subject", "author", "company")}
        told["comments"] = properties.note
        told = {key: clean_text(text)[:255] for key, text in told.items()}
        self.workbook.set_properties({**told, "created": created})

    def close(self) -> None:
        if not self.names:
            raise ValueError("a workbook needs a sheet")
        self.workbook.close()

    def release(self) -> None:
        for worksheet in self.workbook.worksheets():
            worksheet.row_data_fh.close()

    def style(self, **wanted):
        """Return the cell format, each made once."""
        wanted = {key: value for key, value in wanted.items() if value is not None}
        wanted.setdefault("valign", "top")
        key = tuple(sorted(wanted.items()))
        if key not in self.styles:
            self.styles[key] = self.workbook.add_format(wanted)
        return self.styles[key]

    def local(self, moment: datetime) -> datetime:
        """Return the wall time to show: spreadsheets know no time zones."""
        if moment.tzinfo and self.properties.timezone:
            moment = moment.astimezone(self.properties.timezone)
        return moment.replace(tzinfo=None, microsecond=0)

    def add(self, sheet: Sheet) -> None:
        """Write one sheet, or as many as its rows need."""
        alone = sheet.total is not None or bool(sheet.below)
        for number, rows in enumerate(_chunks(sheet.rows, MAX_ROWS - 1)):
            if number and alone:
                raise ValueError(f"sheet {sheet.name!r}: too many rows for one sheet with a total")
            self._add_page(sheet, rows)

    def _add_page(self, sheet: Sheet, rows: Iterable[Row]) -> None:
        worksheet = self.workbook.add_worksheet(sheet_name(sheet.name, self.names))
        table = _TableWriter(self, worksheet, 0, sheet.columns)
        table.write_rows(rows, sheet.mark)
        worksheet.autofilter(0, 0, max(1, table.last), len(sheet.columns) - 1)
        if sheet.total is not None:
            table.write_total(self, sheet.total)
        tables = [table, *self._write_below(worksheet, table.last, sheet.below)]
        widths = _set_widths(worksheet, tables)
        worksheet.freeze_panes(1, sheet.frozen_columns)
        worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})
        self._set_print(worksheet, sheet, sum(widths.values()))

    def _write_below(self, worksheet, last: int, below: Sequence[Table]) -> Iterator[_TableWriter]:
        for part in below:
            table = _TableWriter(self, worksheet, last + 2, part.columns)
            table.write_rows(part.rows)
            if part.total is not None:
                table.write_total(self, part.total)
            last = table.last
            yield table

    def _set_print(self, worksheet, sheet: Sheet, width: float) -> None:
        """Print as many pages side by side as it takes to read them; each begins with the frozen columns."""
        worksheet.set_landscape()
        worksheet.set_paper(_PAPERS[sheet.paper])
        pages = max(1, math.ceil(width * _SMALLEST_SCALE / _ROOM[sheet.paper]))
        worksheet.fit_to_pages(pages, 0)
        worksheet.repeat_rows(0)
        if pages > 1 and sheet.frozen_columns:
            worksheet.repeat_columns(0, sheet.frozen_columns - 1)
        header, footer = _lines(self.properties.title), _lines(self.properties.note)
        worksheet.set_margins(
            left=0.4, right=0.4, top=0.55 + 0.2 * len(header), bottom=0.45 + 0.2 * len(footer)
        )
        worksheet.set_header("&L" + "\n".join(header) + "&R&A")
        worksheet.set_footer("&L" + "\n".join(footer) + "&R&P / &N")


def _chunks(rows: Iterable[Row], size: int) -> Iterator[Iterable[Row]]:
    """Cut the rows into runs, each to be read before the next; the first is there even without any row."""
    rows = iter(rows)
    yield islice(rows, size)
    for first in rows:
        yield chain((first,), islice(rows, size - 1))


def _set_widths(worksheet, tables: Sequence[_TableWriter]) -> dict[int, float]:
    """Give each column the room of its widest cell in all tables of the sheet."""
    widths: dict[int, float] = {}
    for writer in chain.from_iterable(table.writers for table in tables):
        widths[writer.index] = max(writer.width, widths.get(writer.index, 0))
    for index, width in widths.items():
        worksheet.set_column(index, index, width)
    return widths


def _lines(text: str) -> list[str]:
    """Return text for a printed header or footer, in lines that leave room for what stands at the right.

    ``&`` begins a command there, and 255 characters are the limit of all of it.
    """
    text = shorten(" ".join(clean_text(text).split()), _PRINTED)
    return [line.replace("&", "&&") for line in textwrap.wrap(text, _PRINTED_LINE)] or [""]


def shorten(text: str, room: int) -> str:
    """Return the text, cut after a word where it is longer than ``room`` (commands count twice)."""
    while len(text.replace("&", "&&")) > room:
        text = (text[: room - 1].rsplit(" ", 1)[0] if " " in text[: room - 1] else text[: room - 2]) + "…"
        room -= 1
    return text
