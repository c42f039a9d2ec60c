"""ClamAV over its socket, played by a thread of the test."""

import io
import os
import shutil
import socket
import struct
import tempfile
import threading
import time
from contextlib import contextmanager

from odoo.tests import BaseCase, tagged

from ..tools.virus_scan import TEST_VIRUS, Scan, parse_address, scan


def read_stream(connection):
    """Return what a client sends by INSTREAM, as clamd reads it."""
    with connection.makefile("rb") as stream:
        command = stream.read(10)
        content = b""
        while size := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(size)
        return command, content


def honest(connection):
    """Answer as clamd does."""
    command, content = read_stream(connection)
    found = TEST_VIRUS in content
    connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")
    return command, content


@contextmanager
def clamd(answer=honest, tcp=False):
    """Run a scanner whose ``answer`` gets each connection; give its address and what came to it."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "clamd.ctl")
    server = socket.socket(socket.AF_INET if tcp else socket.AF_UNIX)
    server.bind(("127.0.0.1", 0) if tcp else path)
    server.listen()
    came = []

    def serve():
        while True:
            try:
                connection, _client = server.accept()
            except OSError:
                return
            with connection:
                try:
                    came.append(answer(connection))
                except (OSError, struct.error):
                    came.append(None)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield (f"127.0.0.1:{server.getsockname()[1]}" if tcp else path), came
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
        shutil.rmtree(folder)


@tagged("post_install", "-at_install")
class TestVirusScan(BaseCase):
    def test_clean_and_infected(self):
        """A clean file passes, the test virus is found and named, wherever it lies in the file."""
        with clamd() as (address, came):
            self.assertEqual(scan(b"harmless", address), Scan("clean"))
            infected = bytes(300_000) + TEST_VIRUS
            self.assertEqual(scan(io.BytesIO(infected), address), Scan("infected", "Eicar-Test-Signature"))
            self.assertEqual(scan(b"x", f"unix:{address}"), Scan("clean"))
        self.assertEqual(came[0], (b"zINSTREAM\0", b"harmless"))
        self.assertEqual(came[1][1], infected)

    def test_over_tcp(self):
        """A scanner on another machine."""
        with clamd(tcp=True) as (address, _came):
            self.assertEqual(scan(TEST_VIRUS, address).status, "infected")
            self.assertEqual(scan(b"", f"tcp://{address}").status, "clean")

    def test_stream_is_given_back_at_its_beginning(self):
        """The file is read from its beginning and left there, whatever came of the scan."""
        stream = io.BytesIO(b"harmless")
        stream.seek(4)
        with clamd() as (address, came):
            scan(stream, address)
        self.assertEqual(came[0][1], b"harmless")
        self.assertEqual(stream.tell(), 0)
        self.assertEqual(scan(stream, "/nowhere/clamd.ctl").status, "failed")
        self.assertEqual(stream.tell(), 0)

    def test_no_scanner(self):
        """Without a scanner nothing is scanned, and it is said so."""
        for address in (None, "", "  "):
            self.assertEqual(scan(b"x", address), Scan("not_scanned"))

    def test_scanner_that_fails(self):
        """Whatever is not plainly clean is not clean: nobody there, no answer, an error, nonsense."""

        def says(answer):
            def reply(connection):
                read_stream(connection)
                connection.sendall(answer)

            return reply

        self.assertEqual(scan(b"x", "/nowhere/clamd.ctl").status, "failed")
        self.assertEqual(scan(b"x", "127.0.0.1:1").status, "failed")
        self.assertEqual(scan(b"x", "nonsense").status, "failed")
        for answer in (
            b"",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"OK\0",
            b"stream: OK maybe\0",
            b"stream: \xff\0",
            b"x" * 100_000,
        ):
            with self.subTest(answer=answer[:20]), clamd(says(answer)) as (address, _came):
                self.assertEqual(scan(b"x", address).status, "failed")

    def test_scanner_that_hangs_up(self):
        """A scanner that ends the talk in the middle of a large file is heard, if it said why."""

        def hang_up(connection):
            connection.recv(100)
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")

        with clamd(hang_up) as (address, _came):
            self.assertEqual(scan(bytes(5_000_000), address, 10).status, "failed")

    def test_timeout(self):
        """A scanner that says nothing, or drop by drop, holds nobody longer than the limit."""
        over = threading.Event()

        def silent(connection):
            over.wait(20)

        def dropping(connection):
            read_stream(connection)
            while not over.wait(0.2):
                connection.sendall(b"x")

        for answer in (silent, dropping):
            with clamd(answer) as (address, _came):
                begun = time.monotonic()
                self.assertEqual(scan(bytes(5_000_000), address, 1).status, "failed")
                self.assertLess(time.monotonic() - begun, 5)
                over.set()
            over.clear()

    def test_addresses(self):
        """A path or a host with a port; anything else is a mistake."""
        self.assertEqual(parse_address("/run/clamav/clamd.ctl"), (socket.AF_UNIX, "/run/clamav/clamd.ctl"))
        self.assertEqual(parse_address(" unix:///run/c "), (socket.AF_UNIX, "/run/c"))
        self.assertEqual(parse_address("clamav:3310"), (socket.AF_INET, ("clamav", 3310)))
        self.assertEqual(parse_address("tcp://[::1]:3310"), (socket.AF_INET, ("::1", 3310)))
        for address in (
            "",
            None,
            "clamav",
            "clamav:",
            "clamav:0",
            "clamav:70000",
            "run/c",
            "http://a:1",
            "a b:1",
        ):
            with self.subTest(address=address), self.assertRaises(ValueError):
                parse_address(address)
        with self.assertRaises(ValueError):
            parse_address("/" + "x" * 200)
