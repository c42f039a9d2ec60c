"""Files for tests: honest ones of every type, and the pieces of dishonest ones."""

import io
import zipfile
import zlib

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)
TIFF = b"II*\x00" + bytes(100)
OOXML_TYPES = (
    '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.%s.main+xml"/></Types>'
)


def packed(entries, method=zipfile.ZIP_DEFLATED):
    """Return a ZIP of ``entries``: {name: text or bytes}."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(**more):
    """Return a document; ``more`` entries with ``__`` for each slash in their names."""
    return packed(
        {
            "[Content_Types].xml": OOXML_TYPES % "wordprocessingml.document",
            "word/document.xml": "<w:document/>",
            **{name.replace("__", "/"): content for name, content in more.items()},
        }
    )


def xlsx(more=None):
    return packed(
        {
            "[Content_Types].xml": OOXML_TYPES % "spreadsheetml.sheet",
            "xl/workbook.xml": "<workbook/>",
            **(more or {}),
        }
    )


def odf(kind, more=None):
    """Return an OpenDocument file; ``kind`` is text or spreadsheet."""
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": "<office:document-content/>",
            "META-INF/manifest.xml": "<manifest:manifest/>",
            **(more or {}),
        }
    )


def pdf_of(body, packed_objects=None, filters=b"/Filter /FlateDecode"):
    """Return a PDF with ``body`` (bytes); ``packed_objects`` lie in a compressed stream of objects."""
    content = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n" + body
    if packed_objects is not None:
        data = zlib.compress(packed_objects)
        content += b"\n5 0 obj << /Type /ObjStm /N 1 /First 4 " + filters
        content += b" /Length %d >>\nstream\r\n%s\nendstream\nendobj" % (len(data), data)
    return content + b"\n%%EOF\n"


HONEST = {
    "invoice.pdf": PDF,
    "photo.jpg": JPEG,
    "photo.JPEG": JPEG,
    "plan.png": PNG,
    "scan.tif": TIFF,
    "scan.tiff": b"MM\x00*" + bytes(50),
    "notes.txt": "Қазақстан, сыр, šljiva\r\n\t1 < 2".encode(),
    "old.txt": "Письмо завода".encode("cp1251"),
    "rows.csv": "\ufeffname;quantity\nсыр;10".encode(),
    "letter.docx": docx(),
    "ledger.xlsx": xlsx(),
    "letter.odt": odf("text"),
    "ledger.ods": odf("spreadsheet"),
}
HONEST["all.zip"] = packed(HONEST)
