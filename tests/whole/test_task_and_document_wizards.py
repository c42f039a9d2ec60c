"""The officer's desk: wizards on tasks and documents, the register and its print-out."""

import base64
import io
from zipfile import ZipFile

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import file_samples as common_files
from ..common.cases import CustomsCase

VISIT = "customs.verification.visit"
PDF = base64.b64encode(common_files.PDF)


class DeskCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.sent_visit(-20)
        cls.contact = cls.portal_contact(cls.case.verified_person_id)

    def wizard(self, model, user=None, **values):
        """Open the wizard as ``user``, as a button of a form does."""
        defaults = {f"default_{name}": value for name, value in values.items()}
        return self.env[model].with_user(user or self.officer).with_context(**defaults)

    def answered(self, names=("ledger.txt", "log.txt"), **values):
        """Return a task that the person has answered, with a file of each name."""
        task = self.task(self.case, **values)
        files = self.env["customs.file"].with_user(self.contact)
        files = files._accept([(name, b"content of " + name.encode()) for name in names], task_id=task.id)
        task.with_user(self.contact).give_answer(1, "Here it is.", file_ids=files.ids)
        return task

    def letter(self, approved=True, **values):
        """Return a letter of the case to its verified person, written by the officer."""
        values = {"addressee_id": self.case.verified_person_id.id, **values}
        number = self.case.with_user(self.officer).draw_up_letter("Notice", "notice.pdf", PDF, **values)
        letter = self.env["customs.document"].with_user(self.officer).browse(number)
        if approved:
            letter.with_user(self.supervisor).action_approve()
        return letter

    def step(self, letter, step, user=None, **values):
        """Fill the wizard of a step in, as on the screen, and return it."""
        with Form(self.wizard("customs.document.step", user, document_id=letter.id, step=step)) as form:
            for name, value in values.items():
                setattr(form, name, value)
        return form.record


@tagged("post_install", "-at_install")
class TestTaskDesk(DeskCase):
    def test_send_back(self):
        """RS16.9: an answer goes back with its reason, a new last day and the file to be replaced."""
        task = self.answered()
        ledger, log = task.file_ids.sorted("id")
        with Form(self.wizard("customs.send.back", task_id=task.id)) as form:
            self.assertEqual(form.text, "Here it is.")
            form.reason = "The second page cannot be read."
            form.due_on = self.day(20)
            form.file_ids.add(ledger)
        wizard = form.record
        wizard.action_apply()
        self.assertEqual((task.state, task.due_on, task.round), ("sent_back", self.day(20), 2))
        self.assertEqual(task.answer_ids.sent_back_file_ids, ledger)
        self.assertEqual((ledger.is_sent_back, log.is_sent_back), (True, False))
        wizard.action_apply()
        self.assertEqual(len(task.answer_ids), 1, "pressed twice, it is sent back once")

    def test_send_back_names_all_problems(self):
        """RS16.9: a blank reason and a last day in the past are named in one message."""
        task = self.answered()
        values = {"task_id": task.id, "reason": "  ", "due_on": self.day(-1)}
        wizard = self.env["customs.send.back"].with_user(self.officer).create(values)
        with self.refused("Enter the reason", "is in the past"):
            wizard.action_apply()
        self.assertEqual(task.state, "answered")
        wizard.invalidate_recordset()
        self.assertFalse(self.task(self.case).answer_ids)

    def test_receipt_is_printed(self):
        """RS16.9: the receipt of the last answer is printed from the task; in confidence, it is noted."""
        reports = self.env["ir.actions.report"].with_user(self.officer)
        report = "customs_verification.action_report_task_receipt"
        with self.refused("no answer yet"):
            reports._render_customs_pdf(report, self.task(self.case).ids)
        task = self.answered()
        task.answer_ids.sudo()._write_guarded({"is_confidential": True})
        content, _kind = reports._render_customs_pdf(report, task.ids)
        text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
        self.assertIn(self.case.verified_person_id.name, text)
        notes = self.env["customs.reading"].search([("answer_id", "=", task.answer_ids.id)])
        self.assertEqual(set(notes.mapped("way")), {"printed"})
        self.assertEqual(notes.user_id, self.officer)

    def test_withdraw(self):
        """RS16.9: what is asked is withdrawn with the reason; nothing else goes through that wizard."""
        task = self.task(self.case)
        values = {"res_model": task._name, "res_id": task.id, "method": "withdraw", "reason": "Found it."}
        self.env["customs.give.reason"].with_user(self.officer).create(values).action_apply()
        self.assertEqual((task.state, task.withdrawn_reason), ("withdrawn", "Found it."))
        values["method"] = "send_back"
        with self.refused("No reason can be entered here"):
            self.env["customs.give.reason"].with_user(self.officer).create(values).action_apply()

    def test_ask_for_consent(self):
        """RS16.5b: each verified person is asked for consent, with the warning of the law, once."""
        second = self.person("Second Producer d.o.o.")
        case = self.sent_visit(-20, verified_role="exporter", second_person_id=second.id)
        with Form(self.wizard("customs.ask.consent", visit_id=case.id)) as form:
            self.assertIn("ground for refusing the preference", form.warning)
            self.assertEqual(form.due_on, self.day(21))
            self.assertFalse(form.problems)
        wizard = form.record
        for _press in range(2):
            wizard.action_ask()
        tasks = case.task_ids
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.person_id, case._verified_persons())
        self.assertEqual(set(tasks.mapped("kind")), {"consent"})
        self.assertEqual(set(tasks.mapped("state")), {"asked"})
        self.assertEqual(case.person_informed_on, self.today)
        again = self.wizard("customs.ask.consent", visit_id=case.id)
        with Form(again) as form:
            self.assertIn("already asked", form.problems)
        with self.refused("already asked"):
            form.record.action_ask()

    def test_consent_before_the_request(self):
        """RS16.5b: before the request was sent nobody is asked, and the wizard says so beforehand."""
        case = self.visit()
        with Form(self.wizard("customs.ask.consent", visit_id=case.id)) as form:
            self.assertTrue(form.problems)
        with self.assertRaises(UserError):
            form.record.action_ask()
        self.assertFalse(case.task_ids)

    def test_last_day_within_the_time_of_the_answer(self):
        """RS16.5a: the last day offered for the consent lies within the time for the Party's answer."""
        case = self.sent_visit(-50)
        with Form(self.wizard("customs.ask.consent", visit_id=case.id)) as form:
            self.assertEqual(form.due_on, self.clock(case, "RS16.5a").due_on)


@tagged("post_install", "-at_install")
class TestDocumentDesk(DeskCase):
    def test_draw_up_and_approve(self):
        """IT9: a letter is drawn up by one, approved by another, and entered once however often pressed."""
        wizards = self.wizard("customs.draw.up.letter", res_model=VISIT, res_id=self.case.id)
        with Form(wizards) as form:
            self.assertEqual(form.case_name, self.case.name)
            form.subject = "Хабарлама: Қосымша құжаттар"
            form.file = PDF
            form.addressee_id = self.case.verified_person_id
        before = self.case.document_count
        actions = [form.record.action_draw_up() for _press in range(2)]
        self.case.invalidate_recordset()
        self.assertEqual(self.case.document_count, before + 1)
        self.assertEqual(actions[0]["res_id"], actions[1]["res_id"])
        letter = self.env["customs.document"].browse(actions[0]["res_id"])
        self.assertEqual((letter.state, letter.subject), ("draft", "Хабарлама: Қосымша құжаттар"))
        self.assertEqual(letter.with_user(self.officer).correspondent, self.case.verified_person_id.name)
        letter.with_user(self.supervisor).action_approve()
        self.assertEqual(letter.state, "approved")

    def test_nothing_half_drawn_up(self):
        """IT9: what is missing of a letter is named at once, and nothing enters the register."""
        wizard = self.wizard("customs.draw.up.letter", res_model=VISIT, res_id=self.case.id).create({})
        count = self.env["customs.document"].search_count([])
        with self.refused("Enter the subject of the letter", "Choose one addressee", "file is missing"):
            wizard.action_draw_up()
        self.assertEqual(self.env["customs.document"].search_count([]), count)

    def test_sent_returned_served(self):
        """IT9: a letter is sent, comes back, is sent again and served: each once, each with its row."""
        letter = self.letter()
        sent = self.step(letter, "sent", channel="registered_mail")
        for _press in range(2):
            sent.action_apply()
        self.assertEqual((letter.state, len(letter.service_ids)), ("sent", 1))
        returned = self.step(letter, "returned", note="Moved away.")
        self.assertEqual(returned.service_id, letter.service_ids)
        returned.action_apply()
        self.assertEqual(letter.state, "returned")
        self.step(letter, "sent", channel="by_hand").action_apply()
        served = self.step(letter, "served", reference="Slip 7")
        self.assertEqual(served.service_id, letter.service_ids[-1], "the one that came back is not offered")
        served.action_apply()
        self.assertEqual((letter.state, letter.moved_on), ("served", self.today))
        self.assertEqual(letter.service_ids[-1].proof, "Slip 7")

    def test_problems_are_shown_before(self):
        """RSM26: what stands against a sending is shown before it is pressed, and refused after."""
        letter = self.letter(approved=False)
        wizard = self.step(letter, "sent", channel="email", day=self.day(1))
        for sentence in ("is not approved yet. Approve it before sending", "is in the future"):
            self.assertIn(sentence, wizard.problems)
        with self.refused("is not approved yet. Approve it before sending", "is in the future"):
            wizard.action_apply()
        self.assertFalse(letter.service_ids)

    def test_confidence(self):
        """RSM26, IT8: marked with its giver, passed on with the recorded consent only, then lifted."""
        letter = self.letter()
        importer = self.person("Importer ЖШС", self.kz)
        self.step(letter, "confidential", authority_id=self.exporting).action_apply()
        self.assertEqual(letter.confidentiality, "confidential")
        blocked = self.step(letter, "sent", channel="email", addressee_id=importer)
        self.assertIn("Record the provider's written consent before sending it to", blocked.problems)
        with self.refused("written consent"):
            blocked.action_apply()
        consent = {"given_by": "Jelena Živanović, Head", "reference": "RS-9"}
        self.step(letter, "disclosure", addressee_id=importer, **consent).action_apply()
        self.assertEqual(letter.disclosure_ids.to_person_id, importer)
        again = self.step(letter, "sent", channel="email", addressee_id=importer)
        self.assertFalse(again.problems)
        again.action_apply()
        self.assertEqual(letter.state, "sent")
        with self.assertRaises(AccessError):
            self.step(letter, "lift", note="No more.").action_apply()
        self.step(letter, "lift", self.supervisor, note="The giver agreed.").action_apply()
        self.assertEqual(letter.confidentiality, "ordinary")

    def test_roles(self):
        """CU-A: readers open no wizard, and nobody names a record of another authority in one."""
        letter, task = self.letter(), self.answered()
        other = self.letter()
        values = {
            "customs.send.back": {"task_id": task.id, "reason": "X"},
            "customs.ask.consent": {
                "visit_id": self.case.id,
                "due_on": self.day(9),
                "question": "X",
                "warning": "X",
            },
            "customs.document.step": {"document_id": letter.id, "step": "sent", "channel": "email"},
            "customs.draw.up.letter": {"res_model": VISIT, "res_id": self.case.id, "subject": "X"},
        }
        for model, vals in values.items():
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.reader).create(vals)
            with self.subTest(model=model, foreign=True), self.assertRaises(AccessError):
                wizard = self.env[model].with_user(self.foreign_officer).create(vals)
                wizard.read(["case_name"])
        self.step(other, "sent", channel="email").action_apply()
        vals = {**values["customs.document.step"], "step": "served", "service_id": other.service_ids.id}
        with self.refused("This sending belongs to another document"):
            self.env["customs.document.step"].with_user(self.officer).create(vals)

    def test_asked_authority_sees_no_other_addressee(self):
        """CU-A: who was sent a document sees with whom it dealt, not who else was sent it."""
        letter = self.letter(addressee_id=False, addressee_authority_id=self.exporting.id)
        importer = self.person("Importer A ЖШС", self.kz)
        for addressee in (False, importer.id):
            letter.record_sent(self.today, "email", addressee_id=addressee)
        self.foreign_officer.customs_authority_ids = self.exporting
        asked = letter.with_user(self.foreign_officer)
        self.assertEqual((asked.is_own, letter.is_own), (False, True))
        self.assertNotIn(importer.name, asked.correspondent or "")
        self.assertIn(importer.name, letter.correspondent)
        with self.assertRaises(AccessError):
            self.wizard("customs.document.step", self.foreign_officer).create({"document_id": letter.id})

    def test_channel_of_a_fact(self):
        """IT9: with the fact that a letter was sent its channel is asked, and stands in the register."""
        case = self.visit()
        case.with_user(self.supervisor)._approve_request(self.day(-1))
        wizards = self.wizard("customs.record.fact", res_model=VISIT, res_id=case.id, fact="request_sent_on")
        with Form(wizards) as form:
            self.assertTrue(form.is_letter)
            form.channel = "registered_mail"
        form.record.action_record()
        self.assertEqual(case._letter("request").service_ids.mapped("channel"), ["registered_mail"])


@tagged("post_install", "-at_install")
class TestRegisterOfDocuments(DeskCase):
    def _text(self, content):
        with ZipFile(io.BytesIO(content)) as book:
            return b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml")).decode()

    def test_printed(self):
        """Output: the register prints what its list shows; a subject is text, never a formula."""
        letter = self.letter()
        letter.sudo()._write_guarded({"subject": '=HYPERLINK("http://x","Қосымша")'})
        self.step(letter, "sent", channel="email").action_apply()
        reports = self.env["ir.actions.report"].with_user(self.officer)
        content, kind = reports._render_customs_xlsx(
            "customs_verification.action_report_document_register", []
        )
        self.assertEqual(kind, "xlsx")
        text = self._text(content)
        for words in (letter.name, self.case.verified_person_id.name, "Қосымша", "Sent or received"):
            self.assertIn(words, text)
        self.assertNotIn("<f>", text)

    def test_own_register_only(self):
        """CU-A: the print-out of another authority's officer holds none of these letters."""
        letter = self.letter()
        reports = self.env["ir.actions.report"].with_user(self.foreign_officer)
        report = "customs_verification.action_report_document_register"
        content, _kind = reports._render_customs_xlsx(report, [])
        self.assertNotIn(letter.name, self._text(content))
        with self.assertRaises(AccessError):
            reports._render_customs_xlsx(report, letter.ids)

    def test_readings(self):
        """RSM26: supervisors see who read a confidential document; officers do not."""
        letter = self.letter()
        letter.mark_confidential(self.exporting.id)
        reading = self.env["customs.reading"].with_user(self.officer)._log_readings("downloaded", letter)
        seen = letter.with_user(self.supervisor).reading_ids.filtered(lambda row: row.id in reading.ids)
        self.assertEqual(seen.user_id, self.officer)
        with self.assertRaises(AccessError):
            letter.with_user(self.officer).read(["reading_ids"])
