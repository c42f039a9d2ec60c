"""Documents of Word and Excel (OOXML): what their parts are, and where they lead."""

import posixpath
import re

from lxml import etree

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

# Fields of Word that only show something of the document itself, or that the reader follows.
FIELDS = words("""
    = ADDIN ADDRESSBLOCK ADVANCE ASK AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT AUTOTEXT AUTOTEXTLIST BARCODE
    BIBLIOGRAPHY BIDIOUTLINE CITATION COMMENTS COMPARE CREATEDATE DATE DISPLAYBARCODE DOCPROPERTY
    DOCVARIABLE EDITTIME EMBED EQ FILENAME FILESIZE FILLIN FORMCHECKBOX FORMDROPDOWN FORMTEXT GOTOBUTTON
    GREETINGLINE HYPERLINK IF INDEX INFO KEYWORDS LASTSAVEDBY LISTNUM MACROBUTTON MERGEBARCODE MERGEFIELD
    MERGEREC MERGESEQ NEXT NEXTIF NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE PRIVATE QUOTE
    REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ SET SHAPE SKIPIF STYLEREF SUBJECT SYMBOL TA TC TEMPLATE
    TIME TITLE TOA TOC USERADDRESS USERINITIALS USERNAME XE
    """)
ARGUMENT = re.compile(r'"([^"]*)"|(\S+)')
SWITCH = re.compile(r"\\[a-z*@#]\Z", re.IGNORECASE)
FORMULAS = words("f formula formula1 formula2 definedName oldFormula calculatedColumnFormula")
QUOTED = re.compile(r'"[^"]*"')
CALLS = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE|SQL\.REQUEST)\s*\(", re.IGNORECASE
)
DDE = re.compile(r"[A-Za-z_]\w*\s*\|\s*(?:'[^']*'|\w+)\s*!")


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

    telling = FORMULAS | words("""
        instrText fldSimple fldChar ddeLink oleLink ddeItem connectString dataSource dbPr webPr altChunk
        webextensionref OLEObject imagedata fill stroke image script foreignObject
        """)

    def __init__(self):
        super().__init__()
        self.codes = set()
        self.fields = []  # instructions of the fields that are open, None after their separator
        self.gathered = None

    def begin(self, space, name, attributes):
        if name in FORMULAS or name == "instrText":
            if self.gathered is not None:
                # Text within a text: programs disagree on what it says.
                raise BadXmlError
            self.gathered = []
            self.collect(True)
        elif name == "fldSimple":
            self._judge_field(local_names(attributes).get("instr", ""))
        elif name == "fldChar":
            self._field_sign(local_names(attributes).get("fldCharType", ""))
        elif name in ("ddeLink", "oleLink", "ddeItem", "connectString", "dataSource", "dbPr", "webPr"):
            self.codes.add("fetches")
        elif name in ("altChunk", "webextensionref"):
            self.codes.add("object")
        elif name == "OLEObject" and local_names(attributes).get("Type", "").lower() == "link":
            self.codes.add("fetches")
        elif name in ("imagedata", "fill", "stroke", "image", "script", "foreignObject"):
            self._judge_picture(name, local_names(attributes))

    def end(self, space, name):
        if self.gathered is None or (name not in FORMULAS and name != "instrText"):
            return
        text = "".join(self.gathered)
        self.gathered = None
        self.collect(False)
        if name == "instrText":
            self._instruction(text)
        else:
            plain = QUOTED.sub("", text)
            if CALLS.search(plain) or DDE.search(plain):
                self.codes.add("fetches")

    def text(self, text):
        self.gathered.append(text)

    def _field_sign(self, sign):
        if sign == "begin":
            if self.fields and self.fields[-1] is not None:
                # What a field gives becomes a part of the instruction around it: a word of it is no word.
                self.fields[-1] += "\0"
            self.fields.append("")
        elif sign in ("separate", "end") and self.fields:
            if self.fields[-1] is not None:
                self._judge_field(self.fields[-1])
            self.fields[-1] = None
            if sign == "end":
                self.fields.pop()

    def _instruction(self, text):
        if self.fields and self.fields[-1] is not None:
            self.fields[-1] += text
        elif text.strip():
            self._judge_field(text)

    def _judge_field(self, instruction):
        parts = instruction.split(None, 1)
        if not parts:
            return
        word = re.match(r"=|[\w.]*", parts[0])[0].upper()
        rest = parts[0][len(word) :] if word != "=" else ""
        target = ARGUMENT.match(parts[1]) if len(parts) > 1 else None
        address = (target[1] or target[2] or "").replace("\\\\", "\\") if target else ""
        if word == "INCLUDEPICTURE" and not rest and address and "\0" not in address:
            if is_fetched_from_elsewhere(address):
                self.codes.add("fetches")
        elif word not in FIELDS or rest.startswith("\0"):
            self.codes.add("fetches")
        elif word == "HYPERLINK" and not SWITCH.match(address) and not is_harmless_link(address):
            self.codes.add("link")

    def _judge_picture(self, name, attributes):
        if name in ("script", "foreignObject"):
            self.codes.add("object")
            return
        for attribute in ("src", "href"):
            if is_fetched_from_elsewhere(attributes.get(attribute, "")):
                self.codes.add("fetches")


def is_relations(name):
    return extension_of(name) == "rels" or name.lower().endswith(".rels")


def mended(content):
    """Return ``content``, a drawing that may be no XML, as XML: as the office program reads it."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    return etree.tostring(root) if root is not None else content
