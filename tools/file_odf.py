"""OpenDocument files: what their manifest names, what their parts run by themselves, and where they lead."""

import re

from .file_links import is_fetched_from_elsewhere, is_harmless_link
from .file_names import words
from .file_xml import Reader, local_names

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
QUOTED = re.compile(r'"[^"]*"')
CALLS = re.compile(r"\b(?:WEBSERVICE|DDE|IMAGE|CALL)\s*\(", re.IGNORECASE)
BOOK = re.compile(r"'([^']*)'\s*#")


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
        if ":" not in value and "\\" not in value and "//" not in value and "(" not in value:
            return
        if BAD_SCHEMES.match(value) and not attribute.endswith("type"):
            self.codes.add("macros")
        elif attribute.endswith("href"):
            if name in CLICKED:
                if not is_harmless_link(value):
                    self.codes.add("link")
            elif is_fetched_from_elsewhere(value):
                self.codes.add("fetches")
        elif attribute.endswith(("formula", "condition", "expression")):
            plain = QUOTED.sub("", value)
            if CALLS.search(plain) or any(map(is_fetched_from_elsewhere, BOOK.findall(plain))):
                self.codes.add("fetches")
