"""The process that reads files: bounded in time and memory, and what becomes of a file when it breaks."""

import os
import time
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools import file_check_process
from ...tools.file_check import MB, Limits, check_file, check_files
from ..common.file_samples import HONEST, PDF, docx, packed, pdf_of


@tagged("post_install", "-at_install")
class TestChild(BaseCase):
    def codes(self, *uploads, seconds=20):
        checked = check_files(uploads, Limits(), seconds)
        return [[problem.code for problem in file.problems] for file in checked]

    def test_same_as_here(self):
        """The answer is the one that the check gives in this process, for files of all types at once."""
        uploads = [
            *HONEST.items(),
            ("a.pdf", pdf_of(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>")),
            ("b.zip", packed({"x.svg": "<svg/>", "письмо.pdf": b"MZ"})),
            ("c.docx", docx(**{"word/vbaProject.bin": "x"})),
            ("d.exe", b"MZ"),
            ("e.pdf", b""),
        ]
        checked = check_files(uploads, Limits(), 60)
        self.assertEqual(checked, [check_file(name, content) for name, content in uploads])
        self.assertFalse(any(file.problems for file in checked[: len(HONEST)]))

    def test_nothing_to_read(self):
        """Texts and pictures need no parser, and no process."""
        with patch.object(file_check_process.subprocess, "Popen", side_effect=AssertionError):
            self.assertEqual(
                self.codes(("a.txt", b"x"), ("b.exe", b"MZ"), ("c.pdf", b"MZ")),
                [[], ["type"], ["content"]],
            )

    def test_takes_too_long(self):
        """What is not read in time is not taken, and the process is gone."""
        with patch.object(file_check_process, "START", "import time; time.sleep(60)"):
            begun = time.monotonic()
            self.assertEqual(self.codes(("a.pdf", PDF), ("b.pdf", PDF), seconds=1), [["too_slow"]] * 2)
            self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual(self.codes(("a.pdf", PDF), seconds=0), [["too_slow"]])

    def test_breaks(self):
        """A process that dies, is killed or talks nonsense: what it did not answer for is not taken."""
        answer = "import os, sys; sys.stdout.write('[]\\n'); sys.stdout.flush(); "
        for end in ("os.abort()", "os.kill(os.getpid(), 9)", "sys.exit(3)", "sys.stdout.write('[')"):
            with self.subTest(end=end), patch.object(file_check_process, "START", answer + end):
                self.assertEqual(self.codes(("a.pdf", PDF), ("b.pdf", PDF)), [[], ["too_slow"]])
        for text in ("nonsense", "{}", "[[1]]", "null"):
            with self.subTest(text=text), patch.object(file_check_process, "START", f"print({text!r})"):
                self.assertEqual(self.codes(("a.pdf", PDF)), [["too_slow"]])

    def test_bounds(self):
        """It has little time and memory, writes no file, and knows nothing of the server."""
        probe = file_check_process.START.replace(
            "answer()", "from tools.file_check_process import _restrict; _restrict(2, 0)"
        )

        def result(code):
            with patch.object(file_check_process, "START", probe + code):
                return file_check_process._ask([b""], 20)

        self.assertEqual(result("print(len(bytearray(50 << 20)))"), [b"52428800"])
        self.assertEqual(result("bytearray(4 << 30); print(1)"), [])
        self.assertEqual(
            result("f = open('/tmp/customs_child', 'wb'); f.write(b'x'); f.flush(); print(1)"), []
        )
        self.addCleanup(lambda: os.path.exists("/tmp/customs_child") and os.unlink("/tmp/customs_child"))
        begun = time.monotonic()
        self.assertEqual(result("while True: pass"), [])
        self.assertLess(time.monotonic() - begun, 15)
        with patch.dict(os.environ, {"PGPASSWORD": "planted"}):
            self.assertEqual(
                result("import os; print('PGPASSWORD' in os.environ, os.getcwd())"), [b"False /"]
            )

    def test_bomb(self):
        """Packed objects that fill the memory end the process, not the server."""
        with patch.object(file_check_process, "ROOM", 200 * MB):
            bomb = pdf_of(packed_objects={11: b"<< /K (" + bytes(400 * MB) + b") >>"})
            [[code]] = self.codes(("a.pdf", bomb))
        self.assertIn(code, ("too_slow", "pdf_unreadable"))
