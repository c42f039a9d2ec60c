"""What a PDF would do when opened: looked for in its bytes, without a parser that it could keep busy."""

import re
import zlib
from itertools import islice

from .file_problem import Problem

# Of every name in the file, wherever it stands: a false alarm costs a new print, a miss costs more.
FORBIDDEN = {
    b"/JavaScript": "pdf_script",
    b"/Launch": "pdf_launch",
    b"/EmbeddedFile": "pdf_files",
    b"/RichMedia": "pdf_files",
}
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
FILTER = re.compile(rb"/(\w+Decode|Fl|AHx|A85|LZW|RL)\b")
OBJECTS = b"/ObjStm"
MAX_STREAMS = 20_000
MAX_UNPACKED = 64 * 1024 * 1024
HEAD = 4096  # bytes: the dictionary of a stream of objects is far shorter


class _UnreadableError(Exception):
    """The file is made so that nobody can see what it holds."""


def pdf_problems(content):
    """Return what speaks against taking the PDF ``content`` (bytes): scripts, programs, files in it, a lock.

    Objects packed into streams are unpacked, within limits. A PDF behind a password, or one whose objects are
    packed in a way that no usual program uses, cannot be checked and is not taken.
    """
    plain = _unescaped(content)
    if re.search(rb"/Encrypt\b", plain):
        return [Problem("pdf_locked")]
    found = _forbidden(plain)
    if plain.count(OBJECTS) != content.count(OBJECTS):
        return [*found, Problem("pdf_unreadable")]
    try:
        for objects in _packed_objects(content):
            found += _forbidden(_unescaped(objects))
    except (_UnreadableError, zlib.error):
        found.append(Problem("pdf_unreadable"))
    return list({problem.code: problem for problem in found}.values())


def _unescaped(content):
    """Return ``content`` with names as they are read: ``/J#61vaScript`` is ``/JavaScript``."""
    return ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), content)


def _forbidden(plain):
    return [Problem(code) for name, code in FORBIDDEN.items() if name in plain]


def _packed_objects(content):
    """Yield what the streams of objects hold; the work is bounded by the size of the file."""
    read = unpacked = 0
    streams = list(islice(re.finditer(OBJECTS, content), MAX_STREAMS + 1))
    if len(streams) > MAX_STREAMS:
        raise _UnreadableError
    for match in streams:
        packed = _packed(content, match.start())
        if packed is None:
            continue
        read += len(packed)
        unpacker = zlib.decompressobj()
        objects = unpacker.decompress(packed, MAX_UNPACKED - unpacked + 1)
        unpacked += len(objects)
        if read > 2 * len(content) or unpacked > MAX_UNPACKED or not unpacker.eof:
            raise _UnreadableError
        yield objects


def _packed(content, at):
    """Return the packed bytes of the stream of objects named at ``at``, or None where they lie open."""
    start = max(content.rfind(b"obj", max(0, at - HEAD), at), at - HEAD, 0)
    word = content.find(b"stream", at, at + HEAD)
    end = content.find(b"endstream", word)
    if word < 0 or end < 0:
        raise _UnreadableError
    head = _unescaped(content[start:word])
    if b"/Filter" not in head:
        return None
    if FILTER.findall(head) not in ([b"FlateDecode"], [b"Fl"]) or b"/Predictor" in head:
        raise _UnreadableError
    begin = word + len(b"stream")
    begin += 2 if content[begin : begin + 2] == b"\r\n" else 1
    return content[begin:end]
