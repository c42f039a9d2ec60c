"""Files from outside: is a file what its name says, and can it do no harm.

Own tables of signatures, not a guesser of types: what a guesser answers differs from machine to machine, and
Odoo's unpacks a part of an archive without a limit. Nothing is drawn, run or unpacked beyond the limits;
pictures are not decoded at all. What needs a parser is read by a process of its own (`check_files`).
"""

import io
import time
from dataclasses import dataclass, field, replace

from .file_check_process import problems_of
from .file_names import clean_name, extension_of, is_doubled
from .file_problem import Problem
from .file_text import text_problems
from .file_zip import OFFICE, Budget, is_archive_too, zip_problems

MB = 1024 * 1024
DEEPEST = 2  # a table in a document in an archive
MAX_PROBLEMS = 10  # of one file: the person has read enough

# Every type that can be accepted, with the one by which it is sent out again: no browser runs any of them.
MIMETYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
}
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",),
    "tif": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    "tiff": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    **dict.fromkeys((*OFFICE, "zip"), (b"PK\x03\x04",)),
}
PARSED = frozenset({"pdf", "zip", "csv", *OFFICE})
PICTURES = frozenset({"jpg", "jpeg", "png", "tif", "tiff"})
TEXTS = frozenset({"txt", "csv"})


@dataclass(frozen=True)
class Limits:
    """What is accepted; sizes in bytes."""

    types: frozenset = field(default_factory=lambda: frozenset(MIMETYPES))
    max_bytes: int = 20 * MB
    max_unpacked: int = 256 * MB
    max_entries: int = 2000
    max_ratio: int = 150  # to one, of what an archive holds to what it weighs …
    free_ratio: int = 8 * MB  # … where it holds more than this


@dataclass(frozen=True)
class CheckedFile:
    """A file as it would be stored, and every problem that keeps it from being."""

    name: str
    extension: str
    mimetype: str
    size: int
    problems: tuple


def check_files(uploads, limits, seconds):
    """Return the `CheckedFile` of each of ``uploads``, (name, bytes or seekable stream), within ``seconds``.

    What needs a parser is read by a process of its own, one for all of them.
    """
    deadline = time.monotonic() + seconds
    checked = [check_file(name, content, limits, is_parsed=False) for name, content in uploads]
    waiting = [
        number for number, file in enumerate(checked) if file.extension in PARSED and not file.problems
    ]
    contents = [(checked[number].extension, _read(uploads[number][1])) for number in waiting]
    for number, problems in zip(
        waiting, problems_of(contents, limits, deadline - time.monotonic()), strict=True
    ):
        checked[number] = replace(checked[number], problems=tuple(problems[:MAX_PROBLEMS]))
    return checked


def _read(content):
    if isinstance(content, bytes | bytearray):
        return content
    content.seek(0)
    read = content.read()
    content.seek(0)
    return read


def check_file(name, content, limits=None, is_parsed=True):
    """Return the `CheckedFile` of ``content`` (bytes or a seekable stream) that came under ``name``.

    A stream is left at its beginning. What is too big is not read.

    :param is_parsed: read also what needs a parser, in this process
    """
    limits = limits or Limits()
    stream = io.BytesIO(content) if isinstance(content, bytes | bytearray) else content
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    cleaned = clean_name(name)
    extension = extension_of(cleaned)
    problems = list(name_problems(cleaned, limits))
    if size > limits.max_bytes:
        problems.append(Problem("too_big", {"limit": limits.max_bytes}))
    elif not size:
        problems.append(Problem("empty"))
    elif extension in limits.types & MIMETYPES.keys() and (is_parsed or extension not in PARSED):
        problems += content_problems(extension, stream.read(), limits, Budget(limits))
    elif extension in limits.types & MIMETYPES.keys() and not stream.read(16).startswith(
        SIGNATURES.get(extension, b"")
    ):
        problems.append(Problem("content", {"extension": extension}))
    stream.seek(0)
    mimetype = MIMETYPES.get(extension, "application/octet-stream")
    return CheckedFile(cleaned, extension, mimetype, size, tuple(problems[:MAX_PROBLEMS]))


def name_problems(name, limits):
    """Yield what speaks against a file by its name alone."""
    extension = extension_of(name)
    if extension not in limits.types & MIMETYPES.keys():
        yield Problem("type", {"extension": extension, "types": sorted(limits.types & MIMETYPES.keys())})
    if is_doubled(name):
        yield Problem("doubled")


def content_problems(extension, content, limits, budget, depth=0):
    """Return what speaks against ``content`` (bytes) as a file of type ``extension``."""
    if extension in TEXTS:
        return text_problems(extension, content)
    if not content.startswith(SIGNATURES[extension]):
        return [Problem("content", {"extension": extension})]
    if extension == "pdf":
        # The parser is loaded where it is used: in the process that reads files.
        from .file_pdf import pdf_problems  # noqa: PLC0415

        return pdf_problems(content)
    if extension == "zip" or extension in OFFICE:
        return zip_problems(content, extension, limits, budget, _checker(limits, budget, depth + 1))
    if extension in PICTURES and is_archive_too(content):
        return [Problem("twofold")]
    return []


def _checker(limits, budget, depth):
    """Return the check of a file that lies ``depth`` archives deep."""

    def check(name, content):
        cleaned = clean_name(name)
        extension = extension_of(cleaned)
        if depth > DEEPEST:
            return [Problem("zip_nested")]
        problems = list(name_problems(cleaned, limits))
        if not content or problems:
            return problems
        return content_problems(extension, content, limits, budget, depth)

    return check
