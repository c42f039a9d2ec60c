"""What the cells of an import mean: texts become dates, numbers, codes, or a problem. No ORM.

A line is read whole: every cell that says nothing possible is a problem of its own, none hides another.
"""

import math
import re
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from . import import_columns
from .import_columns import DATE, FLAG, HS_CODE, INTEGER, NUMBER, TEXT

YES = {"1", "y", "yes", "true", "x", "+", "да", "д", "истина", "da", "иә"}
NO = {"0", "n", "no", "false", "-", "нет", "н", "ложь", "ne", "жоқ"}
LARGEST_AMOUNT = 10**13  # as the columns of the database take it
LARGEST_INTEGER = 99_999
FIRST_YEAR, LAST_YEAR = 1990, 2100
_SPACES = re.compile(r"[\s'’]+")
_NUMBERS = {
    ",": re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?\Z"),
    ".": re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?\Z"),
}
NUMBERS = tuple(target.name for target in import_columns.TARGETS if target.kind == NUMBER)
_CODE = re.compile(r"[0-9]{6,10}\Z")
_CODE_SIGNS = re.compile(r"[\s.\-]+")


class Problem(NamedTuple):
    """Why a line is not taken: a code that the model has a sentence for, and what it speaks of."""

    code: str
    field: str = ""
    text: str = ""
    other: str = ""


class UnreadableError(ValueError):
    """A cell says nothing that its column could hold; the argument is the code of the problem."""


def clean(value):
    """Return a cell as text without spaces around it and without characters that no form can write."""
    if value is None or value is False:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value.strip() if isinstance(value, str) else str(value)
    if not text.isprintable():
        text = "".join(sign for sign in text if sign in "\n\t" or sign.isprintable()).strip()
    return text


class Reader:
    """Reads cells as one source writes them: its decimal mark and the order of its dates."""

    def __init__(self, decimal=".", date_format="%Y-%m-%d"):
        self._number = _NUMBERS[decimal]
        self._decimal = decimal
        self._group = "." if decimal == "," else ","
        self._day = lru_cache(maxsize=4096)(self._read_day)
        self._date_format = date_format
        self.kinds = {
            TEXT: self.text,
            DATE: self.date,
            INTEGER: self.integer,
            NUMBER: self.number,
            FLAG: self.flag,
            HS_CODE: self.hs_code,
        }

    @staticmethod
    def text(value):
        return clean(value)

    def number(self, value):
        if isinstance(value, bool):
            raise UnreadableError("no_number")
        if not isinstance(value, int | float):
            text = clean(value)
            if not text:
                return None
            if text.isascii() and text.isdigit():
                return self._in_range(text)
            text = _SPACES.sub("", text)
            if not self._number.match(text) or not any(map(str.isdigit, text)):
                raise UnreadableError("no_number")
            value = float(text.replace(self._group, "").replace(self._decimal, "."))
        return self._in_range(value)

    @staticmethod
    def _in_range(value):
        try:
            value = float(value)
        except OverflowError:
            raise UnreadableError("no_number") from None
        if not math.isfinite(value) or abs(value) > LARGEST_AMOUNT:
            raise UnreadableError("no_number")
        return value

    def integer(self, value):
        number = self.number(value)
        if number is None:
            return None
        if not number.is_integer() or not 0 < number <= LARGEST_INTEGER:
            raise UnreadableError("no_position")
        return int(number)

    def date(self, value):
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            day = value
        else:
            text = clean(value)
            if not text:
                return None
            day = self._day(text)
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UnreadableError("no_date")
        return day

    def _read_day(self, text):
        for pattern in dict.fromkeys((self._date_format, "%Y-%m-%d")):
            for end in ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S"):
                try:
                    return datetime.strptime(text, pattern + end).date()  # noqa: DTZ007 (a day has no zone)
                except ValueError:
                    continue
        return None

    @staticmethod
    def flag(value):
        if isinstance(value, bool):
            return value
        text = clean(value).casefold()
        if not text:
            return None
        if text in YES or text in NO:
            return text in YES
        raise UnreadableError("no_flag")

    @staticmethod
    def hs_code(value):
        text = _CODE_SIGNS.sub("", clean(value))
        if not text:
            return ""
        if isinstance(value, int | float) and len(text) % 2:
            text = f"0{text}"  # a spreadsheet has taken the code for a number and dropped the zero
        if not _CODE.match(text):
            raise UnreadableError("no_hs_code")
        return text


class Line(NamedTuple):
    """A line as it was read: where it stands in the file, what it says, and what is wrong with it."""

    line_no: int
    values: dict
    problems: list


def read_line(reader, line_no, cells):
    """Return the `Line` that ``cells``, {target name: value}, say."""
    values, problems = {}, []
    for name, cell in cells.items():
        target = import_columns.BY_NAME[name]
        try:
            values[name] = value = reader.kinds[target.kind](cell)
        except UnreadableError as error:
            problems.append(Problem(str(error), name, clean(cell)[:80]))
            continue
        if target.required and (value is None or value == ""):
            problems.append(Problem("missing", name))
        elif target.kind == TEXT and len(value) > target.longest:
            problems.append(Problem("too_long", name, value[:40], str(target.longest)))
    for name in _lacking(tuple(cells)):
        problems.append(Problem("missing", name))
    return Line(line_no, values, problems + _crossing(values))


# The names are the same for all lines of a file.
_lacking = lru_cache(maxsize=64)(import_columns.lacking)


def _crossing(values):
    """Return what is wrong between the cells of a line."""
    problems = []
    if not values.get("importer_code") and not values.get("importer_name"):
        problems.append(Problem("missing", "importer_name"))
    for name in NUMBERS:
        value = values.get(name)
        if value and value < 0:
            problems.append(Problem("below_zero", name))
    gross, net = values.get("gross_weight_kg"), values.get("net_weight_kg")
    if gross and net and net > gross:
        problems.append(Problem("net_above_gross"))
    return problems
