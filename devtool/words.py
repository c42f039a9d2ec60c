"""The words that users read: no internal code of a provision, no banned word of docs/glossary.md.

What is read: labels, helps, choices, descriptions, messages of constraints and translated sentences of
Python; texts and labels of views, templates, data and scripts; the words of letters and print-outs; and
translations, for which the glossary has a table of their own. Docstrings, comments, names and technical
values are free: there the codes of provisions belong. This module stands by itself.
"""

import ast
import json
import re
import sys
from pathlib import Path

from lxml import etree

HOME = Path(__file__).resolve().parent.parent
GLOSSARY = HOME / "docs" / "glossary.md"
PYTHON = ("models", "wizards", "controllers", "reports", "tools")
XML = ("data", "views", "wizards", "security", "reports", "static/src")

CODE = re.compile(r"\b(?:RSM?|IT|CU|KZ)\d+(?:\.\d+)*(?:-\d+)?[a-z]?\b")
# "There is no ..." and "is no longer" are plain English.
# A label "Late" is banned; that something is two days late is plain English, too.
PARTS = {"is no": r"(?<!there )is no(?! longer)", "Late": r"^late(?=$|:)"}
# Sentences: their translation functions, and the arguments of fields that are shown.
TRANSLATES = {"_", "_lt", "_t", "LazyTranslate"}
SHOWN = {"string", "help"}
CHOICES = {"selection", "selection_add"}
# Attributes of views, and fields of data records, that are shown.
ATTRIBUTES = (
    *("string", "help", "placeholder", "title", "alt", "confirm", "confirm-title", "confirm-label"),
    *("aria-label", "label", "add-label", "data-tooltip"),
)
TEXT_FIELDS = frozenset(
    {
        *("name", "summary", "description", "hint", "subject", "body_html", "help", "lapse_meaning"),
        *("words", "note", "citation", "comment", "print_report_name", "arch"),
    }
)
UNSHOWN_MODELS = frozenset({"ir.ui.view", "ir.rule", "ir.model.access", "ir.config_parameter", "ir.sequence"})
TRANSLATION = re.compile(r"^msgstr ((?:\".*\"\n?)+)", re.M)
BANNED, BANNED_IN_TRANSLATIONS = "Banned words", "Banned words of translations"
SCRIPT = re.compile(r"""_t\(\s*(["'`])(.*?)\1""", re.S)


def banned(page=None, heading=BANNED):
    """Return {pattern: what to write instead} of the table under a heading of the glossary."""
    page = GLOSSARY.read_text(encoding="utf-8") if page is None else page
    table = re.split(r"^## ", page.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", table, re.M)
    return {_pattern(word.strip()): better.strip() for word, better in rows if word.strip() != "not"}


def _pattern(word):
    """Return the pattern of a banned word; "…" is any ending."""
    ending = r"\w*"
    return re.compile(rf"\b{PARTS.get(word, re.escape(word).replace('…', ending))}\b", re.I)


def findings(home=HOME, page=None):
    """Return a sentence for each internal code and banned word that a user would read, with its place."""
    translated = banned(page, BANNED_IN_TRANSLATIONS)
    words = banned(page) | translated
    found = [finding for text in texts(home) for finding in _wrong_with(home, text, words)]
    return found + [finding for text in translations(home) for finding in _wrong_with(home, text, translated)]


def _wrong_with(home, text, words):
    place, line, said = text
    shown = " ".join(said.split())
    where = f"{place.relative_to(home)}:{line}"
    yield from (f"{where}: internal code {code}: {shown}" for code in CODE.findall(shown))
    for pattern, better in words.items():
        if word := pattern.search(shown):
            yield f"{where}: '{word.group()}', write '{better}': {shown}"


def translations(home=HOME):
    """Return (file, line, text) of the translations."""
    for place in sorted((home / "i18n").glob("*.po")):
        source = place.read_text(encoding="utf-8")
        for match in TRANSLATION.finditer(source):
            text = "".join(map(ast.literal_eval, match.group(1).splitlines()))
            yield place, source.count("\n", 0, match.start()) + 1, text


def texts(home=HOME):
    """Return (file, line, text) of all that users read."""
    for folder in PYTHON:
        for place in sorted((home / folder).rglob("*.py")):
            source = place.read_text(encoding="utf-8")
            yield from ((place, line, text) for line, text in python_texts(source, folder == "reports"))
    for folder in XML:
        for place in sorted((home / folder).rglob("*.xml")):
            yield from ((place, line, text) for line, text in xml_texts(place.read_bytes()))
        for place in sorted((home / folder).glob("*.json")):  # agreements in folders have their texts' words
            yield from ((place, 1, text) for text in _sentences(json.loads(place.read_text("utf-8"))))
        for place in sorted((home / folder).rglob("*.js")):
            source = place.read_text(encoding="utf-8")
            for match in SCRIPT.finditer(source):
                yield place, source.count("\n", 0, match.start()) + 1, match.group(2)


def _sentences(data):
    """Return the texts of plain data that somebody reads: those with words."""
    if isinstance(data, str):
        return [data] if _is_sentence(data) else []
    rows = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for row in rows for text in _sentences(row)]


def python_texts(source, is_report=False):
    """Return (line, text) of what users read in Python; in a builder of print-outs that is every sentence."""
    tree = ast.parse(source)
    if is_report:
        skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in skipped and _is_sentence(node.value):
                yield node.lineno, node.value
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call_texts(node)
        elif isinstance(node, ast.Assign):
            yield from _assigned_texts(node)


def _is_sentence(value):
    return isinstance(value, str) and " " in value.strip() and not re.search(r"\b(SELECT|JOIN)\b", value)


def _call_texts(node):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    of = getattr(getattr(node.func, "value", None), "id", "")
    if name in TRANSLATES:
        yield from _strings(node.args[:1])
    elif of == "fields":
        yield from _strings([word.value for word in node.keywords if word.arg in SHOWN])
        choices = [*node.args[:1], *(word.value for word in node.keywords if word.arg in CHOICES)]
        yield from (label for choice in choices for label in _labels(choice))
        if name not in ("Selection", "Many2one", "One2many", "Many2many", "Reference"):
            yield from _strings(node.args[:1])
    elif of == "models" and name == "Constraint":
        yield from _strings(node.args[1:2])


def _assigned_texts(node):
    names = {target.id for target in node.targets if isinstance(target, ast.Name)}
    if "_description" in names:
        yield from _strings([node.value])
    elif any(name.isupper() for name in names):
        yield from _labels(node.value)


def _labels(node):
    """Return the labels of a list of choices: (value, label)."""
    if isinstance(node, (ast.List, ast.Tuple)):
        for pair in node.elts:
            if isinstance(pair, ast.Tuple) and len(pair.elts) == 2:
                yield from _strings(pair.elts[1:])


def _strings(nodes):
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.lineno, part.value


def xml_texts(content):
    """Return (line, text) of what users read in views, templates and data."""
    root = etree.fromstring(content)
    for node in root.iter(etree.Element):
        if not _is_shown(node):
            continue
        for attribute in ATTRIBUTES:
            if text := node.get(attribute):
                yield node.sourceline, text
        if node.tag in ("menuitem", "report", "template") and node.get("name") and node.tag != "template":
            yield node.sourceline, node.get("name")
        for text in (node.text, *(child.tail for child in node)):
            if text and text.strip() and node.tag not in ("script", "style"):
                yield node.sourceline, text


def _is_shown(node):
    """Whether a node's texts are shown: technical fields of records, their domains and codes are not."""
    nodes = (node, *node.iterancestors())
    field = next((part for part in nodes if part.tag == "field" and _is_data(part)), None)
    if field is None:
        return True
    if field.get("name") == "arch":
        return True
    model = next((part.get("model") for part in field.iterancestors("record")), "")
    return field.get("name") in TEXT_FIELDS and model not in UNSHOWN_MODELS


def _is_data(field):
    """Whether this is the field of a data record, not one in a view."""
    return field.getparent() is not None and field.getparent().tag == "record"


if __name__ == "__main__":
    problems = findings()
    print("\n".join(problems))
    sys.exit(bool(problems))
