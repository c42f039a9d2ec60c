from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..common.access import LETTER
from ..common.pdf_builders import text_of
from ..common.person_asked import PersonAskedCase


@tagged("post_install", "-at_install")
class TestPersonAsked(PersonAskedCase):
    """A person is asked directly: it sees its letter and its task, and answers as itself (CU-A)."""

    def test_letter_receipt_and_answer(self):
        """RS15.5, CU-A: the letter names the person; opening proves receipt; the answer is recorded."""
        case = self.sent(self.information())
        letter = case.document_ids
        self.assertEqual((letter.addressee_id, letter.addressee_authority_id.ids), (self.producer, []))
        self.assertEqual(letter.service_ids.addressee_id, self.producer)
        self.assertIn("/my/customs/tasks", text_of(letter._content()))
        task = case.task_ids
        self.assertEqual((task.person_id, task.state, task.kind), (self.producer, "asked", "documents"))
        self.assertEqual(task.document_id, letter)
        self.assertIn(letter.name, self.text(self.page(f"/my/customs/tasks/{task.id}")))
        response = self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertEqual((response.status_code, response.content), (200, letter._content()))
        self.assertEqual(case.request_acknowledged_on, self.today)
        self.assertIn("Opened on the portal by", case.fact_ids.sorted("id")[-1:].note)
        self.answer(task, {"text": "The ledger."}, token=False)
        self.assertFalse(task.answer_ids)
        self.answer(task, {"text": "The ledger."})
        self.assertEqual((case.result_received_on, case.state), (self.today, "answered"))
        [received] = case.document_ids.filtered(lambda row: row.kind == "result")
        self.assertEqual((received.sender_id, received.sender_authority_id.ids), (self.producer, []))
        self.assertEqual(case.result_reference, task.answer_ids._receipt_number())
        fact = case.fact_ids.filtered(lambda row: row.fact == "result_received_on")
        self.assertIn("Answered on the portal by", fact.note)

    def test_opened_before_the_post_came(self):
        """RS15.7, CU-A: who opens on the portal a letter that goes by post has received it on that day."""
        for channel in ("registered_mail", "email", False):
            with self.subTest(channel):
                case = self.information()
                case.with_user(self.supervisor).action_approve_request()
                self.record(case, "request_sent_on", 0, channel=channel or None)
                letter = case.document_ids
                self.post(f"/my/customs/documents/{letter.id}/download")
                self.assertEqual(letter.service_ids.served_on, self.today)
                self.assertEqual(case.request_acknowledged_on, self.today)

    def test_post_came_before_it_was_opened(self):
        """RS15.7, CU-A: a delivery notice of an earlier day is entered later; the case says what differs."""
        with freeze_time(f"{self.day(-3)} 07:00:00", tick=True):
            case = self.information()
            case.with_user(self.supervisor).action_approve_request()
            self.record(case, "request_sent_on", -3, channel="registered_mail")
        letter = case.document_ids
        self.post(f"/my/customs/documents/{letter.id}/download")
        service = letter.service_ids.with_user(self.officer)
        self.assertTrue(service.is_only_opened)
        with self.refused("Enter the proof of the earlier receipt"):
            service.record_served(self.day(-2))
        with self.refused("It was already served on"):
            service.record_served(self.today, "RR 1")
        wizard = self.env["customs.document.step"].with_user(self.officer)
        form = Form(wizard.with_context(default_document_id=letter.id, default_step="served"))
        self.assertEqual(form.open_service_ids[:], service)
        form.service_id, form.day, form.reference = service, self.day(-2), "RR 1"
        form.save().action_apply()
        self.assertEqual(
            (service.served_on, service.proof, letter.served_on), (self.day(-2), "RR 1", self.day(-2))
        )
        self.assertEqual(case.request_acknowledged_on, self.today, "a fact is corrected by a supervisor")
        self.assertIn("earlier than", " ".join(case.message_ids.mapped("body")))
        with self.refused("It was already served on"):
            service.record_served(self.day(-3), "RR 2")

    def test_request_and_task_are_withdrawn_together(self):
        """RS15.6, CU-A: nobody is told that no answer is needed while the time for it runs."""
        case = self.sent(self.information())
        task = case.task_ids
        with self.refused("still in force. Withdraw the request"):
            task.with_user(self.officer).withdraw("Not needed")
        self.record(case, "withdrawn_on", user=self.supervisor, reason="Found elsewhere")
        self.assertEqual(task.state, "withdrawn")

    def test_nobody_else_sees_it(self):
        """CU-A: no other firm and no authority of the other Party sees letter, task or case."""
        case = self.sent(self.information(internal_doubts="Inner secret"))
        letter, task = case.document_ids, case.task_ids
        liaison, importer = self.liaison(self.exporting), self.portal_contact(self.importer)
        for user in (self.stranger, liaison, importer):
            with self.subTest(user.login):
                for record in (letter, task):
                    self.assertFalse(record.with_user(user).search([("id", "=", record.id)]))
                self.login(user)
                for url in (f"/my/customs/documents/{letter.id}", f"/my/customs/tasks/{task.id}"):
                    self.assertEqual(self.url_open(url).status_code, 404)
                with self.assertRaises(AccessError):
                    task.with_user(user).give_answer(1, "Text")
        windows = self.env["customs.incoming.request"]
        self.assertFalse(windows.search([("id", "=", case.id * 2)]))
        self.login(self.contact)
        self.assertNotIn("Inner secret", self.url_open(f"/my/customs/tasks/{task.id}").text)
        with self.assertRaises(AccessError):
            case.with_user(self.contact).read(["internal_doubts"])

    def test_answer_by_letter(self):
        """RS15.6, CU-A: what answers the request is recorded on the case first, with its day of receipt."""
        case = self.sent(self.information())
        task = case.task_ids.with_user(self.officer)
        task.answer = "The milk is ours."
        with self.refused("Record the result first", case.name, "day of its receipt"):
            task.action_record_answer()
        self.assertEqual(task.state, "asked")
        self.record(case, "result_received_on", 0, reference="P-1")
        task.action_record_answer()
        task.action_accept()
        self.assertEqual((task.state, case.state), ("accepted", "answered"))

    def test_informed_authority(self):
        """CPTPP 3.27(8): an authority of the person's Party gets a copy of the letter, and nothing else."""
        liaison = self.liaison(self.exporting)
        case = self.sent(self.information(informed_authority_id=self.exporting.id))
        letter, task = case.document_ids, case.task_ids
        self.assertEqual(letter.service_ids.addressee_authority_id, self.exporting)
        self.assertTrue(letter.with_user(liaison).search([("id", "=", letter.id)]))
        self.assertFalse(task.with_user(liaison).search([("id", "=", task.id)]))
        self.assertFalse(self.env["customs.incoming.request"].search([("id", "=", case.id * 2)]))

    def test_informed_authority_opens_its_copy(self):
        """CPTPP 3.27(8): its copy can be opened on the portal, and that starts no time of the person."""
        liaison = self.liaison(self.exporting)
        case = self.sent(self.information(informed_authority_id=self.exporting.id))
        letter = case.document_ids
        self.login(liaison)
        self.assertIn(letter.name, self.text(self.page("/my/customs/documents")))
        response = self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertEqual((response.status_code, response.content), (200, letter._content()))
        own = letter.service_ids.filtered("addressee_authority_id")
        self.assertEqual((own.opened_by_id, own.served_on), (liaison, self.today))
        self.assertFalse((letter.service_ids - own).opened_at)
        self.assertFalse(case.request_acknowledged_on)

    def test_informed_authority_of_another_party(self):
        """CPTPP 3.27(8), CU-A: no copy goes to an authority of another Party than the person's."""
        case = self.information(informed_authority_id=self.exporting.id)
        self.assertFalse(case._missing_addressee())
        # The importing authority is not on the side of the person.
        case.informed_authority_id = self.importing
        self.assertIn("is not of the Party of", case._missing_addressee()[0])
        with self.refused("is not of the Party of"):
            case.with_user(self.supervisor).action_approve_request()

    def test_consignee_is_not_asked_for_the_importer(self):
        """RS2, CPTPP 3.27(1)(a), CU-A: a forwarder named as consignee is not asked as the importer."""
        forwarder = self.person("Test Forwarder LLP", self.kz)
        case = self.information("importer", self.importer)
        case.proof_ids.consignee_id = forwarder
        case.with_user(self.officer).asked_person_id = forwarder
        with self.refused("is not named in this role"):
            case.with_user(self.supervisor).action_approve_request()
        case.proof_ids.importer_id = False
        self.assertEqual(case._possible_persons(), forwarder, "the proof names one person")

    def test_importer_asked(self):
        """CPTPP 3.27(1)(a): the importer is asked, by the day of the importing authority."""
        contact = self.portal_contact(self.importer)
        case = self.sent(self.information("importer", self.importer))
        case.task_ids.with_user(contact).give_answer(1, "Here.")
        self.assertEqual(case.result_received_on, self.today)
        self.assertEqual(case._authority_there(), self.importing)

    def test_without_a_login(self):
        """CU-A: who has no login is written to by letter, and is asked on the portal once invited."""
        firm = self.person("Firm without a login")
        case = self.information()
        case.proof_ids.line_ids.producer_id = firm
        case.asked_person_id = firm
        with self.refused("was not sent yet"):
            case.with_user(self.officer).action_ask_on_portal()
        self.sent(case)
        self.assertFalse(case.task_ids)
        contact = self.portal_contact(firm)
        case.with_user(self.officer).action_ask_on_portal()
        with self.refused("already asked"):
            case.with_user(self.officer).action_ask_on_portal()
        self.record(case, "request_acknowledged_on", 0)
        case.task_ids.with_user(contact).give_answer(1, "Here.")
        self.assertEqual(case.result_received_on, self.today)

    def test_withdrawn(self):
        """RS16.5b: what is asked on the portal is withdrawn with the request, or with its sending."""
        case = self.sent(self.information())
        self.record(case, "withdrawn_on", 0, user=self.supervisor)
        self.assertEqual(case.task_ids.state, "withdrawn")
        case = self.sent(self.information())
        case.with_user(self.supervisor).record_fact("request_sent_on", False, reason="Entered wrongly")
        self.assertEqual(case.task_ids.state, "withdrawn")

    def test_who_may_be_asked(self):
        """RS15.5, CU-A: the procedure says who may be asked; no firm that the proofs do not name."""
        case = self.information()
        self.assertFalse(case._missing_addressee())
        case.asked_person_id = self.person("Another firm")
        self.assertIn("is not named in this role", case._missing_addressee()[0])
        case.asked_person_id = False
        self.assertEqual(case._missing_addressee(), ["The person to whom the request goes"])
        at_home = self.person("At home", self.kz)
        case.proof_ids.line_ids.producer_id = case.asked_person_id = at_home
        self.assertIn("which is not the other Party", case._missing_addressee()[0])
        with self.refused("no authority is asked", error=ValidationError):
            case.exporting_authority_id = self.exporting
        with self.refused("The request goes to an authority. Remove", error=ValidationError):
            case.write({"addressee_kind": "authority", "exporting_authority_id": self.exporting.id})
        self.documents_procedure.asks_importer = False
        with self.refused("cannot go to: Importer. Choose from", error=ValidationError):
            case.addressee_kind = "importer"
        with self.refused("is not an authorised body", error=ValidationError):
            self.documents_procedure.asks_body = True
            self.documentary(answered=False).addressee_kind = "body"
        with self.refused("choose who may be asked", error=ValidationError):
            self.visit_procedure.write({"asks_authority": False, "asks_exporter": False})
        with self.refused("a case of this type cannot ask: Importer", error=ValidationError):
            self.visit_procedure.asks_importer = True

    def test_issuing_body_asked(self):
        """VN 4.30(1): the issuing body is asked instead, and answers in its window."""
        self.documents_procedure.asks_body = True
        case = self.documentary(answered=False)
        case.write({"addressee_kind": "body", "exporting_authority_id": self.body.id})
        self.sent(case)
        self.assertEqual(case.document_ids.addressee_authority_id, self.body)
        window = self.env["customs.incoming.request"].with_user(self.liaison(self.body)).browse(case.id * 2)
        window.give_result("B-1", "yes", "yes", "yes")
        received = case.document_ids.filtered(lambda row: row.kind == "result")
        self.assertEqual((case.result_received_on, received.sender_authority_id), (self.today, self.body))

    def test_usual_addressee(self):
        """RS15.5: a new case asks whom its procedure usually asks."""
        self.documents_procedure.asks_authority = False
        new = (
            self.env["customs.verification.request"]
            .with_user(self.officer)
            .create(
                {"procedure_id": self.documents_procedure.id, "importing_authority_id": self.importing.id}
            )
        )
        self.assertEqual((new.addressee_kind, new.asks_person), ("exporter", True))

    def test_whose_day(self):
        """KZ6: the last day ends where the person is, by an authority of its country."""
        self.exporting.tz = "Pacific/Kiritimati"  # where it is tomorrow already, or today for long
        case = self.sent(self.information())
        for row in case.deadline_ids.filtered(lambda row: row.rule_id.owed_by == "exporting_authority"):
            self.assertEqual(row.day_authority_id.country_id, self.rs)
        self.assertEqual(case._authority_there().country_id, self.rs)

    def test_person_does_not_choose_its_day(self):
        """KZ6, IT9: who is asked moves on the portal to another time zone, and gains no hour."""
        there = self.env.ref("base.ws")  # where it is yesterday for long, and no Party
        self.env["customs.authority"].create(
            {
                "name": "Authority far away",
                "code": "FAR-AWAY",
                "country_id": there.id,
                "is_customs_authority": True,
                "tz": "Pacific/Pago_Pago",
            }
        )
        case = self.sent(self.information())
        kept = case._authority_there()
        before = case.deadline_ids.mapped("day_authority_id")
        # As the form of the portal writes it: the address of a contact is that of its firm.
        self.contact.partner_id.with_user(self.contact).sudo().write({"country_id": there.id})
        self.assertEqual(self.producer.country_id, there)
        case.invalidate_recordset()
        self.assertEqual(case._authority_there(), kept)
        self.record(case, "request_acknowledged_on", 0)
        self.assertLessEqual(case.deadline_ids.mapped("day_authority_id"), before | kept | self.importing)
        with self.assertRaises(UserError):
            case.with_user(self.officer).person_day_authority_id = self.importing


@tagged("post_install", "-at_install")
class TestConsentOfPerson(PersonAskedCase):
    """The consent of a person that was asked is the answer for which the period waits (RS16.5)."""

    def test_consent(self):
        """CPTPP 3.27(6)(d): the person consents on the portal, and the visit may start."""
        visit = self.sent(self.direct_visit())
        task = visit.task_ids
        self.assertEqual((task.kind, task.state), ("consent", "asked"))
        self.answer(task, {"choice": "consent", "read_warning": "1"})
        self.assertEqual((visit.consent_received_on, visit.person_consent_on), (self.today, self.today))
        self.assertEqual((visit.answer_received_on, visit.state), (self.today, "consented"))
        self.assertEqual(visit._consent_given_by(), self.producer.name)
        self.assertEqual(visit.consent_reference, task.answer_ids._receipt_number())

    def test_refusal(self):
        """CPTPP 3.28(2)(d): a refusal on the portal closes the case, and a refusal is proposed."""
        visit = self.sent(self.direct_visit())
        self.answer(visit.task_ids, {"choice": "refuse", "read_warning": "1"})
        self.assertEqual((visit.refusal_received_on, visit.state), (self.today, "refused"))
        self.assertEqual(
            visit.sudo().decision_ids.trigger, visit.procedure_id._consequence_of("refusal_received_on").code
        )

    def test_two_persons(self):
        """RS16.5b: the answer is there once both have consented."""
        second = self.person("Second Producer")
        contact = self.portal_contact(second)
        visit = self.direct_visit(verified_role="exporter", second_person_id=second.id)
        self.sent(visit)
        self.assertEqual(visit.task_ids.person_id, self.producer | second)
        self.assertEqual(visit.document_ids.service_ids.addressee_id, self.producer | second)
        text = text_of(visit.document_ids._content())
        self.assertIn(second.name, text)
        first, other = visit.task_ids.sorted(lambda task: task.person_id != self.producer)
        self.answer(first, {"choice": "consent", "read_warning": "1"})
        self.assertFalse(visit.consent_received_on)
        other.with_user(contact).give_answer(1, choice="consent")
        self.assertEqual(visit.consent_received_on, self.today)

    def test_consent_to_a_former_letter(self):
        """RS16.5b: who consented to a letter that was replaced is asked again, and has not consented."""
        second = self.person("Second Producer")
        contact = self.portal_contact(second)
        visit = self.direct_visit(verified_role="exporter", second_person_id=second.id)
        self.sent(visit)
        first = visit.task_ids.filtered(lambda task: task.person_id == self.producer)
        first.with_user(self.contact).give_answer(1, choice="consent")
        for fact in ("person_informed_on", "request_sent_on", "request_approved_on"):
            visit.with_user(self.supervisor).record_fact(fact, False, reason="Another plant is meant.")
        visit.with_user(self.officer).location = "Another plant"
        self.sent(visit)
        asked = visit.task_ids.filtered(lambda task: task.state == "asked")
        self.assertEqual(asked.person_id, self.producer | second, "each is asked about the new letter")
        asked.filtered(lambda task: task.person_id == second).with_user(contact).give_answer(
            1, choice="consent"
        )
        self.assertFalse(visit.consent_received_on, "the producer consented to another plant")
        asked.filtered(lambda task: task.person_id == self.producer).with_user(self.contact).give_answer(
            1, choice="consent"
        )
        self.assertEqual(visit.consent_received_on, self.today)

    def test_each_step_that_a_procedure_may_not_have(self):
        """RS16: a procedure without a step is no error anywhere: asked, answered, opened, listed."""
        specs = self.env["customs.verification.visit"]._fact_specs()
        for fact in (name for name, spec in specs.items() if not spec.needed):
            with self.subTest(fact), self.env.cr.savepoint() as savepoint:
                law = self.visit_procedure.copy({"code": fact, "name": fact})
                law.step_ids.filtered(lambda step, fact=fact: step.fact == fact).unlink()
                visit = self.sent(self.direct_visit(procedure_id=law.id))
                self.assertTrue(visit.missing_items)
                wizard = self.env["customs.ask.consent"].with_user(self.officer)
                self.assertIsInstance(wizard.new({"visit_id": visit.id})._problems(), list)
                visit.task_ids.with_user(self.contact).give_answer(1, choice="consent")
                self.assertEqual(
                    visit.consent_received_on, "consent_received_on" in visit._steps() and self.today
                )
                asked = self.sent(self.visit(procedure_id=law.id))
                window = (
                    self.env["customs.incoming.request"].with_user(self.liaison()).browse(asked.id * 2 + 1)
                )
                window.ask_verified_person(self.day(3))
                for act in (window.acknowledge, lambda window=window: window.consent("RS-1")):
                    name = "consent_received_on" if act != window.acknowledge else "request_acknowledged_on"
                    if name in asked._steps():
                        act()
                    else:
                        with self.refused("is not a step of"):
                            act()
                savepoint.rollback()

    def test_warning_is_as_binding_as_the_law(self):
        """RS16.6: the person reads that the preference may be refused where the law says may."""
        visit = self.direct_visit()
        row = self.visit_procedure._consequence_of("person_refusal_on", "refusal_received_on", "no_answer_on")
        for binding, said in (("may", "may be refused"), ("shall", "lose the preferential duty")):
            row.binding = binding
            self.assertIn(said, visit._task_words("consent")["warning"])


@tagged("post_install", "-at_install")
class TestWhatFollows(PersonAskedCase):
    """What follows a request is data: a second letter first, visits, who receives the report."""

    def lapse(self, case):
        """Let the daily job deal with the missed last day of the answer."""
        case._reply_clock()._act_once("_handle_lapse", "lapse_handled_on")

    def reminder(self, case, **addressee):
        addressee = addressee or {"addressee_authority_id": self.exporting.id}
        document = self.env["customs.document"].browse(
            case.with_user(self.officer).draw_up_letter(
                "Second request", "second.pdf", LETTER, "reminder", **addressee
            )
        )
        document.with_user(self.supervisor).action_approve()
        document.with_user(self.officer).record_sent(self.today, "registered_mail")

    def test_second_letter_first(self):
        """RS16.6: where the procedure says so, silence has no consequence before a second letter."""
        self.visit_procedure.reminder_first = True
        visit = self.sent_visit(days=-200)
        with self.refused("A reminder or second request that was sent"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.lapse(visit)
        self.assertFalse(visit.sudo().decision_ids)
        self.reminder(visit, addressee_id=self.importer.id)
        self.assertFalse(visit.sudo().decision_ids, "a letter to somebody else reminds nobody")
        with self.refused("A reminder or second request that was sent"):
            self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.reminder(visit)
        self.assertEqual(visit.sudo().decision_ids.mapped("state"), ["proposed"])
        self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual(visit.state, "no_answer")

    def test_second_letter_to_each_person(self):
        """RS16.6: of two persons that are asked each gets a second letter before silence counts."""
        self.visit_procedure.reminder_first = True
        second = self.person("Second Producer")
        visit = self.direct_visit(verified_role="exporter", second_person_id=second.id)
        self.on_paper(visit, days=-5)
        self.reminder(visit, addressee_authority_id=self.exporting.id)
        self.reminder(visit, addressee_id=self.producer.id)
        self.assertTrue(visit._missing_reminder())
        self.reminder(visit, addressee_id=second.id)
        self.assertFalse(visit._missing_reminder())

    def test_reminder_of_those_who_are_silent(self):
        """RS16.5a: who has consented is not told that nothing came; the other one is, and by name alone."""
        second = self.person("Second Producer")
        contact = self.portal_contact(second)
        visit = self.sent(self.direct_visit(verified_role="exporter", second_person_id=second.id))
        first, other = visit.task_ids.sorted(lambda task: task.person_id != self.producer)
        first.with_user(self.contact).give_answer(1, choice="consent")
        letter = self.env["customs.document"].browse(
            visit.with_user(self.officer).action_draw_up_reminder()["res_id"]
        )
        self.assertEqual(letter.addressee_id, second)
        text = text_of(letter.with_user(self.officer)._draft_pdf())
        self.assertIn(second.name, text)
        self.assertNotIn(self.producer.name, text.split(visit.name, maxsplit=1)[0])
        letter.with_user(self.supervisor).action_approve()
        with self.refused(f"{self.producer.name} has replied"):
            letter.with_user(self.officer).record_sent(self.today, "email", addressee_id=self.producer.id)
        other.with_user(contact).give_answer(1, choice="refuse")
        with self.refused(f"{second.name} has replied"):
            letter.with_user(self.officer).record_sent(self.today, "email", addressee_id=second.id)

    def test_visit_after(self):
        """RS16.1: what must come before a visit is data, and an agreement may have no visits."""
        case = self.on_paper(self.documentary(answered=False))
        self.assertFalse(case.may_start_visit)
        for after, possible in (("nothing", True), ("lapse", False), ("at_least", False), ("result", False)):
            self.visit_procedure.visit_after = after
            case.invalidate_recordset(["may_start_visit"])
            self.assertEqual(case.may_start_visit, possible, after)
        rule = case._reply_rule()
        new = rule.copy(
            {"code": "LEAST", "name": "Least time", "bound": "at_least", "length": 3, "unit": "day"}
        )
        rule.active = False
        new.procedure_id = self.documents_procedure
        least = self.on_paper(self.documentary(answered=False))
        self.visit_procedure.visit_after = "at_least"
        self.assertEqual(least._reply_clock().rule_id, new)
        self.assertTrue(least.may_start_visit)
        self.visit_procedure.visit_after = "lapse"
        least.invalidate_recordset(["may_start_visit"])
        self.assertFalse(least.may_start_visit)
        self.visit_procedure.active = False
        least.invalidate_recordset(["may_start_visit"])
        with self.refused("has no verification visits"):
            least.with_user(self.officer).action_start_visit()

    def test_report_addressees(self):
        """RS16.11, VN 4.31(7)-(8), CPTPP 3.28(3): a sending for each of those who receive the report."""
        self.visit_procedure.write(
            {"report_to_authority": True, "report_to_body": True, "report_to_importer": True}
        )
        contact, liaison = self.portal_contact(self.importer), self.liaison(self.exporting)
        proof = self.proof(exporter_id=self.producer.id, importer_id=self.importer.id)
        visit = self.visited(proof=proof, person=self.producer)
        report = self.report(visit)
        report.with_user(self.supervisor).action_approve()
        document = report.document_id
        result = visit.with_user(self.officer).action_send_report()
        sent = document.service_ids
        self.assertEqual(sent.addressee_id, self.producer | self.importer)
        self.assertEqual(sent.addressee_authority_id, self.exporting)
        self.assertIn(f"{self.body.display_name} does not use the portal", result["params"]["message"])
        for user in (self.contact, contact, liaison):
            self.assertTrue(document.with_user(user).search([("id", "=", document.id)]))
        self.assertFalse(document.with_user(self.stranger).search([("id", "=", document.id)]))
        self.login(liaison)
        opened = self.post(f"/my/customs/documents/{document.id}/download")
        self.assertEqual(opened.content, document._content())
        document.with_user(self.officer).record_sent(
            self.today, "registered_mail", addressee_authority_id=self.body.id
        )
        with self.refused("already sent"):
            visit.with_user(self.officer).action_send_report()

    def test_letter_fields(self):
        """VN 4.31(3)(e), CPTPP 3.27(4): members, location and enclosures are fields of the letter."""
        visit = self.direct_visit(location="Industrijska 1, Subotica")
        self.team(visit)
        [letter] = self.visit_procedure.letter_ids.filtered(
            lambda row: (row.kind, row.language) == ("request", "en")
        )
        columns = [Command.create({"name": name, "share": 10}) for name in ("name", "position")]
        letter.part_ids = [
            Command.create(
                {"sequence": 900, "heading": "Officials", "table": "members", "column_ids": columns}
            ),
            Command.create({"sequence": 910, "heading": "Place", "text": "{{ location }}"}),
            Command.create({"sequence": 920, "heading": "Copies", "listing": "enclosures"}),
            Command.create({"sequence": 930, "text": "To a firm.", "shown_if": "goes_to_exporter"}),
            Command.create({"sequence": 940, "text": "To an authority.", "shown_if": "goes_to_authority"}),
        ]
        text = text_of(visit._pdf_request())
        for said in (
            "Chief Inspector",
            "Industrijska 1, Subotica",
            visit.goods_ids.proof_id.number,
            "To a firm.",
        ):
            self.assertIn(said, text)
        self.assertNotIn("To an authority.", text)
        self.assertTrue(visit.has_proof_copies)
        visit.goods_ids.proof_line_id = self.proof(file=False).line_ids
        self.assertFalse(visit.has_proof_copies)
