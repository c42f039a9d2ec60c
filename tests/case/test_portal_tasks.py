import hashlib
import io
import json
import re
from urllib.parse import urlsplit

from lxml import html
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import tagged

from ...reports.case.receipt_data import receipt_data
from ..common.portal_tasks import PortalCase, find


def pdf(text="Ledger"):
    """Return a small real PDF."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    canvas.drawString(72, 700, text)
    canvas.save()
    return file.getvalue()


@tagged("post_install", "-at_install")
class TestPortalList(PortalCase):
    def test_empty_list_explains_itself(self):
        """CU-A: who was asked nothing reads what will stand here."""
        page = self.page("/my/customs/tasks")
        self.assertIn("No customs authority has sent requests to your company", self.text(page))
        self.assertIn("There are no open requests", self.text(self.page("/my/customs/tasks?filterby=open")))
        self.assertIn(
            "You have not answered any requests yet",
            self.text(self.page("/my/customs/tasks?filterby=answered")),
        )

    def test_open_first_by_last_day(self):
        """RS16.9: what waits for an answer stands first, with its last day and the days left in words."""
        done = self.task(self.case, name="Done already", due_on=self.day(1))
        done.with_user(self.contact).give_answer(1, text="Here it is.")
        self.task(self.case, name="Later", due_on=self.day(20))
        self.task(self.case, name="Sooner", due_on=self.day(0))
        rows = [self.text(row) for row in find(self.page("/my/customs/tasks"), ".o_customs_tasks > a")]
        self.assertEqual(len(rows), 3)
        for row, words in zip(
            rows,
            (
                ("Sooner", "today is the last day"),
                ("Later", "20 days left"),
                ("Done already", "Answered, not yet decided"),
            ),
            strict=True,
        ):
            for word in words:
                self.assertIn(word, row)

    def test_late_is_said_in_words(self):
        """CU-A: what is late is marked with a sign and words, not by colour alone."""
        task = self.task(self.case, due_on=self.day(2))
        task._write_guarded({"due_on": self.day(-3)})
        row = find(self.page("/my/customs/tasks"), ".o_customs_tasks > a .o_customs_late")
        self.assertEqual(self.text(row[0]), "3 days late")
        self.assertTrue(find(row[0], "i.fa"))

    def test_filters(self):
        """CU-A: open, answered, all."""
        done = self.task(self.case, name="Done already")
        done.with_user(self.contact).give_answer(1, text="Here it is.")
        self.task(self.case, name="Waits")
        for filterby, names in (
            ("open", {"Waits"}),
            ("answered", {"Done already"}),
            ("all", {"Waits", "Done already"}),
            ("nonsense", {"Waits", "Done already"}),
        ):
            page = self.page(f"/my/customs/tasks?filterby={filterby}")
            found = {self.text(row) for row in find(page, ".o_customs_tasks .fw-bold")}
            self.assertEqual(found, names, filterby)

    def test_pages(self):
        """CU-A: beyond a page the pager leads on; every task stands on one page, once."""
        tasks = self.env["customs.task"].browse()
        for number in range(83):
            tasks += self.task(self.case, name=f"Task {number}", due_on=self.day(number))
        for task in tasks[:2]:
            task.with_user(self.contact).give_answer(1, text="Here it is.")
        found = []
        for url in ("/my/customs/tasks", "/my/customs/tasks/page/2"):
            page = self.page(url)
            found += [row.get("href") for row in find(page, ".o_customs_tasks > a")]
        self.assertEqual(len(found), 83)
        self.assertEqual(set(found), {f"/my/customs/tasks/{task.id}" for task in tasks})
        self.assertEqual(set(found[-2:]), {f"/my/customs/tasks/{task.id}" for task in tasks[:2]})
        self.page("/my/customs/tasks/page/99")

    def test_queries_do_not_grow(self):
        """CU-A: a list of 80 costs as many queries as one of 10."""
        for number in range(10):
            self.task(self.case, due_on=self.day(number))
        self.page("/my/customs/tasks")
        with self.counted() as ten:
            self.page("/my/customs/tasks")
        for number in range(70):
            self.task(self.sent_visit(person=self.producer) if number < 5 else self.case)
        self.page("/my/customs/tasks")
        with self.counted() as eighty:
            self.assertEqual(len(find(self.page("/my/customs/tasks"), ".o_customs_tasks > a")), 80)
        self.assertLessEqual(eighty[0], ten[0])

    def test_counters_of_the_home_page(self):
        """CU-A: /my tells how many requests wait, and counts nothing of another company."""
        self.task(self.case)
        self.task(self.case, ask=False, name="A draft")
        counters = ["customs_task_count", "customs_task_open_count", "customs_document_count"]
        for user, count in ((self.contact, 1), (self.stranger, 0)):
            self.login(user)
            answer = self.url_open(
                "/my/counters",
                data=json.dumps({"params": {"counters": counters}}),
                headers={"Content-Type": "application/json"},
            ).json()["result"]
            self.assertEqual([answer[name] for name in counters], [count, count, 0])
        self.assertIn("/my/customs/tasks", self.url_open("/my").text)

    def test_only_the_own_company(self):
        """CU-A: another company's contact sees nothing, a colleague everything, a draft nobody."""
        self.task(self.case, name="Ours")
        self.task(self.case, ask=False, name="A draft")
        for user, count in ((self.contact, 1), (self.colleague, 1), (self.stranger, 0), (self.officer, 0)):
            self.login(user)
            page = self.page("/my/customs/tasks")
            self.assertEqual(len(find(page, ".o_customs_tasks > a")), count, user.login)


@tagged("post_install", "-at_install")
class TestPortalTask(PortalCase):
    def test_what_is_asked(self):
        """RS16.9: what, by whom, under which article of which agreement, until when, and what otherwise."""
        task = self.task(self.case)
        page = self.page(f"/my/customs/tasks/{task.id}")
        text = self.text(page)
        for words in (
            task.name,
            task.question,
            self.importing.name,
            task.article,
            task.citation,
            self.case.name,
            "10 days left",
            task.warning,
        ):
            self.assertIn(words, text)
        self.assertFalse(find(page, "textarea[name=text]")[0].text)
        source = html.tostring(page, encoding="unicode")
        self.assertLess(source.index("o_customs_warning"), source.index("o_customs_send"))

    def test_texts_are_text(self):
        """CU-A: what was written into a task, an answer or a file name is no markup on the page."""
        script = "<script>alert(1)</script>"
        task = self.task(self.case, name=script, question=f"{script}\n<b>bold</b>")
        self.upload(task, ("<img src=x>.pdf", pdf()))
        file = self.env["customs.file"].search([("task_id", "=", task.id)])
        self.answer(task, {"text": script, "file_ids": str(file.id)})
        for url in (f"/my/customs/tasks/{task.id}", f"/my/customs/tasks/{task.id}/receipt/1"):
            source = self.url_open(url).text
            self.assertNotIn(script, source)
            self.assertNotIn("<img src=x", source)
        self.assertNotIn(script, self.url_open("/my/customs/tasks").text)

    def test_foreign_and_missing_are_the_same(self):
        """CU-A: another's task, a draft and one that is not there answer alike, on every route."""
        foreign = self.task(self.case)
        foreign.with_user(self.contact).give_answer(1, text="Here it is.")
        draft = self.task(self.case, ask=False)
        self.login(self.stranger)
        pages = set()
        for task_id in (foreign.id, draft.id, 999_999_999):
            base = f"/my/customs/tasks/{task_id}"
            for url in (base, f"{base}/receipt/1", f"{base}/receipt/1/pdf"):
                response = self.url_open(url)
                self.assertEqual(response.status_code, 404, url)
                pages.add(re.sub(r"csrf_token: \"\w+\"|\d{3,}", "", response.text))
            for url in (f"{base}/answer", f"{base}/files", f"{base}/files/1/remove"):
                self.assertEqual(self.post(url, {"round": "1"}).status_code, 404, url)
        self.assertEqual(len(pages), 1)
        self.assertEqual(self.url_open("/my/customs/tasks/99999999999999999999").status_code, 404)

    def test_without_login(self):
        """CU-A: the link of a mail leads to the task after the login."""
        task = self.task(self.case)
        self.logout()
        response = self.url_open(f"/my/customs/tasks/{task.id}", allow_redirects=False)
        self.assertIn(response.status_code, (302, 303))
        self.assertIn(f"tasks%2F{task.id}", response.headers["Location"])

    def test_acts_need_the_token_and_post(self):
        """CU-A: no page elsewhere acts with the person's browser, and no link does."""
        task = self.task(self.case)
        base = f"/my/customs/tasks/{task.id}"
        for name in ("answer", "files", "files/1/remove"):
            self.assertEqual(self.post(f"{base}/{name}", {"round": "1"}, token=False).status_code, 400)
            self.assertIn(self.url_open(f"{base}/{name}").status_code, (404, 405))
        self.assertEqual(task.state, "asked")

    def test_one_who_left_sees_nothing(self):
        """CU-A: a contact who left the company has no access, nor keeps any."""
        task = self.task(self.case)
        self.contact.partner_id.parent_id = self.person("New employer d.o.o.")
        self.assertEqual(self.url_open(f"/my/customs/tasks/{task.id}").status_code, 404)


@tagged("post_install", "-at_install")
class TestPortalConsent(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent = cls.task(cls.case, kind="consent", name="Consent to the visit")

    def test_warning_is_read_first(self):
        """RS16.5b: without the confirmation that the warning was read nothing is recorded; all is said at
        once, and what was typed is kept."""
        response = self.answer(self.consent, {"text": "We have a question."})
        page = html.fromstring(response.text)
        self.assertEqual(len(find(page, ".o_customs_problems li")), 2)
        self.assertEqual(find(page, "textarea[name=text]")[0].text, "We have a question.")
        self.assertIn("ground for refusing", self.text(find(page, ".o_customs_warning")[0]))
        self.assertEqual(self.consent.state, "asked")
        response = self.answer(self.consent, {"choice": "refuse"})
        self.assertIn("Read the consequences of a refusal and confirm that you", response.text)
        self.assertTrue(find(html.fromstring(response.text), "#choice_refuse[checked]"))
        self.assertFalse(self.consent.answer_ids)

    def test_consent(self):
        """RS16.5b: the consent is a fact of the case; the receipt says who consented and when."""
        response = self.answer(self.consent, {"choice": "consent", "read_warning": "1"})
        self.assertEqual(response.status_code, 303)
        self.assertEqual(
            urlsplit(response.headers["Location"]).path, f"/my/customs/tasks/{self.consent.id}/receipt/1"
        )
        self.assertEqual(self.case.person_consent_on, self.today)
        self.assertEqual(self.consent.state, "accepted")
        text = self.text(self.page(f"/my/customs/tasks/{self.consent.id}/receipt/1"))
        for words in ("You consented to the visit", "Đorđe Šćepanović", "(Asia/Almaty)"):
            self.assertIn(words, text)

    def test_refusal(self):
        """RS16.6: the refusal is a fact of the case."""
        self.answer(self.consent, {"choice": "refuse", "read_warning": "1"})
        self.assertEqual(self.case.person_refusal_on, self.today)
        self.assertIn("You refused the visit", self.url_open(f"/my/customs/tasks/{self.consent.id}").text)

    def test_no_files_here(self):
        """RS16.5b: a consent takes no files; who sends one is told so, and nothing is recorded."""
        answer = self.upload(self.consent, ("a.pdf", pdf()))
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.json()["problems"], ["Files cannot be uploaded here."])
        self.assertFalse(self.env["customs.file"].search([("task_id", "=", self.consent.id)]))


@tagged("post_install", "-at_install")
class TestPortalDocuments(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.task(cls.case)

    def test_upload_and_answer(self):
        """RS16.9: several files, each with its SHA-256 at once; the receipt repeats them; the officer sees
        who gave what and when."""
        contents = {"ledger.pdf": pdf(), "журнал ә.txt": "Журнал".encode()}
        ids = []
        for name, content in contents.items():
            [file] = self.upload(self.ledger, (name, content)).json()["files"]
            self.assertEqual(file["sha256"], hashlib.sha256(content).hexdigest())
            ids.append(str(file["id"]))
        page = self.page(f"/my/customs/tasks/{self.ledger.id}")
        self.assertEqual(
            [node.get("value") for node in find(page, "input[name=file_ids]")], ids, "kept on reload"
        )
        response = self.answer(
            self.ledger, {"text": "The ledger of 2025.", "file_ids": ids, "is_confidential": "1"}
        )
        self.assertEqual(response.status_code, 303)
        text = self.text(self.page(f"/my/customs/tasks/{self.ledger.id}/receipt/1"))
        for name, content in contents.items():
            self.assertIn(name, text)
            self.assertIn(hashlib.sha256(content).hexdigest(), text)
        self.assertIn("Provided in confidence", text)
        answer = self.case.with_user(self.officer).task_ids.answer_ids
        self.assertEqual((answer.text, answer.is_confidential), ("The ledger of 2025.", True))
        self.assertEqual(answer.file_ids.mapped("name"), list(contents))
        self.assertEqual(answer.answered_by_name, "Đorđe Šćepanović")

    def test_answer_by_letter(self):
        """CU-A: an answer by letter is the person's, not the officer's who recorded it."""
        task = self.ledger.with_user(self.officer)
        task.answer = "The ledger of 2025, as sent by post."
        task.action_record_answer()
        answer = task.sudo().answer_ids
        self.assertEqual((answer.answered_by_id, answer.by_letter), (self.officer, True))
        self.assertEqual(answer.answered_by_name, task.person_id.name)
        page = self.text(self.page(f"/my/customs/tasks/{task.id}"))
        receipt = self.text(self.page(f"/my/customs/tasks/{task.id}/receipt/1"))
        rows = dict(receipt_data(answer.with_user(self.contact)).rows)
        self.assertEqual(rows["Answered by"], f"{task.person_id.name}, by letter")
        for shown in (page, receipt, str(rows)):
            self.assertNotIn(self.officer.name, shown)
        self.assertIn(f"{task.person_id.name}, ", page)
        self.assertIn("Received by letter.", page)

    def test_without_scripts(self):
        """RS16.9: a plain form uploads, removes and answers, with the files in the same request."""
        response = self.post(
            f"/my/customs/tasks/{self.ledger.id}/files",
            {"round": "1", "text": "Half written"},
            files=[("files", ("a.pdf", pdf("a"))), ("files", ("b.pdf", pdf("b")))],
        )
        page = html.fromstring(response.text)
        files = self.env["customs.file"].search([("task_id", "=", self.ledger.id)])
        self.assertEqual(len(files), 2)
        self.assertEqual(find(page, "textarea[name=text]")[0].text, "Half written")
        response = self.post(
            f"/my/customs/tasks/{self.ledger.id}/files/{files[0].id}/remove", {"text": "Half written"}
        )
        page = html.fromstring(response.text)
        self.assertEqual(find(page, "textarea[name=text]")[0].text, "Half written")
        self.assertFalse(files[0].exists())
        response = self.answer(
            self.ledger,
            {"text": "Written", "file_ids": str(files[1].id)},
            files=[("files", ("c.pdf", pdf("c")))],
        )
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.ledger.answer_ids.file_ids.mapped("name"), ["b.pdf", "c.pdf"])

    def test_refused_file(self):
        """CU-A: a file that is not taken is refused in words, by XHR and on the page with the text kept."""
        answer = self.upload(self.ledger, ("program.exe", b"MZ" + b"0" * 100))
        self.assertEqual(answer.status_code, 422)
        self.assertIn("program.exe", " ".join(answer.json()["problems"]))
        response = self.answer(
            self.ledger, {"text": "See the file"}, files=[("files", ("program.exe", b"MZ" + b"0" * 100))]
        )
        page = html.fromstring(response.text)
        self.assertIn("program.exe", self.text(find(page, ".o_customs_problems")[0]))
        self.assertEqual(find(page, "textarea[name=text]")[0].text, "See the file")
        self.assertEqual(self.ledger.state, "asked")

    def test_nothing_to_send(self):
        """RS16.9: an empty answer is refused in words."""
        self.assertIn("Write an answer or add at least one file", self.answer(self.ledger).text)

    def test_too_many_waiting_files(self):
        """CU-A: files that wait for an answer are limited in number too."""
        self.env["ir.config_parameter"].set_param("customs_verification.file_max_count", "2")
        for name in ("a.pdf", "b.pdf"):
            self.assertEqual(self.upload(self.ledger, (name, pdf(name))).status_code, 200)
        self.assertEqual(self.upload(self.ledger, ("c.pdf", pdf())).status_code, 422)

    def test_anothers_files(self):
        """CU-A: neither a colleague's waiting file nor one of another company is sent or removed by its id;
        an id that is none is no answer."""
        self.login(self.colleague)
        [file] = self.upload(self.ledger, ("hers.pdf", pdf())).json()["files"]
        self.login(self.contact)
        self.assertNotIn("hers.pdf", self.url_open(f"/my/customs/tasks/{self.ledger.id}").text)
        for given in (str(file["id"]), "999999999", "99999999999999999999", "x"):
            response = self.answer(self.ledger, {"text": "Here", "file_ids": given})
            self.assertIn("You can only use files that you uploaded here", response.text, given)
        response = self.post(f"/my/customs/tasks/{self.ledger.id}/files/{file['id']}/remove")
        self.assertIn("You can only remove files", response.text)
        self.assertEqual(self.ledger.state, "asked")
        self.login(self.stranger)
        own = self.task(self.sent_visit(person=self.stranger.commercial_partner_id))
        response = self.post(f"/my/customs/tasks/{own.id}/files/{file['id']}/remove")
        self.assertEqual(response.status_code, 404)
        self.assertTrue(self.env["customs.file"].browse(file["id"]).exists())

    def test_old_form(self):
        """CU-A: a form of a former round answers nothing; what was typed is kept on the new one."""
        self.answer(self.ledger, {"text": "First"})
        response = self.answer(self.ledger, {"round": "1", "text": "Typed in another window"})
        self.assertIn("already given", response.text)
        page = html.fromstring(response.text)
        self.assertEqual(self.text(find(page, ".o_customs_typed")[0]), "Typed in another window")
        self.ledger.with_user(self.officer).send_back("The year is missing.")
        response = self.answer(self.ledger, {"round": "1", "text": "Typed before"})
        page = html.fromstring(response.text)
        self.assertIn("out of date", self.text(find(page, ".o_customs_problems")[0]))
        self.assertEqual(find(page, "textarea[name=text]")[0].text, "Typed before")
        self.assertEqual(find(page, "input[name=round]")[0].get("value"), "2")
        self.assertEqual(len(self.ledger.answer_ids), 1)
        for number in ("", "x", "2.0", "-1"):
            self.assertIn("out of date", self.answer(self.ledger, {"round": number, "text": "No"}).text)

    def test_sent_back_in_part(self):
        """RS16.9: the page says what was sent back and why, and which files are kept."""
        files = [
            str(self.upload(self.ledger, (name, pdf(name))).json()["files"][0]["id"])
            for name in ("good.pdf", "bad.pdf")
        ]
        self.answer(self.ledger, {"file_ids": files})
        self.ledger.with_user(self.officer).send_back("The scan cannot be read.", file_ids=[int(files[1])])
        page = self.page(f"/my/customs/tasks/{self.ledger.id}")
        self.assertIn("The scan cannot be read.", self.text(find(page, ".o_customs_sent_back")[0]))
        self.assertEqual([self.text(node) for node in find(page, ".o_customs_kept li")], ["good.pdf"])
        rows = {
            self.text(find(row, ".o_customs_file_name")[0]): "Sent back" in self.text(row)
            for row in find(page, ".o_customs_answered li")
        }
        self.assertEqual(rows, {"good.pdf": False, "bad.pdf": True})

    def test_withdrawn(self):
        """CU-A: what was withdrawn says so and takes no answer."""
        self.ledger.with_user(self.officer).withdraw("It came from the authority itself.")
        page = self.page(f"/my/customs/tasks/{self.ledger.id}")
        self.assertIn("It came from the authority itself.", self.text(page))
        self.assertFalse(find(page, "form.o_customs_answer"))
        self.assertIn("withdrawn", self.answer(self.ledger, {"text": "Here"}).text)
        self.assertEqual(self.upload(self.ledger, ("a.pdf", pdf())).status_code, 422)

    def test_receipt_pdf(self):
        """RS16.9: the receipt as PDF names number, person, time and each SHA-256; its bytes are stable."""
        content = pdf()
        [file] = self.upload(self.ledger, ("счёт Қожа.pdf", content)).json()["files"]
        self.answer(self.ledger, {"text": "Шаруашылық кітабы", "file_ids": str(file["id"])})
        url = f"/my/customs/tasks/{self.ledger.id}/receipt/1/pdf"
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", response.headers["Content-Security-Policy"])
        text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
        joined = re.sub(r"\s+", "", text)
        for words in (
            self.ledger.answer_ids._receipt_number(),
            "Đorđe Šćepanović",
            self.producer.name,
            "счёт Қожа.pdf",
            "Шаруашылық кітабы",
            hashlib.sha256(content).hexdigest(),
        ):
            self.assertIn(re.sub(r"\s+", "", words), joined)
        self.assertEqual(self.url_open(url).content, response.content)

    def test_receipt_of_no_round(self):
        """CU-A: a receipt of what was never answered is not there."""
        for number in ("1", "0", "999999999"):
            self.assertEqual(
                self.url_open(f"/my/customs/tasks/{self.ledger.id}/receipt/{number}").status_code, 404
            )


@tagged("post_install", "-at_install")
class TestPortalLetters(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        visit = cls.visited(person=cls.producer)
        cls.report(visit).with_user(cls.supervisor).action_approve()
        cls.document = visit.report_id.document_id
        cls.document.with_user(cls.officer).record_sent(cls.today, "portal", addressee_id=cls.producer.id)

    def test_list_and_page(self):
        """RS16.11: the verified person finds the report, and is told what its opening means."""
        text = self.text(self.page("/my/customs/documents"))
        self.assertIn(self.document.name, text)
        self.assertIn("Not opened yet", text)
        page = self.page(f"/my/customs/documents/{self.document.id}")
        self.assertIn("When you open it for the first time, the date and your name", self.text(page))
        self.assertFalse(self.document.service_ids.opened_at, "looking at the page proves nothing")

    def test_download(self):
        """RS16.11: the report comes byte for byte; the first opening is noted, once, with who and when."""
        response = self.post(f"/my/customs/documents/{self.document.id}/download")
        self.assertEqual(response.content, self.document._content())
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", response.headers["Content-Security-Policy"])
        service = self.document.service_ids.filtered("opened_at")
        self.assertEqual(service.opened_by_id, self.contact)
        self.assertEqual(service.served_on, self.today)
        first = service.opened_at
        self.login(self.colleague)
        self.post(f"/my/customs/documents/{self.document.id}/download")
        self.assertEqual((service.opened_at, service.opened_by_id), (first, self.contact))

    def test_no_opening_by_link(self):
        """CU-A: a link cannot open a letter, so none proves a receipt that nobody knows of."""
        url = f"/my/customs/documents/{self.document.id}/download"
        self.assertIn(self.url_open(url).status_code, (404, 405))
        self.assertEqual(self.post(url, token=False).status_code, 400)
        self.assertFalse(self.document.service_ids.opened_at)

    def test_foreign_letter(self):
        """CU-A: a letter to another company is not found, by page and by download, nor by /web/content."""
        for user in (self.stranger, self.officer):
            self.login(user)
            for document_id in (self.document.id, 999_999_999):
                url = f"/my/customs/documents/{document_id}"
                self.assertEqual(self.url_open(url).status_code, 404)
                self.assertEqual(self.post(f"{url}/download").status_code, 404)
        self.assertIn(
            "No customs authority has sent documents to your company",
            self.url_open("/my/customs/documents").text,
        )

    def test_no_way_around_the_proof(self):
        """IT9: a person gets the letter by the button alone, not unnoticed by its address of content."""
        for url in (
            f"/web/content/customs.document/{self.document.id}/file",
            f"/web/content?model=customs.document&id={self.document.id}&field=file",
        ):
            self.assertEqual(self.url_open(url).status_code, 404)

    def test_queries_do_not_grow(self):
        """CU-A: a list of 80 letters costs as many queries as one of 10."""

        def letters(count):
            documents = self.env["customs.document"]._receive([])
            for _number in range(count):
                documents += self.document.sudo()._behind_the_door().copy({"name": "L"})
            self.env["customs.service"]._enter(
                [document._service_values(self.today, "email", self.producer.id) for document in documents]
            )

        letters(9)
        self.page("/my/customs/documents")
        with self.counted() as ten:
            self.page("/my/customs/documents")
        letters(70)
        self.page("/my/customs/documents")
        with self.counted() as eighty:
            self.assertEqual(len(find(self.page("/my/customs/documents"), ".list-group > a")), 80)
        self.assertLessEqual(eighty[0], ten[0])
