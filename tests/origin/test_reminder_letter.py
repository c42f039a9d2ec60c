import io

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD, CustomsCase
from ..common.document import LETTER
from ..common.pdf_builders import text_of


@tagged("post_install", "-at_install")
class TestReminder(CustomsCase):
    """A reminder is a letter like any other, and says nothing that is not so (RS16.5a, RS16.6, IT9)."""

    def draft(self, visit):
        """Return the draft of a reminder, drawn up by an officer."""
        action = visit.with_user(self.officer).action_draw_up_reminder()
        return self.env["customs.document"].browse(action["res_id"])

    def test_drawn_up_approved_sent(self):
        """RS16.5a, IT9: draft, approval by another person, a number of its own, stored with its SHA-256."""
        visit = self.sent_visit(days=-50)
        due = self.clock(visit, "RS16.5a").due_on
        letter = self.draft(visit)
        self.assertEqual(
            (letter.kind, letter.state, letter.addressee_authority_id), ("reminder", "draft", self.exporting)
        )
        self.assertEqual(self.draft(visit), letter, "the draft that is there is opened")
        text = text_of(letter.with_user(self.officer)._draft_pdf())
        for part in ("Draft, not approved", f"expires on {due.day} {due:%B %Y}", "60 days", visit.name):
            self.assertIn(part, text)
        self.assertEqual(text_of(visit.with_user(self.officer)._pdf_reminder()), text)
        letter.with_user(self.supervisor).action_approve()
        self.assertRegex(letter.name, r"^OUT/\d{4}/\d{5}$")
        self.assertTrue(letter._is_unchanged())
        self.assertEqual(letter.dated_on, self.today)
        stored = letter._content()
        for part, there in (
            (letter.name, True),
            ("Draft", False),
            ("No reply has been received so far", True),
        ):
            self.assertEqual(part in text_of(stored), there, part)
        letter.with_user(self.officer).record_sent(self.today, "email")
        self.assertEqual(letter.state, "sent")
        # Approved stored papers are never rendered again, whatever happens afterwards.
        self.record(visit, "refusal_received_on", 0, reference="RS-1")
        self.assertEqual(visit._pdf_reminder(), stored)

    def test_only_while_nothing_is_recorded(self):
        """RS16.5a, RS16.6: none is drawn up, approved or sent once anything is recorded."""
        facts = (
            ("consent_received_on", {"days": -50}, {"reference": "RS-1"}),
            ("refusal_received_on", {"days": -50}, {"reference": "RS-1"}),
            ("withdrawn_on", {"days": -50}, {"user": self.supervisor}),
            ("no_answer_on", {"days": -80}, {"user": self.supervisor}),
        )
        for fact, sent, details in facts:
            with self.subTest(fact):
                visit = self.sent_visit(**sent)
                waiting, approved = self.draft(visit), None
                waiting.with_user(self.supervisor).action_approve()
                approved, waiting = waiting, self.draft(visit)
                self.record(visit, fact, 0, **details)
                with self.refused("a reply is no longer awaited", visit._fact_label(fact)):
                    visit.with_user(self.officer).action_draw_up_reminder()
                with self.refused("a reply is no longer awaited"):
                    waiting.with_user(self.supervisor).action_approve()
                with self.refused("a reply is no longer awaited"):
                    waiting.with_user(self.officer)._draft_pdf()
                with self.refused("states that no reply was received"):
                    approved.with_user(self.officer).record_sent(self.today, "email")
        with self.refused("was not sent"):
            self.visit().with_user(self.officer).action_draw_up_reminder()
        visit = self.sent_visit(days=-50)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customs_deadline SET paused_on = %s WHERE id = %s",
            (self.today, self.clock(visit, "RS16.5a").id),
        )
        self.env.invalidate_all()
        with self.refused("the period for the reply has been paused since"):
            visit.with_user(self.officer).action_draw_up_reminder()
        with self.assertRaises(AccessError):
            visit.with_user(self.reader).action_draw_up_reminder()

    def test_the_print_menu_writes_none(self):
        """RS16.5a: nothing prints that nobody drew up, and a case that was answered prints none at all."""
        visit = self.sent_visit(days=-50)
        with self.refused("prepare the reminder first, so that another person can"):
            visit._pdf_reminder()
        self.record(visit, "consent_received_on", 0, reference="RS-1")
        with self.refused("a reply is no longer awaited"):
            visit._pdf_reminder()

    def test_after_the_last_day(self):
        """RS16.6: after the last day it says so, and asks whether a reply was sent in time."""
        self.importing.reminder_days = 10
        for language, parts in (
            ("en", ("expired on", "The period has expired. Unless you inform us by", "Art. 11(1)(8)")),
            ("ru", ("истёк", "Срок истёк. Если до", "вы не сообщите, что ответ был направлен в срок")),
        ):
            text = text_of(self.draft(self.sent_visit(days=-80, letter_language=language))._draft_pdf())
            for part in parts:
                self.assertIn(part, text)
            by = self.day(10)
            self.assertIn(str(by.year), text)
            self.assertNotIn("send your reply within the period", text)

    def test_four_eyes(self):
        """IT9: who drew a letter up does not approve it, written outside or by the software."""
        visit = self.sent_visit(days=-50)
        case = visit.with_user(self.supervisor)
        outside = case.draw_up_letter(
            "Notice", "notice.pdf", LETTER, addressee_authority_id=self.exporting.id
        )
        reminder = case.action_draw_up_reminder()["res_id"]
        for document in self.env["customs.document"].browse((outside, reminder)):
            with self.refused("You prepared ", "Another supervisor must approve it"):
                document.with_user(self.supervisor).action_approve()
            self.assertEqual(document.state, "draft")
            document.with_user(self.supervisor_2).action_approve()
            self.assertEqual(document.state, "approved")

    def test_unprintable_is_named(self):
        """RS16.5a: what cannot be printed is named before it is approved, with field and letter."""
        visit = self.sent_visit(days=-50)
        letter = self.draft(visit)
        self.exporting.name = "Customs 中 Administration"
        with self.refused("Addressee, Name", "中 (U+4E2D)"):
            letter.with_user(self.supervisor).action_approve()


@tagged("post_install", "-at_install")
class TestSealOfPapers(CustomsCase):
    def test_seal_is_of_all_files(self):
        """IT9: every file as it was taken is not enough: the seal is over all of them together."""
        visit = self.sent_visit(days=-50)
        visit.with_user(self.officer)._record_facts(
            {"consent_received_on": self.today},
            reference="RS-1",
            files=[("a.txt", io.BytesIO(b"one")), ("b.txt", io.BytesIO(b"two"))],
        )
        document = visit.document_ids.filtered(lambda row: row.kind == "consent")
        self.assertEqual(len(document.file_ids), 2)
        self.assertTrue(document._is_unchanged())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customs_file SET document_id = NULL WHERE id = %s", (document.file_ids[0].id,)
        )
        self.env.invalidate_all()
        self.assertTrue(all(file._is_unchanged() for file in document.file_ids))
        self.assertFalse(document._is_unchanged())


@tagged("post_install", "-at_install")
class TestDrafts(CustomsCase, HttpCase):
    """Nobody signs what one cannot read: the draft is beside the button that approves it (IT9)."""

    def test_every_paper(self):
        """IT9: request, report, reminder and letter are read as drafts before their approval."""
        visit = self.visit()
        request = self.documentary(answered=False)
        report = self.report(self.visited())
        reminder = self.sent_visit(days=-50).with_user(self.officer).action_draw_up_reminder()["res_id"]
        letter = visit.with_user(self.officer).draw_up_letter(
            "Notice", "notice.pdf", LETTER, addressee_authority_id=self.exporting.id
        )
        documents = self.env["customs.document"]
        papers = (visit, request, report, documents.browse(reminder), documents.browse(letter))
        addresses = []
        for paper in papers:
            with self.subTest(paper._name):
                with self.assertRaises(AccessError):
                    paper.with_user(self.officer).action_open_approval()
                action = paper.with_user(self.supervisor).action_open_approval()
                wizard = self.env[action["res_model"]].with_user(self.supervisor).browse(action["res_id"])
                self.assertFalse(wizard.problems)
                addresses.append(wizard.paper_url)
        for user, status in (
            (self.supervisor, 200),
            (self.officer, 200),
            (self.foreign_supervisor, 404),
            (self.portal_contact(visit.verified_person_id), 404),
        ):
            self.authenticate(user.login, PASSWORD)
            for address, paper in zip(addresses, papers, strict=True):
                with self.subTest(user=user.login, address=address):
                    response = self.url_open(address)
                    self.assertEqual(response.status_code, status)
                    if status == 200:
                        self.assertEqual(response.headers["Content-Type"], "application/pdf")
                        self.assertIn("no-store", response.headers["Cache-Control"])
                        own = paper._name == "customs.document" and not paper.is_composed
                        self.assertEqual("DRAFT" in text_of(response.content) if not own else True, True)
        for paper, address in zip(papers, addresses, strict=True):
            wizard = self.env["customs.approve.paper"].with_user(self.supervisor)
            wizard.browse(paper.with_user(self.supervisor).action_open_approval()["res_id"]).action_approve()
            self.assertTrue(
                paper.approved_at if "approved_at" in paper._fields else paper.request_approved_on, address
            )

    def test_what_stands_against_it(self):
        """IT9: what stands against the approval is said beside the paper."""
        visit = self.visit(user=self.supervisor, signatory_name=False)
        action = visit.with_user(self.supervisor).action_open_approval()
        wizard = self.env["customs.approve.paper"].with_user(self.supervisor).browse(action["res_id"])
        self.assertIn("Name and position of the signatory", wizard.problems)
        self.assertIn("You prepared ", wizard.problems)
        with self.refused("You prepared "):
            wizard.action_approve()

    def test_download_of_a_draft(self):
        """IT9: the button of a draft opens the draft; there was a bare 404."""
        reminder = self.sent_visit(days=-50).with_user(self.officer).action_draw_up_reminder()["res_id"]
        document = self.env["customs.document"].browse(reminder).with_user(self.officer)
        url = document.action_download()["url"]
        self.assertIn(f"file=/customs/draft/customs.document/{reminder}", url)
        document.with_user(self.supervisor).action_approve()
        self.assertIn("/file/", document.action_download()["url"])

    def test_no_other_model(self):
        """IT9: the route shows papers and nothing else; a reason against a draft is told in words."""
        self.authenticate(self.officer.login, PASSWORD)
        self.assertEqual(self.url_open(f"/customs/draft/res.users/{self.officer.id}").status_code, 404)
        self.assertEqual(self.url_open("/customs/draft/customs.document/999999").status_code, 404)
        visit = self.sent_visit(days=-50)
        reminder = visit.with_user(self.officer).action_draw_up_reminder()["res_id"]
        self.record(visit, "consent_received_on", 0, reference="RS-1")
        response = self.url_open(f"/customs/draft/customs.document/{reminder}")
        self.assertEqual(response.status_code, 422)
        self.assertIn("a reply is no longer awaited", response.text)
