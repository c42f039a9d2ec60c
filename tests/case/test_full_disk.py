"""A full disk: what a person is told, what is left behind, and that the same bytes are taken afterwards."""

import errno
import io
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.http import HttpDispatcher
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_attachment

from ...models.case.ir_attachment import OWN_FILE
from ..common.file_samples import PDF
from ..common.files_case import FilesCase
from ..common.full_disk import StoreMixin
from ..common.portal_tasks import PortalCase

STORE = "odoo.addons.customs_verification.models.case.ir_attachment"
ROOM = 30  # bytes that still fit


class _Full(io.FileIO):
    """A file on a disk that takes a few bytes more, and no others."""

    def write(self, content):  # pylint: disable=missing-return
        super().write(bytes(content[:ROOM]))
        raise OSError(errno.ENOSPC, "No space left on device")


@contextmanager
def full_disk(after=0):
    """Let the store of files be full, after so many files."""
    written = 0

    def opened(path, mode="r", *args, **kwargs):  # pylint: disable=keyword-arg-before-vararg
        nonlocal written
        if "w" not in mode:
            return open(path, mode, *args, **kwargs)
        written += 1
        return open(path, mode, *args, **kwargs) if written <= after else _Full(path, "w")

    with patch.object(ir_attachment, "open", opened, create=True), mute_logger(STORE):
        yield


@tagged("post_install", "-at_install")
class TestFullDisk(StoreMixin, FilesCase):
    def test_file(self):
        """A file is refused with a sentence, leaves nothing behind, and is taken once there is room."""
        before = self.stored()
        with full_disk(), self.refused("no space", "Try again later"):
            self.take(("ledger.txt", b"the same bytes" * 100))
        self.assertEqual(self.stored(), before)
        self.assertFalse(self.files.sudo().search([("name", "=", "ledger.txt")]))
        file = self.take(("ledger.txt", b"the same bytes" * 100))
        self.assertTrue(file._is_unchanged())
        self.assertTrue(self.take(("again.txt", b"the same bytes" * 100))._is_unchanged())

    def test_several_files(self):
        """Those that were stored before the disk was full go with the others."""
        before = self.stored()
        with full_disk(after=2), self.refused("no space"):
            self.take(*[(f"{name}.txt", name.encode() * 99) for name in ("one", "two", "three")])
        self.assertEqual(self.stored(), before)

    def test_other_faults(self):
        """Another fault of the store is told as well, without its details: those are in the log."""

        def broken(path, mode="r", *args, **kwargs):  # pylint: disable=keyword-arg-before-vararg
            raise OSError(errno.EROFS, "Read-only file system", path)

        with (
            patch.object(ir_attachment, "open", broken, create=True),
            self.assertLogs(STORE, "ERROR") as log,
            self.assertRaises(UserError) as refused,
        ):
            self.take()
        self.assertIn("cannot be stored", str(refused.exception))
        self.assertNotIn("Read-only", str(refused.exception))
        self.assertIn("Read-only", log.output[0])
        with (
            patch("os.makedirs", side_effect=OSError(errno.ENOSPC, "full")),
            mute_logger(STORE),
            self.refused("no space"),
        ):
            self.take()

    def test_document(self):
        """A letter that is approved on a full disk stays a draft, and is approved once there is room."""
        visit = self.visit()
        documents = len(visit.document_ids)
        before = self.stored()
        with full_disk(), self.refused("no space"):
            visit.with_user(self.supervisor)._approve_request(self.today)
        self.assertEqual(self.stored(), before)
        visit.invalidate_recordset()
        self.assertEqual(len(visit.document_ids), documents)
        visit.with_user(self.supervisor)._approve_request(self.today)
        [document] = visit.document_ids.filtered(lambda row: row.kind == "request")
        self.assertTrue(document._is_unchanged())

    def test_same_bytes_have_files_of_their_own(self):
        """Two files with the same bytes are two in the store: one is deleted without the other."""
        first, second = (self.take((f"{name}.txt", b"twice")) for name in "ab")
        names = [file._attachment().store_fname for file in (first, second)]
        self.assertEqual(len(set(names)), 2)
        for name in names:
            self.assertTrue(OWN_FILE.fullmatch(name), name)
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"twice"})
        self.assertFalse(OWN_FILE.fullmatch(other.store_fname))
        sent = self.env["ir.attachment"].with_context(customs_own_file="../../x")
        self.assertEqual(sent._get_path(b"x", "a" * 40)[0], "aa/" + "a" * 40)

    def test_taken_back(self):
        """A transaction that fails leaves no file behind, and one that is given up frees its room at once."""
        # What the set-up of the class stored stays.
        self.env.cr.postrollback.clear()
        before = self.stored()
        self.take(("a.txt", b"to be taken back"))
        self.assertEqual(len(self.stored() - before), 1)
        self.env.cr.postrollback.run()
        self.assertEqual(self.stored(), before)
        self.env.cr.postrollback.clear()
        pending = self.files._accept([("b.txt", b"given up")])
        kept = self.take(("c.txt", b"given up"))
        pending._unlink_pending()
        self.assertEqual(len(self.stored() - before), 2)
        with patch.object(self.registry, "cursor", lambda **_kwargs: _Same(self.env.cr)):
            self.env.cr.postcommit.run()
        self.assertEqual(len(self.stored() - before), 1)
        self.assertTrue(kept._is_unchanged())

    def test_another_names_it(self):
        """A file is not deleted while another attachment names it."""
        pending = self.files._accept([("b.txt", b"named twice")])
        attachment = pending._attachment()
        name = attachment.store_fname
        other = self.env["ir.attachment"].create({"name": "other", "raw": b"x"})
        self.env.cr.execute("UPDATE ir_attachment SET store_fname = %s WHERE id = %s", [name, other.id])
        pending._unlink_pending()
        with patch.object(self.registry, "cursor", lambda **_kwargs: _Same(self.env.cr)):
            self.env.cr.postcommit.run()
        other.invalidate_recordset()
        self.assertEqual(other.raw, b"named twice")


class _Same:
    """The cursor of the test, in place of a new one."""

    def __init__(self, cr):
        self.cr = cr

    def __enter__(self):
        self.cr.flush()
        return self.cr

    def __exit__(self, *_error):
        return False


@tagged("post_install", "-at_install")
class TestFullDiskOnThePortal(StoreMixin, PortalCase):
    def test_answer(self):
        """The exporter reads a sentence with the text kept, and sends the same file once there is room."""
        task = self.task(self.case)
        with full_disk():
            page = self.answer(task, {"text": "My long answer"}, files=[("files", ("ledger.pdf", PDF))])
        self.assertEqual(page.status_code, 200)
        self.assertIn("no space to store", page.text)
        self.assertIn("My long answer", page.text)
        task.invalidate_recordset()
        self.assertFalse(task.answer_ids)
        page = self.answer(task, {"text": "My long answer"}, files=[("files", ("ledger.pdf", PDF))])
        self.assertEqual(page.status_code, 303)
        self.assertEqual(task.answer_ids.file_ids._content(), PDF)

    def test_upload(self):
        """A file that is sent by itself is refused in JSON."""
        task = self.task(self.case)
        with full_disk():
            answer = self.upload(task, ("ledger.pdf", PDF))
        self.assertEqual(answer.status_code, 422)
        self.assertIn("no space", answer.json()["problems"][-1])
        self.assertEqual(self.upload(task, ("ledger.pdf", PDF)).status_code, 200)

    def test_no_room_for_the_request(self):
        """A disk that is full before the form was read: a page that says so, not an error of the server."""
        task = self.task(self.case)
        full = OSError(errno.ENOSPC, "No space left on device")
        with patch.object(HttpDispatcher, "pre_dispatch", side_effect=full):
            answer = self.post(f"/my/customs/tasks/{task.id}/answer", {"text": "x"})
        self.assertEqual(answer.status_code, 507)
        self.assertIn("no space for your files", answer.text)
