import base64
import io
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import tagged

from ..common.cases import CustomsCase, TourCase
from ..common.file_samples import PDF


@tagged("post_install", "-at_install")
class TestVisitTour(CustomsCase, TourCase):
    def test_visit_through_the_web_client(self):
        """RS16: from the draft to the approved report and its PDF, as officer and supervisor."""
        # The browser stands in the authority's time zone, as an officer's does.
        self.importing.tz = "UTC"
        self.enterContext(patch.dict("os.environ", TZ="UTC"))
        self.documentary()
        self.person("Tour Dairy d.o.o.")
        visits = self.env["customs.verification.visit"]
        self.start_tour("/odoo/verification-visits", "customs_visit_write_request", login="test_officer")
        visit = visits.search([("verified_person_id.name", "=", "Tour Dairy d.o.o.")])
        self.assertEqual((len(visit), visit.state, visit.officer_id), (1, "draft", self.officer))
        self.start_tour("/odoo/verification-visits", "customs_visit_approve_request", login="test_supervisor")
        self.assertTrue(visit._letter("request")._is_unchanged())
        self.start_tour("/odoo/verification-visits", "customs_visit_run", login="test_officer")
        self.assertEqual(visit.state, "visited")
        printed = self._prints()
        self.start_tour("/odoo/verification-visits", "customs_report_approve", login="test_supervisor")
        self.assertEqual((visit.state, visit.report_id.state), ("reported", "approved"))
        self.assertEqual(
            printed, [visit.report_id.document_id._content()], "the client downloads the stored PDF"
        )
        text = PdfReader(io.BytesIO(printed[0])).pages[0].extract_text()
        for name in ("Әділет", "Đorđe", "Tour Dairy d.o.o."):
            self.assertIn(name, text)

    def _prints(self):
        """Return the list that every PDF printed from now on is put into."""
        printed = []
        reports = self.registry["ir.actions.report"]
        render = reports._render_customs_pdf

        def keep(model, *args, **kwargs):
            content, kind = render(model, *args, **kwargs)
            printed.append(content)
            return content, kind

        patcher = patch.object(reports, "_render_customs_pdf", keep)
        patcher.start()
        self.addCleanup(patcher.stop)
        return printed


@tagged("post_install", "-at_install")
class TestDeskTour(CustomsCase, TourCase):
    def test_the_desk_through_the_web_client(self):
        """RS16.5b, RS16.9: consent asked, an answer sent back, a letter that came back sent again."""
        visit = self.sent_visit(-20, person=self.person("Desk Dairy d.o.o."))
        person = self.portal_contact(visit.verified_person_id)
        self.start_tour(
            f"/odoo/verification-visits/{visit.id}", "customs_desk_ask_consent", login="test_officer"
        )
        consent = visit.task_ids
        self.assertEqual((consent.kind, consent.state), ("consent", "asked"))
        consent.with_user(person).give_answer(1, choice="consent")
        self.assertEqual(visit.person_consent_on, self.today)

        task = self.task(visit)
        files = self.env["customs.file"].with_user(person)._accept([("ledger.txt", b"x")], task_id=task.id)
        task.with_user(person).give_answer(1, "Here.", file_ids=files.ids)
        self.start_tour(f"/odoo/customs-tasks/{task.id}", "customs_desk_send_back", login="test_officer")
        self.assertEqual(task.answer_ids.sent_back_file_ids, files)

        content = base64.b64encode(PDF)
        addressee = visit.verified_person_id.id
        letter = visit.with_user(self.officer).draw_up_letter(
            "Notice", "n.pdf", content, addressee_id=addressee
        )
        letter = self.env["customs.document"].browse(letter)
        letter.with_user(self.supervisor).action_approve()
        letter.with_user(self.officer).record_sent(self.today, "email")
        letter.service_ids.with_user(self.officer).record_returned(self.today, "Moved away.")
        self.start_tour("/odoo/customs-documents", "customs_desk_register", login="test_officer")
        self.assertEqual((letter.state, len(letter.service_ids)), ("sent", 2))
