"""Texts from outside: plain ones, and tables as text (CSV), which are nothing else besides.

A program asks the first words of a file what it is, not its name: Word opens a web archive that is called
``letter.txt``, Excel a table of formulas that is called ``rows.csv``.
"""

import csv
import io
import re
from itertools import product

from .file_formulas import codes_of_cell
from .file_problem import Problem

# What a text does not hold: control characters but tab, line and page breaks, and the end mark of DOS.
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
MARKUP = re.compile(
    r"<\s*(?:!doctype|\?xml|\?php|%|/?(?:html|head|body|script|svg|iframe|frame|object|embed|applet|style|meta"
    r"|link|base|form|math|template|img|video|audio)(?=[\s/>]|$))|<[a-z][^<>]{0,500}\son\w{1,30}\s*=",
    re.IGNORECASE,
)
# Other formats that are written in plain letters.
FORMATS = {
    "RTF": re.compile(r"\A\s*\{\\rt"),
    "MHTML": re.compile(
        r"^[ \t]*(?:mime-version|content-(?:type|location|transfer-encoding|base))[ \t]*:",
        re.IGNORECASE | re.MULTILINE,
    ),
    "DIF": re.compile(r"\A\s*TABLE[ \t]*\r?\n[ \t]*0[ \t]*,[ \t]*1[ \t]*\r?\n"),
}
# A table with the heading "ID" begins like SYLK as well: only its other rows tell.
SYLK = re.compile(r"\s*ID[ \t]*;", re.IGNORECASE)
SYLK_ROW = re.compile(r"^[ \t]*(?:B|C|F|NE|NN|NU|NL|O|P|W);[A-Z]", re.IGNORECASE | re.MULTILINE)
DELIMITERS = ",;\t"
# What a program takes for the beginning of a formula, in wide letters as well.
SIGNS = {ord(wide): plain for wide, plain in zip("＝＋－＠", "=+-@", strict=True)}
# A cell that begins with one and holds what leads elsewhere.
FORMULA = re.compile(r"[\s\"]*[=+\-@＝＋－＠](?=[^(|#']*[(|#'])(?![\s\d.,%()-]*\Z)")
PARTS_OF_FORMULAS = ("(", "|", "!", "#")


def text_problems(extension, content):
    """Return what speaks against ``content`` (bytes) as plain text, in UTF-8 or in an eight-bit encoding."""
    if CONTROLS.search(content):
        return [Problem("content", {"extension": extension})]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1251")
        except UnicodeDecodeError:
            return [Problem("encoding")]
    if text.startswith("#!") or MARKUP.search(text):
        return [Problem("markup")]
    text = text.lstrip("\ufeff")
    named = _format_of(text)
    if named:
        return [Problem("text_format", {"format": named})]
    return _problems_of_cells(text) if extension == "csv" else []


def _format_of(text):
    """Return the name of another format, in which a program would open the text; empty if it is none."""
    if SYLK.match(text) and SYLK_ROW.search(text):
        return "SYLK"
    return next((name for name, pattern in FORMATS.items() if pattern.search(text)), "")


def _problems_of_cells(text):
    """Return what its cells do as formulas, whichever sign the reader's program takes between them."""
    if not any(part in text for part in PARTS_OF_FORMULAS):
        return []
    delimiters = [delimiter for delimiter in DELIMITERS if delimiter in text] or [","]
    # An odd quotation mark is one for a program, and a letter for another.
    quotings = [csv.QUOTE_MINIMAL, csv.QUOTE_NONE] if text.count('"') % 2 else [csv.QUOTE_MINIMAL]
    for delimiter, quoting in product(delimiters, quotings):
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
        try:
            for row in rows:
                if any(map(_is_dangerous, filter(FORMULA.match, row))):
                    return [Problem("text_formula", {"row": rows.line_num})]
        except csv.Error:
            return [Problem("content", {"extension": "csv"})]
    return []


def _is_dangerous(cell):
    cell = cell.strip()
    if cell.startswith('"'):
        cell = cell.lstrip('"').removesuffix('"').replace('""', '"')
    return bool(codes_of_cell(cell.lstrip().translate(SIGNS)))
