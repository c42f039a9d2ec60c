"""Archives and office documents (which are archives): looked at from inside, with bounded work."""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib

from . import file_office
from .file_names import DANGEROUS, extension_of, is_outside
from .file_problem import Problem
from .file_zip_layout import is_laid_out_plainly, other_name

MB = 1024 * 1024
MAX_DIRECTORY = 2 * MB  # bytes of the table of contents, which is read before anything else
CHUNK = 64 * 1024
APPLE_DOUBLE = b"\0\5\x16\7"

PACKED = "7z ace apk arj bz2 cab cpio deb gz iso jar lha lz lzh lzma rar rpm tar tbz tgz txz war xar xz z zip"
ARCHIVES = frozenset(PACKED.split())

OFFICE = file_office.EXTENSIONS
# Inside a document the office program alone reads them.
PICTURES = frozenset({"svg", "xml"})

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    MemoryError,
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
            if not problems and not is_laid_out_plainly(content, archive.infolist(), archive.start_dir):
                problems = [Problem("zip_broken")]
            if not problems:
                look = _office_problems if extension in OFFICE else _archive_problems
                files = [entry for entry in archive.infolist() if not entry.is_dir()]
                problems = look(archive, files, extension, limits, budget, check)
    except TooMuchError:
        return [Problem("zip_bomb")]
    except BROKEN:
        return [Problem("zip_broken")]
    return problems


def is_archive_too(content):
    """Tell whether ``content`` of another type is also an archive: those are read from their end."""
    if b"PK\x05\x06" not in content[-65_557:] or not _directory_is_small(content):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.infolist())
    except BROKEN:
        return False


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
    if len({_as_unpacked(entry.filename) for entry in entries}) < len(entries):
        problems.append(Problem("zip_twice"))
    return problems


def _problems_of_entry(entry):
    if entry.flag_bits & 0x1:
        yield Problem("zip_locked", inside=entry.filename)
    elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others cannot be unpacked bit by bit, within a limit.
        yield Problem("zip_packing", inside=entry.filename)
    other = other_name(entry)
    if other is not None and extension_of(other) != extension_of(entry.filename):
        yield Problem("zip_twice")
    if entry.is_dir() and entry.file_size:
        # A folder that is a file: some programs unpack it as one.
        yield Problem("zip_path", inside=entry.filename)
    if any(map(is_outside, (entry.orig_filename, other or ""))) or stat.S_ISLNK(entry.external_attr >> 16):
        yield Problem("zip_path", inside=entry.filename)


def _as_unpacked(name):
    """Return what two names have in common that are one file where they are unpacked."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()
    return "/".join(part.rstrip(". ") for part in name.split("/") if part not in ("", "."))


def _archive_problems(archive, entries, _extension, limits, budget, check):
    """What may not come alone does not come in an archive."""
    problems = []
    for entry in entries:
        if extension_of(entry.filename) in ARCHIVES:
            problems.append(Problem("zip_nested", inside=entry.filename))
        elif entry.file_size > limits.max_bytes:
            problems.append(Problem("too_big", {"limit": limits.max_bytes}, entry.filename))
        else:
            content = _read(archive, entry, budget)
            if not _is_rest_of_mac(entry.filename, content):
                found = check(entry.filename, content)
                problems += [problem._replace(inside=problem.inside or entry.filename) for problem in found]
    return problems


def _is_rest_of_mac(name, content):
    """Tell whether it is the small file of attributes that macOS adds for each file that it packs."""
    folder, _slash, file = name.rpartition("/")
    if extension_of(file) in DANGEROUS:
        return False
    if file == ".DS_Store":
        return content[4:8] == b"Bud1" or not content.strip(b"\0")
    in_folder = folder == "__MACOSX" or folder.startswith("__MACOSX/")
    return in_folder and file.startswith("._") and content.startswith(APPLE_DOUBLE)


def _office_problems(archive, entries, extension, limits, budget, check):
    """What an office program does with each part of a document."""
    parts = {entry.filename: _Part(archive, entry, budget) for entry in entries}
    document = file_office.document(extension, parts)
    if document is None:
        return [Problem("content", {"extension": extension})]
    problems = []
    for entry in entries:
        inner = extension_of(entry.filename)
        if inner in OFFICE:
            found = [Problem("too_big", {"limit": limits.max_bytes})]
            if entry.file_size <= limits.max_bytes:
                found = check(entry.filename, _read(archive, entry, budget))
            problems += [problem._replace(inside=problem.inside or entry.filename) for problem in found]
        elif inner in (DANGEROUS | ARCHIVES) - PICTURES:
            problems.append(Problem("object", inside=entry.filename))
        else:
            codes = document.codes_of_part(entry.filename, parts[entry.filename])
            problems += [Problem(code, inside=entry.filename) for code in sorted(codes)]
    # An object has several parts: the person reads of it once.
    return list({problem.code: problem for problem in reversed(problems)}.values())[::-1]


class _Part:
    """One part of a document, unpacked as it is asked for."""

    def __init__(self, archive, entry, budget):
        self.archive, self.entry, self.budget = archive, entry, budget
        self.kept = None

    def chunks(self):
        if self.kept is not None:
            return iter([self.kept])
        return _chunks(self.archive, self.entry, self.budget)

    def content(self, most):
        """Return the bytes of a part that is short by its nature.

        :raises ValueError: it is longer than ``most``
        """
        if self.entry.file_size > most:
            raise ValueError
        if self.kept is None:
            self.kept = _read(self.archive, self.entry, self.budget)
        return self.kept


def _read(archive, entry, budget):
    """Unpack an entry, whatever it says of its size."""
    return b"".join(_chunks(archive, entry, budget))


def _chunks(archive, entry, budget):
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            budget.spend(len(chunk))
            yield chunk
