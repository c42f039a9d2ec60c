"""What the box for remarks of a certificate says (RS12.6-RS12.9), read as the eye reads it.

Plain Python over texts. The box is filled in by hand, in English or Russian, so letters that look the same in
Latin and Cyrillic are taken for the same, and a date counts in each of its usual spellings.
"""

import re
from datetime import date

# Cyrillic small letters beside the Latin ones whose capitals, or which themselves, look the same.
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕ", "abekmhopctyxijs")

_MONTHS = (
    ("january", "января"),
    ("february", "февраля"),
    ("march", "марта"),
    ("april", "апреля"),
    ("may", "мая"),
    ("june", "июня"),
    ("july", "июля"),
    ("august", "августа"),
    ("september", "сентября"),
    ("october", "октября"),
    ("november", "ноября"),
    ("december", "декабря"),
)


def as_read(text):
    """Return ``text`` without its capitals, line breaks and look-alike letters."""
    return " ".join((text or "").casefold().translate(_LOOK_ALIKES).split())


def number_key(number):
    """Return what makes a number of a paper one and the same: no spaces, capitals or look-alike letters."""
    return as_read(number).replace(" ", "")


def says(box, *wordings):
    """Tell whether the box contains one of the wordings, as whole words."""
    read = as_read(box)
    return any(words and _stands_in(read, re.escape(as_read(words))) for words in wordings)


def names_number(box, number):
    """Tell whether the box names this number, however it is spaced."""
    key = number_key(number)
    return bool(key) and _stands_in(as_read(box), r"\s?".join(re.escape(char) for char in key))


def names_day(box, day: date):
    """Tell whether the box names this day: 05.03.2026, 5/3/26, 2026-03-05, 5 March 2026, March 5, 2026 ..."""
    number, month, year = f"0?{day.day}", f"0?{day.month}", rf"(?:{day.year}|{day.year % 100:02d})"
    names = "|".join(as_read(name) for name in _MONTHS[day.month - 1])
    spellings = (
        rf"{number}[./-]{month}[./-]{year}",
        rf"{day.year}[./-]{month}[./-]{number}",
        rf"{number} (?:{names}),? {day.year}",
        rf"(?:{names}) {number},? {day.year}",
    )
    read = as_read(box)
    return any(re.search(rf"(?<!\d){spelling}(?!\d)", read) for spelling in spellings)


def _stands_in(text, pattern):
    return bool(re.search(rf"(?<!\w){pattern}(?!\w)", text))
