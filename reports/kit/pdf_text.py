"""The text of the PDF builders: what can be printed of it, what stays together, where lines break.

What users wrote is never read as markup: cells are drawn as plain strings, and paragraphs escape it.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from ...tools.dates import long_date
from . import pdf_fonts as fonts
from .pdf_fonts import REGULAR, Widths, text_width, widths

REPLACEMENT = "\ufffd"
BLANK = "\N{EN DASH}"  # stands in a table cell for a value that is not there
TIE = "\N{NO-BREAK SPACE}"

BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=9.5, leading=13, spaceAfter=4, splitLongWords=1, spaceShrinkage=0
)

_NEWLINES = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
# What must not be parted by the end of a line: dates, numbers with their sign or unit, articles, goods of a
# declaration ("50700/7 / 1").
_TIED = (
    re.compile(rf"\b\d{{1,2}} (?:{_MONTHS}) \d{{4}}(?: г\.)?"),
    re.compile(r"(?:\b(?:Annex|Appendix|Article|Art\.|No\.)|№) (?=\w)"),
    re.compile(r"\b(?:ст\.|пп?\.|[Сс]тать[яиею]|[Пп](?:одп)?ункт[ае]?) (?=\w)"),
    re.compile(r"\bПриложени[еяю] (?=№)"),
    re.compile(r"\b\d+ (?:days?|months?|years?|дн[яей]+|день|месяц\w*|лет|год[а]?|kg|%)(?!\w)"),
    re.compile(r"(?<=\S) / (?=\d+\b)"),
)
_BREAK_AFTER = re.compile(r"[-/\\.,;:@_\u2013](?=[^-/\\.,;:@_\u2013]*$)")


@lru_cache(maxsize=4096)
def _printed(letter: str) -> str:
    if letter == "\n":
        return letter
    if letter in "\u00a0\u202f\u2007":
        return "\u00a0"
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs"):
        return ""
    return letter if letter in fonts.printable() else REPLACEMENT


def clean(text: object) -> str:
    """Text as it can be printed: composed letters, no control or direction characters, `\\n` between lines.

    A letter the fonts lack becomes U+FFFD, so that a reader sees that something is missing.
    """
    raw = "" if text is None or text is False else str(text)
    return "".join(map(_printed, unicodedata.normalize("NFC", _NEWLINES.sub("\n", raw)))).strip()


def tied(text: str) -> str:
    """The text with blanks that no line ends at: in dates, numbers, articles."""
    for pattern in _TIED:
        text = pattern.sub(lambda found: found[0].replace(" ", TIE), text)
    return text


def one_line(text: object) -> str:
    """`clean` text on a single line."""
    return " ".join(part for part in clean(text).replace("\n", " ").split(" ") if part)


def unprintable_letters(text: object) -> str:
    """The different letters of a text that the fonts lack (they would print as U+FFFD), in order of code."""
    raw = unicodedata.normalize("NFC", "" if text is None or text is False else str(text))
    return "".join(
        sorted({letter for letter in raw if letter != REPLACEMENT and _printed(letter) == REPLACEMENT})
    )


def wrap_text(text: object, width: float, font: str, size: float) -> list[str]:
    """Lines of `text` that fit `width` points; words longer than a line are cut, empty lines left out."""
    wide = widths(font)
    room = width * 1000 / size
    lines: list[str] = []
    for part in tied(clean(text)).split("\n"):
        lines += _wrap_line([word for word in part.split(" ") if word], room, wide)
    return lines


def _wrap_line(words: list[str], room: float, wide: Widths) -> list[str]:
    lines, line, used = [], "", 0.0
    blank = wide[" "]
    for word, length in _fitting_words(words, room, wide):
        if line and used + blank + length <= room:
            line, used = f"{line} {word}", used + blank + length
            continue
        if line:
            lines.append(line)
        *full, line = _cut_word(word, room, wide) if length > room else (word,)
        lines += full
        used = sum(map(wide.__getitem__, line))
    return [*lines, line] if line else lines


def _fitting_words(words: list[str], room: float, wide: Widths) -> Iterator[tuple[str, float]]:
    """The words with their lengths; what is tied together and longer than a line comes apart again."""
    for word in words:
        length = sum(map(wide.__getitem__, word))
        if length > room and TIE in word:
            for part in filter(None, word.split(TIE)):
                yield part, sum(map(wide.__getitem__, part))
        else:
            yield word, length


def _cut_word(word: str, room: float, wide: Widths) -> list[str]:
    """Pieces of a word that is longer than a line."""
    pieces = []
    while word:
        pieces.append(_fitting_head(word, room, wide))
        word = word[len(pieces[-1]) :]
    return pieces


def _fitting_head(word: str, room: float, wide: Widths) -> str:
    """Longest beginning that fits, at least a letter; after a hyphen, slash or dot where there is one."""
    used, count = 0.0, 0
    for letter in word:
        used += wide[letter]
        if used > room:
            break
        count += 1
    head = word[: max(count, 1)]
    cut = _BREAK_AFTER.search(head)
    return head[: cut.end()] if cut and cut.end() * 3 > len(head) else head


def shorten(text: object, width: float, font: str, size: float) -> str:
    """One line that fits `width` points, ending with an ellipsis when something was left out."""
    line = one_line(text)
    if text_width(line, font, size) <= width:
        return line
    while line and text_width(line + "\u2026", font, size) > width:
        line = line[:-1]
    return line.rstrip() + "\u2026"


def paragraphs(text: object, style: ParagraphStyle = BODY) -> list[Paragraph]:
    """One escaped paragraph for each line of the user's text that is not empty."""
    lines = map(str.strip, tied(clean(text)).split("\n"))
    return [Paragraph(_markup(line, style.fontName), style) for line in lines if line]


def _markup(line: str, font: str) -> str:
    """One line escaped, with the fonts of its runs."""
    return "".join(
        escape(run) if name == font else f'<font name="{name}">{escape(run)}</font>'
        for name, run in fonts.runs(line, font)
    )


def joined(parts: Iterable[object], separator: str = ", ") -> str:
    """The parts that are not empty, joined."""
    return separator.join(text for text in map(clean, parts) if text)


def with_native(name: object, native: object) -> str:
    """A name with its native spelling in parentheses, where there is one and it differs."""
    name, native = one_line(name), one_line(native)
    if not native or native == name:
        return name
    return f"{name} ({native})" if name else native


def format_date(day: datetime.date | None, empty: str = BLANK) -> str:
    """A date in English: 5 March 2026."""
    return long_date(day, "en_US") if day else empty


def aligned_numbers(values: Sequence[Decimal | float | None], places: int = 3) -> list[str]:
    """Numbers of one column, all with as many decimals as the finest of them needs."""
    texts = [format_number(value, places) for value in values]
    finest = max((len(text.partition(".")[2]) for text in texts), default=0)
    return [
        text if value is None else f"{Decimal(str(value)):,.{finest}f}"
        for value, text in zip(values, texts, strict=True)
    ]


def format_number(value: Decimal | float | None, places: int = 3, empty: str = BLANK) -> str:
    """A number in English, with no more than `places` decimals and no needless zeros: 12,500.25."""
    if value is None:
        return empty
    text = f"{Decimal(str(value)):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
