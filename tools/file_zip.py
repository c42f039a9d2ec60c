"""Archives and office documents (which are archives): looked at from inside, with bounded work."""

import io
import re
import stat
import struct
import zipfile
import zlib

from .file_names import DANGEROUS, extension_of, is_outside
from .file_problem import Problem

MB = 1024 * 1024
MAX_DIRECTORY = 2 * MB  # bytes of the table of contents, which is read before anything else
CHUNK = 64 * 1024
PEEK = MB  # bytes read of the parts that say what a document is

PACKED = "7z ace apk arj bz2 cab cpio deb gz iso jar lha lz lzh lzma rar rpm tar tbz tgz txz war xar xz z zip"
ARCHIVES = frozenset(PACKED.split())

# The type of the main part says what an office document is; with macros it is another one.
OOXML = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
}
ODF = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
OFFICE = OOXML | ODF
TYPES = "[Content_Types].xml"
MACROS = re.compile(
    r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml|macrosheets/.*)$|^(Basic|Scripts)/.+", re.IGNORECASE
)
OBJECTS = re.compile(r"(^|/)(activeX/.+|oleObject[^/]*|[^/]*\.ole)$", re.IGNORECASE)
# Pictures inside a document are drawn by the office program alone.
PICTURES = frozenset({"svg", "xml"})

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # also NotImplementedError
    IndexError,
    OverflowError,
)


class TooMuchError(Exception):
    """More comes out of an archive than it may hold."""


class Budget:
    """How much may come out of one upload, however its archives lie in each other."""

    def __init__(self, limits):
        self.left = limits.max_unpacked
        self.entries = limits.max_entries

    def spend(self, size):
        """Count ``size`` bytes that really came out.

        :raises TooMuchError: the limit is passed
        """
        self.left -= size
        if self.left < 0:
            raise TooMuchError

    def open(self, count):
        """Count the ``count`` entries of one more archive; tell whether they are within the limit."""
        self.entries -= count
        return self.entries >= 0


def zip_problems(content, extension, limits, budget, check):
    """Return what speaks against taking the archive ``content`` (bytes), by its name of type ``extension``.

    :param check: called with the name and bytes of a file inside; returns its problems
    """
    if not _directory_is_small(content):
        return [Problem("zip_broken")]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            problems = _problems_of_table(archive.infolist(), len(content), limits, budget)
            if not problems:
                look = _office_problems if extension in OFFICE else _archive_problems
                files = [entry for entry in archive.infolist() if not entry.is_dir()]
                problems = look(archive, files, extension, limits, budget, check)
    except TooMuchError:
        return [Problem("zip_bomb")]
    except BROKEN:
        return [Problem("zip_broken")]
    return problems


def _directory_is_small(content):
    """Tell whether the table of contents can be read at all: it is read whole, whatever it says of itself."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22 or b"PK\x06\x07" in content[max(0, end - 20) : end]:
        return False
    (size,) = struct.unpack_from("<L", content, end + 12)
    return size <= MAX_DIRECTORY


def _problems_of_table(entries, size, limits, budget):
    """Return what the table of contents alone tells: nothing is unpacked for it."""
    if all(entry.is_dir() for entry in entries):
        return [Problem("zip_empty")]
    if not budget.open(len(entries)):
        return [Problem("zip_entries", {"limit": limits.max_entries})]
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > budget.left or (unpacked > limits.free_ratio and unpacked > limits.max_ratio * size):
        return [Problem("zip_bomb")]
    problems = [problem for entry in entries for problem in _problems_of_entry(entry)]
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        problems.append(Problem("zip_twice"))
    return problems


def _problems_of_entry(entry):
    if entry.flag_bits & 0x1:
        yield Problem("zip_locked", inside=entry.filename)
    elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others cannot be unpacked bit by bit, within a limit.
        yield Problem("zip_packing", inside=entry.filename)
    if is_outside(entry.orig_filename) or stat.S_ISLNK(entry.external_attr >> 16):
        yield Problem("zip_path", inside=entry.filename)


def _archive_problems(archive, entries, _extension, limits, budget, check):
    """What may not come alone does not come in an archive."""
    problems = []
    for entry in entries:
        if _is_rest_of_mac(entry.filename):
            _pass_over(archive, entry, budget)
        elif extension_of(entry.filename) in ARCHIVES:
            problems.append(Problem("zip_nested", inside=entry.filename))
        elif entry.file_size > limits.max_bytes:
            problems.append(Problem("too_big", {"limit": limits.max_bytes}, entry.filename))
        else:
            found = check(entry.filename, _read(archive, entry, budget))
            problems += [problem._replace(inside=problem.inside or entry.filename) for problem in found]
    return problems


def _is_rest_of_mac(name):
    """macOS adds a small file of attributes for each file that it packs."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"


def _office_problems(archive, entries, extension, limits, budget, check):
    names = {entry.filename for entry in entries}
    if not _is_document(archive, names, extension):
        return [Problem("content", {"extension": extension})]
    problems = []
    for entry in entries:
        inner = extension_of(entry.filename)
        if MACROS.search(entry.filename):
            problems.append(Problem("macros"))
        elif OBJECTS.search(entry.filename) or inner in (DANGEROUS | ARCHIVES) - PICTURES:
            problems.append(Problem("object", inside=entry.filename))
        elif inner in OFFICE:
            found = [Problem("too_big", {"limit": limits.max_bytes})]
            if entry.file_size <= limits.max_bytes:
                found = check(entry.filename, _read(archive, entry, budget))
            problems += [problem._replace(inside=problem.inside or entry.filename) for problem in found]
        else:
            _pass_over(archive, entry, budget)
    return problems


def _is_document(archive, names, extension):
    """Tell whether the archive is the document that its extension promises, and one that can be opened."""
    if extension in OOXML:
        types = _peek(archive, names, TYPES)
        return OOXML[extension] in types and b"macroenabled" not in types.lower()
    manifest = _peek(archive, names, "META-INF/manifest.xml")
    if "mimetype" in names:
        is_one = _peek(archive, names, "mimetype").strip() == ODF[extension]
    else:
        # Some programs leave it out, as the standard allows, and say it in the manifest alone.
        is_one = b'"%s"' % ODF[extension] in manifest
    return is_one and b"encryption-data" not in manifest


def _peek(archive, names, name):
    if name not in names:
        return b""
    with archive.open(name) as part:
        return part.read(PEEK)


def _read(archive, entry, budget):
    """Unpack an entry, whatever it says of its size."""
    return b"".join(_chunks(archive, entry, budget))


def _pass_over(archive, entry, budget):
    """Unpack an entry for its size and checksum alone."""
    for _chunk in _chunks(archive, entry, budget):
        pass


def _chunks(archive, entry, budget):
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            budget.spend(len(chunk))
            yield chunk
