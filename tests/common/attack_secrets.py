"""Secrets that attacks look for: words that stand in one place each, and how they are found again.

A secret is a short word of its own, written into one field of one record, or into the bytes of one file.
Whatever comes back from the server is searched for all of them: as it is, in base64, in archives, workbooks,
PDF and pictures.
"""

import base64
import binascii
import io
import re
import string
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass

from pypdf import PdfReader
from reportlab.pdfgen import canvas

WORD = re.compile(rb"zq[0-9a-z]{7}x", re.IGNORECASE)
IN_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
MADE_OF = string.digits + string.ascii_lowercase
LARGEST = 4 * 1024 * 1024  # bytes of one part that are unpacked


@dataclass(frozen=True)
class Secret:
    """A word, and where it stands: in the case A or B, in which record, in which field or file."""

    word: str
    letter: str
    model: str
    which: str
    res_id: int
    field: str
    confided: bool = False

    def __str__(self):
        told = " (in confidence)" if self.confided else ""
        return f"{self.word}: {self.letter} {self.model} [{self.which}] {self.res_id}.{self.field}{told}"


class Words:
    """Gives each place a word of its own, the same ones for the same seed."""

    def __init__(self, chance):
        self.chance, self.given = chance, {}

    def new(self, *place, confided=False):
        word = f"zq{''.join(self.chance.choices(MADE_OF, k=7))}x"
        if word in self.given:
            return self.new(*place, confided=confided)
        self.given[word] = Secret(word, *place, confided=confided)
        return word

    def found_in(self, content):
        """Return the secrets in what came back: bytes, or text."""
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content)
        return {self.given[word] for part in unpacked(raw) for word in words_in(part) if word in self.given}


def words_in(raw):
    return {match.decode().lower() for match in WORD.findall(raw)}


def unpacked(raw, depth=4):
    """Yield the bytes as they are, and all that they hold in another form."""
    yield raw
    if depth:
        for part in _parts(raw):
            yield from unpacked(part[:LARGEST], depth - 1)


def _parts(raw):
    if raw[:4] == b"PK\x03\x04":
        with (
            suppress(zipfile.BadZipFile, zlib.error, NotImplementedError),
            zipfile.ZipFile(io.BytesIO(raw)) as archive,
        ):
            for entry in archive.infolist():
                yield entry.filename.encode()
                if entry.file_size <= LARGEST:
                    yield archive.read(entry)
        return
    if raw[:2] == b"\x1f\x8b":
        with suppress(zlib.error):
            yield zlib.decompressobj(31).decompress(raw, LARGEST)
        return
    if raw[:5] == b"%PDF-":
        yield _text_of_pdf(raw).encode("utf-8", "replace")
        return
    if b"\\u" in raw or b"\\/" in raw:  # JSON
        yield raw.replace(b"\\/", b"/").replace(b"\\n", b"")
    for chunk in IN_BASE64.findall(raw):
        with suppress(binascii.Error, ValueError):
            yield base64.b64decode(chunk.translate(bytes.maketrans(b"-_", b"+/")) + b"==")


def _text_of_pdf(raw):
    """Return the text and the metadata of a PDF; nothing where it is none that opens."""
    try:
        reader = PdfReader(io.BytesIO(raw))
        text = " ".join(page.extract_text() for page in reader.pages)
        return f"{text} {dict(reader.metadata or {})}"
    except Exception:  # pylint: disable=broad-exception-caught
        return ""


# Files that hold a word


def file_of(mimetype, word):
    """Return the bytes of a file of this type that holds the word, and not only as plain bytes."""
    if mimetype == "application/pdf":
        return pdf_of(word)
    if mimetype == "image/png":
        return png_of(word)
    if "zip" in (mimetype or "") or "openxml" in (mimetype or ""):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word.txt", word)
        return stream.getvalue()
    return f"The ledger says {word}.\n".encode()


def pdf_of(word):
    """Return a PDF of one page with the word in its text, packed as PDF packs it."""
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pageCompression=1, invariant=1)
    page.drawString(72, 720, word)
    page.setTitle(word)
    page.save()
    return stream.getvalue()


def png_of(word):
    """Return a picture of one point with the word in its metadata."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (1).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    parts = chunk(b"IHDR", head), chunk(b"tEXt", b"Comment\x00" + word.encode())
    return (
        b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b"")
    )
