"""What of a builder's data cannot be printed: where it stands, and which letters.

Every builder takes plain data (dataclasses, texts, tuples), so this asks the data, not the builder: a new
field is covered by being there. A paper is approved only when there is nothing (`customs.printed.mixin`).
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from .pdf_text import REPLACEMENT, one_line, unprintable_letters


@dataclass(frozen=True)
class Unprintable:
    """A text with letters that no font has: ``path`` are names of fields and numbers (from 1 on) of rows."""

    path: tuple[str | int, ...]
    text: str
    letters: str


def unprintable(data: object, path: tuple[str | int, ...] = ()) -> Iterator[Unprintable]:
    """Find the texts that cannot be printed as they are, in the order of the data."""
    if isinstance(data, str):
        # What was replaced once before cannot be read any more either.
        letters = unprintable_letters(data) + (REPLACEMENT if REPLACEMENT in data else "")
        if letters:
            yield Unprintable(path, one_line(data), letters)
    elif is_dataclass(data):
        for field in fields(data):
            yield from unprintable(getattr(data, field.name), (*path, field.name))
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from unprintable(value, (*path, str(key)))
    elif isinstance(data, (tuple, list)):
        for number, value in enumerate(data, 1):
            yield from unprintable(value, (*path, number))


def named(letters: str) -> str:
    """The letters with their codes, for a reader whose screen shows boxes, too: 中 (U+4E2D)."""
    return ", ".join(
        f"{letter} (U+{ord(letter):04X})" if unicodedata.category(letter) != "Cs" else f"U+{ord(letter):04X}"
        for letter in letters
    )


def excerpt(text: str, most: int = 60) -> str:
    """The text where it can be recognised: cut when it is long, around its first missing letter."""
    if len(text) <= most:
        return text
    start = max(text.find(REPLACEMENT) - most // 2, 0)
    piece = text[start : start + most]
    return f"{'…' if start else ''}{piece}{'…' if start + most < len(text) else ''}"
