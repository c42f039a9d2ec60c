"""Documents of Word and Excel (OOXML): what their parts are, and where they lead."""

import posixpath
import re

from lxml import etree

from .file_fields import RESULT, codes_of_field
from .file_formulas import codes_of_excel
from .file_links import is_fetched_from_elsewhere, is_harmless_link
from .file_names import extension_of, words
from .file_xml import BadXmlError, Reader, local_names

MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
# By their usual names, whatever type they are given.
MACRO_PARTS = re.compile(r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml|macrosheets/.*)$", re.IGNORECASE)
OBJECT_PARTS = re.compile(r"(^|/)(activeX/.+|oleObject[^/]*|[^/]*\.ole)$", re.IGNORECASE)
TYPES = "[Content_Types].xml"
RELATIONS = "_rels/.rels"

# What a part can be. The main part says what a document is; with macros it is another one.
FORMAT = r"application/vnd\.openxmlformats-(?:officedocument|package)\.[\w.-]+(?:\+xml)?"
OFFICE = r"application/vnd\.ms-(?:word|excel|office|powerpoint|printing|package)\.[\w.-]+\+xml"
ALLOWED = re.compile(
    rf"{FORMAT}|{OFFICE}|(?:application|text)/xml|application/(?:inkml\+xml|x-font[\w-]*|octet-stream|binary)"
    r"|application/vnd\.ms-opentype|font/[\w.+-]+|(?:image|audio|video)/[\w.+-]+",
    re.IGNORECASE,
)
MACROS = re.compile(r"macro|vba|keymap", re.IGNORECASE)
RUNNING = re.compile(
    r"activex|oleobject|webextension|taskpane|attachedtoolbars|dialogsheet|customui|ms-office\.control"
    r"|html|script|msword|ms-excel\.sheet\.binary",
    re.IGNORECASE,
)
FROM_ELSEWHERE = re.compile(r"\.(?:connections|queryTable)\+xml", re.IGNORECASE)

# What a part is to the one that names it, by the last word of its type of relation.
RELATION_MACROS = frozenset(
    {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "keymapcustomizations"}
)
RELATION_RUNS = words("""
    oleobject control activexcontrolbinary afchunk attachedtoolbars extensibility webextension
    webextensiontaskpanes taskpanes dialogsheet
    """)
RELATION_FETCHES = frozenset(
    {"mailmergesource", "mailmergeheadersource", "recipientdata", "connections", "querytable"}
)

FORMULAS = words("""
    f formula formula1 formula2 definedName oldFormula calculatedColumnFormula totalsRowFormula
    """)
INSTRUCTIONS = frozenset({"instrText", "delInstrText"})
# Attributes that hold a formula, and the elements whose attribute does.
FORMULA_ATTRIBUTES = {"cfvo": "val", "cacheField": "formula", "calculatedItem": "formula"}
# Elements of a drawing that a click on them follows.
CLICKED = words("shape shapetype group rect roundrect oval line polyline arc curve")
FORMULAS_OF_MATHEMATICS = "/math"  # a fraction is called as a formula of a table is


def part_types(content):
    """Return the types of parts by name, and by extension, as ``[Content_Types].xml`` gives them."""
    reader = _Types()
    reader.read([content])
    return reader.by_name, reader.by_extension


class _Types(Reader):
    def __init__(self):
        super().__init__()
        self.by_name, self.by_extension = {}, {}

    def begin(self, space, name, attributes):
        kind = attributes.get("ContentType", "")
        if name == "Override":
            self.by_name[attributes.get("PartName", "").lstrip("/").lower()] = kind
        elif name == "Default":
            self.by_extension[attributes.get("Extension", "").lower()] = kind


def type_of(name, types):
    """Return the type of the part ``name``, empty where it has none: no program opens it then."""
    by_name, by_extension = types
    name = name.lower()
    return by_name.get(name) or by_extension.get(name.rpartition("/")[2].rpartition(".")[2], "")


def code_of_type(kind):
    """Return what speaks against a part of type ``kind``, or nothing."""
    kind = kind.partition(";")[0].strip()
    if not kind:
        return None
    if MACROS.search(kind):
        return "macros"
    if FROM_ELSEWHERE.search(kind):
        return "fetches"
    return None if ALLOWED.fullmatch(kind) and not RUNNING.search(kind) else "object"


def is_main(extension, types, relations):
    """Tell whether the part that the document opens with is one of ``extension``."""
    mains = [
        target
        for kind, target, is_external in relations
        if kind.rpartition("/")[2].lower() == "officedocument" and not is_external
    ]
    name = posixpath.normpath(mains[0].lstrip("/")) if len(mains) == 1 else ""
    return bool(name) and type_of(name, types) == MAIN[extension]


def relations_of(chunks):
    """Return the relations of a part of them: (type, target, is it outside of the document)."""
    reader = _Relations()
    reader.read(chunks)
    return reader.found


class _Relations(Reader):
    def __init__(self):
        super().__init__()
        self.found = []

    def begin(self, space, name, attributes):
        if name == "Relationship":
            is_external = attributes.get("TargetMode", "").lower() == "external"
            self.found.append((attributes.get("Type", ""), attributes.get("Target", ""), is_external))


def codes_of_relations(relations):
    """Yield what speaks against the ``relations`` of one part."""
    for kind, target, _is_external in relations:
        word = kind.rpartition("/")[2].lower()
        if word in RELATION_MACROS:
            yield "macros"
        elif word in RELATION_RUNS:
            yield "object"
        elif word in RELATION_FETCHES:
            yield "fetches"
        elif word == "hyperlink":
            if not is_harmless_link(target):
                yield "link"
        elif is_fetched_from_elsewhere(target):
            # Whether or not it says of itself that it is outside of the document.
            yield "fetches"


class PartReader(Reader):
    """Reads a part of a document for what it would do by itself: fields, formulas, links in drawings."""

    telling = (
        FORMULAS
        | INSTRUCTIONS
        | CLICKED
        | FORMULA_ATTRIBUTES.keys()
        | words("""
        fldSimple fldChar ins ddeLink oleLink ddeItem connectString dataSource dbPr webPr altChunk
        webextensionref OLEObject imagedata fill stroke image use feImage script foreignObject
        """)
    )

    def __init__(self):
        super().__init__()
        self.codes = set()
        self.fields = []  # the fields that are open
        self.insertions = 0
        self.gathered = None

    def begin(self, space, name, attributes):
        if _is_gathered(space, name):
            if self.gathered is not None:
                # Text within a text: programs disagree on what it says.
                raise BadXmlError
            self.gathered = []
            self.collect(True)
        elif name == "fldSimple":
            self.codes |= codes_of_field(local_names(attributes).get("instr", ""))
        elif name == "fldChar":
            self._field_sign(local_names(attributes).get("fldCharType", ""))
        elif name == "ins":
            self.insertions += 1
        elif name in FORMULA_ATTRIBUTES:
            self.codes |= codes_of_excel(local_names(attributes).get(FORMULA_ATTRIBUTES[name], ""))
        elif name in ("ddeLink", "oleLink", "ddeItem", "connectString", "dataSource", "dbPr", "webPr"):
            self.codes.add("fetches")
        elif name in ("altChunk", "webextensionref"):
            self.codes.add("object")
        elif name == "OLEObject" and local_names(attributes).get("Type", "").lower() == "link":
            self.codes.add("fetches")
        else:
            self._judge_drawing(name, local_names(attributes))

    def end(self, space, name):
        if name == "ins":
            self.insertions -= 1
        if self.gathered is None or not _is_gathered(space, name):
            return
        text = "".join(self.gathered)
        self.gathered = None
        self.collect(False)
        if name in INSTRUCTIONS:
            self._instruction(text, is_deleted=name == "delInstrText")
        else:
            self.codes |= codes_of_excel(text)

    def text(self, text):
        self.gathered.append(text)

    def _field_sign(self, sign):
        if sign == "begin":
            if self.fields:
                self.fields[-1].add(RESULT)
            self.fields.append(_Field())
        elif sign in ("separate", "end") and self.fields:
            self.codes |= self.fields[-1].close()
            if sign == "end":
                self.fields.pop()

    def _instruction(self, text, is_deleted):
        field = self.fields[-1] if self.fields else _Field()
        field.add(text, is_new=bool(self.insertions), is_deleted=is_deleted)
        if not self.fields:
            self.codes |= field.close()

    def _judge_drawing(self, name, attributes):
        if name in ("script", "foreignObject"):
            self.codes.add("object")
        elif name in CLICKED:
            if not is_harmless_link(attributes.get("href", "")):
                self.codes.add("link")
        elif any(is_fetched_from_elsewhere(attributes.get(attribute, "")) for attribute in ("src", "href")):
            self.codes.add("fetches")


class _Field:
    """A field: its instruction as it is when changes are taken, and as it is when they are rejected."""

    def __init__(self):
        self.taken, self.rejected = [], []
        self.is_open = True  # to its separator: what follows is what it gives

    def add(self, text, is_new=False, is_deleted=False):
        if self.is_open:
            self.taken += [] if is_deleted else [text]
            self.rejected += [] if is_new else [text]

    def close(self):
        """Return what speaks against it."""
        codes = set()
        if self.is_open:
            codes = codes_of_field("".join(self.taken)) | codes_of_field("".join(self.rejected))
        self.is_open = False
        return codes


def _is_gathered(space, name):
    """Tell whether the text of an element is a formula or a part of a field."""
    return name in INSTRUCTIONS or (name in FORMULAS and not space.endswith(FORMULAS_OF_MATHEMATICS))


def is_relations(name):
    return extension_of(name) == "rels" or name.lower().endswith(".rels")


def mended(content):
    """Return ``content``, a drawing that may be no XML, as XML: as the office program reads it."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    return etree.tostring(root) if root is not None else content
