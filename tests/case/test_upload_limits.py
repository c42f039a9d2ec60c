"""How much is taken from one sender: by the minute, by the hour, of one task and in all."""

from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.case.customs_upload_limit import TooMuchError
from ..common.cases import CustomsCase
from ..common.full_disk import StoreMixin
from ..common.incoming_request import AskedCase
from ..common.portal_tasks import PortalCase
from ..common.several_connections import MomentCase

MB = 1024 * 1024


class UploadLimitMixin:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM customs_upload_limit")

    def limit(self, **limits):
        for name, value in limits.items():
            self.env["ir.config_parameter"].sudo().set_param(f"customs_verification.file_{name}", str(value))

    def later(self, minutes):
        """Let the time pass for what was counted so far."""
        self.env.cr.execute("UPDATE customs_upload_limit SET at = at - %s * interval '1 minute'", [minutes])

    def rows(self, sender=None):
        self.env.cr.execute(
            "SELECT kind, files, bytes, is_open FROM customs_upload_limit "
            "WHERE %s IS NULL OR sender = %s ORDER BY id",
            [sender, sender],
        )
        return self.env.cr.fetchall()


@tagged("post_install", "-at_install")
class TestUploadLimits(UploadLimitMixin, CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.person("Firm d.o.o.")
        cls.contact = cls.portal_contact(cls.firm)
        cls.colleague = cls.portal_contact(cls.firm, name="Colleague")
        cls.stranger = cls.portal_contact(cls.person("Other d.o.o."), name="Stranger")
        cls.case = cls.sent_visit(person=cls.firm)
        cls.one, cls.two = cls.task(cls.case, name="One"), cls.task(cls.case, name="Two")

    def take(self, size=10, count=1, user=None, task=None):
        files = self.env["customs.file"].with_user(user or self.contact)
        uploads = [(f"{number}.txt", b"x" * size) for number in range(count)]
        return files._accept(uploads, task_id=(task or self.one).id)

    def too_much(self, *words):
        """Expect a refusal with these words; give the seconds after which one may try again."""
        test = self

        class Expected:
            def __enter__(self):
                return self

            def __exit__(self, kind, error, _traceback):
                test.assertTrue(kind and issubclass(kind, TooMuchError), error)
                for word in words:
                    test.assertIn(word, str(error))
                self.seconds = error.seconds
                return True

        return Expected()

    def test_uploads_within_a_minute(self):
        """A firm, all of its contacts together, uploads so often within a minute; then again."""
        self.limit(minute_uploads=3)
        for user in (self.contact, self.colleague, self.contact):
            self.take(user=user)
        with self.too_much("at most 3 per minute", "Try again in") as refused:
            self.take(user=self.colleague, task=self.two)
        self.assertTrue(50 <= refused.seconds <= 60)
        self.env["customs.file"].with_user(self.stranger)._accept([("a.txt", b"x")])
        self.later(0.5)
        with self.too_much() as refused:
            self.take()
        self.assertTrue(20 <= refused.seconds <= 30)
        self.later(0.6)
        self.take()

    def test_what_is_refused_counts(self):
        """Looking at files costs time: a bad one counts as an upload, and holds no room."""
        self.limit(minute_uploads=2, task_files=2)
        for _number in range(2):
            with suppress(UserError):
                self.env["customs.file"].with_user(self.contact)._accept(
                    [("a.exe", b"MZ")], task_id=self.one.id
                )
        self.assertEqual([row[3] for row in self.rows()], [False, False])
        with self.too_much("per minute"):
            self.take()
        self.later(2)
        self.take(count=2)

    def test_within_an_hour(self):
        """Files and bytes within an hour, also those that were removed; the message says when again."""
        self.limit(hour_mb=2)
        self.take(size=MB)
        self.later(20)
        self.take(size=MB)._unlink_pending()
        with self.too_much("2 MB per hour", "Try again in 40 minutes") as refused:
            self.take(size=MB)
        self.assertTrue(2300 < refused.seconds <= 2400)
        self.later(41)
        self.take(size=MB)
        self.limit(hour_mb=1000, hour_files=4)
        with self.too_much("at most 4 files"):
            self.take(count=3)
        self.take(count=2)

    def test_of_one_task(self):
        """Files and bytes of one task; what is removed frees its room at once."""
        self.limit(task_files=3, task_mb=2)
        self.take(count=2)
        with self.too_much("at most 3 files and 2 MB here in total"):
            self.take(count=2)
        self.take(count=2, task=self.two)
        last = self.take()
        with self.too_much():
            self.take()
        last._unlink_pending()
        last = self.take(size=MB)
        last._unlink_pending()
        self.take(size=2 * MB - 30)
        self.limit(task_files=100)
        with self.too_much("2 MB"):
            self.take(size=50)

    def test_of_one_sender(self):
        """Files and bytes of one firm in all, over all tasks and answers."""
        self.limit(sender_files=3)
        files = self.take(count=2)
        self.one.with_user(self.contact).give_answer(1, "Here", file_ids=files.ids)
        self.take(task=self.two)
        with self.too_much("One sender can store", "Ask the authority") as refused:
            self.take(task=self.two)
        self.assertIsNone(refused.seconds)
        self.env["customs.file"].with_user(self.stranger)._accept([("a.txt", b"x")])
        self.limit(sender_files=100, sender_mb=1)
        with self.too_much("1 MB"):
            self.take(size=MB, task=self.two)

    def test_many_and_removed(self):
        """25 files of 4 MB, uploaded and removed, hold no room; after the hour's bytes there is an end."""
        self.limit(hour_mb=100, minute_uploads=100)
        for _number in range(25):
            self.take(size=4 * MB)._unlink_pending()
        with self.too_much("100 MB per hour"):
            self.take(size=4 * MB)
        self.assertFalse(self.env["customs.file"].search([("task_id", "=", self.one.id)]))

    def test_answers_within_a_minute(self):
        """Answers of a firm within a minute, also those that are refused."""
        self.limit(minute_acts=2)
        with suppress(UserError):
            self.one.with_user(self.contact).give_answer(7, "Old")
        self.one.with_user(self.contact).give_answer(1, "Here")
        with self.too_much("at most 2 per minute", "Try again in"):
            self.two.with_user(self.colleague).give_answer(1, "Here")
        self.assertEqual(self.two.state, "asked")
        self.later(1.1)
        self.two.with_user(self.colleague).give_answer(1, "Here")

    def test_the_house_is_not_counted(self):
        """Officers are people of the house: what they put into a case is not limited here."""
        self.limit(minute_uploads=1, hour_files=1, task_files=1, sender_files=1, minute_acts=1)
        document = self.case.document_ids[:1]
        for number in range(3):
            self.env["customs.file"].with_user(self.officer)._accept(
                [(f"{number}.txt", b"x")], document_id=document.id
            )
        self.assertFalse(self.rows())

    def test_mails(self):
        """The files of mails to one case: whoever writes, they are counted by the case."""
        self.limit(hour_files=2)
        message = self.case._message_log(body="A mail")

        def take():
            return self.env["customs.file"]._accept([("a.txt", b"x")], mail_message_id=message.id)

        take()
        take()
        with self.too_much("at most 2 files"):
            take()
        self.assertEqual(len(self.rows(f"mail:{self.case._name}:{self.case.id}")), 2)

    def test_by_context(self):
        """Nobody leaves the count by a word in the context."""
        self.limit(minute_uploads=1)
        files = self.env["customs.file"].with_user(self.contact)
        for word in ("customs_uncounted", "customs_door", "customs_deadline"):
            self.later(2)
            files = files.with_context(**{word: True if word != "customs_deadline" else None})
            files._accept([("a.txt", b"x")], task_id=self.one.id)
            with self.too_much():
                files._accept([("a.txt", b"x")], task_id=self.one.id)

    def test_query_count(self):
        """Counting asks no more of the database however much was counted."""
        counts = []
        for number in (1, 20):
            for _more in range(number):
                self.take()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.take()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_forgotten(self):
        """After a day nothing is kept of it."""
        self.take()
        self.env["customs.upload.limit"]._gc_counts()
        self.assertEqual(len(self.rows()), 1)
        self.later(25 * 60)
        self.env["customs.upload.limit"]._gc_counts()
        self.assertFalse(self.rows())

    def test_settings(self):
        """The limits are settings; one that is too small for an answer is refused."""
        settings = self.env["res.config.settings"].create({"customs_file_minute_acts": 4})
        settings.set_values()
        self.assertEqual(self.env["customs.file"]._setting("minute_acts"), 4)
        for name, value, word in (
            ("minute_uploads", 0, "Uploads per Minute"),
            ("hour_mb", 10, "Files per Hour"),
            ("task_files", 5, "Files of One Task"),
        ):
            settings = self.env["res.config.settings"].create({f"customs_file_{name}": value})
            with self.refused(word):
                settings.set_values()


@tagged("post_install", "-at_install")
class TestUploadLimitsOfAuthorities(UploadLimitMixin, AskedCase):
    def setUp(self):
        super().setUp()
        self.asked = self.window(self.sent_visit())

    def test_material(self):
        """What a liaison officer hands in stays: so often within a minute, and so much for one case."""
        self.limit(minute_acts=3)
        window = self.asked
        for number in range(3):
            window.add_material(f"Ledger {number}", [("a.txt", b"x")])
        with self.refused("at most 3 per minute", "Try again in"):
            window.add_material("Ledger", [("a.txt", b"x")])
        self.later(2)
        self.limit(task_files=4)
        window.add_material("Ledger", [("a.txt", b"x")])
        with self.refused("at most 4 files"):
            window.add_material("Ledger", [("a.txt", b"x")])
        self.assertEqual(
            len(window._case().sudo().document_ids.filtered(lambda row: row.kind == "material")), 4
        )

    def test_refused_material(self):
        """Files that come beside another reason are looked at, and hold no room."""
        with suppress(UserError):
            self.asked.add_material("", [("a.exe", b"MZ")])
        self.assertEqual([row[3] for row in self.rows() if row[0] == "upload"], [False])


@tagged("post_install", "-at_install")
class TestUploadLimitsOnThePortal(UploadLimitMixin, StoreMixin, PortalCase):
    def test_pages(self):
        """In JSON and on the page: 429, when to come again, and what was typed is kept."""
        task = self.task(self.case)
        self.limit(minute_uploads=1, minute_acts=1)
        self.assertEqual(self.upload(task, ("a.txt", b"x")).status_code, 200)
        answer = self.upload(task, ("b.txt", b"x"))
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Try again in", answer.json()["problems"][0])
        self.assertTrue(50 <= int(answer.headers["Retry-After"]) <= 60)
        page = self.upload(task, ("b.txt", b"x"), json_answer=False)
        self.assertEqual(page.status_code, 429)
        self.assertIn("at most 1 per minute", page.text)
        self.env["customs.upload.limit"].with_user(self.colleague)._count_act()
        page = self.answer(task, {"text": "My long answer"})
        self.assertEqual(page.status_code, 429)
        self.assertIn("My long answer", page.text)
        self.assertIn("Too many answers", page.text)
        self.later(1.1)
        self.assertEqual(self.answer(task, {"text": "My long answer"}).status_code, 303)


@tagged("post_install", "-at_install")
class TestUploadLimitsAtOnce(MomentCase):
    def test_last_place(self):
        """Of two uploads at the same moment for one last place, one is let in."""
        with self._env() as env:
            parameters = env["ir.config_parameter"]
            before = parameters.get_param("customs_verification.file_minute_uploads")
            parameters.set_param("customs_verification.file_minute_uploads", "2")
            portal = env.ref("base.group_portal")
            user = (
                env["res.users"]
                .with_context(no_reset_password=True)
                .create({"name": "Sender", "login": "sender-moment", "group_ids": [(6, 0, portal.ids)]})
            )
            uid = user.id
        try:
            for round_number in range(3):
                with self._env() as env:
                    env.cr.execute("DELETE FROM customs_upload_limit WHERE sender LIKE 'firm:%'")
                with self._env(uid) as env:
                    env["customs.upload.limit"]._count_upload([1], {})
                upload = (uid, lambda env: env["customs.upload.limit"]._count_upload([1], {}))
                outcomes = self._at_once(upload, upload)
                self.assertEqual([kind for kind, _what in outcomes], ["done", "refused"], round_number)
        finally:
            with self._env() as env:
                env["ir.config_parameter"].set_param("customs_verification.file_minute_uploads", before)

    def test_counted_though_taken_back(self):
        """What was counted stays counted when the request fails afterwards."""
        with (
            self._env() as env,
            patch.object(type(env["customs.upload.limit"]), "_sender", lambda *_args: "firm:0"),
        ):
            env["customs.upload.limit"]._count_upload([5], {})
            env.cr.rollback()
            env.cr.execute("SELECT count(*) FROM customs_upload_limit WHERE sender = 'firm:0'")
            self.assertEqual(env.cr.fetchone(), (1,))
