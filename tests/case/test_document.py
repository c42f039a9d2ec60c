import base64

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD, CustomsCase
from ..common.document import LETTER
from ..common.file_samples import PDF


@tagged("post_install", "-at_install")
class TestRegister(CustomsCase):
    """The register of letters in and out, in step with the facts of the case (IT9)."""

    def _documents(self, case, kind):
        return case.document_ids.filtered(lambda document: document.kind == kind)

    def _approved(self):
        case = self.visit()
        case.with_user(self.supervisor)._approve_request(self.today)
        return case

    def test_sending_is_the_fact(self):
        """RS16.3: the request that is recorded as sent in the register is sent in the case and its record."""
        case = self._approved()
        request = self._documents(case, "request").with_user(self.officer)
        self.assertEqual((request.state, request.addressee_authority_id), ("approved", self.exporting))
        request.record_sent(self.today, "email", note="RS15.7")
        self.assertEqual((case.request_sent_on, request.sent_on), (self.today, self.today))
        self.assertEqual(request.service_ids.channel, "email")
        fact = case.fact_ids.filtered(lambda entry: entry.fact == "request_sent_on")
        self.assertEqual((fact.document_id, fact.document_sha256), (request, request.sha256))

    def test_fact_enters_the_sending(self):
        """RS16.3: recorded on the case, it stands in the register; corrected and withdrawn there too."""
        case = self._approved()
        request = self._documents(case, "request")
        yesterday = self.day(-1)
        case.with_user(self.supervisor)._record_facts(
            {"request_approved_on": self.day(-3)}, reason="Signed on paper before"
        )
        self.record(case, "request_sent_on", 0, channel="registered_mail")
        self.assertEqual(request.service_ids.channel, "registered_mail")
        case.with_user(self.supervisor).record_fact("request_sent_on", yesterday, reason="Postmark")
        self.assertEqual((request.sent_on, len(request.service_ids)), (yesterday, 1))
        case.with_user(self.supervisor).record_fact("request_sent_on", False, reason="Never left")
        self.assertTrue(request.service_ids.cancelled)
        self.assertEqual((request.sent_on, request.state), (False, "approved"))

    def test_incoming(self):
        """RS16.5a: the consent that came is in the register, numbered, with reference and date."""
        case = self.sent_visit(days=-30)
        self.record(case, "consent_received_on", -10, reference="RS-7", dated_on=self.day(-12))
        consent = self._documents(case, "consent")
        self.assertEqual((consent.direction, consent.state), ("in", "received"))
        self.assertEqual((consent.reference, consent.dated_on), ("RS-7", self.day(-12)))
        self.assertRegex(consent.name, r"^IN/\d{4}/\d{5}$")
        case.with_user(self.supervisor).record_fact(
            "consent_received_on", self.day(-9), reason="Stamp", reference="RS-8"
        )
        self.assertEqual((consent.received_on, consent.reference), (self.day(-9), "RS-8"))
        case.with_user(self.supervisor).record_fact("consent_received_on", False, reason="Other case")
        self.assertTrue(consent.superseded)

    def test_numbers(self):
        """IT9: each document has a number of its own, however many come at once."""
        numbers = self.env["customs.document"]._numbers("customs.document.in", 30, self.today)
        self.assertEqual(len(set(numbers)), 30)
        [after] = self.env["customs.document"]._numbers("customs.document.in", 1, self.today)
        self.assertEqual(int(after.split("/")[-1]), int(numbers[-1].split("/")[-1]) + 1)

    def _letter(self, case, **values):
        values = {"addressee_id": case.verified_person_id.id, **values}
        number = case.with_user(self.officer).draw_up_letter("Notice", "notice.pdf", LETTER, **values)
        return self.env["customs.document"].browse(number).with_user(self.officer)

    def test_letter_is_approved_by_another(self):
        """IT9: who drew up a letter does not approve it; approved, it has a number and stays as it is."""
        case = self.visit()
        letter = self._letter(case)
        self.assertEqual(letter.state, "draft")
        with self.assertRaises(AccessError):
            letter.action_approve()
        with self.refused("is not approved yet. Approve it before sending"):
            letter.record_sent(self.today, "portal")
        letter.with_user(self.supervisor).action_approve()
        self.assertTrue(letter._is_unchanged())
        self.assertRegex(letter.name, r"^OUT/\d{4}/\d{5}$")
        with self.refused("is already approved"):
            letter.with_user(self.supervisor).action_approve()

    def test_letter_without_parts(self):
        """IT9: everything that a letter lacks is named at once."""
        case = self.visit().with_user(self.officer)
        with self.refused("Enter the subject of the letter", "one addressee", "file is missing"):
            case.draw_up_letter(" ", "a.pdf", "no base64!")
        with self.assertRaises(AccessError):
            case.with_user(self.reader).draw_up_letter("A", "a.pdf", "YQ==")

    def test_service(self):
        """RS16.11: sent, returned, sent again, served: each sending with its channel and days."""
        letter = self._letter(self.visit())
        letter.with_user(self.supervisor).action_approve()
        letter.record_sent(self.today, "registered_mail")
        first = letter.service_ids
        with self.refused("Enter the reason for the return"):
            first.record_returned(self.today, " ")
        first.record_returned(self.today, "Moved away")
        self.assertEqual(letter.state, "returned")
        with self.refused("It was returned"):
            first.record_served(self.today)
        letter.record_sent(self.today, "by_hand")
        second = letter.service_ids - first
        with self.refused("The day is before the sending on"):
            second.record_served(self.day(-1))
        with self.refused("is in the future"):
            second.record_served(self.day(1))
        second.record_served(self.today, "Signature")
        self.assertEqual((letter.state, letter.served_on), ("served", self.today))
        with self.refused("It was already served on"):
            second.record_returned(self.today, "No")

    def test_service_by_law(self):
        """RS16.11: where the law of a procedure says from when a channel counts, service follows from it."""
        self.env["customs.service.rule"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "channel": "electronic_cabinet",
                "counts_from": "sending",
                "days": 2,
                "article": "Art. 1",
            }
        )
        letter = self._letter(self.visit())
        letter.with_user(self.supervisor).action_approve()
        letter.record_sent(self.today, "electronic_cabinet")
        self.assertEqual(letter.service_ids.served_on, self.day(2))

    def test_opened_on_the_portal(self):
        """RS16.11: what the addressee opens on the portal has reached it; the first time counts."""
        case = self.visit()
        contact = self.portal_contact(case.verified_person_id)
        letter = self._letter(case)
        letter.with_user(self.supervisor).action_approve()
        letter.record_sent(self.today, "portal")
        self.assertFalse(letter.served_on)
        letter.service_ids.with_user(contact).sudo()._log_opening()
        service = letter.service_ids
        self.assertEqual((service.served_on, service.opened_by_id), (self.today, contact))

    def test_nobody_writes_the_register(self):
        """IT9: the register is written by acts alone: by no role, and not by the superuser either."""
        letter = self._letter(self.visit())
        letter.with_user(self.supervisor).action_approve()
        letter.record_sent(self.today, "by_hand")
        for user in (self.reader, self.officer, self.supervisor, self.env.user):
            for record, values in (
                (letter, {"subject": "Other"}),
                (letter, {"file": base64.b64encode(b"forged")}),
                (letter.service_ids, {"served_on": self.today}),
            ):
                with self.subTest(user=user.login, values=values), self.refused():
                    record.with_user(user).write(values)
                with self.subTest(user=user.login), self.refused():
                    record.with_user(user).unlink()


@tagged("post_install", "-at_install")
class TestConfidence(CustomsCase):
    """What was given in confidence goes to nobody else without the giver's written consent (RSM26, IT8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.visit()
        cls.third = cls.person("Third Party")
        letter = cls.case.with_user(cls.officer).draw_up_letter(
            "Figures", "figures.pdf", LETTER, addressee_id=cls.case.verified_person_id.id
        )
        cls.letter = cls.env["customs.document"].browse(letter).with_user(cls.officer)
        cls.letter.with_user(cls.supervisor).action_approve()
        cls.letter.mark_confidential(giving_authority_id=cls.exporting.id)

    def _consent(self, **values):
        return (
            self.env["customs.disclosure.consent"]
            .with_user(self.officer)
            .create(
                {
                    "document_id": self.letter.id,
                    "to_person_id": self.third.id,
                    "given_by": "Head of the department",
                    "reference": "RS-C-1",
                    "dated_on": self.today,
                    **values,
                }
            )
        )

    def test_third_party(self):
        """RSM26, IT8: it goes to a third party only after the giver's consent was recorded."""
        with self.refused("provided in confidence", "written consent"):
            self.letter.record_sent(self.today, "by_hand", addressee_id=self.third.id)
        self._consent()
        self.letter.record_sent(self.today, "by_hand", addressee_id=self.third.id)
        self.assertEqual(self.letter.service_ids.addressee_id, self.third)

    def test_consent_for_somebody_else(self):
        """RSM26: a consent for one is none for another."""
        self._consent(to_person_id=self.person("Somebody Else").id)
        with self.refused("written consent"):
            self.letter.record_sent(self.today, "by_hand", addressee_id=self.third.id)

    def test_to_the_giver(self):
        """RSM26: who gave it may have it back."""
        number = self.case.with_user(self.officer).draw_up_letter(
            "Prices", "prices.pdf", LETTER, addressee_id=self.third.id
        )
        letter = self.letter.browse(number)
        letter.with_user(self.supervisor).action_approve()
        letter.mark_confidential(giving_person_id=self.third.id)
        letter.record_sent(self.today, "by_hand", addressee_id=self.third.id)
        self.assertTrue(letter.sent_on)

    def test_the_giver_stays(self):
        """RSM26: who gave it in confidence is told in the case, and is no other one later."""
        self.assertIn(self.exporting.display_name, str(self.case.message_ids[:1].body))
        for lifted in (False, True):
            with (
                self.subTest(lifted=lifted),
                self.refused("was provided in confidence by", "This cannot be changed"),
            ):
                self.letter.mark_confidential(giving_person_id=self.third.id)
            if not lifted:
                self.letter.with_user(self.supervisor).lift_confidentiality("The giver published it")
        self.letter.mark_confidential(giving_authority_id=self.exporting.id)
        self.assertEqual(self.letter.confidentiality, "confidential")
        self.assertIn("is confidential: provided in confidence by", str(self.case.message_ids[:1].body))

    def test_content_of_the_consent(self):
        """RSM26, IT8: a consent names to whom, by whom and when; it is never changed."""
        with self.refused("Choose the authority or person", error=ValidationError):
            self._consent(to_person_id=False)
        with self.refused("The date of the consent is in the future", error=ValidationError):
            self._consent(dated_on=self.day(1))
        consent = self._consent()
        with self.refused("A recorded consent cannot be changed"):
            consent.sudo().reference = "Other"
        with self.refused("cannot be deleted"):
            consent.sudo().unlink()

    def test_lifting(self):
        """RSM26: only a supervisor makes it ordinary, with a reason that the case keeps."""
        with self.assertRaises(AccessError):
            self.letter.lift_confidentiality("No")
        letter = self.letter.with_user(self.supervisor)
        with self.refused("Enter the reason"):
            letter.lift_confidentiality("")
        letter.lift_confidentiality("The giver published it")
        self.assertEqual(letter.confidentiality, "ordinary")
        self.assertIn("published it", str(self.case.message_ids[:1].body))

    def test_one_giver(self):
        """RSM26: a confidential document has one giver."""
        with self.refused("Choose who provided it in confidence"):
            self.letter.mark_confidential()


@tagged("post_install", "-at_install")
class TestReadings(CustomsCase):
    """Each reading of what was given in confidence is noted, whichever way it is read (RSM26)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.sent_visit(days=-20)
        cls.contact = cls.portal_contact(cls.case.verified_person_id)
        number = cls.case.with_user(cls.officer).draw_up_letter(
            "Figures", "figures.pdf", LETTER, addressee_id=cls.case.verified_person_id.id
        )
        cls.letter = cls.env["customs.document"].browse(number)
        cls.letter.with_user(cls.officer).mark_confidential(giving_authority_id=cls.exporting.id)

    def _bytes_of(self, document):
        return self.env["ir.attachment"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id), ("res_field", "=", "file")]
        )

    def _readings(self, **values):
        return self.env["customs.reading"].search([(name, "=", value) for name, value in values.items()])

    def test_made_ordinary_for_a_moment(self):
        """RSM26: what was made ordinary, read, and made confidential again was read, and that is noted."""
        letter = self.letter.with_user(self.supervisor)
        letter.lift_confidentiality("By mistake")
        letter._log_reading("downloaded")
        letter.read(["file"])
        letter.mark_confidential(giving_authority_id=self.exporting.id)
        ways = self._readings(document_id=self.letter.id).mapped("way")
        self.assertEqual(set(ways), {"downloaded", "opened"})

    def test_ways_of_reading(self):
        """RSM26: form, remote read, export: each is noted with who and when."""
        letter = self.letter.with_user(self.officer)
        ways = (
            ("opened", lambda: letter.web_read({"name": {}, "file": {}})),
            ("opened", lambda: letter.read(["file"])),
            ("opened", lambda: letter.search_read([("id", "=", letter.id)], ["file"])),
            ("opened", lambda: letter.web_search_read([("id", "=", letter.id)], {"file_ids": {}})),
            ("exported", lambda: letter.with_user(self.supervisor).export_data(["name", "file"])),
        )
        self.supervisor.group_ids |= self.env.ref("base.group_allow_export")
        for number, (way, read) in enumerate(ways, 1):
            with self.subTest(way=way, number=number):
                read()
                readings = self._readings(document_id=self.letter.id)
                self.assertEqual((len(readings), readings[:1].way), (number, way))
                self.assertIn(readings[:1].user_id, self.officer | self.supervisor)

    def test_lists_are_no_reading(self):
        """RSM26: who sees in a list of a document has not read it; an ordinary one is not noted."""
        letter = self.letter.with_user(self.officer)
        letter.web_search_read([("id", "=", letter.id)], {"name": {}, "kind": {}, "sha256": {}})
        self.assertFalse(self._readings(document_id=letter.id))
        ordinary = letter.browse(
            self.case.with_user(self.officer).draw_up_letter(
                "Dates", "dates.pdf", LETTER, addressee_id=self.case.verified_person_id.id
            )
        )
        ordinary.read(["file"])
        self.assertFalse(self._readings(document_id=ordinary.id))

    def test_answer_in_confidence(self):
        """RSM26: what a person gives in confidence is noted when it is read, text and files."""
        task = self.task(self.case)
        file = (
            self.env["customs.file"].with_user(self.contact)._accept([("a.txt", b"Figures")], task_id=task.id)
        )
        answer = task.with_user(self.contact).give_answer(
            1, "Our prices", file_ids=file.ids, is_confidential=True
        )
        self.assertTrue(file.is_confidential)
        task.with_user(self.officer).web_read({"answer_ids": {"fields": {"text": {}}}})
        self.assertEqual(self._readings(answer_id=answer.id).user_id, self.officer)
        file.with_user(self.officer)._log_download()
        self.assertEqual(self._readings(file_id=file.id).way, "downloaded")

    def test_who_reads_the_log(self):
        """RSM26: supervisors of the authority read the log; nobody else does, and nobody changes it."""
        self.letter.with_user(self.officer).read(["file"])
        reading = self._readings(document_id=self.letter.id)
        self.assertTrue(reading.with_user(self.supervisor).has_access("read"))
        for user in (self.officer, self.reader, self.administrator, self.foreign_supervisor, self.contact):
            self.assertFalse(reading.with_user(user).has_access("read"), user.login)
        with self.refused("The access log cannot be changed"):
            reading.sudo().way = "printed"
        with self.refused("cannot be deleted"):
            reading.sudo().unlink()

    def test_bytes_of_documents_stay(self):
        """IT9: the bytes of a document are changed or deleted by nobody, as an attachment either."""
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self.letter._name),
                ("res_id", "=", self.letter.id),
                ("res_field", "=", "file"),
            ]
        )
        for act in (
            lambda: file.sudo().write({"raw": b"forged"}),
            lambda: file.sudo().unlink(),
            lambda: file.sudo().copy(),
        ):
            with self.refused("part of the record"):
                act()


@tagged("post_install", "-at_install")
class TestReadingsByHttp(CustomsCase, HttpCase):
    """Downloads over the routes of the web client are noted too (RSM26)."""

    def test_download(self):
        """RSM26: the file of a confidential document, downloaded, is noted; it has no other door."""
        case = self.visit()
        number = case.with_user(self.officer).draw_up_letter(
            "Figures", "figures.pdf", LETTER, addressee_id=case.verified_person_id.id
        )
        letter = self.env["customs.document"].browse(number)
        letter.with_user(self.officer).mark_confidential(giving_authority_id=self.exporting.id)
        file = self.env["ir.attachment"].search(
            [("res_model", "=", letter._name), ("res_id", "=", number), ("res_field", "=", "file")]
        )
        self.authenticate(self.officer.login, PASSWORD)
        response = self.url_open(f"/web/content/customs.document/{number}/file?mimetype=text/html")
        self.assertEqual(response.content, PDF)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        readings = self.env["customs.reading"].search([("document_id", "=", number)])
        self.assertEqual((readings.way, readings.user_id), ("downloaded", self.officer))
        response = self.url_open(f"/web/content/{file.id}?mimetype=text/html")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(PDF, response.content)

    def test_second_file(self):
        """IT9: the web client serves the file that the check knows, not one put in beside it."""
        case = self.visit()
        number = case.with_user(self.officer).draw_up_letter(
            "Figures", "figures.pdf", LETTER, addressee_id=case.verified_person_id.id
        )
        forged = self.env["ir.attachment"].create({"name": "forged.pdf", "raw": b"%PDF-1.4 forged"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_model = 'customs.document', res_id = %s, res_field = 'file'"
            " WHERE id = %s",
            [number, forged.id],
        )
        self.env.invalidate_all()
        self.authenticate(self.officer.login, PASSWORD)
        for address in (f"customs.document/{number}/file", f"?model=customs.document&id={number}&field=file"):
            self.assertEqual(self.url_open(f"/web/content/{address}".replace("/?", "?")).content, PDF)
