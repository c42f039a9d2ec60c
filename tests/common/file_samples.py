"""Files for tests: honest ones of every type, and the pieces of dishonest ones."""

import io
import zipfile
import zlib

JPEG = b"\xff\xd8\xff\xe0" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)
TIFF = b"II*\x00" + bytes(100)
OOXML = "application/vnd.openxmlformats-officedocument."
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def packed(entries, method=zipfile.ZIP_DEFLATED):
    """Return a ZIP of ``entries``: {name: text or bytes}."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(**more):
    """Return a document; ``more`` entries with ``__`` for each slash in their names."""
    parts = {name.replace("__", "/"): content for name, content in more.items()}
    return office("word/document.xml", "wordprocessingml.document.main+xml", parts)


def xlsx(more=None):
    return office("xl/workbook.xml", "spreadsheetml.sheet.main+xml", more)


def office(main, kind, more=None, types=(), defaults=()):
    """Return a document of Word or Excel with the part ``main``; ``more`` entries take the place of its own.

    :param types: of parts by name; ``defaults``: of parts by extension
    """
    names = {f"/{main}": OOXML + kind, **dict(types)}
    extensions = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        **dict(defaults),
    }
    rows = [f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in extensions.items()]
    rows += [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in names.items()]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types">{"".join(rows)}</Types>',
        "_rels/.rels": relations(("officeDocument", main, False)),
        main: "<root/>",
    }
    return packed(parts | (more or {}))


def relations(*rows):
    """Return a part of relations: (word of its type, target, is it outside)."""
    text = "".join(
        f'<Relationship Id="r{number}" Type="{RELATION}{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if is_external else "/>")
        for number, (kind, target, is_external) in enumerate(rows)
    )
    return f'<Relationships xmlns="{PACKAGE}relationships">{text}</Relationships>'


def odf(kind, more=None):
    """Return an OpenDocument file; ``kind`` is text or spreadsheet."""
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<o:document-content {ODF_NAMES}/>",
            "META-INF/manifest.xml": f"<m:manifest {ODF_NAMES}/>",
            **(more or {}),
        }
    )


ODF_NAMES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("m", "manifest"),
            ("o", "office"),
            ("t", "text"),
            ("s", "script"),
            ("d", "drawing"),
            ("table", "table"),
            ("form", "form"),
        )
    )
    + ' xmlns:x="http://www.w3.org/1999/xlink"'
)


def pdf_of(body=b"", catalog=b"", page=b"", packed_objects=None, head=b"/Filter /FlateDecode"):
    """Return a PDF of one page.

    :param body: whole objects more (``10 0 obj … endobj``)
    :param catalog, page: entries more of these dictionaries
    :param packed_objects: {number: object} in a compressed stream of objects with ``head`` in its dictionary
    """
    objects = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R %s >>\nendobj\n" % catalog,
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] %s >>\nendobj\n" % page,
        body + b"\n" if body else b"",
    ]
    if packed_objects:
        objects.append(stream_of_objects(packed_objects, head))
    content, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects):
        places += [len(content)] if number < 3 else []
        content += text
    start = len(content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 4\n0000000000 65535 f \n" + rows
    return content + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def stream_of_objects(packed_objects, head):
    """Return the object 90, a stream with ``packed_objects``; ``head`` is a part of its dictionary."""
    texts = b" ".join(packed_objects.values())
    places, place = [], 0
    for number, text in packed_objects.items():
        places.append(b"%d %d" % (number, place))
        place += len(text) + 1
    table = b" ".join(places) + b"\n"
    data = zlib.compress(table + texts)
    return (
        b"90 0 obj\n<< /Type /ObjStm %s /N %d /First %d /Length %d >>\nstream\r\n%s\nendstream\nendobj\n"
        % (
            head,
            len(packed_objects),
            len(table),
            len(data),
            data,
        )
    )


PDF = pdf_of()
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
