"""ClamAV over its socket, played by a thread of the test."""

import io
import socket
import threading
import time
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools import virus_scan
from ...tools.virus_scan import TEST_VIRUS, Scan, parse_address, scan, scan_all
from ..common.virus_scan import clamd, read_stream


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

    def test_one_deadline(self):
        """Several files have one deadline, and a scanner that fails is not asked for the next."""

        def hang(connection):
            read_stream(connection)
            time.sleep(3)

        with clamd(hang) as (address, came):
            begun = time.monotonic()
            scans = scan_all([b"one", b"two", b"three"], address, 1)
            self.assertLess(time.monotonic() - begun, 2)
        self.assertEqual({result.status for result in scans}, {"failed"})
        self.assertEqual(len(scans), 3)
        self.assertEqual(len(came), 1)
        with clamd() as (address, came):
            statuses = [result.status for result in scan_all([b"one", TEST_VIRUS, b"x"], address, 5)]
            self.assertEqual(statuses, ["clean", "infected", "clean"])
            self.assertEqual(scan_all([b"one"], address, 0)[0].status, "failed")
        # The thread notes what came after it has answered: ask when it has ended.
        self.assertEqual(len(came), 3)
        self.assertEqual([result.status for result in scan_all([b"x"], "", 0)], ["not_scanned"])

    def test_shy_after_silence(self):
        """Who let one wait until the end is asked shortly for a while, so that no worker waits again."""

        def hang(connection):
            read_stream(connection)
            time.sleep(2)

        self.addCleanup(virus_scan._silent_until.clear)
        with patch.object(virus_scan, "SHY_TIMEOUT", 0.2), clamd(hang) as (address, _came):
            self.assertEqual(scan(b"x", address, 0.5).status, "failed")
            begun = time.monotonic()
            self.assertEqual(scan(b"x", address, 20).status, "failed")
            self.assertLess(time.monotonic() - begun, 1)
        with clamd() as (address, _came):
            virus_scan._silent_until[address] = time.monotonic() + 100
            self.assertEqual(scan(b"x", address).status, "clean")
            self.assertNotIn(address, virus_scan._silent_until)
