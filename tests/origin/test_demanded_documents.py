"""What the requested authority demands of who made out a declaration of origin (RS13.5)."""

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD
from ..common.incoming_request import AskedCase

ARTICLE = "Annex 3, Art. 13(5)"


class DemandCase(AskedCase):
    def setUp(self):
        super().setUp()
        self.kind = self.env.ref("customs_verification.proof_type_eaeu_rs_declaration")
        self.question = self.kind.question_ids.filtered("is_demanded")
        self.declared = self.proof(proof_type_id=self.kind.id, customs_value=100)
        self.exporter = self.declared.exporter_id
        self.contact = self.portal_contact(self.exporter, login="maker")
        self.request = self.sent(self.declared)

    def sent(self, proofs):
        request = self.documentary(proofs, answered=False)
        self.approve(request, days=-21)
        self.record(request, "request_sent_on", -20)
        return request

    def refuses(self, work, *parts):
        with self.assertRaises(UserError) as refused:
            work()
        for part in parts:
            self.assertIn(part, str(refused.exception))


@tagged("post_install", "-at_install")
class TestDemandedDocuments(DemandCase):
    def test_who_made_the_declaration_is_asked(self):
        """RS13.5: the words and the article are those of the type of proof; who reads the answer is said."""
        self.assertEqual(self.question.article, ARTICLE)
        window = self.window(self.request)
        [row] = window.demands
        self.assertEqual((row["person"], row["proofs"]), (self.exporter.name, self.declared.number))
        self.assertEqual(row["text"], f"{self.question.name} ({ARTICLE})")
        window.demand_documents()
        task = self.request.task_ids
        self.assertEqual((task.person_id, task.state, task.due_on), (self.exporter, "asked", False))
        self.assertEqual((task.asked_by_authority_id, task.article), (self.exporting, ARTICLE))
        self.assertEqual(task.authority_name, self.exporting.name)
        for part in (self.question.name, self.declared.number, self.exporting.name, self.importing.name):
            self.assertIn(part, task.question)
        self.assertNotIn(self.request.doubts or "no doubts", task.question)
        mail = self.env["mail.mail"].sudo().search([("customs_task_id", "=", task.id)])
        self.assertTrue(mail.subject.startswith("Please answer: "))
        self.assertIn("No last day is set", mail.body_html)
        self.assertEqual(window.persons[0]["asked_on"], str(self.today))
        self.assertFalse(window.demands)
        self.refuses(window.demand_documents, "Nobody is left to be asked")

    def test_another_text(self):
        """RS13.5: a type of proof without the duty lets nobody be asked; another one has its own article."""
        self.question.write({"article": "Rule 7(2)", "name": "The exporter submits its books"})
        [row] = self.window(self.request).demands
        self.assertEqual(row["text"], "The exporter submits its books (Rule 7(2))")
        certificate = self.sent(self.proof())
        self.assertFalse(self.window(certificate).demands)
        self.refuses(self.window(certificate).demand_documents, "the agreement does not let you")
        visit = self.sent_visit(days=-10)
        self.assertFalse(self.window(visit).demands)
        self.refuses(self.window(visit).demand_documents, "another type of request")

    def test_role_of_who_signed(self):
        """RS13.2, RS13.5: who made it out is asked: producer, exporter or consignor, as it is signed."""
        producer, consignor = self.person("The Mill", self.rs), self.person("The Forwarder", self.rs)
        self.declared.line_ids.producer_id = producer
        self.declared.consignor_id = consignor
        for role, person in (("producer", producer), ("consignor", consignor), ("exporter", self.exporter)):
            self.declared.signatory_role = role
            window = self.window(self.request)
            window.invalidate_recordset()
            self.assertEqual([row["person"] for row in window.demands], [person.name])
        self.declared.signatory_role = "producer"
        window.invalidate_recordset()
        window.demand_documents(self.day(9))
        self.assertEqual(self.request.task_ids.due_on, self.day(9))
        names = {row["name"]: row["role"] for row in window.persons}
        self.assertEqual(names, {self.exporter.name: "Exporter", "The Mill": "Producer"})

    def test_the_answer(self):
        """RS13.5, RSM26: both authorities read it, it ends the task, and others read nothing."""
        window = self.window(self.request)
        window.demand_documents(self.day(9))
        task = self.request.task_ids
        files = self.env["customs.file"].with_user(self.contact)
        file = files._accept([("invoice.txt", b"invoice")], task_id=task.id)
        answer = task.with_user(self.contact).give_answer(
            1, "Our invoices.", file_ids=file.ids, is_confidential=True
        )
        self.assertEqual((task.state, answer.outcome), ("accepted", "accepted"))
        self.assertFalse(task.activity_ids, "nobody of the importing authority has to assess it")
        window.invalidate_recordset()
        for user in (self.liaison_user, self.asked_officer, self.asked_reader):
            self.env.invalidate_all()
            seen = self.window(self.request, user)
            self.assertEqual((seen.answer_ids.ids, seen.answer_file_ids.ids), (answer.ids, file.ids))
            self.assertEqual(seen.answer_ids.text, "Our invoices.")
            self.assertTrue(seen.answer_file_ids.has_access("read"))
            for record in (task, answer, file):
                self.assertFalse(record.with_user(user).has_access("write"))
            # Whose name one may not read is left out of the panel of a search, and breaks nothing.
            panel = file.with_user(user).search_panel_select_range("uploaded_by_id", enable_counters=True)
            self.assertLessEqual({row["id"] for row in panel["values"]}, {self.contact.id})
        self.env.invalidate_all()
        self.assertEqual(answer.with_user(self.officer).text, "Our invoices.")
        readers = self.env["customs.reading"].search([("answer_id", "=", answer.id)]).mapped("user_id")
        self.assertLessEqual(self.liaison_user | self.officer, readers)
        for record in (task, answer, file):
            self.assertFalse(record.with_user(self.other_liaison).has_access("read"))
        self.assertEqual(window.persons[0]["answered_on"], str(self.today))

    def test_of_others_nothing(self):
        """CU-A: what the importing authority asks itself stays with it and the person."""
        values = {"res_model": self.request._name, "res_id": self.request.id, "person_id": self.exporter.id}
        values |= {"name": "Ledger", "question": "The ledger.", "due_on": self.day(9)}
        task = self.env["customs.task"].with_user(self.officer).create(values)
        task.action_ask()
        task.with_user(self.contact).give_answer(1, "For the importing authority.")
        self.assertFalse(self.window(self.request).answer_ids)
        self.assertFalse(task.with_user(self.liaison_user).has_access("read"))
        new = self.env["customs.task"].with_user(self.officer)
        self.refuses(
            lambda: new.create({**values, "asked_by_authority_id": self.exporting.id}), "Asked by the"
        )
        with self.assertRaises(AccessError):
            self.window(self.request, self.other_liaison).demand_documents()
        with self.assertRaises(AccessError):
            self.window(self.request, self.asked_reader).demand_documents()

    def test_when_it_can_be_demanded(self):
        """RS13.5: not for a past day, not after the answer; a withdrawn request takes its demands along."""
        window = self.window(self.request)
        self.refuses(lambda: window.demand_documents(self.day(-1)), "is in the past")
        self.refuses(lambda: window.demand_documents("soon"), "is not a date")
        window.demand_documents()
        self.record(self.request, "withdrawn_on", 0, user=self.supervisor, note="An error")
        self.assertEqual(self.request.task_ids.state, "withdrawn")
        self.refuses(window.demand_documents, "was withdrawn")
        answered = self.sent(self.proof(proof_type_id=self.kind.id, customs_value=100))
        self.window(answered).give_result("RS-1", "yes", "yes", "yes")
        self.assertFalse(self.window(answered).demands)
        self.refuses(self.window(answered).demand_documents, "answered on")

    def test_last_day_is_that_of_the_authority_that_asks(self):
        """RS13.5: the person answers until midnight there; a demand without a last day is never late."""
        window = self.window(self.request)
        window.demand_documents()
        task = self.request.task_ids
        self.assertEqual(task.authority_tz, self.exporting.tz)
        tasks = self.env["customs.task"]
        self.assertFalse(task.is_late or task in tasks.search([("is_late", "=", True)]))
        self.env.cr.execute("UPDATE customs_task SET due_on = %s WHERE id = %s", [self.day(-1), task.id])
        task.invalidate_recordset()
        self.assertTrue(task.is_late)
        self.assertIn(task, tasks.search([("is_late", "=", True)]))
        steps = {name: domain for name, _today, domain in tasks._reminder_steps() if name == "late"}
        self.assertNotIn(task, tasks.search(steps["late"]))


@tagged("post_install", "-at_install")
class TestDemandOnThePortal(DemandCase, HttpCase):
    def test_page(self):
        """RS13.5: the liaison officer demands on the portal, and finds the answer there."""
        self.authenticate(self.liaison_user.login, PASSWORD)
        window = self.window(self.request)
        address = f"/my/customs/requests/{window.id}"
        self.assertIn(ARTICLE, self.url_open(address).text)
        form = {"csrf_token": Request.csrf_token(self), "version": window._page_version(), "due_on": ""}
        self.assertIn("were asked for their documents", self.url_open(f"{address}/documents", data=form).text)
        task = self.request.task_ids
        self.authenticate(self.contact.login, PASSWORD)
        page = self.url_open(f"/my/customs/tasks/{task.id}").text
        self.assertIn(self.exporting.name, page)
        self.assertIn("No last day is set", page)
        self.assertIn(task.name, self.url_open("/my/customs/tasks").text)
        task.with_user(self.contact).give_answer(1, "Our invoices.")
        self.authenticate(self.liaison_user.login, PASSWORD)
        self.assertIn("Our invoices.", self.url_open(address).text)
