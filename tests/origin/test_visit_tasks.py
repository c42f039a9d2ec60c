from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.cases import CustomsCase

VISIT = "customs.verification.visit"


@tagged("post_install", "-at_install")
class TestTasks(CustomsCase):
    """RS16.9: documents and data asked of the verified person, each with its last day and its answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.visited()

    def _task(self, user=None, **values):
        return (
            self.env["customs.task"]
            .with_user(user or self.officer)
            .create(
                {
                    "name": "Ledger",
                    "question": "The ledger of materials of the last year",
                    "res_model": VISIT,
                    "res_id": self.case.id,
                    "person_id": self.case.verified_person_id.id,
                    "article": "Annex 3, Art. 16(9)",
                    "due_on": self.day(10),
                    **values,
                }
            )
        )

    def test_rounds(self):
        """RS16.9: asked, answered, sent back with a reason, answered again, accepted."""
        task = self._task()
        self.assertEqual(task.state, "draft")
        task.action_ask()
        self.assertEqual((task.state, task.asked_on), ("asked", self.today))
        with self.refused("enter the answer or attach its files first"):
            task.action_record_answer()
        task.answer = "Attached."
        task.action_record_answer()
        self.assertEqual(task.state, "answered")
        with self.refused("Enter the reason for sending the answer back"):
            task.send_back(" ")
        task.send_back("The months May and June are missing")
        self.assertEqual((task.state, task.answered_on), ("sent_back", False))
        task.answer = "With May and June."
        task.action_record_answer()
        task.action_accept()
        self.assertEqual((task.state, task.accepted_on), ("accepted", self.today))
        self.assertEqual(self.case.task_ids, task)

    def test_each_act_in_its_state(self):
        """RS16.9: an act out of its order is refused with the state that it needs."""
        task = self._task()
        for act in (task.action_record_answer, task.action_accept, lambda: task.send_back("Why")):
            with self.refused("is 'Draft'"):
                act()
        task.action_ask()
        with self.refused("is 'Asked'"):
            task.action_ask()

    def test_last_day(self):
        """RS16.9: nobody is asked for something until a day that is past; late is what is not answered."""
        with self.refused("the last day is in the past"):
            self._task(due_on=self.day(-1)).action_ask()
        task = self._task(due_on=self.today)
        task.action_ask()
        self.assertFalse(task.is_late)
        task._write_guarded({"due_on": self.day(-1)})
        self.assertTrue(task.is_late)
        task.answer = "Here."
        task.action_record_answer()
        self.assertFalse(task.is_late)

    def test_dates_and_state_are_not_written(self):
        """RS16.9: the dates of a task follow from its acts."""
        task = self._task()
        guarded = {
            "asked_on": self.today,
            "answered_on": self.today,
            "sent_back_on": self.today,
            "accepted_on": self.today,
            "sent_back_reason": "x",
            "state": "accepted",
            "importing_authority_id": self.other_importing.id,
            "case_name": "x",
        }
        for name, value in guarded.items():
            with self.subTest(field=name):
                with self.refused("use the buttons of the task"):
                    task.with_user(self.supervisor).write({name: value})
                with self.refused("use the buttons of the task"):
                    self._task(**{name: value})

    def test_question_and_answer_stay(self):
        """RS16.9: what was asked, and what was answered, stays as it was."""
        task = self._task()
        task.action_ask()
        for name, value in (("question", "Other"), ("person_id", self.person("Other").id), ("name", "Other")):
            with self.refused("A task cannot be changed once it was asked"):
                task.write({name: value})
        file = (
            self.env["ir.attachment"].with_user(self.officer).create({"name": "ledger.pdf", "raw": b"ledger"})
        )
        task.answer_attachment_ids = file
        task.action_record_answer()
        answer = task.answer_ids
        self.assertEqual(answer.attachment_ids, file)
        self.assertEqual((file.res_model, file.res_id), ("customs.task", task.id))
        with self.refused("An answer cannot be changed"):
            task.answer = "Other"
        for user in (self.officer, self.supervisor, self.env.user):
            with self.refused():
                answer.with_user(user).write({"text": "Other"})
            with self.refused():
                answer.with_user(user).unlink()
        with self.refused("part of the record"):
            file.unlink()
        with self.refused("A task cannot be deleted once it was asked"):
            task.unlink()

    def test_files_of_others(self):
        """RSM26: a file of another record is no answer."""
        task = self._task()
        task.action_ask()
        file = self.env["ir.attachment"].create(
            {"name": "scan", "raw": b"scan", "res_model": "customs.origin.proof", "res_id": self.proof().id}
        )
        task.answer_attachment_ids = file
        with self.refused("You can only use files that you uploaded here"):
            task.action_record_answer()

    @mute_logger("odoo.sql_db")
    def test_task_of_a_case(self):
        """RS16.9: a task belongs to a case, and to no other kind of record."""
        for model, res_id in (
            ("res.users", self.officer.id),
            ("res.partner", 1),
            ("no.such.model", 1),
            (VISIT, 0),
        ):
            with (
                self.subTest(model=model),
                self.refused("is not a case. A task must belong to a case", error=ValidationError),
            ):
                self._task(res_model=model, res_id=res_id or self.case.id + 1000000)
