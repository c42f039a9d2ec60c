import io
from datetime import timedelta

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.dates import long_date
from ..common.cases import PASSWORD
from ..common.notice import NoticeMixin
from ..common.portal_tasks import PortalCase, find
from ..common.task_mail import ANSWERED

LIST = "/my/customs/preferences"
ROWS = ".o_customs_preferences > a"


class PreferenceCase(NoticeMixin, PortalCase):
    """Two importers whose goods one suspension touches; one of them looks at the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = cls.person("Қазақстан Сүт Импорты ЖШС", cls.kz, email="office@importer.example")
        cls.rival = cls.person("Qqrival LLP", cls.kz, email="office@rival.example")
        cls.reader_of_importer = cls.portal_contact(cls.importer, "Айгүл Ықыласова", login="portal_importer")
        cls.reader_of_importer.email = "aigul@importer.example"
        cls.reader_of_rival = cls.portal_contact(cls.rival, "Rival Contact", login="portal_rival")
        cls.lines = cls.goods(cls.importer, 3)
        cls.article = cls.lines[0].article_no
        cls.rival_lines = cls.goods(cls.rival, 2, description="Qqrival cheese")
        cls.suspension = cls.suspended(
            cls.case,
            cls.lines + cls.rival_lines,
            reason="Qqinternal reason",
            told_importers="Ask your seller for the milk records.",
        )
        cls.own = cls.notice(cls.suspension, cls.importer)
        cls.foreign = cls.notice(cls.suspension, cls.rival)

    def setUp(self):
        super().setUp()
        self.authenticate("portal_importer", PASSWORD)

    def url(self, notice, end=""):
        return f"{LIST}/{notice.id}{end}"


@tagged("post_install", "-at_install")
class TestNotices(PreferenceCase):
    """Who is told of what (RS16.12, RS11)."""

    def test_one_for_each_importer(self):
        """RS16.12: each importing firm has one notice of a suspension, however many goods it has."""
        self.assertEqual(len(self.suspension.notice_ids), 2)
        self.assertEqual((self.own.kind, self.own.name), ("suspension", self.suspension.name))
        self.assertEqual((self.own.since, self.own.until), (self.suspension.starts_on, False))
        self.assertEqual((self.own.line_count, self.foreign.line_count), (3, 2))
        self.assertEqual(self.own._figures()[self.own.id], [(self.eur, 3, 450.0, 0)])
        self.assertTrue(self.own.is_open)

    def test_later_goods(self):
        """RS16.12: who declares such goods later is told then; who was told is not told twice."""
        late = self.person("Late Importer LLP", self.kz)
        branch = self.person("Branch", self.kz, parent_id=self.importer.id, is_company=False)
        told = self.suspension.notice_ids
        for importer in (late, branch, late):
            self.goods(importer, article_no=self.article)
        self.suspension.invalidate_recordset(["notice_ids"])
        self.assertEqual((self.suspension.notice_ids - told).importer_firm_id, late)
        own = self.notice(self.suspension, self.importer)
        own.invalidate_recordset(["line_count"])
        self.assertEqual(own.line_count, 4)

    def test_corrected_importer(self):
        """RS16.12: where the importer of a declaration is corrected, the right one is told."""
        right = self.person("Right Importer LLP", self.kz)
        self.lines.declaration_id.sudo().importer_id = right
        self.assertEqual(self.notice(self.suspension, right).line_count, 3)

    def test_set_based(self):
        """Notices of 80 importers cost as many queries as those of 10."""
        counts = []
        for number in (10, 80):
            article = f"S-{number}"
            for name in range(number):
                line = self.goods(self.person(f"Importer {name}", self.kz), article_no=article)
            suspension = self.drafted(self.case, line)
            before = self.env.cr.sql_log_count
            suspension._write_guarded({"started_on": self.today})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(suspension.notice_ids), number)
        self.assertLessEqual(counts[1], counts[0])

    def test_draft_tells_nobody(self):
        """RS16.12: a suspension that is not in force is nobody's matter outside."""
        self.assertFalse(self.drafted(self.case, self.lines).notice_ids)

    def test_end(self):
        """RS16.12b: the end of the suspension closes its notices."""
        self.suspension._write_guarded({"ended_on": self.today, "end_kind": "report"})
        self.assertEqual((self.own.until, self.own.state, self.own.is_open), (self.today, "ended", False))

    def test_decisions(self):
        """RS11, RS10.3: a refusal stays open until the goods cannot be restored any more; a restoration
        closes it."""
        refusal = self.decided(self.case, self.lines[:2] + self.rival_lines[:1])
        notice = self.notice(refusal, self.importer)
        self.assertEqual((notice.kind, notice.state, notice.line_count), ("refusal", "refused", 2))
        self.assertEqual(notice.since, self.today)
        self.assertEqual(notice.closed_on, self.lines[0].restorable_until + timedelta(days=1))
        self.assertTrue(notice.is_open)
        self.assertEqual(notice.ground, refusal.ground_id.name)
        lines = self.lines[:2] + self.rival_lines[:1]
        restoration = self.decided(self.case, lines, kind="restoration")
        restored = self.notice(restoration, self.importer)
        self.assertEqual((restored.state, restored.is_open), ("restored", False))
        self.assertEqual((notice.closed_on, notice.is_open), (self.today, False))

    def test_revoked(self):
        """RS10.3: a refusal that was taken back is closed, and says so."""
        refusal = self.decided(self.case, self.lines)
        refusal.with_user(self.supervisor).revoke("The proof was found.")
        notice = self.notice(refusal, self.importer)
        self.assertEqual((notice.state, notice.is_open), ("revoked", False))
        self.assertIn("has revoked this decision", self.text(self.page(self.url(notice))))

    def test_falsified(self):
        """RS10.5: after a falsified proof no last day of restoration is shown: there is none."""
        refusal = self.decided(self.case, self.lines, falsified="yes")
        page = self.text(self.page(self.url(self.notice(refusal, self.importer))))
        self.assertIn("cannot be restored", page)
        self.assertNotIn(self.lines[0].restorable_until.strftime("%m/%d/%Y"), page)

    def test_left_out(self):
        """RS16.6: whose goods were taken out of the decision is told nothing of it."""
        decision = self.decided(self.case, self.lines[:0])
        self.assertFalse(decision.notice_ids)
        self.env["customs.preference.decision.line"].sudo()._behind_the_door().create(
            [
                {
                    "decision_id": decision.id,
                    "line_id": line.id,
                    "duty": 1.0,
                    "currency_id": self.eur.id,
                    "left_out": line in self.rival_lines,
                }
                for line in self.lines[:1] + self.rival_lines[:1]
            ]
        )
        new = self.env["customs.preference.notice"]._store_for_decisions(decision)
        self.assertEqual(new.importer_firm_id, self.importer)

    def test_nobody_writes(self):
        """CU-A: nobody writes, creates or deletes a notice; what was told stays."""
        for user in (self.officer, self.supervisor, self.reader_of_importer):
            own = self.own.with_user(user)
            for act in (
                lambda own=own: own.write({"since": self.today}),
                lambda own=own: own.copy(),
                lambda own=own: own.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    act()
        with self.refused("cannot be deleted"):
            self.own.sudo().unlink()
        with self.refused("Notices are created from suspensions and decisions and"):
            self.own.sudo().write({"since": self.today})
        with self.refused("Notices already sent to importers are kept"):
            self.suspension.with_user(self.officer).told_importers = "Another word"

    def tell(self):
        with self.enter_registry_test_mode():
            self.env.ref("customs_verification.cron_tell_importers").method_direct_trigger()
        self.env.invalidate_all()

    def test_mail(self):
        """RS16.12: each importer gets one mail with the way to the portal; it names no goods, no others."""
        self.tell()
        mails = self.env["mail.mail"].search(
            [
                ("model", "=", self.case._name),
                ("res_id", "=", self.case.id),
                ("subject", "ilike", "suspended"),
            ]
        )
        own = mails.filtered(lambda mail: mail.recipient_ids == self.reader_of_importer.partner_id)
        self.assertEqual((len(mails), len(own)), (2, 1))
        self.assertIn(self.url(self.own), own.body_html)
        self.assertIn(self.suspension.article, own.body_html)
        for word in ("Qqrival", "Qqinternal", self.producer.name, "cheese", "token"):
            self.assertNotIn(word, own.body_html)
        self.assertEqual(self.own.told_on, self.today)
        self.tell()
        self.assertEqual(len(mails), len(mails.search([("id", "in", mails.ids)])))
        self.assertFalse(self.env["customs.preference.notice"].search([("told_on", "=", False)]))

    def test_ask_importers(self):
        """RS16.12: the officer asks all importers at once; nobody twice; the answer comes to the case."""
        suspension = self.suspension.with_user(self.officer)
        with self.refused("Enter the question to the importers", "last day"):
            suspension.ask_importers(" ", False)
        self.assertEqual(suspension.ask_importers("From whom is the milk?", self.day(10)), 2)
        with self.refused("All importers were already asked"):
            suspension.ask_importers("Once more?", self.day(10))
        task = self.own.task_ids
        self.assertEqual((task.state, task.res_id, task.kind), ("asked", self.case.id, "answer"))
        self.assertEqual(task.article, self.suspension.article)
        self.assertFalse(task.begun_by_person)
        mails = self.env["mail.mail"].search([("model", "=", "customs.task"), ("res_id", "=", task.id)])
        self.assertEqual(mails.recipient_ids, self.reader_of_importer.partner_id)
        with self.assertRaises(AccessError):
            self.suspension.with_user(self.reader).ask_importers("?", self.day(10))
        self.suspension._write_guarded({"ended_on": self.today, "end_kind": "report"})
        with self.refused("not in force"):
            suspension.ask_importers("Once more?", self.day(10))


@tagged("post_install", "-at_install")
class TestPreferencePages(PreferenceCase):
    """The pages of an importer."""

    def test_card(self):
        """CU-A: /my counts what touches the own goods."""
        counters = ["customs_preference_count"]
        answer = self.url_open("/my/counters", json={"params": {"counters": counters}}).json()
        self.assertEqual(answer["result"], {"customs_preference_count": 1})
        self.assertIn("Preferences", self.text(self.page("/my")))

    def test_list(self):
        """RS16.12: the own suspension with own goods and duty; filters, order and search."""
        row = self.text(find(self.page(LIST), ROWS)[0])
        for word in (self.suspension.name, "Your goods: 3", "450.00", "Suspended now", self.importing.name):
            self.assertIn(word, row)
        refusal = self.decided(self.case, self.lines[:1])
        self.suspension._write_guarded({"ended_on": self.today, "end_kind": "report"})
        number = self.lines.declaration_id.number
        rival_number = self.rival_lines.declaration_id.number
        for query, names in (
            ("filterby=open", [refusal.name]),
            ("filterby=ended", [self.suspension.name]),
            ("sortby=oldest", [self.suspension.name, refusal.name]),
            ("sortby=newest", [refusal.name, self.suspension.name]),
            ("sortby=nonsense&filterby=x", [refusal.name, self.suspension.name]),
            (f"search={refusal.name}", [refusal.name]),
            (f"search={number}", [refusal.name, self.suspension.name]),
            (f"search={rival_number}", []),
            ("search=%25", [refusal.name, self.suspension.name]),
            ("search=%00", [refusal.name, self.suspension.name]),
            ("search=nothing", []),
        ):
            with self.subTest(query=query):
                found = [self.text(node) for node in find(self.page(f"{LIST}?{query}"), ".fw-bold")]
                found = [text for text in found if "preference" in text]
                self.assertEqual([text.rsplit(" ", 1)[1] for text in found], names)

    def test_detail(self):
        """RS16.12: article, since, what it means, own goods with state and last day; nothing of others."""
        page = self.text(self.page(self.url(self.own)))
        for word in (
            self.suspension.article,
            self.agreement.citation,
            "released without preference",
            "Ask your seller",
            self.agreement.restoration_article,
            self.lines.declaration_id.number,
            "0406905000",
            "150.00",
            "Suspended",
        ):
            self.assertIn(word, page)
        last_day = self.lines[0].restorable_until
        self.assertIn(long_date(last_day, "en_US"), page)
        for word in ("Qqrival", "Qqinternal", self.producer.name, self.rival_lines.declaration_id.number):
            self.assertNotIn(word, page)

    def test_xlsx(self):
        """The own goods as a workbook; what looks like a formula is text."""
        self.lines[0].sudo().description = "=HYPERLINK(1)"
        self.assertEqual(self.own.line_count, 3)
        response = self.url_open(self.url(self.own, "/xlsx"))
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        sheet = load_workbook(io.BytesIO(response.content)).active
        rows = list(sheet.iter_rows(min_row=2))
        self.assertEqual(len(rows), 3)
        cells = {cell.value: cell.data_type for row in rows for cell in row}
        self.assertEqual(cells["=HYPERLINK(1)"], "s")
        self.assertEqual({row[7].value for row in rows}, {150.0})
        self.assertNotIn("Qqrival", str(cells))

    def test_duty_that_is_not_known(self):
        """RS11.1: an unknown duty is no zero on the page or in the workbook, and its sum is empty."""
        [unknown] = self.goods(self.importer, article_no=self.article, with_is_zero=False)
        self.assertFalse(unknown.duty_known)
        rows = [self.text(row) for row in find(self.page(self.url(self.own)), "tbody tr")]
        [row] = [row for row in rows if unknown.declaration_id.number in row]
        self.assertIn("not known", row)
        self.assertNotIn("0.00", row)
        book = load_workbook(io.BytesIO(self.url_open(self.url(self.own, "/xlsx")).content))
        goods, totals = (list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets)
        self.assertEqual({row[0]: row[7] for row in goods}[unknown.declaration_id.number], None)
        self.assertEqual(sorted(filter(None, (row[7] for row in goods))), [150.0] * 3)
        self.assertEqual([row[1] for row in totals], [4])
        self.assertIn(None, totals[0])

    def test_pages_of_goods(self):
        """CU-A: beyond a page the pager leads on; each of the goods stands on one page, once."""
        self.goods(self.importer, 85, article_no=self.article)
        found = []
        for end in ("", "/page/2"):
            found += [self.text(row) for row in find(self.page(self.url(self.own, end)), "tbody th")]
        self.assertEqual((len(found), len(set(found))), (88, 88))

    def test_queries_do_not_grow(self):
        """Lists and goods of 80 cost as many queries as those of 10."""

        def measured(url):
            self.page(url)
            with self.counted() as count:
                self.page(url)
            return count[0]

        for _number in range(9):
            self.suspended(self.case, self.lines)
        self.goods(self.importer, 7, article_no=self.article)
        ten = [measured(LIST), measured(self.url(self.own))]
        for _number in range(70):
            self.suspended(self.case, self.lines)
        for _number in range(10):
            self.goods(self.importer, 7, article_no=self.article)
        eighty = [measured(LIST), measured(self.url(self.own))]
        self.assertEqual(len(find(self.page(LIST), ROWS)), 80)
        self.assertEqual(len(find(self.page(self.url(self.own)), "tbody tr")), 80)
        self.assertLessEqual(eighty, ten)

    def test_empty(self):
        """CU-A: who is told nothing reads what will stand here."""
        self.login(self.stranger)
        self.assertIn(
            "No suspensions or decisions concern goods imported by your", self.text(self.page(LIST))
        )


@tagged("post_install", "-at_install")
class TestPreferenceTour(PreferenceCase):
    """The way of an importer through the portal, on a desktop."""

    def test_importer(self):
        """RS16.12: sees the suspension, answers with a file; the officer reads and accepts it."""
        self.start_tour("/my", "customs_portal_preference", login="portal_importer")
        task = self.own.task_ids
        self.assertEqual((task.state, task.answer_ids.file_ids.name), ("answered", "milk.txt"))
        self._accepted(task)
        self.assertEqual(task.state, "accepted")

    def _accepted(self, task):
        url = f"/odoo/customs-tasks/{task.id}"
        self.start_tour(url, "customs_desk_importers_answer", login="test_officer")


@tagged("post_install", "-at_install")
class TestPreferenceTourPhone(TestPreferenceTour):
    """The same on a phone, with names as long as names are."""

    browser_size = "360x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer.name = "Қазақстандық сүт өнімдерін импорттаушылардың серіктестігі ЖШС"
        cls.lines.sudo().description = "Тұздықтағы ақ ірімшік, майлылығы 45 пайыз, 400 граммдық қаптамада"
        cls.lines.declaration_id.sudo().number = "50600123/211126/00012345678901234567890"

    def _accepted(self, task):
        task.with_user(self.officer).action_accept()


@tagged("post_install", "-at_install")
class TestAnswer(PreferenceCase):
    """The importer answers."""

    def begin(self, notice=None, **kwargs):
        return self.post(self.url(notice or self.own, "/answer"), **kwargs)

    def test_answer(self):
        """RS16.9: opens a task by itself, answers with a file, gets a receipt; the officer sees it."""
        response = self.begin()
        task = self.own.task_ids
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(f"/my/customs/tasks/{task.id}"))
        self.assertEqual((task.state, task.begun_by_person, task.officer_id), ("asked", True, self.officer))
        self.assertFalse(task.message_follower_ids)
        self.assertFalse(self.env["mail.mail"].search([("model", "=", task._name), ("res_id", "=", task.id)]))
        page = self.text(self.page(f"/my/customs/tasks/{task.id}"))
        self.assertIn(self.suspension.name, page)
        self.assertNotIn("Last day for your answer", page)
        self.upload(task, ("milk.txt", b"records"))
        file = self.env["customs.file"].search([("task_id", "=", task.id)])
        self.answer(task, {"text": "Our milk is local.", "file_ids": str(file.id)})
        self.assertEqual((task.state, task.answer_ids.file_ids), ("answered", file))
        self.assertIn(task, self.case.with_user(self.officer).task_ids)
        activity = self.env["mail.activity"].search(
            [("res_model", "=", task._name), ("res_id", "=", task.id)]
        )
        self.assertEqual(activity.activity_type_id, self.env.ref(ANSWERED))
        self.assertEqual(activity.user_id, self.officer)

    def test_one_open_task(self):
        """One open task of a notice; after it is accepted, another one may be begun."""
        self.begin()
        self.begin()
        task = self.own.task_ids
        self.assertEqual(len(task), 1)
        task.with_user(self.reader_of_importer).give_answer(1, text="Here.")
        self.begin()
        self.assertEqual(self.own.task_ids, task)
        task.with_user(self.officer).action_accept()
        self.begin()
        self.assertEqual(len(self.own.task_ids), 2)

    def test_asked_first(self):
        """RS16.12: who was asked by the officer answers in that task."""
        self.suspension.with_user(self.officer).ask_importers("From whom?", self.day(5))
        self.begin()
        self.assertEqual(len(self.own.task_ids), 1)
        self.assertIn(
            "Last day for your answer", self.text(self.page(f"/my/customs/tasks/{self.own.task_ids.id}"))
        )

    def test_closed(self):
        """RS16.12b: when it has ended nothing more is begun, and the page says so."""
        self.suspension._write_guarded({"ended_on": self.today, "end_kind": "report"})
        response = self.begin()
        self.assertEqual(response.status_code, 422)
        self.assertIn("This can no longer be answered", response.text)
        self.assertFalse(self.own.task_ids)

    def test_not_reminded(self):
        """RS16.9: who was asked nothing is reminded of nothing; what was sent back is awaited."""
        self.begin()
        task = self.own.task_ids
        task._write_guarded({"due_on": self.day(-2)})
        self.assertFalse(task.is_late)
        tasks = self.env["customs.task"]
        found = [tasks.search(domain) for _name, _today, domain in tasks._reminder_steps()]
        self.assertNotIn(task, tasks.concat(*found))

    def test_closed_case(self):
        """RS16.12b: an importer may write after the case was closed, as long as the notice is open."""
        self.case.sudo()._behind_the_door().write({"closed_on": self.today})
        self.begin()
        self.assertEqual(self.own.task_ids.state, "asked")

    @mute_logger("odoo.http")
    def test_of_others(self):
        """CU-A: another's notice is not found: not its page, its goods, its workbook, its answer."""
        for end in ("", "/page/1", "/xlsx"):
            self.assertEqual(self.url_open(self.url(self.foreign, end)).status_code, 404, end)
        self.assertEqual(self.begin(self.foreign).status_code, 404)
        self.assertFalse(self.foreign.task_ids)
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.reader_of_importer)._own_lines()
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.reader_of_importer)._begin_answer()
        with self.assertRaises(AccessError):
            self.own.with_user(self.officer)._begin_answer()
        self.assertEqual(self.own.with_user(self.reader_of_importer)._own_lines(), self.lines.sudo())

    @mute_logger("odoo.http")
    def test_without_token(self):
        """CU-A: no task is opened by a link, nor by a form without the token of the session."""
        self.assertEqual(self.url_open(self.url(self.own, "/answer"), allow_redirects=False).status_code, 405)
        self.assertEqual(self.begin(token=False).status_code, 400)
        self.assertFalse(self.own.task_ids)

    def test_closed_models(self):
        """CU-A: an importer reads its notice and not from what it follows."""
        own = self.own.with_user(self.reader_of_importer)
        self.assertEqual(own.search([]), own)
        for name in ("suspension_id", "decision_id"):
            self.assertFalse(own._has_field_access(own._fields[name], "read"))
        for model in (
            "customs.preference.suspension",
            "customs.preference.decision",
            "customs.preference.decision.line",
            "customs.suspended.line",
            "customs.declaration",
            "customs.declaration.line",
        ):
            self.assertFalse(own.env[model].has_access("read"), model)
