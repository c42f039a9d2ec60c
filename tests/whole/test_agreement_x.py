"""A made-up agreement goes through every screen and paper without a word of another."""

import io
import re

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..common.agreement_x_case import AgreementX
from ..common.cases import PASSWORD
from ..common.pdf_builders import text_of

KINDS = ("visit", "request", "suspension", "decision", "proof", "line", "report", "window")


@tagged("post_install", "-at_install")
class TestAgreementX(AgreementX, HttpCase):
    """The agreement X, through screens, papers, mails, pages and exports."""

    def test_screens_and_papers(self):
        """Design: forms, lists, letters, report, register and history say what the law of X says."""
        records = self.records()
        self.assertEqual(set(records), set(KINDS))
        for kind, record in records.items():
            user = self.supervisor if kind != "window" else self.env.user
            self._check_screens(kind, record.with_user(user))
            if "message_ids" in record._fields:
                self.assert_own(" ".join(record.sudo().message_ids.mapped("body")), f"{kind}: history")
        visit, request = records["visit"], records["request"]
        report = text_of(records["report"]._pdf_report())
        self.assertIn("Clause", report)
        self.assertIn("Zeta", report)
        draft = self.documentary(answered=False)
        for where, content in {
            "request for documents": request._pdf_request(),
            "draft": draft._pdf_request(),
            "request for a visit": visit._pdf_request(),
            "report": records["report"]._pdf_report(),
        }.items():
            self.assert_own(text_of(content), where)
        for letter in self.agreement.procedure_ids.letter_ids | self.agreement.letter_ids:
            self.assert_own(text_of(letter._preview()), letter.display_name)

    def _check_screens(self, kind, record):
        views = record.get_views([(False, "form"), (False, "list"), (False, "search")])
        for name, view in views["views"].items():
            self.assert_own(view["arch"], f"{kind}: {name}")
        fields = views["models"][record._name]["fields"]
        shown = [name for name, field in fields.items() if field["type"] not in ("binary", "properties")]
        named = re.findall(r'name="(\w+)"', views["views"]["form"]["arch"])
        values = record.web_read({name: {} for name in set(named) & set(shown)})
        self.assert_own(values, f"{kind}: values")
        labels = [
            fields[name][key] or "" for name in shown for key in ("string", "help") if key in fields[name]
        ]
        self.assert_own(" ".join(labels), f"{kind}: labels")

    def test_pages_and_exports(self):
        """Design: the page of the authority that is asked, and the workbook of deadlines, are X's."""
        visit = self.sent_visit(days=-10)
        liaison = self.liaison()
        self.authenticate(liaison.login, PASSWORD)
        for case, number in ((visit, 1), (visit.verification_request_id, 0)):
            page = self.url_open(f"/my/customs/requests/{case.id * 2 + number}")
            self.assertEqual(page.status_code, 200)
            text = " ".join(html.fromstring(page.text).xpath("//main//text()"))
            self.assert_own(text, case.name)
        content = visit.with_user(self.officer)._xlsx_register()
        book = load_workbook(io.BytesIO(content if isinstance(content, bytes) else content[0]))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertIn("Clause", " ".join(cells))
        self.assert_own(" ".join(cells), "workbook")


@tagged("post_install", "-at_install")
class TestAgreementWithoutLists(AgreementX):
    """X without content lists, letters, questions, boxes, provisions and consequences: nothing crashes."""

    @classmethod
    def _load(cls, data):
        agreement = data["agreement"]
        agreement["provision_ids"], agreement["letter_ids"] = [], []
        for procedure in agreement["procedure_ids"]:
            for name in ("content_item_ids", "result_question_ids", "consequence_ids"):
                procedure[name] = []
            # No more words than an approval needs, so that a case comes as far as its report.
            procedure["letter_ids"] = [{"kind": "request", "language": "en", "subject": "Zeta"}]
        for terms in agreement["proof_type_ids"]:
            for name in ("box_ids", "question_ids", "original_reason_ids"):
                terms[name] = []
        return super()._load(data)

    def test_nothing_is_complete(self):
        """Design: without lists nothing is complete, and each gate names what is missing."""
        proof = self.proof()
        self.assertIn("It is not entered what this type of proof contains", proof.missing_boxes)
        draft = self.documentary(proof, answered=False)
        with self.assertRaisesRegex(UserError, "has no content list"):
            draft.with_user(self.supervisor).action_approve_request()
        # With no more than lets a case be approved, it comes as far as its result and its report.
        for procedure in self.documents_procedure | self.visit_procedure:
            self.env["customs.content.item"].create(
                {
                    "procedure_id": procedure.id,
                    "content_list": "request",
                    "name": "Zeta",
                    "article": "Clause 1",
                    "res_model": procedure.case_model,
                    "field_name": "doubts",
                }
            )
        visit = self.visited()
        request = visit.verification_request_id
        self.assertFalse(request.is_sufficient)
        self.assertIn("has no questions on a result", request.result_problems)
        request.with_user(self.officer).write({"authentic": "yes", "originating": "no", "rules_met": "yes"})
        self.assertFalse(request.is_sufficient)
        self.assertFalse(self.decision(request))
        report = self.report(visit)
        missing = "\n".join(report._missing())
        self.assertIn("has no content list 'Report", missing)
        self.assertIn("has no text for the letter 'Report'", missing)
        with self.assertRaisesRegex(UserError, "has no text for the letter 'Report'"):
            report._pdf_report()
        self.documents_procedure.letter_ids.unlink()
        with self.assertRaisesRegex(UserError, "has no text for the letter"):
            draft.with_user(self.supervisor).action_approve_request()
        for record in (proof, request, draft, visit, report):
            form = record.with_user(self.officer).get_views([(False, "form")])["views"]["form"]["arch"]
            names = set(re.findall(r'name="(\w+)"', form)) & record._fields.keys()
            self.assert_own(record.with_user(self.officer).web_read({name: {} for name in names}), record)
