"""What leaves the officers' screens, page by page and paper by paper: one form of dates (RS16.9)."""

import base64
import io
import re

from lxml import html
from pypdf import PdfReader

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ...reports.origin.letter_data import request_data
from ...reports.origin.visit_report_data import visit_report_data
from ...tools.dates import MONTHS
from ..common.cases import PASSWORD
from ..common.file_samples import PDF
from ..common.mail_secrets import LANGUAGES, OTHER_DATES
from ..common.notice import NoticeMixin
from ..common.pdf_builders import build_visit_report
from ..common.task_mail import MailCase

IN_HTML = {"en_US": "en", "ru_RU": "ru", "kk_KZ": "kk", "sr@latin": "sr-Latn"}
IN_MONTHS = {"en_US": "en", "ru_RU": "ru", "kk_KZ": "kk", "sr@latin": "sr"}
# Serbian months in Cyrillic letters, which Babel would write.
SERBIAN_CYRILLIC = re.compile(
    "јануар|фебруар|март|април|мај|јун|јул|август|септембар|октобар|новембар|децембар"
)


@tagged("post_install", "-at_install")
class TestOutsideLanguage(NoticeMixin, MailCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES[1:]:
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"]._load_module_terms(["customs_verification"], list(LANGUAGES[1:]))
        cls.importer = cls.person("Importer of Languages", cls.kz, email="importer@lang.example")
        cls.importer_contact = cls.portal_contact(cls.importer, name="Importer Contact")
        cls.liaison_user = cls.liaison()
        cls._fill()

    @classmethod
    def _fill(cls):
        """Let each page of the portal have something with every date that it shows."""
        cls.visit_done = cls.visited(person=cls.firm)
        cls.case.with_user(cls.officer).record_fact("request_acknowledged_on", cls.day(-70))
        cls.open_task = cls.task(cls.case, kind="consent")
        cls.answered_task = cls.task(cls.visit_done)
        cls.answered_task.with_user(cls.contact).give_answer(1, text="Yes.")
        cls.answered_task.with_user(cls.officer).send_back("Page two.", cls.day(20))
        cls.answered_task.with_user(cls.contact).give_answer(2, text="All.")
        cls.answered_task.with_user(cls.officer).action_accept()
        letter_id = cls.visit_done.with_user(cls.officer).draw_up_letter(
            "A letter", "letter.pdf", base64.b64encode(PDF).decode(), addressee_id=cls.firm.id
        )
        cls.letter = cls.env["customs.document"].browse(letter_id)
        cls.letter.with_user(cls.supervisor).action_approve()
        cls.letter.with_user(cls.officer).record_sent(cls.today, "portal")
        sources = (
            cls.suspended(cls.case, cls.goods(cls.importer, 2)),
            cls.decided(cls.case, cls.goods(cls.importer)),
        )
        cls.notices = [cls.notice(source, cls.importer) for source in sources]

    def pages(self):
        """Yield (user, address) of each page of the portal."""
        windows = self.env["customs.incoming.request"].with_user(self.liaison_user).search([])
        self.assertTrue(windows)
        for end in ("", "?filterby=all", f"/{self.open_task.id}", f"/{self.answered_task.id}"):
            yield self.contact, f"/my/customs/tasks{end}"
        yield self.contact, f"/my/customs/tasks/{self.answered_task.id}/receipt/1"
        yield self.contact, "/my/customs/documents"
        yield self.contact, f"/my/customs/documents/{self.letter.id}"
        yield self.importer_contact, "/my/customs/preferences"
        for notice in self.notices:
            yield self.importer_contact, f"/my/customs/preferences/{notice.id}"
        yield self.liaison_user, "/my/customs/requests?filterby=all"
        for window in windows:
            yield self.liaison_user, f"/my/customs/requests/{window.id}"

    def test_pages(self):
        """RS16.9: each page has its dates in words, in its language, which it names; and a title."""
        for lang in LANGUAGES:
            logged_in, dated = None, 0
            for user, address in self.pages():
                if user != logged_in:
                    user.partner_id.lang = lang
                    self.env.flush_all()
                    self.authenticate(user.login, PASSWORD)
                    self.opener.cookies.set("frontend_lang", lang)  # as the foot of the page does
                    logged_in = user
                with self.subTest(lang=lang, address=address):
                    response = self.url_open(address)
                    self.assertEqual(response.status_code, 200)
                    tree = html.fromstring(response.content.decode())
                    self.assertEqual(tree.get("lang"), IN_HTML[lang])
                    self.assertNotIn(tree.findtext(".//title"), ("Odoo", "", None))
                    dated += self.check_dates(self.words_of(tree), lang)
            self.assertGreater(dated, 8, lang)

    def words_of(self, tree):
        """Return what a reader sees of a page."""
        wrap = tree.xpath("//div[@id='wrap']")[0]
        for node in wrap.xpath(".//script | .//style | .//code"):
            node.getparent().remove(node)
        return " ".join(wrap.text_content().split())

    def check_dates(self, text, lang):
        """Check the dates of a text; return whether there are any."""
        self.assertFalse(OTHER_DATES.search(text), text)
        if lang == "sr@latin":
            self.assertFalse(SERBIAN_CYRILLIC.search(text))
        return any(month in text for month in MONTHS[IN_MONTHS[lang]])

    def test_receipts(self):
        """RS16.9: the receipt of an answer has its dates in words, in the language of who prints it."""
        answer = self.answered_task.answer_ids[:1]
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                content = answer.with_user(self.contact).with_context(lang=lang)._pdf_receipt()
                self.assertTrue(self.check_dates(self.text_of(content), lang))

    def test_letters(self):
        """RS15.5: a letter has its dates in words, in its language, whatever that of who prints it."""
        for language, lang in (("en", "en_US"), ("ru", "ru_RU")):
            for case in (self.case, self.visit_done.verification_request_id):
                # As another case has it: that of an approved request stays.
                table = SQL.identifier(case._table)
                self.env.cr.execute(
                    SQL("UPDATE %s SET letter_language = %s WHERE id = %s", table, language, case.id)
                )
                case.invalidate_recordset()
                with self.subTest(lang=lang, case=case._name):
                    asked = case.sudo().with_context(lang="sr@latin")
                    text = self.text_of(asked._letter_pdf("request", *request_data(asked, draft=True)))
                    self.assertTrue(self.check_dates(text, lang))

    def test_other_papers(self):
        """RS16.5a, RS16.10: so have a reminder, in its language, and the report, which is in English."""
        for language, lang in (("en", "en_US"), ("ru", "ru_RU")):
            visit = self.sent_visit(days=-50, letter_language=language)
            action = visit.with_user(self.officer).action_draw_up_reminder()
            letter = self.env["customs.document"].browse(action["res_id"])
            with self.subTest(lang=lang):
                content = letter.with_user(self.officer).with_context(lang="sr@latin")._draft_pdf()
                self.assertTrue(self.check_dates(self.text_of(content), lang))
        report = self.report(self.visited()).with_context(lang="sr@latin")
        content = build_visit_report(visit_report_data(report))
        self.assertTrue(self.check_dates(self.text_of(content), "en_US"))

    def text_of(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_errors(self):
        """RS16.9: an error that somebody outside reads has its dates in words, too."""
        task = self.answered_task.with_user(self.contact)
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                message = task.with_context(lang=lang)._nothing_awaited()
                self.assertFalse(OTHER_DATES.search(message))
        liaison = self.env["customs.incoming.request"].with_user(self.liaison_user)
        window = liaison.search([("res_id", "=", self.visit_done.id), ("kind", "=", "visit")])
        with self.refused(self.words(-60)):
            window.consent("RS-1", str(self.day(-1)))
