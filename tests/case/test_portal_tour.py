import hashlib

from odoo.tests import tagged

from ..common.cases import TourCase
from ..common.portal_tasks import PortalCase


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCase, TourCase):
    """The way of a verified person through the portal, on a desktop."""

    def test_verified_person(self):
        """RS16.5b, RS16.9, RS16.11: consents after the warning, gives two documents, is sent one back,
        answers again, opens the report; the officer sees all of it in the case."""
        consent = self.task(self.case, kind="consent", name="Consent to the visit")
        self.start_tour("/my", "customs_portal_consent", login=self.contact.login)
        self.assertEqual((consent.state, self.case.person_consent_on), ("accepted", self.today))

        ledger = self.task(self.case, due_on=self.day(5))
        self.start_tour("/my/customs/tasks", "customs_portal_documents", login=self.contact.login)
        first = ledger.answer_ids
        self.assertEqual(first.file_ids.mapped("name"), ["ledger.txt", "drawing.txt"])
        content = "Content of ledger.txt: мәліметтер".encode()
        self.assertEqual(first.file_ids[0].sha256, hashlib.sha256(content).hexdigest())
        self.assertFalse(self.env["customs.file"].search([("name", "=", "wrong.txt")]))

        officer_task = ledger.with_user(self.officer)
        officer_task.send_back("The drawing cannot be read.", self.day(7), file_ids=first.file_ids[1].ids)
        self.start_tour("/my/customs/tasks", "customs_portal_again", login=self.contact.login)
        officer_task.action_accept()
        answers = self.case.with_user(self.officer).task_ids.answer_ids.filtered(
            lambda answer: answer.task_id == ledger
        )
        self.assertEqual(answers.mapped("outcome"), ["sent_back", "accepted"])
        self.assertEqual(set(answers.mapped("answered_by_name")), {self.contact.name})
        self.assertEqual(officer_task._kept_files().mapped("name"), ["ledger.txt", "drawing 2.txt"])

        document = self._send_report()
        self.start_tour("/my", "customs_portal_report", login=self.contact.login)
        service = document.with_user(self.officer).service_ids.filtered("opened_at")
        self.assertEqual(service.opened_by_id, self.contact)

    def _send_report(self):
        visit = self.visited(person=self.producer)
        self.report(visit).with_user(self.supervisor).action_approve()
        document = visit.report_id.document_id
        document.with_user(self.officer).record_sent(self.today, "portal", addressee_id=self.producer.id)
        return document


@tagged("post_install", "-at_install")
class TestPortalTourPhone(TestPortalTour):
    """The same on a phone."""

    browser_size = "360x740"
    touch_enabled = True
