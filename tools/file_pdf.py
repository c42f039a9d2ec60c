"""What a PDF would do when it is opened: read as a program reads it, and as others might.

Programs disagree on what a damaged or cunning file holds. So it is read three times, by a maintained parser
(qpdf, through pikepdf): as its table of contents says; as it would be without that table; and every object
that lies in it anywhere, also those that an update replaced and those that nothing leads to. Each of them is
compared with what is known to do no harm (`file_pdf_rules`). The bytes themselves are searched as well.

This runs in a process of its own (`file_check_process`), which bounds its time and memory.
"""

import io
import re
from contextlib import suppress

import pikepdf
from pikepdf import ObjectType

from .file_pdf_rules import codes_of_object, is_dictionary, name_of
from .file_problem import Problem
from .file_zip import is_archive_too

# Of every name in the file, wherever it stands: a false alarm costs a new print, a miss costs more.
FORBIDDEN = {
    re.compile(rb"/JavaScript"): "pdf_script",
    re.compile(rb"/Launch"): "pdf_launch",
    re.compile(rb"/EmbeddedFile"): "pdf_files",
    re.compile(rb"/RichMedia"): "pdf_media",
    re.compile(rb"/Encrypt\b"): "pdf_locked",
}
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
WORD = re.compile(rb"(?<!end)obj")
REFERENCE = re.compile(rb"[\0\t\n\f\r ]R(?![A-Za-z])")
WHITE = b"\0\t\n\f\r "
MAX_DIGITS = 12
MAX_GENERATION = 65_534
MAX_OBJECTS = 1_000_000
MAX_NUMBER = 3_000_000
MAX_UNPACKED = 64 * 1024 * 1024  # of streams that hold objects
AFTER_THE_END = 2048  # bytes: some printers leave a few lines there

BROKEN = (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError, MemoryError, RecursionError)


def pdf_problems(content):
    """Return what speaks against taking the PDF ``content`` (bytes)."""
    codes = dict.fromkeys(_codes(content))
    if "pdf_locked" in codes:
        return [Problem("pdf_locked")]
    return [Problem(code) for code in codes]


def _codes(content):
    yield from _codes_of_bytes(content)
    if is_archive_too(content) or len(content.rpartition(b"%%EOF")[2].strip(WHITE)) > AFTER_THE_END:
        yield "twofold"
    seen = set()
    try:
        with _opened(content) as pdf:
            if pdf.is_encrypted:
                yield "pdf_locked"
                return
            if len(pdf.pages) == 0:
                yield "pdf_unreadable"
            yield from _codes_of_objects(pdf, seen)
        with suppress(pikepdf.PdfError), _opened(content.replace(b"startxref", b"startnone")) as pdf:
            yield from _codes_of_objects(pdf, seen)
        yield from _codes_of_pieces(_pieces(content), seen)
    except pikepdf.PasswordError:
        yield "pdf_locked"
    except BROKEN:
        yield "pdf_unreadable"


def _opened(content):
    return pikepdf.open(io.BytesIO(content), suppress_warnings=True, access_mode=pikepdf.AccessMode.stream)


def _codes_of_bytes(content):
    """Yield what names in the bytes themselves tell: ``/J#61vaScript`` is ``/JavaScript``."""
    plain = ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), content)
    for name, code in FORBIDDEN.items():
        if name.search(plain):
            yield code


def _codes_of_objects(pdf, seen):
    yield from codes_of_object(pdf.trailer, seen)
    for number, value in enumerate(pdf.objects):
        if number > MAX_OBJECTS:
            yield "pdf_unreadable"
            return
        yield from codes_of_object(value, seen)


def _codes_of_pieces(pieces, seen):
    """Yield what is wrong with objects, (number, generation, bytes), that are laid out anew: each is seen."""
    content, numbers = _laid_out(pieces)
    with _opened(content) as pdf:
        yield from _codes_of_objects(pdf, seen)
        for number, generation, piece in numbers:
            is_empty = piece.lstrip(WHITE).startswith((b"null", b"endobj")) or not piece.strip(WHITE)
            if pdf.get_object(number, generation) is None and not is_empty:
                # Another program may understand it, or a part of it.
                yield "pdf_unreadable"
        unpacked = 0
        for stream in pdf.objects:
            if not is_dictionary(stream) or name_of(stream, "/Type") != "/ObjStm":
                continue
            if stream._type_code != ObjectType.stream:
                yield "pdf_unreadable"
                return
            objects = stream.read_bytes()
            unpacked += len(objects)
            if unpacked > MAX_UNPACKED:
                yield "pdf_unreadable"
                return
            yield from _codes_of_bytes(objects)
            yield from _codes_of_pieces(_packed_pieces(stream, objects), seen)


def _pieces(content):
    """Return all objects that begin anywhere in ``content``, each with its bytes up to the next."""
    begins = list(_begins_of_objects(content))
    ends = [place for place, *_rest in begins[1:]] + [len(content)]
    return [
        (number, generation, content[after:end])
        for (_place, after, number, generation), end in zip(begins, ends, strict=True)
    ]


def _begins_of_objects(content):
    """Yield where ``12 0 obj`` stands in ``content``: its place, that behind it, and its numbers."""
    for word in WORD.finditer(content):
        found = _numbers_before(content, word.start())
        if found:
            place, number, generation = found
            yield place, word.end(), number, generation


def _references(content):
    """Yield the numbers to which ``12 0 R`` refers."""
    for word in REFERENCE.finditer(content):
        found = _numbers_before(content, word.start() + 1)
        if found:
            yield found[1:]


def _numbers_before(content, at):
    """Return where two numbers begin that stand before ``at``, and both; or None."""
    second = _number_before(content, at)
    first = second and _number_before(content, second[0])
    return first and (first[0], first[1], second[1])


def _number_before(content, at):
    """Return where the number before ``at`` begins, with space between, and the number itself; or None."""
    end = _without_space(content, at)
    begin = end
    while begin and content[begin - 1] in b"0123456789":
        begin -= 1
    return (begin, int(content[begin:end])) if 0 < end - begin <= MAX_DIGITS and end < at else None


def _without_space(content, at):
    """Return the place before the spaces and comments that end at ``at``."""
    while at and content[at - 1] in WHITE:
        at -= 1
        if content[at] in b"\r\n":
            line = max(content.rfind(b"\n", 0, at), content.rfind(b"\r", 0, at)) + 1
            comment = content.find(b"%", line, at)
            at = comment if comment >= 0 else at
    return at


def _packed_pieces(stream, objects):
    """Return the objects in a stream of objects, each with its bytes up to the next."""
    first = int(stream.get("/First", 0))
    table = [int(word) for word in objects[:first].split()]
    places = {first: 0} | {
        first + place: number for number, place in zip(table[::2], table[1::2], strict=False)
    }
    begins = sorted(place for place in places if 0 <= place < len(objects))
    return [
        (places[begin], 0, objects[begin:end] + b"\nendobj")
        for begin, end in zip(begins, [*begins[1:], len(objects)], strict=True)
    ]


def _laid_out(pieces):
    """Return a PDF of the objects ``pieces``, and their numbers in it.

    The last of each number keeps it, so that references find it; the others get new numbers. Where a
    reference finds nothing, a name stands, for the parser passes over entries that lead to nothing.
    """
    wanted = {}
    for _number, _generation, piece in pieces:
        for number, generation in _references(piece):
            if wanted.setdefault(number, generation) != generation or number > MAX_NUMBER:
                raise ValueError("references that programs understand in different ways")
    last = {number: place for place, (number, _generation, _piece) in enumerate(pieces)}
    free = max([0, *wanted, *(number for number in last if number <= MAX_NUMBER)]) + 1
    if len(pieces) > MAX_OBJECTS:
        raise ValueError("too many objects")
    rows = {number: (generation, b"/FlateDecode endobj") for number, generation in wanted.items() if number}
    for place, (number, generation, piece) in enumerate(pieces):
        if last[number] == place and 0 < number <= MAX_NUMBER:
            rows[number] = (wanted.get(number, min(generation, MAX_GENERATION)), piece)
        else:
            rows[free] = (0, piece)
            free += 1
    rows[free] = (0, b"<</Type/Catalog/Pages %d 0 R>> endobj" % (free + 1))
    rows[free + 1] = (0, b"<</Type/Pages/Kids[]/Count 0>> endobj")
    return _written(rows, root=free), [(number, *row) for number, row in rows.items()]


def _written(rows, root):
    """Return a PDF of the objects ``rows`` (generation and bytes by number)."""
    # The parser believes no number that is high for so short a file.
    parts = [b"%PDF-2.0\n", b" " * (4 * (root + 2))]
    length, table = sum(map(len, parts)), [b"0 1\n0000000000 65535 f \n"]
    for number, (generation, piece) in rows.items():
        table.append(b"%d 1\n%010d %05d n \n" % (number, length, generation))
        parts.append(b"%d %d obj %s\n" % (number, generation, piece))
        length += len(parts[-1])
    end = b"trailer <</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (root + 2, root, length)
    return b"".join([*parts, b"xref\n", *table, end])
