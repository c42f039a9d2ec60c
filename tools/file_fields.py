"""Fields of Word: which of them fetch something when they are shown, or lead to a program by a click."""

import re

from .file_links import is_fetched_from_elsewhere, is_harmless_link, leads_to_a_share
from .file_names import words

RESULT = "\0"  # in the place of what a field within a field gives: a word of it is no word

PICTURE = "INCLUDEPICTURE"
# Fields that only show something of the document itself, or that the reader follows.
FIELDS = words("""
    = ADDIN ADDRESSBLOCK ADVANCE ASK AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT AUTOTEXT AUTOTEXTLIST BARCODE
    BIBLIOGRAPHY BIDIOUTLINE CITATION COMMENTS COMPARE CREATEDATE DATE DISPLAYBARCODE DOCPROPERTY
    DOCVARIABLE EDITTIME EMBED EQ FILENAME FILESIZE FILLIN FORMCHECKBOX FORMDROPDOWN FORMTEXT GOTOBUTTON
    GREETINGLINE HYPERLINK IF INDEX INFO KEYWORDS LASTSAVEDBY LISTNUM MACROBUTTON MERGEBARCODE MERGEFIELD
    MERGEREC MERGESEQ NEXT NEXTIF NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE PRIVATE QUOTE
    REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ SET SHAPE SKIPIF STYLEREF SUBJECT SYMBOL TA TC TEMPLATE
    TIME TITLE TOA TOC USERADDRESS USERINITIALS USERNAME XE
    """)
QUOTES = '"\u201c\u201d\u201e\x84\x93\x94'  # Word takes them all for the same
ARGUMENT = re.compile(rf"\\(?P<switch>[^\s\\{QUOTES}])(?=[\s{QUOTES}]|\Z)|[{QUOTES}]|[^\s{QUOTES}]+")
QUOTED = re.compile(rf"(?:\\.|[^\\{QUOTES}])*", re.DOTALL)
QUOTED_PLAINLY = re.compile(rf"[^{QUOTES}]*")
# Behind these switches of a link stands a bookmark, a tip, a frame.
WITH_WORDS = frozenset("lot")


def codes_of_field(instruction):
    """Return the codes of what speaks against a field with this ``instruction``."""
    parts = instruction.split(None, 1)
    if not parts:
        return set()
    word = re.match(r"=|[\w.]*", parts[0])[0].upper()
    rest = parts[0][len(word) :] if word != "=" else ""
    if rest.startswith(RESULT) or word not in FIELDS | {PICTURE}:
        return {"fetches"}
    following = " ".join([rest, *parts[1:]])
    # Programs disagree on whether a quotation mark behind a backslash ends an argument.
    arguments = [pair for quoted in (QUOTED, QUOTED_PLAINLY) for pair in _arguments(following, quoted)]
    if word == PICTURE and not _is_picture_at_hand(following, arguments):
        return {"fetches"}
    if word == "HYPERLINK" and not all(_is_harmless(switch, text) for switch, text in arguments):
        return {"link"}
    return set()


def _is_picture_at_hand(instruction, arguments):
    """Tell whether a picture lies in the document or on the reader's disk: whichever word names it."""
    if RESULT in instruction or not any(text for _switch, text in arguments):
        return False
    apart = [part.strip(QUOTES) for part in instruction.split()]
    named = [text for _switch, text in arguments] + apart
    return not any(map(is_fetched_from_elsewhere, [*named, *map(_unescaped, named)]))


def _is_harmless(switch, text):
    if switch in WITH_WORDS:
        # Any words; an address is one here, too.
        return not leads_to_a_share(text) and ("://" not in text or is_harmless_link(text))
    return is_harmless_link(text) and is_harmless_link(_unescaped(text))


def _arguments(instruction, quoted):
    """Yield the arguments of an instruction: (the switch before it that takes one, text)."""
    place, switch = 0, ""
    while match := ARGUMENT.search(instruction, place):
        place = match.end()
        if match["switch"]:
            switch = match["switch"].lower()
            switch = switch if switch in WITH_WORDS else ""
            continue
        text = match[0]
        if text in QUOTES:
            text = quoted.match(instruction, place)[0]
            place += len(text) + 1
        yield switch, text
        switch = ""


def _unescaped(text):
    return text.replace("\\\\", "\\")
