"""Files from outside in the model, over HTTP, and in the settings."""

import base64
import hashlib
import io
import time
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from PIL import Image
from werkzeug.datastructures import FileStorage

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, request, route
from odoo.tests import HttpCase, new_test_user, tagged

from ...controllers.file import upload_limit
from ...tools import virus_scan
from ...tools.file_problem import Problem
from ...tools.virus_scan import TEST_VIRUS
from ..common.bare_socket import BareSocketMixin
from ..common.cases import PASSWORD
from ..common.file_samples import HONEST, PDF, packed
from ..common.files_case import MODEL, FilesCase
from ..common.virus_scan import clamd, read_stream

MB = 1024 * 1024


@tagged("post_install", "-at_install")
class TestTaking(FilesCase):
    def test_taken_as_it_came(self):
        """RS16.9: name, bytes, SHA-256, who and when, computed here and not told by the sender."""
        before = fields.Datetime.now()
        file = self.take(("../Счёт № 5.pdf", PDF), document_id=self.document)
        self.assertEqual(file.env.user, self.officer)
        self.assertEqual((file.name, file.size, file.mimetype), ("Счёт № 5.pdf", len(PDF), "application/pdf"))
        self.assertEqual(file.sha256, hashlib.sha256(PDF).hexdigest())
        self.assertEqual(file._content(), PDF)
        self.assertTrue(file._is_unchanged())
        self.assertEqual((file.uploaded_by_id, file.importing_authority_id), (self.officer, self.importing))
        self.assertGreaterEqual(file.uploaded_at, before)
        self.assertEqual((file.scan, file.scanned_at), ("not_scanned", False))
        self.assertFalse(file.is_pending or file.is_confidential)

    def test_streams_of_a_form(self):
        """Files as a form sends them, of every type, stay byte for byte what they were."""
        uploads = [(name, FileStorage(io.BytesIO(content), name)) for name, content in HONEST.items()]
        self.parameter("max_count", "20")
        files = self.take(*uploads)
        self.assertEqual([file._content() for file in files], list(HONEST.values()))
        self.assertTrue(all(file._is_unchanged() for file in files))

    def test_pictures_are_not_drawn_anew(self):
        """A large picture is stored as it came: Odoo makes others smaller, and its SHA-256 another."""
        stream = io.BytesIO()
        Image.new("RGB", (2500, 10)).save(stream, "PNG")
        file = self.take(("plan.png", stream.getvalue()))
        with patch("odoo.tools.image.ImageProcess.__init__", side_effect=AssertionError):
            file._attachment().write({"raw": stream.getvalue(), "mimetype": "image/png"})
        self.assertEqual(file._content(), stream.getvalue())

    def test_one_message_names_everything(self):
        """All problems of all files stand in one message, and no file is stored."""
        count = self.files.sudo().search_count([])
        with self.refused(
            "a.exe", "not accepted", "b.pdf", "does not match the extension", "c.zip", "x.svg", "d.txt"
        ):
            self.take(
                ("a.exe", b"MZ"),
                ("b.pdf", b"MZ"),
                ("c.zip", packed({"x.svg": "<svg/>"})),
                ("d.txt", b"<script>"),
                ("e.pdf", PDF),
            )
        self.assertEqual(self.files.sudo().search_count([]), count)

    def test_every_problem_has_its_sentence(self):
        """Whatever the check finds is said in words."""
        for code in self.files._sentences():
            sentence = self.files._sentence(Problem(code, {"limit": MB, "types": ["pdf"]}, "<b>.txt"))
            self.assertNotIn("%(", sentence)
            self.assertIn("<b>.txt", sentence)

    def test_script_in_a_file_name(self):
        """A file name is text: what looks like a script is stored without its signs and shown escaped."""
        file = self.take(("<img src=x onerror=alert(1)>.pdf", PDF))
        self.assertEqual(file.name, "_img src=x onerror=alert(1)_.pdf")

    def test_numbers_are_limited(self):
        """How many files, how large, and how much of them: by setting; what came before counts too."""
        self.parameter("max_count", "2")
        self.parameter("max_total_mb", "1")
        with self.refused("at most 2 files", "at most 1 MB"):
            self.take(*[(f"{number}.txt", b"x" * (MB // 2)) for number in range(3)])
        self.take(("1.txt", b"x"))
        with self.refused("at most 2 files"):
            self.take(("2.txt", b"x"), ("3.txt", b"x"))
        self.take(("2.txt", b"x"))
        with self.refused("Choose a file"):
            self.files._accept([])
        self.parameter("max_mb", "1")
        self.parameter("max_total_mb", "50")
        with self.refused("larger than 1 MB"):
            self.files._accept([("1.txt", b"x" * (MB + 1))])

    def test_settings_that_make_no_sense(self):
        """A wrong parameter falls back to what is safe; no type that can run gets in by one."""
        for value in ("", "-1", "x", "0", "99999999999", "²"):
            self.parameter("max_mb", value)
            self.assertEqual(self.files._limits().max_bytes, 20 * MB, value)
        self.parameter("types", "pdf, exe")
        self.assertEqual(self.files._types(), {"pdf"})
        self.parameter("types", "exe")
        self.assertNotIn("exe", self.files._types())

    def test_query_count(self):
        """The checks ask the database nothing more for each file."""
        self.parameter("max_count", "100")
        counts = []
        for number in (2, 10, 20):
            uploads = [(f"{n}.txt", b"%d %d" % (number, n)) for n in range(number)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.take(*uploads)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # One attachment each, made one after another so that one file at a time is in memory.
        self.assertLessEqual((counts[2] - counts[1]) / 10, 4, counts)


@tagged("post_install", "-at_install")
class TestScanning(FilesCase):
    def test_clean(self):
        """A scanner is set: what it passes is marked as clean, with the time."""
        with clamd() as (address, came):
            self.parameter("scanner", address)
            file = self.take()
        self.assertEqual(came[0][1], PDF)
        self.assertEqual(file.scan, "clean")
        self.assertTrue(file.scanned_at)

    def test_infected(self):
        """A virus is named, and none of the files is taken."""
        with clamd() as (address, _came):
            self.parameter("scanner", address)
            with self.refused("a.txt", "Eicar-Test-Signature"):
                self.take(("b.pdf", PDF), ("a.txt", TEST_VIRUS))
        self.assertFalse(self.files.sudo().search([("document_id", "=", self.document.id)]))

    def test_scanner_fails(self):
        """A scanner is set and does not answer: nothing is taken, and the person learns why."""
        self.parameter("scanner", "/nowhere/clamd.ctl")
        with self.refused("act.pdf", "did not respond"):
            self.take()

        def nonsense(connection):
            read_stream(connection)
            connection.sendall(b"stream: nonsense\0")

        with clamd(nonsense) as (address, _came):
            self.parameter("scanner", address)
            with self.refused("did not respond"):
                self.take()

    def test_scanner_hangs(self):
        """A scanner that does not answer is asked once, within one deadline, and said to be silent once."""

        def hang(connection):
            read_stream(connection)
            time.sleep(4)

        self.addCleanup(virus_scan._silent_until.clear)
        self.parameter("max_seconds", "2")
        uploads = [(f"{name}.txt", name.encode()) for name in ("one", "two", "three")]
        with clamd(hang) as (address, came):
            self.parameter("scanner", address)
            begun = time.monotonic()
            with self.assertRaises(UserError) as refused:
                self.take(*uploads)
            self.assertLess(time.monotonic() - begun, 3.5)
            self.assertEqual(str(refused.exception).count("did not respond"), 1)
        self.assertEqual(len(came), 1)
        self.assertFalse(self.files.sudo().search([("document_id", "=", self.document.id)]))

    def test_taken_while_the_scanner_hangs(self):
        """An authority may take files meanwhile: they are marked as not scanned. A virus stays refused."""
        self.parameter("scanner", "/nowhere/clamd.ctl")
        self.parameter("unscanned", "take")
        files = self.take(("a.txt", b"a"), ("b.txt", b"b"))
        self.assertEqual(files.mapped("scan"), ["not_scanned"] * 2)
        self.assertFalse(any(files.mapped("scanned_at")))
        with clamd() as (address, _came):
            self.parameter("scanner", address)
            with self.refused("Eicar-Test-Signature"):
                self.take(("c.txt", TEST_VIRUS))

    def test_what_is_refused_is_not_scanned(self):
        """The scanner is spared what is refused anyway: bombs and files of another type."""
        with clamd() as (address, came):
            self.parameter("scanner", address)
            with self.refused("too large when unpacked"):
                self.take(("a.zip", packed({"a.txt": bytes(20 * MB)})))
        self.assertFalse(came)


@tagged("post_install", "-at_install")
class TestKept(FilesCase):
    def test_nothing_changes_it(self):
        """RS16.9: a file that was taken is kept as it was taken, by everybody and through any door."""
        file = self.take()
        other = base64.b64encode(b"%PDF-other")
        for user in (self.officer, self.supervisor, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                file.with_user(user).write({"name": "x"})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                file.with_user(user).unlink()
        for vals in (
            {"name": "x.pdf"},
            {"content": other},
            {"sha256": "0" * 64},
            {"scan": "clean"},
            {"document_id": False},
            {"importing_authority_id": self.other_importing.id},
            {"is_pending": True},
        ):
            with self.subTest(vals=vals), self.refused("Received files cannot be entered or changed"):
                file.sudo().write(vals)
        with self.refused("cannot be deleted"):
            file.sudo().unlink()
        with self.refused("cannot be deleted"):
            self.document.sudo().unlink()
        with self.refused("Received files cannot be entered or changed"):
            file.sudo().copy()
        with self.refused("cannot be entered or changed"):
            self.env[MODEL].sudo().create({"name": "x.pdf", "scan": "clean"})
        self.assertTrue(file._is_unchanged())

    def test_nothing_changes_its_attachment(self):
        """The bytes beneath are kept as well: no other content, place, type, publicity or token."""
        file = self.take()
        attachment = file._attachment()
        for vals in (
            {"raw": b"x"},
            {"datas": base64.b64encode(b"x")},
            {"raw": False},
            {"db_datas": b"x"},
            {"mimetype": "text/html"},
            {"public": True},
            {"access_token": "x"},
            {"res_id": 0},
            {"res_model": "res.partner"},
            {"res_field": False},
            {"type": "url", "url": "https://example.com"},
            {"name": "x.html"},
        ):
            with self.subTest(vals=vals), self.refused("part of the record"):
                attachment.write(vals)
        with self.refused("part of the record"):
            attachment.unlink()
        with self.refused("part of the record"):
            attachment.generate_access_token()
        with self.refused("part of the record"):
            attachment.create(
                {
                    "name": "content",
                    "res_model": MODEL,
                    "res_id": file.id,
                    "res_field": "content",
                    "raw": b"x",
                }
            )
        self.assertEqual(file._content(), PDF)

    def test_storage_can_move(self):
        """The system may put the same bytes into another storage."""
        file = self.take()
        attachment = file._attachment()
        self.assertTrue(attachment.store_fname)
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        attachment._migrate()
        self.assertFalse(attachment.store_fname)
        self.assertTrue(file._is_unchanged())

    def test_change_behind_its_back_is_found(self):
        """A change past all doors is found by the SHA-256."""
        file = self.take()
        attachment = file._attachment()
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        attachment._migrate()
        self.env.flush_all()
        self.env.cr.execute("UPDATE ir_attachment SET db_datas = %s WHERE id = %s", [b"other", attachment.id])
        self.env.invalidate_all()
        self.assertFalse(file._is_unchanged())

    def test_recorded_evidence_of_facts(self):
        """The document of a recorded fact has its content for good, also against the superuser."""
        attachment = (
            self.env["ir.attachment"].with_user(self.officer).create({"name": "c.txt", "raw": b"consent"})
        )
        visit = self.sent_visit()
        self.record(visit, "consent_received_on", -50, reference="RS-1", attachment_ids=attachment.ids)
        with self.refused("part of the record"):
            attachment.sudo().write({"raw": b"other"})
        with self.refused("part of the record"):
            attachment.sudo().unlink()
        attachment.sudo().write({"raw": b"consent", "mimetype": "text/plain"})
        self.assertEqual(attachment.raw, b"consent")

    def test_content_is_not_read_by_remote_calls(self):
        """The bytes leave by the download alone, where it can be seen who took them."""
        file = self.take()
        with self.assertRaises(AccessError):
            file.read(["content"])
        self.assertNotIn("content", file.fields_get())
        self.assertFalse(file._attachment().with_user(self.officer).has_access("read"))


@tagged("post_install", "-at_install")
class TestPending(FilesCase):
    def test_bound_once(self):
        """Files uploaded ahead belong to nothing; they get their owner once and for good."""
        file = self.files._accept([("act.pdf", PDF)])
        self.assertTrue(file.sudo().is_pending)
        file._bind(document_id=self.document.id)
        self.assertEqual((file.document_id, file.is_pending), (self.document, False))
        self.assertEqual(file.importing_authority_id, self.importing)
        with self.refused("belong elsewhere"):
            file._bind(document_id=self.document.id)
        with self.refused("have not sent yet"):
            file._unlink_pending()

    def test_anothers_files(self):
        """Nobody takes or removes what another has uploaded, by guessing its number."""
        file = self.files._accept([("act.pdf", PDF)])
        for act in (
            lambda files: files._bind(document_id=self.document.id),
            lambda files: files._unlink_pending(),
        ):
            with self.assertRaises(UserError):
                act(file.with_user(self.officer_2))
            with self.assertRaises(UserError):
                act(file.browse(file.id + 1000))
        with self.refused("belong elsewhere"):
            file._bind()

    def test_limits_hold_when_bound(self):
        """Uploading one by one does not get round the number of files."""
        self.parameter("max_count", "2")
        files = self.files.browse().union(*(self.files._accept([(f"{n}.pdf", PDF)]) for n in range(3)))
        with self.refused("at most 2 files"):
            files._bind(document_id=self.document.id)
        files[:2]._bind(document_id=self.document.id)
        with self.refused("at most 2 files"):
            files[2]._bind(document_id=self.document.id)

    def test_thought_better_of(self):
        """What was not sent can be removed by who uploaded it, and is removed after a day."""
        first, second, bound = (self.files._accept([(f"{n}.pdf", PDF)]) for n in range(3))
        attachment = first._attachment()
        first._unlink_pending()
        self.assertFalse(first.sudo().exists())
        self.assertFalse(attachment.exists())
        bound._bind(document_id=self.document.id)
        self.env.cr.execute(
            "UPDATE customs_file SET uploaded_at = %s WHERE id IN %s",
            [fields.Datetime.now() - timedelta(days=2), tuple((second | bound).ids)],
        )
        self.env.invalidate_all()
        fresh = self.files._accept([("fresh.pdf", PDF)])
        self.files._gc_pending()
        self.assertEqual((second | bound | fresh).sudo().exists(), (bound | fresh).sudo())


@tagged("post_install", "-at_install")
class TestAccess(FilesCase):
    def test_of_an_answer(self):
        """RS16.9: files of an answer are the person's and, once it is given, the authority's."""
        visit = self.sent_visit()
        person = self.portal_contact(visit.verified_person_id)
        other = self.portal_contact(self.person("Other Producer"))
        task = self.task(visit)
        files = self.env[MODEL].with_user(person)
        file = files._accept([("ledger.pdf", PDF)], task_id=task.id)
        self.assertTrue(file.has_access("read"))
        for user in (other, self.officer, self.foreign_officer):
            self.assertFalse(file.with_user(user).has_access("read"), user.login)
        answer = task.with_user(person).give_answer(1, "Here.", file_ids=file.ids, is_confidential=True)
        self.assertEqual((file.answer_id, file.is_pending, file.is_confidential), (answer, False, True))
        self.assertTrue(file.with_user(self.officer).has_access("read"))
        for user in (other, self.foreign_officer):
            self.assertFalse(file.with_user(user).has_access("read"), user.login)
        with self.assertRaises(UserError):
            file._unlink_pending()
        taken = files._accept([("more.pdf", PDF)], answer_id=answer.id)
        self.assertEqual((taken.task_id, taken.commercial_person_id), (task, visit.verified_person_id))

    def test_of_the_own_authority(self):
        """CU-A: who serves the importing authority sees the file, nobody else inside does."""
        file = self.take()
        for user, may in (
            (self.reader, True),
            (self.supervisor, True),
            (self.foreign_officer, False),
            (self.administrator, False),
        ):
            self.assertEqual(file.with_user(user).has_access("read"), may, user.login)
            if user != self.administrator:
                self.assertEqual(bool(file.with_user(user).search([])), may)
            self.assertFalse(file.with_user(user).has_access("write"))


@tagged("post_install", "-at_install")
class TestDownload(FilesCase, HttpCase):
    def test_download(self):
        """A file is always a download, of a type no browser runs, kept in no cache."""
        self.authenticate("test_reader", PASSWORD)
        for name, content in HONEST.items():
            with self.subTest(name=name):
                file = self.take((f"Счёт {name}", content), document_id=self.document.id)
                response = self.url_open(file.action_download()["url"])
                self.assertEqual((response.status_code, response.content), (200, content))
                headers = response.headers
                self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
                self.assertIn("filename*=UTF-8''%D0%A1", headers["Content-Disposition"])
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["Content-Security-Policy"], "default-src 'none'; sandbox")
                self.assertEqual(headers["Cache-Control"], "no-store")
                self.assertEqual(headers["Content-Type"].split(";")[0], file.mimetype)
                self.assertNotIn("html", headers["Content-Type"])
            file.env.cr.execute("DELETE FROM customs_file WHERE id = %s", [file.id])
            self.env.invalidate_all()

    def test_confidential_downloads_are_noted(self):
        """RSM26: who took a file that was given in confidence, and when, is noted for supervisors."""
        file = self.take()
        self.authenticate("test_reader", PASSWORD)
        log = self.env["customs.reading"].with_user(self.supervisor)
        of_file = [("file_id", "=", file.id)]
        self.assertEqual(self.url_open(f"/customs/file/{file.id}").status_code, 200)
        self.assertFalse(log.search(of_file))
        self.document.with_user(self.officer).mark_confidential(self.exporting.id)
        self.assertIn(file, self.files.search([("is_confidential", "=", True)]))
        self.assertNotIn(file, self.files.search([("is_confidential", "=", False)]))
        self.assertEqual(self.url_open(f"/customs/file/{file.id}").status_code, 200)
        noted = log.search(of_file)
        self.assertEqual((noted.user_id, noted.way), (self.reader, "downloaded"))
        self.authenticate("test_foreign_officer", PASSWORD)
        self.assertEqual(self.url_open(f"/customs/file/{file.id}").status_code, 404)
        self.assertEqual(log.search(of_file), noted)

    def test_foreign_and_missing_are_one(self):
        """Who may not read a file learns not even that it is there."""
        file = self.take()
        self.authenticate("test_foreign_officer", PASSWORD)
        answers = set()
        for number in (file.id, file.id + 1000, 2**31 - 1):
            response = self.url_open(f"/customs/file/{number}")
            answers.add((response.status_code, response.text))
        self.assertEqual(len(answers), 1)
        self.assertEqual(answers.pop()[0], 404)
        for number in (0, -1, 2**31, "x", "1/2"):
            self.assertEqual(self.url_open(f"/customs/file/{number}").status_code, 404)
        self.authenticate(None, None)
        response = self.url_open(f"/customs/file/{file.id}", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_no_other_door(self):
        """Nothing is shown by /web/content or /web/image, whatever type the link names."""
        file = self.take(("page.txt", b"<b>harmless</b> but for a browser"))
        attachment = file._attachment()
        new_test_user(
            self.env,
            "test_system",
            "base.group_system,customs_verification.group_supervisor",
            password=PASSWORD,
        ).customs_authority_ids = self.importing
        for login in ("test_reader", "test_system"):
            self.authenticate(login, PASSWORD)
            for place in (
                f"{MODEL}/{file.id}/content",
                str(attachment.id),
                f"{MODEL}/{file.id}/content/x.html",
            ):
                for more in ("", "?mimetype=text/html", "?download=1"):
                    response = self.url_open(f"/web/content/{place}{more}")
                    self.assertEqual(response.status_code, 404, (login, place, more))
                    response = self.url_open(f"/web/image/{place}{more}")
                    self.assertNotIn(b"harmless", response.content)
        with self.assertRaises(MissingError):
            self.env["ir.binary"]._find_record(res_model=MODEL, res_id=file.id)


@contextmanager
def upload_routes(env):
    """Give the server two routes that take files, one in the back end and one in the portal."""
    before = list(Controller.children_classes["customs_verification"])

    class TestUpload(Controller):
        @route(
            "/customs/test/upload",
            type="http",
            auth="user",
            methods=["POST"],
            csrf=False,
            max_content_length=upload_limit,
        )
        def upload(self, **_params):
            return str(sum(len(file.read()) for file in request.httprequest.files.getlist("file")))

        @route(
            "/customs/test/portal_upload",
            type="http",
            auth="user",
            methods=["POST"],
            csrf=False,
            website=True,
            max_content_length=upload_limit,
        )
        def portal_upload(self, **_params):
            return "taken"

    Controller.children_classes["customs_verification"] = [*before, TestUpload]
    env.registry.clear_cache("routing")
    try:
        yield
    finally:
        Controller.children_classes["customs_verification"] = before
        env.registry.clear_cache("routing")


@tagged("post_install", "-at_install")
class TestTooLarge(BareSocketMixin, FilesCase, HttpCase):
    """A body above the limit is refused by its length, before it is read."""

    def setUp(self):
        super().setUp()
        self.parameter("max_total_mb", "1")
        self.authenticate("test_officer", PASSWORD)

    def test_limit_of_the_route(self):
        """What the setting allows passes; what is above is refused with a clear page."""
        with upload_routes(self.env):
            self.assertEqual(self.files._max_request_bytes(), 2 * MB)
            response = self.url_open("/customs/test/upload", files={"file": ("a.txt", b"x" * MB)})
            self.assertEqual((response.status_code, response.text), (200, str(MB)))
            for path in ("/customs/test/upload", "/customs/test/portal_upload"):
                response = self.send(path, b"x" * (2 * MB), [f"Content-Length: {2 * MB + 1000}"])
                self.assertIn(b" 413 ", response.split(b"\r\n")[0], path)

    def test_two_gigabytes(self):
        """A request that announces 2 GB is answered at once: not one byte of its body is waited for."""
        with upload_routes(self.env):
            for path in ("/customs/test/upload", "/customs/test/portal_upload"):
                response = self.send(path, b"", ["Content-Length: 2147483648"])
                self.assertIn(b" 413 ", response.split(b"\r\n")[0], path)
                self.assertIn(b"fewer or smaller files", response)

    def test_body_of_unknown_length(self):
        """A body that does not tell its length is read up to the limit and no further, if at all."""
        with upload_routes(self.env):
            chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
            response = self.send("/customs/test/upload", chunk * 40, ["Transfer-Encoding: chunked"])
            self.assertNotIn(b" 500 ", response.split(b"\r\n")[0])
            self.assertNotIn(str(40 * 65536).encode(), response)


@tagged("post_install", "-at_install")
class TestSettings(FilesCase):
    def settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_defaults_and_storage(self):
        """What is not set is shown as it holds; what is set holds from then on."""
        settings = self.settings()
        self.assertEqual(settings.customs_file_max_mb, 20)
        self.assertIn("docx", settings.customs_file_types)
        self.settings(customs_file_types="PDF; .jpg,pdf", customs_file_max_mb=5).execute()
        self.assertEqual(self.files._types(), {"pdf", "jpg"})
        self.assertEqual(self.files._limits().max_bytes, 5 * MB)
        self.assertEqual(self.settings().customs_file_types, "pdf, jpg")

    def test_mistakes_are_named_together(self):
        """A type that can run, a size of nothing, a socket that is none: one message names them all."""
        with self.refused("exe, html", "Largest File", "Files of One Answer", "no-port", "must not be lower"):
            self.settings(
                customs_file_types="pdf, exe, html",
                customs_file_max_mb=501,
                customs_file_max_count=0,
                customs_file_scanner="no-port",
            ).execute()
        with self.refused("enter at least one"):
            self.settings(customs_file_types=" , ").execute()

    def test_try_the_scanner(self):
        """The button tells whether the scanner finds the test virus and passes what is harmless."""
        with clamd() as (address, _came):
            result = self.settings(customs_file_scanner=address).action_customs_try_scanner()["params"]
        self.assertEqual(result["type"], "success")
        self.assertIn("Eicar", result["message"])
        result = self.settings(customs_file_scanner=address).action_customs_try_scanner()["params"]
        self.assertEqual(result["type"], "danger")
        self.assertIn("does not respond", result["message"])

        def blind(connection):
            read_stream(connection)
            connection.sendall(b"stream: OK\0")

        with clamd(blind) as (address, _came):
            result = self.settings(customs_file_scanner=address).action_customs_try_scanner()["params"]
        self.assertIn("cannot tell", result["message"])
        with self.refused("Enter the socket of the scanner first"):
            self.settings().action_customs_try_scanner()

    def test_administrators_alone(self):
        """Nobody but an administrator of the system reads, changes or tries the settings."""
        settings = self.settings(customs_file_scanner="/run/x")
        for user in (self.supervisor, self.administrator):
            with self.assertRaises(AccessError):
                self.env["res.config.settings"].with_user(user).create({})
            with self.assertRaises(AccessError):
                settings.with_user(user).action_customs_try_scanner()
        arch = self.env["res.config.settings"].get_view(view_type="form")["arch"]
        self.assertIn("customs_file_scanner", arch)
