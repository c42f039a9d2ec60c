"""Files of lines, read row by row: CSV and XLSX, from any row on, with memory that does not grow. No ORM.

Every row comes with the place behind it. A reading that was stopped goes on from that place: for CSV it is
a byte of the file, for XLSX the number of the row.
"""

import contextlib
import csv
import zipfile
from typing import NamedTuple

ENCODINGS = ("utf-8-sig", "cp1251", "cp866", "koi8-r", "cp1250", "cp1252")
LARGEST_UNPACKED = 8 * 2**30  # bytes: more than a million lines, less than what is made to fill a disk
# Of it all that is not rows of a sheet: openpyxl holds it in memory, texts of a million lines among it.
LARGEST_IN_MEMORY = 2**29
SAMPLE = 64 * 1024
LONGEST_LINE = 2**20


class BadFileError(ValueError):
    """The file cannot be read at all; the argument is the code of the reason."""


class Row(NamedTuple):
    """A row: the line on which it begins (from 1), its cells, the place behind it, and what broke it."""

    line_no: int
    cells: list
    place: int
    problem: str = ""


class CsvFile:
    """A text file with a delimiter. Places are bytes, and so is the size."""

    def __init__(self, path, encoding="utf-8-sig", delimiter=";", header_row=1):
        self._path = path
        # The mark at the beginning is no letter; it stands there once, and reading may begin behind it.
        self._encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self._delimiter = delimiter
        self._header_row = header_row

    def headings(self):
        for row in self._rows(0, 0):
            if row.line_no >= self._header_row:
                if row.problem:
                    raise BadFileError(row.problem)
                return row.cells
        return []

    def rows(self, place=0, line_no=0):
        """Yield the rows below the headings, or those behind ``place`` and line ``line_no``."""
        for row in self._rows(place, line_no):
            if row.line_no > self._header_row:
                yield row

    def last_line(self, row):
        """Return the number of the last line that ``row``, the one just read, takes."""
        return self._line_no

    def _rows(self, place, line_no):
        self._place, self._line_no, self._is_broken = place, line_no, False
        with open(self._path, "rb") as file:
            file.seek(place)
            reader = csv.reader(self._lines(file), delimiter=self._delimiter)
            while True:
                first = self._line_no + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    self._is_broken = False
                    yield Row(first, [], self._place, "open_quote")
                    continue
                yield Row(first, cells, self._place, "encoding" if self._is_broken else "")
                self._is_broken = False

    def _lines(self, file):
        # A file without line ends is cut, so that no line fills the memory.
        for raw in iter(lambda: file.readline(LONGEST_LINE), b""):
            start = 3 if not self._place and raw.startswith(b"\xef\xbb\xbf") else 0
            self._place += len(raw)
            self._line_no += 1
            try:
                yield raw[start:].decode(self._encoding)
            except UnicodeDecodeError:
                self._is_broken = True
                yield raw[start:].decode(self._encoding, "surrogateescape")


class XlsxFile:
    """A sheet of a workbook. Places are numbers of rows."""

    def __init__(self, path, sheet="", header_row=1):
        self._path = path
        self._sheet = sheet
        self._header_row = header_row

    def headings(self):
        for row in self._rows(self._header_row - 1):
            return row.cells
        return []

    def rows(self, place=0, line_no=0):
        """Yield the rows below the headings, or those behind row ``place``."""
        yield from self._rows(max(place, self._header_row))

    def last_line(self, row):
        """Return the number of the last line that ``row`` takes: one row of a sheet is one line."""
        return row.line_no

    def size(self):
        """Return how many rows the sheet says it has, 0 when it does not say."""
        with self._book() as book:
            return self._page(book).max_row or 0

    @contextlib.contextmanager
    def _book(self):
        from openpyxl import load_workbook  # noqa: PLC0415 (slow to load, and only this kind of file needs it)

        # Opened here: by its path openpyxl takes only a file that is named .xlsx.
        with open(self._path, "rb") as file:
            try:
                with zipfile.ZipFile(file) as archive:
                    entries = archive.infolist()
                held = [entry for entry in entries if not entry.filename.startswith("xl/worksheets/sheet")]
                if _size(entries) > LARGEST_UNPACKED or _size(held) > LARGEST_IN_MEMORY:
                    raise BadFileError("too_large")
                book = load_workbook(file, read_only=True, data_only=True)
            except BadFileError:
                raise
            except Exception as error:  # whatever openpyxl meets in a file that is none
                raise BadFileError("no_workbook") from error
            try:
                yield book
            finally:
                book.close()

    def _page(self, book):
        if not self._sheet:
            return book.worksheets[0]
        if self._sheet not in book.sheetnames:
            raise BadFileError("no_sheet")
        return book[self._sheet]

    def _rows(self, behind):
        with self._book() as book:
            page = self._page(book)
            page.reset_dimensions()  # some programs write a wrong one
            for line_no, cells in enumerate(page.iter_rows(values_only=True), 1):
                if line_no > behind:
                    yield Row(line_no, list(cells), line_no)


def _size(entries):
    """Return the size of parts of a workbook, unpacked, in bytes."""
    return sum(entry.file_size for entry in entries)


def is_blank(cells):
    """Tell whether a row says nothing."""
    for cell in cells:
        if cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace()):
            return False
    return True


def guessed(path):
    """Return the (encoding, delimiter) of a text file as its beginning lets one think."""
    with open(path, "rb") as file:
        sample = file.read(SAMPLE)
    try:
        text = sample.decode("utf-8", "strict")
        encoding = "utf-8-sig"
    except UnicodeDecodeError as error:
        if error.start > len(sample) - 4:  # cut within a letter
            text, encoding = sample.decode("utf-8", "ignore"), "utf-8-sig"
        else:
            text, encoding = sample.decode("cp1251", "replace"), "cp1251"
    first = text.lstrip("\ufeff").splitlines()[0] if text.strip("\ufeff\r\n") else ""
    return encoding, max(";,\t|", key=first.count)
