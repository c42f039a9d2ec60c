"""What the objects of a PDF may be: actions, notes, names and filters that are known to do no harm.

The rules look at one object at a time. Where an object names another one, the reader of the file
(`file_pdf`) resolves it, so that an action is also judged by the place that it stands in.
"""

import re

import pikepdf
from pikepdf import ObjectType

from .file_links import is_harmless_link
from .file_names import words

DEEPEST = 100  # dictionaries in each other, actions one after the other

# Every action that the format knows. What none of them is does nothing in any program.
ACTIONS = words("""
    /GoTo /GoToR /GoToE /GoToDp /GoTo3DView /Launch /Thread /URI /Sound /Movie /Hide /Named /SubmitForm
    /ResetForm /ImportData /JavaScript /SetOCGState /Rendition /Trans /RichMediaExecute /NOP /SetState
    """)
# By a click, the reader seeing what it is on; by itself, when a page or the file is opened.
BY_CLICK = words("/GoTo /GoToDp /URI /Named /Hide /ResetForm /SetOCGState /Trans /Thread /NOP")
BY_ITSELF = words("/GoTo /GoToDp /Named /SetOCGState /NOP")
NAMED = words("/NextPage /PrevPage /FirstPage /LastPage /GoBack /GoForward")
NAMED_BY_CLICK = NAMED | {"/Print", "/Find"}
CODES = {
    "/JavaScript": "pdf_script",
    "/Launch": "pdf_launch",
    "/GoToE": "pdf_files",
    "/Sound": "pdf_media",
    "/Movie": "pdf_media",
    "/Rendition": "pdf_media",
    "/RichMediaExecute": "pdf_media",
    "/GoTo3DView": "pdf_media",
    "/URI": "pdf_link",
}

# Kinds of notes on a page that only show something.
NOTES = words("""
    /Text /Link /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut
    /Stamp /Caret /Ink /Popup /Widget /PrinterMark /TrapNet /Watermark /Redact /Projection
    """)
ACTIVE = {
    "/FileAttachment": "pdf_files",
    "/Sound": "pdf_media",
    "/Movie": "pdf_media",
    "/Screen": "pdf_media",
    "/3D": "pdf_media",
    "/RichMedia": "pdf_media",
    "/U3D": "pdf_media",
    "/PRC": "pdf_media",
    "/PS": "pdf_script",
    "/EmbeddedFile": "pdf_files",
}
# Keys that mean one thing wherever they stand.
KEYS = {
    "/JS": "pdf_script",
    "/JavaScript": "pdf_script",
    "/XFA": "pdf_form",
    "/EF": "pdf_files",
    "/EmbeddedFiles": "pdf_files",
    "/Collection": "pdf_files",
    "/RF": "pdf_files",
    "/RichMediaContent": "pdf_media",
    "/OPI": "pdf_action",
    "/AlternatePresentations": "pdf_action",
    "/Renditions": "pdf_media",
    "/Encrypt": "pdf_locked",
}
TYPES = {
    "/EmbeddedFile": "pdf_files",
    "/Collection": "pdf_files",
    "/Rendition": "pdf_media",
    "/MediaClip": "pdf_media",
    "/SlideShow": "pdf_action",
}
# Names that the catalog leads to.
TREES = words("/Dests /AP /Pages /Templates /IDS /URLS")
FILTERS = words("""
    /FlateDecode /LZWDecode /ASCII85Decode /ASCIIHexDecode /RunLengthDecode /CCITTFaxDecode /JBIG2Decode
    /DCTDecode /JPXDecode /Fl /LZW /A85 /AHx /RL /CCF /DCT
    """)
MAX_FILTERS = 4


# Where none of these names is, there is nothing to look at.
TELLING = frozenset(
    name.encode()
    for name in words("/Annot /Rect /AA /OpenAction /A /PA /Next /Action /Names /URI /FS")
    | ACTIONS
    | KEYS.keys()
    | TYPES.keys()
    | ACTIVE.keys()
)
NAMES = re.compile(rb"/[^\0\t\n\f\r ()<>\[\]{}/%]+")
# What means something else by the place of the object that it leads to.
BY_PLACE = frozenset({b"/AA", b"/OpenAction"})

CONTAINERS = (ObjectType.dictionary, ObjectType.stream, ObjectType.array)


def is_dictionary(value):
    return isinstance(value, pikepdf.Object) and value._type_code in CONTAINERS[:2]


def is_array(value):
    return isinstance(value, pikepdf.Object) and value._type_code == ObjectType.array


def name_of(dictionary, key):
    """Return the name that stands under ``key``, or an empty text."""
    value = dictionary.get(key)
    is_name = isinstance(value, pikepdf.Object) and value._type_code == ObjectType.name_
    return str(value) if is_name else ""


def codes_of_object(value, seen):
    """Yield the codes of the problems of one object with all that lies in it directly.

    :param seen: texts of objects that were looked at already, and are looked at once
    """
    if not isinstance(value, pikepdf.Object) or value._type_code not in CONTAINERS:
        return
    if value._type_code == ObjectType.stream:
        yield from _codes_of_stream(value)
        value = value.stream_dict
    text = value.unparse(resolved=True)
    names = set(NAMES.findall(text))
    if text in seen or names.isdisjoint(TELLING):
        return
    if names.isdisjoint(BY_PLACE):
        seen.add(text)
    yield from _codes_of_parts(value)


def _codes_of_parts(value):
    waiting = [(value, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            yield "pdf_unreadable"
            return
        if value._type_code == ObjectType.array:
            inner = iter(value)
        else:
            yield from codes_of_dictionary(value)
            inner = (item for _key, item in value.items())
        # Another object is looked at by itself.
        waiting += [
            (item, depth + 1)
            for item in inner
            if isinstance(item, pikepdf.Object) and item._type_code in CONTAINERS and not item.is_indirect
        ]


def codes_of_dictionary(dictionary):
    """Yield the codes of the problems of one dictionary, its own entries alone."""
    keys = set(dictionary.keys())
    for key in keys & KEYS.keys():
        yield KEYS[key]
    kind, subtype, action = (name_of(dictionary, key) for key in ("/Type", "/Subtype", "/S"))
    if kind in TYPES:
        yield TYPES[kind]
    if subtype in ACTIVE:
        yield ACTIVE[subtype]
    elif subtype not in NOTES and (kind == "/Annot" or {"/Subtype", "/Rect", "/P"} <= keys):
        yield "pdf_action"
    if action in ACTIONS or kind == "/Action":
        yield from codes_of_action(dictionary, BY_CLICK)
    if kind == "/Filespec" and name_of(dictionary, "/FS") == "/URL":
        yield "pdf_action"
    yield from _codes_of_places(dictionary, keys)


def _codes_of_places(dictionary, keys):
    """Yield what is wrong with the actions that stand in the ``dictionary``, by where they stand."""
    if "/AA" in keys:
        triggers = dictionary["/AA"]
        if is_dictionary(triggers):
            for _key, action in triggers.items():
                yield from codes_of_action(action, BY_ITSELF)
    if "/OpenAction" in keys:
        yield from codes_of_action(dictionary["/OpenAction"], BY_ITSELF)
    for key in keys & {"/A", "/PA"}:
        # What stands there may also be attributes of a part of the text: those have an owner.
        if is_dictionary(dictionary[key]) and "/O" not in dictionary[key]:
            yield from codes_of_action(dictionary[key], BY_CLICK)
    names = dictionary.get("/Names")
    if name_of(dictionary, "/Type") == "/Catalog" and is_dictionary(names) and set(names.keys()) - TREES:
        yield KEYS.get(min(set(names.keys()) - TREES), "pdf_action")
    base = dictionary.get("/URI")
    if is_dictionary(base) and not _is_harmless(base.get("/Base")):
        yield "pdf_link"


def codes_of_action(action, allowed):
    """Yield what is wrong with an ``action`` and all that follow it."""
    waiting, seen = [action], 0
    while waiting:
        action = waiting.pop()
        seen += 1
        if seen > DEEPEST:
            yield "pdf_action"
            return
        if not is_dictionary(action):
            continue
        kind = name_of(action, "/S")
        if kind and not _is_allowed(action, kind, allowed):
            yield CODES.get(kind, "pdf_action")
        following = action.get("/Next")
        waiting += following if is_array(following) else [following]


def _is_allowed(action, kind, allowed):
    if kind not in allowed:
        return False
    if kind == "/URI":
        return _is_harmless(action.get("/URI"))
    if kind == "/Named":
        return name_of(action, "/N") in (NAMED_BY_CLICK if allowed is BY_CLICK else NAMED)
    return kind != "/Thread" or "/F" not in action


def _is_harmless(address):
    """Tell whether the ``address`` of a link (a string of the file, or nothing) leads to a page or a mail."""
    if address is None:
        return True
    if not isinstance(address, pikepdf.Object) or address._type_code != ObjectType.string:
        return False
    content = bytes(address)
    texts = {content.decode("latin-1"), str(address)}
    return all(is_harmless_link(text) for text in texts)


def _codes_of_stream(stream):
    keys = set(stream.keys())
    if keys & {"/F", "/FFilter", "/FDecodeParms"}:
        # Its bytes lie in another file.
        yield "pdf_files"
    if name_of(stream, "/Subtype") == "/Form" and is_dictionary(stream.get("/Ref")):
        yield "pdf_files"
    if name_of(stream, "/Subtype2") == "/PS":
        yield "pdf_script"
    filters = stream.get("/Filter")
    names = [] if filters is None else list(filters) if is_array(filters) else [filters]
    if len(names) > MAX_FILTERS or not all(str(name) in FILTERS for name in names):
        yield "pdf_locked" if "/Crypt" in map(str, names) else "pdf_unreadable"
