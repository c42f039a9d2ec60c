"""Office documents, part by part: only what is known to do no harm, in either family of formats."""

from itertools import chain

from . import file_odf, file_ooxml
from .file_xml import BadXmlError, looks_like_xml

EXTENSIONS = file_ooxml.MAIN | file_odf.MEDIA
MOST = 2 * 1024 * 1024  # bytes of the parts that say what a document is

# What begins like this runs or holds files, whatever the part is called.
PROGRAMS = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # the older formats of Office, and every OLE object
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"MSCF",
    b"ITSF",
    b"L\0\0\0\x01\x14\x02\0",
    b"%PDF-",
    b"{\\rt",
    b"#!",
)
PAGES = (b"mime-version", b"<html", b"<!doctype html", b"<script", b"<?php", b"content-type:")


def document(extension, parts):
    """Return what judges the parts of a document, or None where it is none of type ``extension``.

    :param parts: by name, each with `chunks` and `content`
    """
    try:
        if extension in file_ooxml.MAIN:
            return _Ooxml.of(extension, parts)
        return _Odf.of(extension, parts)
    except BadXmlError:
        return None


def is_program(begin):
    """Tell whether a part with this ``begin`` (bytes) is a program, an archive or an object that runs."""
    if begin.startswith(PROGRAMS) or begin.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGES):
        return True
    # The first letters alone stand before a font that is locked, once in a while.
    place = int.from_bytes(begin[60:64], "little")
    return begin.startswith(b"MZ") and begin[place : place + 2] in (b"PE", b"NE", b"LE", b"LX")


class _Document:
    # pylint: disable=no-member  # the two kinds of documents have `codes_of_name` and `codes_of_xml`

    def codes_of_part(self, name, part):
        """Return the codes of what speaks against the ``part`` called ``name``."""
        codes = set(self.codes_of_name(name))
        chunks = part.chunks()
        begin = next(chunks, b"")
        if is_program(begin):
            codes.add("object")
        if codes:
            return codes
        whole = chain([begin], chunks)
        if begin and (looks_like_xml(begin) or name.lower().endswith((".xml", ".rels", ".rdf"))):
            return self._codes_of_xml(name, whole)
        for _chunk in whole:
            # Its size and checksum are those that the archive says.
            pass
        return codes

    def _codes_of_xml(self, name, chunks):
        try:
            return self.codes_of_xml(name, chunks)
        except BadXmlError:
            return {"unreadable"}


class _Ooxml(_Document):
    def __init__(self, types):
        self.types = types

    @classmethod
    def of(cls, extension, parts):
        if file_ooxml.TYPES not in parts or file_ooxml.RELATIONS not in parts:
            return None
        types = file_ooxml.part_types(parts[file_ooxml.TYPES].content(MOST))
        relations = file_ooxml.relations_of([parts[file_ooxml.RELATIONS].content(MOST)])
        return cls(types) if file_ooxml.is_main(extension, types, relations) else None

    def codes_of_name(self, name):
        if file_ooxml.is_relations(name) or name == file_ooxml.TYPES:
            return
        if file_ooxml.MACRO_PARTS.search(name):
            yield "macros"
        elif file_ooxml.OBJECT_PARTS.search(name):
            yield "object"
        code = file_ooxml.code_of_type(file_ooxml.type_of(name, self.types))
        if code:
            yield code

    def codes_of_xml(self, name, chunks):
        if file_ooxml.is_relations(name):
            return set(file_ooxml.codes_of_relations(file_ooxml.relations_of(chunks)))
        reader = file_ooxml.PartReader()
        if name.lower().endswith(".vml"):
            # Excel writes drawings of this kind that are no XML.
            chunks = [file_ooxml.mended(b"".join(chunks))]
        reader.read(chunks)
        return reader.codes


class _Odf(_Document):
    def __init__(self, manifest):
        self.manifest = manifest

    @classmethod
    def of(cls, extension, parts):
        manifest = file_odf.Manifest()
        if file_odf.MANIFEST in parts:
            manifest.read([parts[file_odf.MANIFEST].content(MOST)])
        # Some programs leave the part out, as the standard allows, and say it in the manifest alone.
        named = manifest.media.get("/", "")
        if "mimetype" in parts:
            named = parts["mimetype"].content(1000).decode("latin-1").strip()
        is_one = named == file_odf.MEDIA[extension] and "content.xml" in parts
        return cls(manifest) if is_one and not manifest.is_locked else None

    def codes_of_name(self, name):
        if file_odf.MACRO_PARTS.search(name):
            yield "macros"
        if name == file_odf.MANIFEST:
            yield from self.manifest.codes

    def codes_of_xml(self, name, chunks):
        if name == file_odf.MANIFEST:
            return set()
        reader = file_odf.PartReader()
        reader.read(chunks)
        return reader.codes
