"""What is cited is what the agreement names: its provisions, and none of another agreement (RS15.5, IT9)."""

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD
from ..common.incoming_request import AskedCase

OTHER = {
    "visit_after_documents": "Chapter 7.1",
    "purpose": "Chapter 7.2",
    "team": "Chapter 7.3",
    "assistance": "Chapter 7.4",
    "documents": "Chapter 7.5",
    "costs": "Chapter 7.6",
}


@tagged("post_install", "-at_install")
class TestProvisions(AskedCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.sent_visit(days=-10)

    def forget_articles(self):
        """Let the agreement name no article where it need not, and others where it must."""
        self.agreement.provision_ids.unlink()
        procedure = self.visit_procedure
        procedure.article = "Chapter 5"
        procedure.step_ids.article = False
        procedure.consequence_ids.article = "Chapter 8"
        procedure.consequence_ids.ground_id.article = "Chapter 8"
        procedure.content_item_ids.article = "Chapter 9"
        procedure.rule_ids.article = "Chapter 6"
        self.env.invalidate_all()

    def assert_nothing_of_another(self, text):
        for wrong in ("Annex 3", "Art.", "()", "( )", "(; ", "False"):
            self.assertNotIn(wrong, text)

    def test_shipped(self):
        """RS16.1, RS16.2, RS16.8, RS16.9, RS16.13: the agreement with Serbia names each provision."""
        self.assertEqual(
            set(self.agreement.provision_ids.mapped("code")), set(self.agreement._provision_codes())
        )
        self.assertEqual(self.agreement._provision("team"), "Annex 3, Art. 16(2)")
        self.assertEqual(self.agreement._provision("nonsense"), "")
        self.assertEqual(self.env["customs.agreement"]._provision("team"), "")

    def test_unknown_code(self):
        """A code that nothing cites is refused, with those that there are."""
        with self.assertRaisesRegex(ValidationError, "team"):
            self.env["customs.provision"].create(
                {"agreement_id": self.agreement.id, "code": "nonsense", "article": "Art. 1"}
            )

    def test_change_counts_at_once(self):
        """What an administrator changes is cited from then on, and the former value is noted."""
        row = self.agreement.provision_ids.filtered(lambda row: row.code == "team")
        row.article = "Chapter 7.3"
        self.assertEqual(self.agreement._provision("team"), "Chapter 7.3")
        self.assertIn("Annex 3, Art. 16(2)", "".join(self.agreement.message_ids.mapped("body")))
        row.unlink()
        self.assertEqual(self.agreement._provision("team"), "")

    def test_another_agreement(self):
        """An agreement that names other articles is cited with these, on tasks, gates and the window."""
        self.forget_articles()
        self.env["customs.provision"].create(
            [
                {"agreement_id": self.agreement.id, "code": code, "article": article}
                for code, article in OTHER.items()
            ]
        )
        self.assertEqual(self.case._task_words("documents")["article"], "Chapter 7.5")
        self.assertIn("from the importing Party (Chapter 7.3)", "\n".join(self.case._missing_for_visit()))
        self.assertIn("assist in the visit (Chapter 7.4).", self.window(self.case).assistance)
        self.assertEqual(self.window(self.case).provisions["team"], "Chapter 7.3")

    def test_no_article_of_another(self):
        """Without provisions a task, a gate and a report name no article, and have no empty brackets."""
        self.forget_articles()
        consent, documents = (self.case._task_words(kind) for kind in ("consent", "documents"))
        self.assertTrue(consent["warning"].endswith("preferential duty (Chapter 8)."), consent)
        self.assertTrue(documents["warning"].endswith("refused (Chapter 8)."), documents)
        self.assertFalse(documents.get("article"))
        draft = self.visit()
        draft.study_documents = draft.inspect_premises = False
        said = [
            *(consent["warning"], documents["warning"], self.window(self.case).assistance),
            *self.case._missing_for_visit(),
            *draft._missing_for_request(),
            *self.case._fact_notice("person_informed_on"),
            *self.case._fact_notice("refusal_received_on"),
        ]
        for text in said:
            self.assert_nothing_of_another(text)
        visited = self.visited()
        report = self.report(visited)
        report.annexes = "Кириллица"
        self.assert_nothing_of_another("\n".join(report._missing()))
        self.assertIn("The report must be in English.", "\n".join(report._script_problems()))

    def test_warning_with_a_request_for_documents(self):
        """RS16.9, RS16.8b: the preference *may* be refused, and only if the visit became impossible."""
        warning = self.case._task_words("documents")["warning"]
        self.assertIn("If the visit becomes impossible because the documents are not submitted", warning)
        self.assertIn("may be refused (Annex 3, Art. 16(8)).", warning)
        self.visit_procedure._consequence_of("obstruction").outcome = "report"
        self.assertFalse(
            self.case._task_words("documents").get("warning"), "nothing follows, nobody is warned"
        )

    def test_steps_without_an_article(self):
        """RS16.3: it provides neither an acknowledgement nor a withdrawal, so it is not cited for them."""
        steps = self.case._steps()
        self.assertEqual(steps["request_sent_on"].article, "Annex 3, Art. 16(3)")
        self.assertEqual(
            [steps[fact].article for fact in ("request_acknowledged_on", "withdrawn_on")], ["", ""]
        )

    def test_page_names_no_article_of_another(self):
        """The same of the page on the portal of the authority that was asked."""
        self.authenticate(self.liaison_user.login, PASSWORD)
        url = f"/my/customs/requests/{self.window(self.case).id}"
        self.assertIn("(Annex 3, Art. 16(2))", self.url_open(url).text)
        self.forget_articles()
        [main] = html.fromstring(self.url_open(url).text).xpath("//main")
        page = " ".join(main.text_content().split())
        self.assertIn("The team consists of officials of both Parties.", page)
        self.assert_nothing_of_another(page)
