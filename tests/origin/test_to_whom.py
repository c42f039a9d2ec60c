import base64

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from ..common.file_samples import PDF
from ..common.pdf_builders import text_of
from ..common.person_asked import PersonAskedCase


@tagged("post_install", "-at_install")
class TestToWhomItWasSent(PersonAskedCase):
    """A request or report was sent once it went to those to whom the case says it goes (RS16.11, IT9)."""

    def approved(self, case):
        case.with_user(self.supervisor).action_approve_request()
        return case.document_ids.filtered(lambda row: row.kind == "request").with_user(self.officer)

    def test_request_to_a_stranger(self):
        """RS15.5, IT9: a request goes to who is asked before it goes to anybody else."""
        case = self.information()
        letter = self.approved(case)
        other = self.person("Firm that has nothing to do with it")
        with self.refused(f"goes to {self.producer.name}"):
            letter.record_sent(self.today, "registered_mail", addressee_id=other.id)
        with self.refused(f"goes to {self.producer.name}"):
            letter.record_sent(self.today, "portal", addressee_authority_id=self.exporting.id)
        self.assertFalse(case.request_sent_on or letter.service_ids)
        letter.record_sent(self.today, "registered_mail", addressee_id=self.producer.id)
        self.assertEqual(case.request_sent_on, self.today)
        letter.record_sent(self.today, "email", addressee_id=other.id)
        self.assertEqual(len(letter.service_ids), 2, "afterwards a copy may go to others")

    def test_request_to_a_wrong_authority(self):
        """RS16.3: a request to an authority was not sent when it went to another authority."""
        case = self.documentary(answered=False)
        letter = self.approved(case)
        with self.refused("goes to"):
            letter.record_sent(self.today, "email", addressee_authority_id=self.importing.id)
        letter.record_sent(self.today, "email", addressee_authority_id=self.exporting.id)
        self.assertEqual(case.request_sent_on, self.today)

    def test_two_persons_one_after_the_other(self):
        """RS16.5b: sent once both were sent it, on the later day; who opened it meanwhile has received it."""
        second = self.person("Second Producer")
        visit = self.direct_visit(verified_role="exporter", second_person_id=second.id)
        with freeze_time(f"{self.day(-4)} 07:00:00", tick=True):
            letter = self.approved(visit)
        letter.record_sent(self.day(-3), "portal", addressee_id=self.producer.id)
        self.assertFalse(visit.request_sent_on)
        self.assertEqual(letter.state, "sent")
        with self.refused("was already sent"):
            visit.with_user(self.supervisor).record_fact("request_approved_on", False, reason="A mistake")
        self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertFalse(visit.request_acknowledged_on)
        with self.refused(f"was sent to {self.producer.name}"):
            self.record(visit, "request_sent_on", -4)
        letter.record_sent(self.day(-1), "registered_mail", addressee_id=second.id)
        self.assertEqual(visit.request_sent_on, self.day(-1))
        self.assertEqual(len(letter.service_ids), 2)
        letter.service_ids.filtered(lambda row: row.addressee_id == second).record_served(self.today, "RR 1")
        self.assertEqual(visit.request_acknowledged_on, self.today)

    def test_the_rest_at_once(self):
        """RS16.5b: recorded on the case, it goes to those who were not sent it; nobody is sent it twice."""
        second = self.person("Second Producer")
        visit = self.direct_visit(verified_role="exporter", second_person_id=second.id)
        letter = self.approved(visit)
        letter.record_sent(self.today, "portal", addressee_id=self.producer.id)
        self.record(visit, "request_sent_on", 0)
        self.assertEqual(letter.service_ids.mapped("addressee_id"), self.producer | second)
        self.assertEqual(len(letter.service_ids), 2)
        for fact in ("person_informed_on", "request_sent_on"):
            visit.with_user(self.supervisor).record_fact(fact, False, reason="Never left")
        self.assertEqual(letter.service_ids.mapped("cancelled"), [True, True])
        letter.record_sent(self.today, "email")
        self.assertEqual((visit.request_sent_on, len(letter.service_ids)), (self.today, 4))

    def test_replaced_request(self):
        """IT9: a letter whose approval was withdrawn goes to nobody."""
        case = self.information()
        letter = self.approved(case)
        case.with_user(self.supervisor).record_fact("request_approved_on", False, reason="A mistake")
        with self.refused("was replaced by a later version"):
            letter.record_sent(self.today, "email")

    def reported(self, **values):
        """Return a visit with an approved report, and the document of that."""
        proof = self.proof(exporter_id=self.producer.id, importer_id=self.importer.id)
        visit = self.visited(proof=proof, person=self.producer, **values)
        report = self.report(visit)
        report.with_user(self.supervisor).action_approve()
        return visit, report.document_id.with_user(self.officer)

    def test_report_to_an_authority(self):
        """RS16.11: sent to an authority, the report was not sent to the verified person."""
        visit, report = self.reported()
        with self.refused(f"goes to {self.producer.name}"):
            report.record_sent(self.today, "registered_mail", addressee_authority_id=self.exporting.id)
        self.assertFalse(visit.report_sent_on or visit.closed_on)
        report.record_sent(self.today, "registered_mail")
        self.assertEqual(visit.report_sent_on, self.today)

    def test_report_to_all(self):
        """RS16.11, VN 4.31(7)-(8): sent once all got it, on the day of the verified person."""
        visit, report = self.reported()
        self.visit_procedure.write({"report_to_importer": True, "report_to_authority": True})
        report.record_sent(self.today, "email", addressee_id=self.importer.id)
        report.record_sent(self.today, "email", addressee_authority_id=self.exporting.id)
        self.assertFalse(visit.report_sent_on)
        report.record_sent(self.today, "email", addressee_id=self.producer.id)
        self.assertEqual(visit.report_sent_on, self.today)

    def test_step_on_the_form(self):
        """RS16.11: the form says to whom a letter goes; one act records all, or one of them."""
        second = self.person("Second Producer")
        visit = self.direct_visit(verified_role="exporter", second_person_id=second.id)
        letter = self.approved(visit)
        steps = self.env["customs.document.step"].with_user(self.officer)
        form = Form(steps.with_context(default_document_id=letter.id, default_step="sent"))
        self.assertEqual(form.goes_to, f"{self.producer.display_name}, {second.display_name}")
        self.assertFalse(form.problems)
        form.authority_id = self.exporting
        self.assertIn("goes to", form.problems)
        form.authority_id = self.env["customs.authority"]
        form.channel = "registered_mail"
        form.save().action_apply()
        self.assertEqual(letter.service_ids.addressee_id, self.producer | second)
        self.assertEqual(visit.request_sent_on, self.today)


@tagged("post_install", "-at_install")
class TestWhoHasIt(PersonAskedCase):
    """Each addressee has a letter, or returned it, for itself (RS16.11, CU-A, IT9)."""

    def two(self):
        """Return a letter sent on the portal to the producer and another firm, and a contact of that."""
        other = self.person("Second Producer")
        contact = self.portal_contact(other)
        visit = self.sent(
            self.direct_visit(
                verified_role="exporter", second_person_id=other.id, informed_authority_id=self.exporting.id
            )
        )
        return visit.document_ids, contact

    def test_served_once_all_have_it(self):
        """RS16.11: one of two opened it: sent; both: served, on the later day; the copy does not count."""
        letter, contact = self.two()
        self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertEqual((letter.state, letter.served_on), ("sent", False))
        self.login(contact)
        self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertEqual((letter.state, letter.served_on), ("served", self.today))
        self.assertFalse(letter.service_ids.filtered("addressee_authority_id").served_on)

    def test_copy_alone(self):
        """CPTPP 3.27(8): the informed authority opened its copy, and no person has the letter."""
        letter, _contact = self.two()
        liaison = self.liaison(self.exporting)
        self.login(liaison)
        self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertEqual(letter.state, "sent")
        [row] = letter.with_user(liaison).read(["state", "served_on"])
        self.assertEqual((row["state"], row["served_on"]), ("served", self.today))

    def test_outsiders_read_their_own(self):
        """CU-A: a firm reads of its own sending, not when another one opened it, by any door."""
        letter, contact = self.two()
        self.post(f"/my/customs/documents/{letter.id}/download")
        names = ["state", "sent_on", "served_on", "returned_on"]
        for user, state, day in ((self.contact, "served", self.today), (contact, "sent", False)):
            with self.subTest(user.login):
                self.env.invalidate_all()
                [row] = letter.with_user(user).read(names)
                self.assertEqual((row["state"], row["served_on"]), (state, day))
                documents = self.env["customs.document"].with_user(user)
                self.assertFalse(documents.search([("state", "in", ["sent", "served"])]))
                self.assertFalse(documents.search([("served_on", "!=", False)]))
                self.assertFalse(letter.with_user(user).filtered_domain([("state", "=", "sent")]))
        self.foreign_officer.customs_authority_ids = self.exporting
        self.foreign_officer.group_ids += self.env.ref("base.group_allow_export")
        self.env.invalidate_all()
        asked = letter.with_user(self.foreign_officer)
        self.assertEqual(asked.read(["state"])[0]["state"], "sent")
        with self.assertRaises(AccessError):
            asked.export_data(["state"])

    def test_returned_from_one(self):
        """RS16.11: what came back from one and went to another is still to be sent to the first."""
        other = self.person("Second Producer")
        visit = self.direct_visit(verified_role="exporter", second_person_id=other.id)
        visit.with_user(self.supervisor).action_approve_request()
        letter = visit.document_ids.with_user(self.officer)
        letter.record_sent(self.today, "registered_mail", addressee_id=self.producer.id)
        letter.service_ids.record_returned(self.today, "Moved away")
        letter.record_sent(self.today, "registered_mail", addressee_id=other.id)
        self.assertEqual((letter.state, letter.returned_on), ("returned", self.today))
        letter.service_ids.filtered(lambda row: row.addressee_id == other).record_served(self.today, "RR 2")
        self.assertEqual(letter.state, "returned")
        letter.record_sent(self.today, "by_hand", addressee_id=self.producer.id)
        self.assertEqual(letter.state, "sent")
        letter.service_ids.sorted("id")[-1:].record_served(self.today, "Signature")
        self.assertEqual(letter.state, "served")

    def test_receipt_with_its_proof(self):
        """RS15.7, IT9: no receipt is recorded, and no time begins, without what proves it."""
        case = self.sent(self.information())
        service = case.document_ids.service_ids.with_user(self.officer)
        for proof in (None, False, " "):
            with self.subTest(proof), self.refused("Enter the proof of the receipt"):
                service.record_served(self.today, proof)
        self.assertFalse(service.served_on or case.request_acknowledged_on)
        steps = self.env["customs.document.step"].with_user(self.officer)
        letter = case.document_ids
        form = Form(steps.with_context(default_document_id=letter.id, default_step="served"))
        form.service_id = service
        with self.assertRaises(AssertionError):
            form.save()
        form.reference = "Delivery notice 7"
        form.save().action_apply()
        self.assertEqual((service.proof, case.request_acknowledged_on), ("Delivery notice 7", self.today))


@tagged("post_install", "-at_install")
class TestOpenedInside(PersonAskedCase):
    """An authority that works in the same database opens a letter by an act (decision 0009)."""

    def setUp(self):
        super().setUp()
        self.asked = self.foreign_officer
        self.asked.customs_authority_ids = self.exporting
        self.asked.group_ids += self.env.ref("base.group_allow_export")
        case = self.documentary(answered=False)
        self.sent(case)
        self.letter = case.document_ids
        self.env.invalidate_all()

    def content(self):
        file = self.env["ir.attachment"]._first_of_field(self.letter, "file")
        links = (f"/web/content/customs.document/{self.letter.id}/file", f"/web/content/{file.id}")
        return [self.url_open(link).status_code for link in links]

    def test_not_before_its_opening(self):
        """RS15.7, IT9: no link and no remote call shows a letter of others before its opening."""
        letter = self.letter.with_user(self.asked)
        self.login(self.asked)
        self.assertEqual(self.content(), [404, 404])
        for read in (
            lambda: letter.read(["file"]),
            lambda: letter.web_read({"file": {}}),
            lambda: letter.export_data(["file"]),
            letter._draft_pdf,
        ):
            with self.refused("was not opened yet"):
                read()
        self.assertTrue(letter.needs_opening)
        self.assertTrue(letter.with_context(bin_size=True).read(["file", "needs_opening"]))
        self.assertFalse(self.letter.service_ids.opened_at)

    def test_opening_is_the_receipt(self):
        """RS15.7, IT9: the button records who opened it and when; then it is read as any other."""
        letter = self.letter.with_user(self.asked)
        letter.action_open_letter()
        service = self.letter.service_ids
        self.assertEqual((service.opened_by_id, service.served_on), (self.asked, self.today))
        self.assertEqual(self.letter.state, "served")
        letter.invalidate_recordset()
        self.assertFalse(letter.needs_opening)
        self.assertTrue(letter.read(["file"])[0]["file"])
        self.login(self.asked)
        self.assertEqual(self.content()[0], 200)

    def test_own_letters(self):
        """IT9: the authority that wrote it opens nothing by reading it."""
        letter = self.letter.with_user(self.officer)
        self.assertFalse(letter.needs_opening)
        self.assertTrue(letter.read(["file"])[0]["file"])
        with self.refused("was not sent to your authority", error=AccessError):
            letter.action_open_letter()
        self.assertFalse(self.letter.service_ids.opened_at)


@tagged("post_install", "-at_install")
class TestWhoElseGetsIt(PersonAskedCase):
    """What a letter says of copies is so: they are sent, and can be opened (RS15.5)."""

    def test_copies_that_the_law_asks_for(self):
        """KR-VN 3.21(4)(a): who gets the request, too, is asked for, named and sent it."""
        self.documents_procedure.write({"copy_to_body": True, "copy_to_importer": True})
        case = self.information()
        proof = case.proof_ids
        proof.write({"importer_id": False, "consignee_id": False})
        missing = case._missing_for_request()
        self.assertIn(f"The importer in {proof.display_name}, who receives the request, too", missing)
        proof.importer_id = self.importer
        self.assertFalse(case._missing_copies())
        self.assertEqual(case._copied(), (self.importer, proof.issuing_body_id))
        letters = self.documents_procedure.letter_ids
        [letter] = letters.filtered(lambda row: (row.kind, row.language) == ("request", "en"))
        letter.part_ids = [Command.create({"sequence": 900, "text": "Also to: {{ copied }}"})]
        case.with_user(self.supervisor).action_approve_request()
        document = case.document_ids.with_user(self.officer)
        for name in (self.importer.name, proof.issuing_body_id.name):
            self.assertIn(name, text_of(document._content()).replace("\n", " "))
        document.record_sent(self.today, "registered_mail", addressee_id=self.producer.id)
        self.assertFalse(case.request_sent_on, "the copies that the letter names were not sent")
        document.record_sent(self.today, "registered_mail")
        self.assertEqual(case.request_sent_on, self.today)
        self.assertEqual(document.service_ids.addressee_id, self.producer | self.importer)
        self.assertEqual(document.service_ids.addressee_authority_id, proof.issuing_body_id)

    def test_copies_beside_an_authority(self):
        """KR-VN 3.21(4)(a): an authority that is asked is not sent its own request twice."""
        self.documents_procedure.write({"copy_to_body": True, "copy_to_importer": True, "asks_body": True})
        case = self.documentary(self.proof(importer_id=self.importer.id), answered=False)
        case.write({"addressee_kind": "body", "exporting_authority_id": case.proof_ids.issuing_body_id.id})
        self.assertEqual(case._copied(), (self.importer, self.env["customs.authority"]))
        self.assertEqual(case._principals("request"), case._addressees("request")[:1])

    def test_enclosures(self):
        """RS15.5, CPTPP 3.27(1): who was asked opens the enclosed copies, and nobody else does."""
        case = self.information()
        case.proof_ids.file = base64.b64encode(PDF)
        other = self.proof(number="RS 26 999999", file=base64.b64encode(PDF))
        self.sent(case)
        letter, proof = case.document_ids, case.proof_ids
        self.assertEqual([row["proof"] for row in letter._enclosed()], proof.ids)
        url = f"/my/customs/documents/{letter.id}"
        self.assertEqual(self.post(f"{url}/enclosure/{proof.id}").status_code, 404, "not before the letter")
        self.assertIn("Copies enclosed with the letter", self.text(self.page(url)))
        self.post(f"{url}/download")
        for _time in range(2):
            opened = self.post(f"{url}/enclosure/{proof.id}")
            self.assertEqual((opened.status_code, opened.content), (200, PDF))
        notes = [body for body in case.message_ids.mapped("body") if "enclosed copy" in body]
        self.assertEqual(len(notes), 1, "noted, and once")
        self.assertIn(self.contact.name, notes[0])
        self.assertEqual(self.post(f"{url}/enclosure/{other.id}").status_code, 404)
        self.login(self.stranger)
        self.assertEqual(self.post(f"{url}/enclosure/{proof.id}").status_code, 404)
