"""The downloads of the Print menu and the API (JSON-2), over HTTP, as the user who asks."""

import io
import json
from datetime import timedelta

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.fields import Datetime
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD, CustomsCase


@tagged("post_install", "-at_install")
class TestDownloads(CustomsCase, HttpCase):
    """The downloads of the Print menu: as the user who asks, by POST with the token of the session."""

    def _download(self, xmlid, records, login="test_officer", token=True):
        self.authenticate(login, PASSWORD)
        data = {"ids": ",".join(map(str, records.ids))}
        if token:
            data["csrf_token"] = Request.csrf_token(self)
        report = self.env.ref(f"customs_verification.{xmlid}")
        return self.url_open(f"/customs/report/{report.id}", data=data)

    def test_pdf(self):
        """RS16.3: the request comes as PDF, with a name one can file it under."""
        visit = self.visit()
        response = self._download("action_report_visit_request", visit)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(visit.name.replace("/", "-"), response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn(visit.name, PdfReader(io.BytesIO(response.content)).pages[0].extract_text())

    def test_register(self):
        """Design, Output: the register holds the chosen visits and their clocks, with real dates."""
        visit = self.sent_visit(days=-70)
        response = self._download("action_report_visit_register", visit)
        self.assertEqual(response.status_code, 200)
        workbook = load_workbook(io.BytesIO(response.content))
        self.assertEqual(len(workbook.sheetnames), 4)
        rows = list(workbook[workbook.sheetnames[0]].iter_rows(values_only=True))
        cells = {cell for row in rows for cell in row}
        self.assertIn(visit.name, cells)
        due = visit.deadline_ids.filtered(lambda row: row.rule_id.code == "RS16.5a").due_on
        self.assertIn(due, {cell.date() for cell in cells if hasattr(cell, "date")})

    def test_register_of_all_shows_own_cases_only(self):
        """CU-A: without a choice the register holds what the user may see, and nothing foreign."""
        own, foreign = self.sent_visit(days=-70), self._foreign_visit()
        response = self._download("action_report_deadline_register", self.env["customs.deadline"])
        text = str(
            list(load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))
        )
        self.assertIn(own.name, text)
        self.assertNotIn(foreign.name, text)

    def test_another_authoritys_case_is_not_found(self):
        """CU-A: a case of another authority cannot be printed by its id."""
        response = self._download("action_report_visit_request", self._foreign_visit())
        self.assertEqual(response.status_code, 404)

    def test_without_token(self):
        """A page elsewhere cannot make an officer's browser print."""
        response = self._download("action_report_visit_request", self.visit(), token=False)
        self.assertEqual(response.status_code, 400)

    def test_by_get(self):
        """Reports answer to POST only."""
        self.authenticate("test_officer", PASSWORD)
        report = self.env.ref("customs_verification.action_report_visit_request")
        self.assertEqual(self.url_open(f"/customs/report/{report.id}").status_code, 405)

    def test_refusal_is_a_sentence(self):
        """Bad input gets a sentence and no traceback."""
        response = self._download("action_report_visit_reminder", self.visit())
        self.assertEqual(response.status_code, 422)
        self.assertIn("was not sent", response.text)
        self.assertNotIn("Traceback", response.text)

    def test_bad_ids(self):
        """Ids that are no numbers, or of nothing, do no harm."""
        self.authenticate("test_officer", PASSWORD)
        report = self.env.ref("customs_verification.action_report_visit_request")
        for ids in ("abc", "-1", "99999999", "1;DROP TABLE", "9" * 40):
            response = self.url_open(
                f"/customs/report/{report.id}", data={"ids": ids, "csrf_token": Request.csrf_token(self)}
            )
            self.assertIn(response.status_code, (404, 422), ids)

    def _foreign_visit(self):
        """A visit of another importing authority."""
        return (
            self.env["customs.verification.visit"]
            .with_user(self.foreign_officer)
            .create(
                {
                    "procedure_id": self.visit_procedure.id,
                    "importing_authority_id": self.other_importing.id,
                    "exporting_authority_id": self.exporting.id,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestApi(CustomsCase, HttpCase):
    """The examples of the README, over JSON-2 with an API key."""

    def _call(self, model, method, user=None, **arguments):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user or self.officer)
            ._generate("rpc", "test", Datetime.now() + timedelta(days=1))
        )
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(arguments),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )

    def test_overdue(self):
        """What is late can be asked for by another system."""
        visit = self.sent_visit(days=-70)
        response = self._call(
            "customs.deadline",
            "search_read",
            domain=[["is_late", "=", True]],
            fields=["case_name", "due_on", "days_left", "article"],
        )
        self.assertEqual(response.status_code, 200, response.text)
        late = [row for row in response.json() if row["case_name"] == visit.name]
        self.assertEqual([row["days_left"] for row in late], [-10])

    def test_record_fact(self):
        """RS16.5a: a consent that arrives through another system is recorded through the same door."""
        visit = self.sent_visit(days=-30)
        answer = {"fact": "consent_received_on", "day": str(self.today), "reference": "148-01/2026"}
        response = self._call("customs.verification.visit", "record_fact", ids=visit.ids, **answer)
        self.assertEqual(response.status_code, 200, response.text)
        visit.invalidate_recordset()
        self.assertEqual((visit.state, visit.consent_reference), ("consented", "148-01/2026"))

    def test_bad_fact(self):
        """Every reason against a fact is named, and nothing is written."""
        visit = self.sent_visit(days=-30)
        wrong = {"fact": "visit_started_on", "day": str(self.today + timedelta(days=3))}
        response = self._call("customs.verification.visit", "record_fact", ids=visit.ids, **wrong)
        self.assertEqual(response.status_code, 422, response.text)
        message = response.json()["message"]
        self.assertIn("is in the future", message)
        self.assertIn(" first.", message)
        self.assertIn("inspection team", message)
        visit.invalidate_recordset()
        self.assertFalse(visit.visit_started_on)

    def test_nonsense_dates(self):
        """A date that is none gets a sentence, not a traceback."""
        visit = self.sent_visit(days=-30)
        for day in ("31.12.2026", "2026-02-30", "soon", 17):
            response = self._call(
                "customs.verification.visit",
                "record_fact",
                ids=visit.ids,
                fact="consent_received_on",
                day=day,
            )
            self.assertEqual(response.status_code, 422, f"{day}: {response.text[:300]}")

    def test_private_methods_are_closed(self):
        """IT9: the door for facts is no remote method, and no context opens it."""
        visit = self.sent_visit(days=-30)
        for method in ("_record_facts", "_approve_request", "_sync_cases"):
            response = self._call("customs.verification.visit", method, ids=visit.ids)
            self.assertIn(response.status_code, (403, 404), method)
        response = self._call(
            "customs.verification.visit",
            "write",
            ids=visit.ids,
            vals={"state": "done"},
            context={"customs_door": True},
        )
        self.assertEqual(response.status_code, 422, response.text)
