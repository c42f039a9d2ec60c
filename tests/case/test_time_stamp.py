"""A time stamp of a third party says how the heads of all chains stood on a day (RFC 3161, IT9)."""

import base64
import gzip
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo.modules.neutralize import neutralize_database
from odoo.tests import BaseCase, tagged
from odoo.tools import config

from ...tools import fact_chain, outside_log, time_stamp
from ..common.record import LOGGER, VISIT, LoggedCase
from ..common.stamp import StampAuthority, StampMixin

STAMP_LOGGER = "odoo.addons.customs_verification.models.case.customs_time_stamp"


class TestStampTool(StampMixin, BaseCase):
    """What is requested, what comes back, and what does not hold."""

    def tearDown(self):
        self.authority.status, self.authority.moment = "granted", None
        super().tearDown()

    def test_stamp_and_check(self):
        """IT9: a stamp holds for what was stamped, under the authority's own root, at its moment."""
        answer = time_stamp.stamp("a" * 64, self.url)
        moment = time_stamp.checked(answer, "a" * 64, self.authority.roots)
        self.assertEqual(moment, time_stamp.moment_of(answer))
        self.assertLess(abs(moment - datetime.now(UTC).replace(tzinfo=None)), timedelta(minutes=1))
        for hashed, roots, words in (
            ("b" * 64, self.authority.roots, "not valid"),
            ("a" * 64, StampAuthority().roots, "not valid"),
            ("a" * 64, b"nonsense", "names no certificates"),
        ):
            with self.assertRaisesRegex(time_stamp.StampError, words):
                time_stamp.checked(answer, hashed, roots)
        with self.assertRaises(time_stamp.StampError):
            time_stamp.checked(answer[:-1] + bytes([answer[-1] ^ 1]), "a" * 64, self.authority.roots)

    def test_failures(self):
        """IT9: an authority that cannot be reached, refuses or answers nonsense is a sentence."""
        for url in ("http://127.0.0.1:9/tsr", "ftp://127.0.0.1/tsr", "tsr"):
            with self.subTest(url=url), self.assertRaises(time_stamp.StampError):
                time_stamp.stamp("a" * 64, url)
        self.authority.status = "rejection"
        with self.assertRaises(time_stamp.StampError):
            time_stamp.stamp("a" * 64, self.url)
        self.authority.status = "granted"
        for answer in (b"", b"nonsense", b"\0" * (time_stamp.LARGEST_ANSWER + 1)):
            other = patch.object(self.authority, "answer", lambda _query, answer=answer: answer)
            with other, self.assertRaises(time_stamp.StampError):
                time_stamp.stamp("a" * 64, self.url)
        former = time_stamp.stamp("a" * 64, self.url)
        other = patch.object(self.authority, "answer", lambda _query: former)  # to another question
        with other, self.assertRaises(time_stamp.StampError):
            time_stamp.stamp("a" * 64, self.url)

    def test_list(self):
        """IT9: the list names the stamp before, and each head once, in order."""
        head = {"case": "a,1", "chain": "facts", "chain_index": 2, "hash": "f" * 64}
        content = time_stamp.list_of([head | {"case": "b,2"}, head], "0" * 64)
        self.assertEqual(
            content.decode(), f"before {'0' * 64}\na,1 facts 2 {'f' * 64}\nb,2 facts 2 {'f' * 64}\n"
        )
        self.assertEqual(time_stamp.unpacked(time_stamp.packed(content)), content)
        self.assertEqual(time_stamp.heads_of(content, ["a,1"]), [("a,1", "facts", 2, "f" * 64)])
        self.assertEqual(time_stamp.before_of(content), "0" * 64)
        with self.assertRaises(time_stamp.StampError):
            time_stamp.unpacked(b"no gzip")


@tagged("post_install", "-at_install")
class TestTimeStamp(StampMixin, LoggedCase):
    def setUp(self):
        super().setUp()
        roots = self.path.parent / "roots.pem"
        roots.write_bytes(self.authority.roots)
        for option, value in ((time_stamp.URL, self.url), (time_stamp.ROOTS, str(roots))):
            config[option] = value
            self.addCleanup(config._runtime_options.pop, option)
        self.stamps = self.env["customs.time.stamp"].sudo()
        self.addCleanup(setattr, self.authority, "status", "granted")

    def stamp(self):
        """Have the records stamped, as the daily job does."""
        self.env.cr.flush()
        self.stamps._cron_stamp()
        return self.stamps.search([], limit=1)

    def test_off(self):
        """IT9: nobody is asked unless the configuration names an authority; nor by a neutralised copy."""
        config[time_stamp.URL] = ""
        self.assertFalse(self.stamp())
        self.assertFalse(self.stamps._trouble())
        config[time_stamp.URL] = self.url
        neutralize_database(self.env.cr)
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.assertFalse(self.stamp())

    def test_daily(self):
        """IT9: the first stamp holds all heads, the next ones those that moved; each names the one before."""
        self.assertIn("Last time stamp: none", self.env["customs.fact"]._log_trouble())
        first = self.stamp()
        self.assertEqual(first.count, len(self.outside._all_heads()))
        self.assertFalse(self.env["customs.fact"]._log_trouble())
        self.sql("UPDATE customs_time_stamp SET create_date = create_date + interval '2 days'")
        self.sql("UPDATE customs_fact SET recorded_at = recorded_at - interval '30 days'")
        self.sql("UPDATE customs_seal SET sealed_at = sealed_at - interval '30 days'")
        self.env.cr.postcommit.clear()
        second = self.stamp()
        self.assertEqual((second.before, second.count), (first.digest, 0))
        self.assertEqual(self.stamps._check_stamps(), [])
        self.assertEqual(list(self.outside._stamped()), [first.digest, second.digest])
        self.assertEqual(first.action_check()["params"]["type"], "success")
        with self.refused("A time stamp cannot be changed"):
            first.write({"digest": "x"})
        with self.refused("cannot be deleted"):
            first.unlink()

    def test_rewritten(self):
        """IT9: a record rewritten as a whole is found by the stamp, without an outside log."""
        self.stamp()
        config[outside_log.OPTION] = ""
        self.assertFalse(self.found())
        self.sql("UPDATE customs_fact SET value_on = '2026-01-01' WHERE id = %s", self.entry(2).id)
        self.rewrite(self.visit_1)
        self.assertIn((4, fact_chain.STAMPED), self.found())
        message = self.visit_1.action_check_record()["params"]["message"]
        self.assertIn("Entry 4: the time stamp of", message)

    def test_forged_stamp(self):
        """IT9: a list that was forged, a stamp of another authority, one that was deleted: all is told."""
        first, second = self.stamp(), self.stamp()
        content = first._content()
        for values, words in (
            ({"heads": base64.b64encode(gzip.compress(content + b"x,1 facts 1 0\n"))}, "is different"),
            ({"token": base64.b64encode(self._by_another(first.digest))}, "not valid"),
            ({"stamped_at": "2020-01-01 00:00:00"}, "It was given on"),
        ):
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                [(name, value)] = values.items()
                self.sql(f"UPDATE customs_time_stamp SET {name} = %s WHERE id = %s", value, first.id)
                self.assertIn(words, "\n".join(self.stamps._check_stamps()))
                self.assertEqual(first.action_check()["params"]["type"], "danger")
                savepoint.rollback()
                self.env.invalidate_all()
        self.sql("DELETE FROM customs_time_stamp WHERE id = %s", first.id)
        problems = "\n".join(self.stamps._check_stamps())
        self.assertIn("or was deleted", problems)
        self.assertIn("has 1 time stamps that are missing", problems)
        with self.assertLogs(LOGGER, "ERROR") as logs:
            self.run_cron()
        self.assertIn("does not hold", "\n".join(logs.output))
        self.assertTrue(second)

    def _by_another(self, digest):
        authority = StampAuthority()
        url, stop = authority.serve()
        try:
            return time_stamp.stamp(digest, url)
        finally:
            stop()

    def test_authority_is_down(self):
        """IT9: an authority that does not answer stops nothing: the log tells, and after days the screen."""
        self.authority.status = "rejection"
        with self.assertLogs(STAMP_LOGGER, "ERROR") as logs:
            self.assertFalse(self.stamp())
        self.assertIn("got no time stamp", logs.output[0])
        self.authority.status = "granted"
        self.stamp()
        self.sql("UPDATE customs_time_stamp SET stamped_at = stamped_at - interval '4 days'")
        self.assertIn("There is no recent time stamp of the records", self.env["customs.fact"]._log_trouble())

    def test_without_roots(self):
        """IT9: without the authority's certificates stamps prove nothing, and nobody is judged by them."""
        stamp = self.stamp()
        config[time_stamp.ROOTS] = ""
        self.assertFalse(self.stamps._known([f"{VISIT},{self.visit_1.id}"]))
        with self.refused(time_stamp.ROOTS):
            stamp.action_check()
        config[time_stamp.ROOTS] = "/nowhere/roots.pem"
        with self.assertLogs(STAMP_LOGGER, "ERROR"):
            self.assertFalse(self.found())
