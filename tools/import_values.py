"""What a cell of an import means: a text becomes a date, a number, a code, or a problem. No ORM."""

import math
import re
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

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
    if value.__class__ is str:
        text = value.strip()
        if text.isprintable():
            return text
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
        return value + 0.0  # there is one zero only

    def integer(self, value):
        number = self.number(value)
        if number is None:
            return None
        if not number.is_integer() or not 0 < number <= LARGEST_INTEGER:
            raise UnreadableError("no_position")
        return int(number)

    def date(self, value):
        if isinstance(value, datetime):
            if value.tzinfo:  # on which day it falls depends on the zone
                raise UnreadableError("no_date")
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
