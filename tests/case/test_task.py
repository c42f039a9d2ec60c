from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.cases import CustomsCase
from ..common.document import LETTER


@tagged("post_install", "-at_install")
class TestTaskOfPerson(CustomsCase):
    """What is requested of an outside person, and how it answers (RS16.5b, RS16.9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.sent_visit(days=-20)
        cls.company = cls.case.verified_person_id
        cls.contact = cls.portal_contact(cls.company)

    def _files(self, task, *names, user=None):
        uploads = [(name, b"Some words of " + name.encode()) for name in names]
        return self.env["customs.file"].with_user(user or self.contact)._accept(uploads, task_id=task.id)

    def test_consent(self):
        """RS16.5b: the person is told what a refusal means, and its answer is recorded with who and when."""
        task = self.task(self.case, "consent")
        self.assertIn("ground for refusing the preference", task.warning)
        self.assertEqual(self.case.person_informed_on, self.today)
        answer = task.with_user(self.contact).give_answer(1, choice="consent")
        self.assertEqual(self.case.person_consent_on, self.today)
        self.assertEqual((task.state, answer.choice), ("accepted", "consent"))
        self.assertEqual(answer.sudo().answered_by_id, self.contact)
        fact = self.case.fact_ids.filtered(lambda entry: entry.fact == "person_consent_on")
        self.assertEqual(fact.recorded_by_id, self.contact)
        self.assertIn(self.contact.name, fact.note)

    def test_cited_in_the_language_of_each_reader(self):
        """RS16.9: agreement and article of a task are cited in each reader's language, one after another."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"]._load_module_terms(["customs_verification"], ["ru_RU"])
        self.agreement.with_context(lang="ru_RU").write({"citation": "Соглашение с Сербией"})
        task = self.task(self.case, "consent").sudo()
        cited = {lang: task.with_context(lang=lang).citation for lang in ("en_US", "ru_RU")}
        self.assertEqual(cited, {"en_US": self.agreement.citation, "ru_RU": "Соглашение с Сербией"})
        articles = {lang: task.with_context(lang=lang).article_cited for lang in ("en_US", "ru_RU")}
        self.assertIn("Art. 16", articles["en_US"])
        self.assertIn("статьи 16", articles["ru_RU"])

    def test_refusal(self):
        """RS16.5b: a refusal is recorded as one."""
        task = self.task(self.case, "consent")
        task.with_user(self.contact).give_answer(1, choice="refuse")
        self.assertEqual(self.case.person_refusal_on, self.today)
        self.assertFalse(self.case.person_consent_on)

    def test_two_persons_consent_both(self):
        """RS16.2, RS16.5b: where exporter and producer are two, the consent is that of both."""
        second = self.person("Second Producer")
        case = self.sent_visit(days=-20, verified_role="exporter", second_person_id=second.id)
        first, other = (
            self.task(case, "consent", person_id=case.verified_person_id.id),
            self.task(case, "consent", person_id=second.id),
        )
        first.with_user(self.portal_contact(case.verified_person_id)).give_answer(1, choice="consent")
        self.assertFalse(case.person_consent_on)
        other.with_user(self.portal_contact(second)).give_answer(1, choice="consent")
        self.assertEqual(case.person_consent_on, self.today)

    def test_consent_of_one_who_is_not_verified(self):
        """RS16.2: consent is asked of the verified person only, and once."""
        with self.refused("is not a verified person of this visit"):
            self.task(self.case, "consent", person_id=self.person("Second Producer").id)
        self.task(self.case, "consent")
        with self.refused("already asked"):
            self.task(self.case, "consent")

    def test_consent_before_the_request(self):
        """RS16.5b: nobody is asked for consent before the request was sent."""
        with self.refused(" first."):
            self.task(self.visit(), "consent")

    def test_consent_to_a_withdrawn_request(self):
        """RS16.5b: who answers late learns that nothing is awaited, and not why."""
        task = self.task(self.case, "consent")
        self.record(self.case, "withdrawn_on", user=self.supervisor)
        with self.refused("no longer needed"):
            task.with_user(self.contact).give_answer(1, choice="consent")
        self.assertFalse(task.answer_ids)

    def test_rounds_with_files(self):
        """RS16.9: an answer is sent back with its reason and files, and given again; the others are kept."""
        task = self.task(self.case)
        files = self._files(task, "ledger.txt", "stock.txt")
        task.with_user(self.contact).give_answer(1, "Both.", file_ids=files.ids)
        self.assertEqual(task.state, "answered")
        task.with_user(self.officer).send_back("Unreadable", self.day(20), files[1].ids)
        self.assertEqual((task.state, task.round, task.due_on), ("sent_back", 2, self.day(20)))
        self.assertEqual(task._kept_files(), files[0])
        new = self._files(task, "stock-2.txt")
        task.with_user(self.contact).give_answer(2, "Once more.", file_ids=new.ids)
        task.with_user(self.officer).action_accept()
        self.assertEqual(task.answer_ids.mapped("outcome"), ["sent_back", "accepted"])
        self.assertEqual(len(task.answer_ids.file_ids), 3)

    def test_old_form(self):
        """RS16.9: a form of an earlier round, or one sent twice, answers nothing."""
        task = self.task(self.case).with_user(self.contact)
        task.give_answer(1, "Here.")
        with self.refused("already given"):
            task.give_answer(1, "Here.")
        task.with_user(self.officer).send_back("Incomplete")
        with self.refused("out of date"):
            task.give_answer(1, "Here.")
        self.assertEqual(len(task.answer_ids), 1)

    def test_empty_answers(self):
        """RS16.9: an answer says something."""
        for kind, sentence in (("documents", "at least one file"), ("answer", "Write your answer")):
            with self.subTest(kind=kind), self.refused(sentence):
                self.task(self.case, kind).with_user(self.contact).give_answer(1, " ")
        with self.refused("Choose whether you consent to the visit or refuse it"):
            self.task(self.case, "consent").with_user(self.contact).give_answer(1, "Yes")

    def test_who_answers(self):
        """CU-A: only contacts of the company asked answer; not another's, not the authority for them."""
        task = self.task(self.case)
        other = self.portal_contact(self.person("Second Producer"))
        for user in (other, self.officer, self.supervisor, self.liaison()):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                task.with_user(user).give_answer(1, "Here.")
        colleague = self.portal_contact(self.company, name="Colleague")
        self.assertTrue(task.with_user(colleague).give_answer(1, "Here."))

    def test_draft_is_not_seen(self):
        """CU-A: what is not asked yet is not seen."""
        task = self.task(self.case, ask=False)
        self.assertFalse(task.with_user(self.contact).has_access("read"))

    def test_files_of_another_task(self):
        """CU-A: a file of another's task is no file of this answer."""
        other_case = self.sent_visit(days=-20, verified_person_id=self.person("Second Producer").id)
        other_contact = self.portal_contact(other_case.verified_person_id)
        foreign = self._files(self.task(other_case), "secret.txt", user=other_contact)
        task = self.task(self.case)
        with self.refused("You can only use files that you uploaded here"):
            task.with_user(self.contact).give_answer(1, "Here.", file_ids=foreign.ids)
        self.assertFalse(foreign.answer_id)

    def test_withdrawn(self):
        """RS16.9: what is asked no more is answered no more."""
        task = self.task(self.case)
        with self.refused("Enter the reason"):
            task.with_user(self.officer).withdraw(" ")
        task.with_user(self.officer).withdraw("Found in the register")
        with self.refused("withdrawn"):
            task.with_user(self.contact).give_answer(1, "Here.")

    def test_long_answer(self):
        """RS16.9: an answer longer than a letter is put into a file."""
        with self.refused("at most 20000 characters"):
            self.task(self.case, "answer").with_user(self.contact).give_answer(1, "x" * 20_001)

    def drawn_up(self, case):
        """Return the id of a letter of ``case`` to its verified person."""
        person = case.verified_person_id.id
        return case.with_user(self.officer).draw_up_letter("Notice", "a.pdf", LETTER, addressee_id=person)

    def test_what_was_asked_stays(self):
        """RS16.5b, IT9: what the person was told stays; more time may be given."""
        letter = self.drawn_up(self.case)
        task = self.task(self.case, "documents", document_id=letter, due_on=self.day(20))
        officer = task.with_user(self.officer)
        for document in (False, self.drawn_up(self.case)):
            with self.refused("cannot be changed once it was asked"):
                officer.write({"document_id": document})
        with self.refused("It can be later, not earlier"):
            officer.write({"due_on": self.day(19)})
        for day in (self.day(-1), False):
            with self.refused("the last day is in the past"):
                officer.write({"due_on": day})
        officer.write({"due_on": str(self.day(30))})
        task.with_user(self.contact).give_answer(1, "Here it is.")
        with self.refused("It can be later, not earlier"):
            officer.send_back("One page is missing.", self.day(29))
        officer.send_back("One page is missing.", self.day(31))
        self.assertEqual(task.due_on, self.day(31))

    def test_about_a_document_of_its_case(self):
        """IT9, CU-A: a task is about a document of its own case."""
        other = self.drawn_up(self.sent_visit(days=-20))
        with self.refused("choose a document of the same case"):
            self.task(self.case, "documents", document_id=other)
        draft = self.task(self.case, ask=False)
        with self.refused("choose a document of the same case"):
            draft.write({"document_id": other})
