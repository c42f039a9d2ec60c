"""Suspension, decisions, mails, pages and workbooks of the made-up agreement X, without a word of another."""

import io
import re

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ...models.decision.decision_letters import draft
from ..common.agreement_x_case import AgreementX
from ..common.cases import PASSWORD
from ..common.notice import NoticeMixin
from ..common.pdf_builders import text_of

# Where a provision is missing nothing stands in its place: no empty brackets, no blank before a stop.
LEFTOVERS = re.compile(r"\(\s*\)|\[\s*\]|\bFalse\b|\bNone\b|\bundefined\b|\s,\s|\s\.\s")


class AgreementXGoods(NoticeMixin, AgreementX, HttpCase):
    """An importer whose goods are suspended, refused and restored under X."""

    def setUp(self):
        super().setUp()
        self.importer = self.person("Aotearoa Imports LLP", self.kz, email="office@aotearoa.example")
        self.contact = self.portal_contact(self.importer, "Test Importer", login="portal_importer_x")
        self.contact.email = "importer@aotearoa.example"
        self.visited_one = self.visited()
        self.lines = self.declared(
            self.visited_one.goods_ids.proof_id, count=2, days=-45, importer=self.importer, article_no="A-1"
        )
        self.importing.write(
            {
                "decision_rights": "Appeal to the Test Court within 30 days.",
                "decision_payment": "Account KZ00 TEST, purpose: customs duty.",
                "payment_days": 10,
            }
        )
        self.supervisor.customs_position = "Head of Department"
        self.before = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0

    def suspend(self):
        """Put a suspension in force over the goods; the importer is told, and asked something."""
        suspension = self.suspended(self.visited_one, self.lines, told_importers="Ask your seller.")
        self.tell()
        suspension.with_user(self.officer).ask_importers("From whom is the milk?", self.day(10))
        return suspension

    def refuse(self):
        """Refuse the preference on what the report says, and tell the importer."""
        self.report(self.visited_one, "not_complies").with_user(self.supervisor).action_approve()
        decision = self.decision(self.visited_one, "report")
        self.decide(decision, **self.asked(decision))
        self.tell()
        return decision

    def refuse_without_consent(self):
        """Refuse the preference of other goods, the visit to whose producer was refused."""
        proof = self.proof()
        self.other_lines = self.declared(proof, days=-45, importer=self.importer)
        decision = self.decision(self.refused_visit(proof), "refusal")
        self.decide(decision, **self.asked(decision))
        self.tell()
        return decision

    def restore(self):
        """Restore the preference of those goods at the request of the importer, and tell it."""
        decision = self.apply(self.other_lines)
        self.decide(decision, **self.asked(decision))
        self.tell()
        return decision

    @staticmethod
    def asked(decision):
        answers = {
            "slips_answer": decision.asks_slips and "doubt",
            "falsified": decision.asks_falsified and "no",
        }
        return {name: answer for name, answer in answers.items() if answer}

    def run_job(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"customs_verification.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def tell(self):
        """Let the job tell the importers of what is new."""
        self.run_job("cron_tell_importers")

    def letters(self, decision):
        """Draw up, approve and send the letters of a decision; return them."""
        decision.with_user(self.officer).action_draw_up_letters()
        letters = decision.document_ids
        letters.with_user(self.supervisor).action_approve()
        for letter in letters:
            letter.with_user(self.officer).record_sent(self.today, "portal")
        return letters

    def mails(self):
        """Return the mails of this test: what is in their subject and body, as a reader sees it."""
        mails = self.env["mail.mail"].search([("id", ">", self.before)])
        return {
            f"mail {mail.id}: {mail.subject}": " ".join(
                [mail.subject or "", *html.fromstring(f"<div>{mail.body_html}</div>").itertext()]
            )
            for mail in mails
        }

    def page(self, url):
        """Return what stands on a page of the portal."""
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, url)
        return " ".join(" ".join(html.fromstring(response.text).xpath("//main//text()")).split())

    def cells(self, content):
        """Return all that stands in a workbook."""
        book = load_workbook(io.BytesIO(content if isinstance(content, bytes) else content[0]))
        return " | ".join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
        )

    def workbooks(self, suspension, decisions):
        """Return the workbooks of all that an officer exports of the case."""
        officer = self.officer
        case, lines = self.visited_one.with_user(officer), self.lines.with_user(officer)
        return {
            "register of the case": case._xlsx_register(),
            "register of deadlines": case.deadline_ids._xlsx_register(),
            "goods of the case": case._xlsx_preference(),
            "goods of a declaration": lines.declaration_id._xlsx_preference(),
            "goods": lines._xlsx_preference(),
            "goods of a suspension": suspension.with_user(officer)._xlsx_suspended_goods(),
            "documents": (case.document_ids | decisions.document_ids.with_user(officer))._xlsx_documents(),
        }


@tagged("post_install", "-at_install")
class TestAgreementXGoods(AgreementXGoods):
    """Design: what leaves the house for the goods of a case says what the law of X says."""

    def test_suspension(self):
        """A suspension: the mail and the question to the importer, its pages, its workbooks."""
        suspension = self.suspend()
        [notice] = suspension.notice_ids
        mails = self.mails()
        self.assertEqual(len(mails), 2)
        for where, text in mails.items():
            self.assertIn("Clause", text, where)
            self.assert_own(text, where)
        self.authenticate(self.contact.login, PASSWORD)
        [task] = notice.task_ids
        for url in (
            "/my/customs/preferences",
            f"/my/customs/preferences/{notice.id}",
            f"/my/customs/tasks/{task.id}",
        ):
            self.assert_own(self.page(url), url)
        self.assertIn("Clause", self.page(f"/my/customs/preferences/{notice.id}"))
        self.assertIn("Zeta", self.page(f"/my/customs/preferences/{notice.id}"))
        content = self.url_open(f"/my/customs/preferences/{notice.id}/xlsx").content
        self.assert_own(self.cells(content), "workbook of the importer")
        for where, content in self.workbooks(
            suspension, suspension.env["customs.preference.decision"]
        ).items():
            self.assert_own(self.cells(content), where)

    def test_decisions(self):
        """Refusals and a restoration: letters, mails, pages, workbooks, record."""
        suspension, decisions = self.suspend(), self.env["customs.preference.decision"]
        for act in (self.refuse, self.refuse_without_consent, self.restore):
            decision = act()
            decisions |= decision
            with self.subTest(act.__name__):
                self._check_decision(decision)
        self.assertEqual(decisions.mapped("kind"), ["refusal", "refusal", "restoration"])
        for where, text in self.mails().items():
            self.assert_own(text, where)
        for where, content in self.workbooks(suspension, decisions).items():
            self.assert_own(self.cells(content), where)
        self.assert_own(text_of(self.visited_one.with_user(self.officer)._pdf_facts()), "record of the case")

    def test_mail_templates(self):
        """Each mail that the software can send, for a record under X; what administrators read of it, too."""
        suspension, decision = self.suspend(), self.refuse()
        letters = self.letters(decision)
        records = {
            "customs.preference.notice": suspension.notice_ids,
            "customs.task": suspension.notice_ids.task_ids,
            "customs.service": letters.service_ids,
            "res.partner": self.contact.partner_id,
            "res.users": self.contact,
        }
        ours = self.env["ir.model.data"].search(
            [("module", "=", "customs_verification"), ("model", "=", "mail.template")]
        )
        templates = self.env["mail.template"].browse(ours.mapped("res_id"))
        self.assertEqual(set(templates.mapped("model")), set(records))
        for template in templates:
            with self.subTest(template.name):
                self.assert_own(f"{template.name} {template.description}", "what it is for")
                for field in ("subject", "body_html"):
                    for text in template._render_field(field, records[template.model].ids).values():
                        self.assertTrue(text)
                        self.assert_own(str(text), field)

    def test_digest(self):
        """The morning digest of an officer: what is due under X, in its words."""
        self.sent_visit(days=-70)
        self.officer.write({"email": "officer@example.com", "customs_digest": True})
        self.run_job("cron_deadlines")
        mails = self.env["mail.mail"].search([("id", ">", self.before), ("model", "=", "res.users")])
        mails = mails.filtered(lambda mail: mail.res_id == self.officer.id)
        self.assertIn("Zeta", mails.body_html)
        for where, text in self.mails().items():
            self.assert_own(text, where)

    def _check_decision(self, decision):
        self.assertEqual(decision.state, "decided")
        for letter in self.letters(decision):
            text = text_of(letter._content())
            self.assert_own(text, "letter")
            self.assertRegex(text, r"Zeta\d+")
            self.assertIn("Clause", text)
        [notice] = decision.notice_ids
        own = [text for where, text in self.mails().items() if decision.name in where + text]
        self.assertTrue(own, "the importer is told by mail")
        self.assertTrue(any("Clause" in text for text in own))
        self.authenticate(self.contact.login, PASSWORD)
        page = self.page(f"/my/customs/preferences/{notice.id}")
        self.assertIn("Clause", page)
        for url in ("/my/customs/preferences", "/my/customs/documents"):
            page += self.page(url)
        self.assert_own(page, "pages")
        content = self.url_open(f"/my/customs/preferences/{notice.id}/xlsx").content
        self.assert_own(self.cells(content), "workbook of the importer")
        self.assert_own(" ".join(decision.sudo().message_ids.mapped("body")), "history")


@tagged("post_install", "-at_install")
class TestGoodsWithoutProvisions(AgreementXGoods):
    """X without provisions and letters of decisions: nothing is printed for them, the gate names them."""

    @classmethod
    def _load(cls, data):
        data["agreement"]["provision_ids"] = []
        data["agreement"]["letter_ids"] = []
        return super()._load(data)

    def assert_own(self, text, where):  # pylint: disable=missing-return
        """Nothing stands where the missing provision would stand, either."""
        super().assert_own(text, where)
        self.assertFalse(LEFTOVERS.findall(text), f"{where}: {text}")

    def test_nothing_in_their_place(self):
        """Design: mails and pages do without the article; a letter is not drawn up, with the reason."""
        suspension = self.suspend()
        decision = self.refuse()
        for where, text in self.mails().items():
            self.assert_own(text, where)
        self.authenticate(self.contact.login, PASSWORD)
        for notice in suspension.notice_ids | decision.notice_ids:
            self.assert_own(self.page(f"/my/customs/preferences/{notice.id}"), notice.display_name)
        with self.assertRaisesRegex(UserError, "has no text for the letter"):
            draft(decision.sudo(), self.importer)
        with self.assertRaisesRegex(UserError, "has no text for the letter"):
            self.letters(decision)
