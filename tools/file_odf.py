"""OpenDocument files: what their manifest names, what their parts run by themselves, and where they lead."""

import re

from .file_formulas import codes_of_opendocument
from .file_links import is_fetched_from_elsewhere, is_harmless_link
from .file_names import words
from .file_xml import SEPARATOR, Reader, local_names

MEDIA = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
MANIFEST = "META-INF/manifest.xml"
MACRO_PARTS = re.compile(r"^(?:.*/)?(?:Basic|Scripts|Dialogs)/.|(?:^|/)macrosignatures\.xml$", re.IGNORECASE)
MACRO_MEDIA = re.compile(r"java|python|script|basic|macro", re.IGNORECASE)
OBJECT_MEDIA = re.compile(r"oleobject|x-ole|msword|ms-excel|x-msdownload|html", re.IGNORECASE)

SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
ENCRYPTED = "encryption-data"
RUNS = words("event-listener script library libraries library-embedded library-linked module")
OBJECTS = frozenset({"object-ole", "applet", "plugin"})
FETCHES = words("""
    dde-connection dde-connection-decl dde-link dde-source floating-frame connection-resource
    database-source-sql database-source-table database-source-query table-row-source
    """)
CLICKED = frozenset(
    {"a", "form", "button", "image-map", "area-rectangle", "area-circle", "area-polygon", "template"}
)
BAD_SCHEMES = re.compile(
    r"\s*(?:vnd\.sun\.star\.|macro:|slot:|service:|\.uno:|javascript:|private:)", re.IGNORECASE
)
FORMULAS = ("formula", "condition", "expression")
# Where a chart, a table or a list takes its values from.
RANGES = ("address", "addresses", "range", "ranges")
CONDITIONS = frozenset({"condition", "formatting-entry", "color-scale-entry"})  # of Calc, in their `value`
# Attributes that name what is read or sent, whatever element has them.
SOURCES = words("""
    src action schema resource datasource database-name target data code archive codebase background location
    """)
# These only name something: RDF, and the transformation to it that LibreOffice notes in each document.
NAMING = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2003/g/data-view#")
# Texts, whatever they say, by the last word of the attribute's name.
TEXTS = words("""
    name label title value text description help message content default prompt about datatype class type
    generator representation caption transformation note number identifier author publisher key pages annote
    booktitle chapter edition editor howpublished institution journal month organizations school series volume
    year isbn issn custom1 custom2 custom3 custom4 custom5 alt string display
    """)
TELLING = re.compile(r"[:\\(|/]")
NO_PLAIN_NAME = re.compile(r"[:/\\]")
ADDRESS = re.compile(r"[\x00-\x20]*(?:[A-Za-z][A-Za-z0-9+.-]+:[/\\]|[/\\]{2})")


class Manifest(Reader):
    """The types of the parts; `codes` is what speaks against them."""

    def __init__(self):
        super().__init__(is_doctype_allowed=True)
        self.media, self.codes, self.is_locked = {}, set(), False

    def begin(self, space, name, attributes):
        if name == ENCRYPTED:
            self.is_locked = True
        elif name == "file-entry":
            values = local_names(attributes)
            media = values.get("media-type", "")
            self.media[values.get("full-path", "")] = media
            if MACRO_MEDIA.search(media):
                self.codes.add("macros")
            elif OBJECT_MEDIA.search(media):
                self.codes.add("object")


class PartReader(Reader):
    """Reads a part for what it would do by itself."""

    def __init__(self):
        super().__init__(is_doctype_allowed=True)
        self.codes = set()

    def begin(self, space, name, attributes):
        if name in RUNS:
            if space.startswith((SCRIPT, "http://openoffice.org/")) or name in ("event-listener", "script"):
                self.codes.add("macros")
        elif name in OBJECTS:
            self.codes.add("object")
        elif name in FETCHES:
            self.codes.add("fetches")
        elif name == "foreignObject":
            self.codes.add("object")
        for attribute, value in attributes.items():
            self._judge_value(name, attribute, value)

    def _judge_value(self, name, attribute, value):
        if not TELLING.search(value):
            return
        if BAD_SCHEMES.match(value) and not attribute.endswith("type"):
            self.codes.add("macros")
        elif attribute.endswith("href"):
            self._judge_link(name in CLICKED, value)
        elif attribute.endswith(FORMULAS) or _is_condition(name, attribute) or attribute.endswith(RANGES):
            self.codes |= codes_of_opendocument(value)
        elif _is_link_of_a_book(attribute):
            self._judge_link(True, value)
        elif _leads_elsewhere(attribute, value):
            self.codes.add("fetches")

    def _judge_link(self, is_clicked, target):
        if is_clicked:
            if not is_harmless_link(target):
                self.codes.add("link")
        elif is_fetched_from_elsewhere(target):
            self.codes.add("fetches")


def _is_condition(name, attribute):
    return name in CONDITIONS and attribute.rpartition(SEPARATOR)[2] == "value"


def _is_link_of_a_book(attribute):
    """Tell whether it is the address of a book in a bibliography, which a click opens."""
    return attribute.rpartition(SEPARATOR)[2] == "url"


def _leads_elsewhere(attribute, value):
    """Tell whether an attribute that is no text names something outside of the document."""
    space, _separator, local = attribute.rpartition(SEPARATOR)
    if space in NAMING:
        return False
    if local == "datasource":
        # A database opens at once, also one on the reader's disk. A plain name is one that the program knows.
        return bool(NO_PLAIN_NAME.search(value))
    if local in SOURCES:
        return is_fetched_from_elsewhere(value)
    is_text = local.rpartition("-")[2] in TEXTS
    return not is_text and bool(ADDRESS.match(value)) and is_fetched_from_elsewhere(value)
