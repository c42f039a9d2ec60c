"""The fonts of the PDF builders: which letters they print, how wide, and in which font each run of a text.

Roboto, which Odoo brings, prints Latin, Cyrillic and Greek. What it lacks comes from DejaVu Sans, which lies
in `static/fonts`: Armenian, Georgian, and the signs that people type (arrows, check marks). So a text is
printed in runs, each in the font that has its letters. ReportLab picks no other font by itself: it prints
boxes.
"""

import threading
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

REGULAR = "CustomsRoboto"
BOLD = "CustomsRoboto-Bold"
ITALIC = "CustomsRoboto-Italic"
BOLD_ITALIC = "CustomsRoboto-BoldItalic"
OTHER, OTHER_BOLD = "CustomsDejaVu", "CustomsDejaVu-Bold"
FONT_FILES = {
    REGULAR: "Roboto-Regular.ttf",
    BOLD: "Roboto-Bold.ttf",
    ITALIC: "Roboto-Italic.ttf",
    BOLD_ITALIC: "Roboto-BoldItalic.ttf",
    OTHER: "DejaVuSans.ttf",
    OTHER_BOLD: "DejaVuSans-Bold.ttf",
}
# The font that prints what another one lacks.
FALLBACK = {REGULAR: OTHER, BOLD: OTHER_BOLD, ITALIC: OTHER, BOLD_ITALIC: OTHER_BOLD}
OWN_FONTS = Path(__file__).parents[2] / "static" / "fonts" / "dejavu"
LAST_CODE = 0xFFFF  # ReportLab says of no letter beyond it which one it is, so nobody could copy or search it

# A TrueType font of ReportLab is one object for the whole process, with a read position and state for each
# document, so two documents must not be written at the same time. The work is pure Python: waiting costs
# nothing that threads could have won.
LOCK = threading.RLock()


def font_path(file_name: str) -> str:
    """Path of a font's file: our own, or one of Odoo's; the only place that knows where they are."""
    own = OWN_FONTS / file_name
    if own.exists():
        return str(own)
    from odoo.tools.misc import file_path  # noqa: PLC0415 - nothing else here needs Odoo

    return file_path(f"web/static/fonts/google/Roboto/{file_name}", filter_ext=(".ttf",))


@cache
def _load_fonts() -> dict[str, TTFont]:
    loaded = {name: TTFont(name, font_path(file_name)) for name, file_name in FONT_FILES.items()}
    for font in loaded.values():
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, ITALIC, BOLD_ITALIC)
    pdfmetrics.registerFontFamily(OTHER, OTHER, OTHER_BOLD, OTHER, OTHER_BOLD)
    return loaded


def fonts() -> dict[str, TTFont]:
    """The fonts by name, registered with ReportLab."""
    with LOCK:  # `cache` alone would let two threads register the fonts twice, one of them amid a document
        return _load_fonts()


@cache
def _letters(font: str) -> frozenset[str]:
    """The letters that a font has itself."""
    return frozenset(chr(code) for code in fonts()[font].face.charToGlyph if code <= LAST_CODE)


@cache
def printable() -> frozenset[str]:
    """The letters that print, whichever of our fonts a text is set in."""
    return frozenset.intersection(*(_letters(font) | _letters(other) for font, other in FALLBACK.items()))


class Widths(dict):
    """Width of each letter of a text that is set in one font, in thousandths of the size."""

    def __init__(self, font: str):
        super().__init__()
        for name in (FALLBACK[font], font):
            self.update((chr(code), width) for code, width in fonts()[name].face.charWidths.items())
        self._default = fonts()[font].face.defaultWidth

    def __missing__(self, letter: str) -> float:
        return self._default


@cache
def widths(font: str) -> Widths:
    """The widths of a text that is set in ``font``."""
    return Widths(font)


def text_width(text: str, font: str, size: float) -> float:
    """Width of one line of text, in points."""
    return sum(map(widths(font).__getitem__, text)) * size / 1000


@lru_cache(maxsize=4096)
def _split(text: str, font: str) -> tuple[tuple[str, str], ...]:
    own, other = _letters(font), _letters(FALLBACK[font])
    found = groupby(  # pylint: disable=bad-builtin-groupby  # neighbours alone are put together
        text, lambda letter: FALLBACK[font] if letter not in own and letter in other else font
    )
    return tuple((name, "".join(letters)) for name, letters in found)


def runs(text: str, font: str) -> tuple[tuple[str, str], ...]:
    """The text in runs, each with the font that has its letters."""
    return ((font, text),) if text.isascii() else _split(text, font)


def print_runs(place: PDFTextObject, text: str, font: str, size: float) -> None:
    """Print one line where the text object stands."""
    for name, run in runs(text, font):
        place.setFont(name, size)
        place.textOut(run)


def draw(canvas: Canvas, x: float, y: float, text: str, font: str, size: float, align: str = "left") -> None:
    """Draw one line; `x` is its left end, its middle ("center") or its right end ("right")."""
    width = text_width(text, font, size) if align != "left" else 0
    place = canvas.beginText(x - (width / 2 if align == "center" else width), y)
    print_runs(place, text, font, size)
    canvas.drawText(place)
