from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ...tools.given import given_ids, given_text
from .customs_task import FINAL, TEXT, WAITING


class CustomsTask(models.Model):
    """The acts on a task: ask, answer, accept, send back, withdraw. Each names all that stands against it."""

    _inherit = "customs.task"

    # Of the authority

    def action_ask(self):
        """Ask: the person is to answer by the last day, and is told so by mail."""
        self.check_access("write")
        self._check_state("draft")
        for task in self:
            problems = task._problems_of_asking()
            if problems:
                raise UserError("\n".join(problems))
        for task in self:
            task._write_guarded({"asked_on": task._today()})
            task._case()._on_task_asked(task)
        self._tell_asked()
        return True

    def _problems_of_asking(self):
        """Return why the task cannot be asked, as sentences."""
        self.ensure_one()
        problems = []
        if self.due_on < self._today():
            problems.append(self.env._("%s: the last day lies in the past.", self.name))
        if self.kind == "consent" and not (self.warning or "").strip():
            problems.append(
                self.env._("%s: say what a refusal means for the preference (RS16.5b).", self.name)
            )
        return problems + self._case()._task_problems(self)

    def action_record_answer(self):
        """Record an answer that came by letter today; the answer or its files must be there."""
        self.check_access("write")
        self._check_state(*WAITING)
        for task in self:
            if not (task.answer or "").strip() and not task.answer_attachment_ids:
                raise UserError(self.env._("%s: write the answer down or attach its files first.", task.name))
            if task.kind == "consent":
                raise UserError(
                    self.env._(
                        "%s: the person consents or refuses on the portal; what came by letter is recorded "
                        "on the case, with 'Record'.",
                        task.name,
                    )
                )
            task.answer_attachment_ids._take_for(task)
            values = {"text": task.answer, "by_letter": True}
            values["attachment_ids"] = [fields.Command.set(task.answer_attachment_ids.ids)]
            task.write({"answer": False, "answer_attachment_ids": [fields.Command.clear()]})
            task._add_answer(values)
        return True

    def action_accept(self):
        """Accept the answer."""
        self.check_access("write")
        self._check_state("answered")
        for task in self:
            task._accept()
        self._tell_accepted()
        return True

    def _accept(self):
        self.ensure_one()
        self._current_answer()._decide("accepted")
        self._write_guarded({"accepted_on": self._today()})
        self._case().sudo()._on_task_accepted(self.sudo())

    def send_back(self, reason, due_on=False, file_ids=()):
        """Send the answer back with ``reason``: the person answers again.

        :param due_on: the new last day; empty: the last day stays
        :param file_ids: the files that are sent back; empty: the answer as a whole
        :raises UserError: no answer was given, no reason, a last day in the past, or a file of another answer
        """
        self.check_access("write")
        self._check_state("answered")
        due_on = fields.Date.to_date(due_on)
        for task in self:
            problems = task._problems_of_sending_back(reason, due_on, file_ids)
            if problems:
                raise UserError("\n".join(problems))
            task._current_answer()._decide("sent_back", reason.strip(), file_ids)
            task._write_guarded(
                {
                    "sent_back_on": task._today(),
                    "sent_back_reason": reason.strip(),
                    "answered_on": False,
                    "due_on": due_on or task.due_on,
                    "reminded_on": False,
                }
            )
            task._message_log(body=self.env._("Sent back: %s", reason.strip()))
        self._tell_sent_back()
        return True

    def _problems_of_sending_back(self, reason, due_on, file_ids):
        self.ensure_one()
        problems = []
        if self.kind in FINAL:
            problems.append(self.env._("%s: such an answer stands and is not sent back.", self.name))
        if not (reason or "").strip():
            problems.append(self.env._("Say why the answer is sent back."))
        if due_on and due_on < self._today():
            problems.append(self.env._("%s: the last day lies in the past.", self.name))
        if set(file_ids or ()) - set(self._current_answer().file_ids.ids):
            problems.append(self.env._("%s: only files of this answer are sent back.", self.name))
        return problems

    def withdraw(self, reason):
        """Withdraw what was asked, with ``reason``: nothing is awaited of the person any more.

        :raises UserError: the answer was accepted, or there is no reason
        """
        self.check_access("write")
        self._check_state("asked", "sent_back", "answered")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is not asked any more."))
        for task in self:
            task._write_guarded({"withdrawn_on": task._today(), "withdrawn_reason": reason.strip()})
        return True

    # Of the person

    def give_answer(self, round_number, text="", choice=None, file_ids=(), is_confidential=False):
        """Answer the task as the person asked, or one of its contacts; return the answer.

        :param round_number: the round that the person saw: an old form answers nothing
        :param text: the answer in words
        :param choice: ``consent`` or ``refuse`` where consent is asked (RS16.5b)
        :param file_ids: files that were uploaded for this task (`customs.file`) and wait for the answer
        :param is_confidential: the person gives it in confidence (RSM26)
        :raises AccessError: the task is not the user's own
        :raises UserError: everything that stands against the answer, all at once
        """
        if len(self) != 1:
            raise UserError(self.env._("Only the person who was asked answers."))
        self._check_is_own()
        task = self.sudo()
        task._lock()
        text = given_text(text)
        files = self.env["customs.file"].browse(given_ids(file_ids))
        problems = task._problems_of_answer(round_number, text, choice, files)
        if problems:
            raise UserError("\n".join(problems))
        answer = task._add_answer(
            {
                "text": text or False,
                "choice": choice if task.kind == "consent" else False,
                "is_confidential": bool(is_confidential),
            }
        )
        files._bind(answer_id=answer.id)
        return answer.with_env(self.env)

    def _check_is_own(self):
        """Only a contact of the person asked answers: not the authority, nor another's contact."""
        self.check_access("read")
        company = self.env.user.commercial_partner_id
        if not self.asked_on or self.sudo().commercial_person_id != company:
            raise AccessError(self.env._("Only the person who was asked answers."))

    def _lock(self):
        """Two answers at the same moment: the second finds the first, or is asked to look again."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Somebody else is answering at this moment. Look again in a few seconds.")
            ) from None
        self.invalidate_recordset()

    def _problems_of_answer(self, round_number, text, choice, files):
        """Return why this cannot be the answer, as sentences."""
        self.ensure_one()
        if self.state not in WAITING:
            return [self._nothing_awaited()]
        if round_number != self.round:
            return [
                self.env._(
                    "This page is out of date: an answer was given in the meantime. Open the page again."
                )
            ]
        problems = self._problems_of_content(text, choice, files)
        if len(text or "") > TEXT:
            field = self.env["customs.task.answer"]._fields["text"]._description_string(self.env)
            problems.append(self.env._("%(field)s: at most %(length)s characters.", field=field, length=TEXT))
        own = files.sudo().exists().filtered(lambda file: file.task_id == self and not file.answer_id)
        if own != files:
            problems.append(self.env._("Only files that were uploaded for this task are taken."))
        return problems

    def _problems_of_content(self, text, choice, files):
        if self.kind == "consent":
            if choice not in ("consent", "refuse"):
                return [self.env._("Choose: consent to the visit, or refuse it.")]
            return self._case()._task_answer_problems(self, choice)
        if self.kind == "receipt" or text:
            return []
        if self.kind == "documents" and (files or self._kept_files()):
            return []
        return [
            self.env._("Write an answer or add at least one file.")
            if self.kind == "documents"
            else self.env._("Write your answer.")
        ]

    def _nothing_awaited(self):
        """Return why no answer is taken now."""
        if self.state == "withdrawn":
            return self.env._("This was withdrawn: nothing is awaited of you any more.")
        return self.env._("The answer was already given on %s. Nothing is awaited now.", self.answered_on)

    def _kept_files(self):
        """Return the files of former rounds that were not sent back: they need not be given again."""
        self.ensure_one()
        return self.answer_ids.file_ids - self.answer_ids.sent_back_file_ids

    def _current_answer(self):
        """Return the last answer given."""
        self.ensure_one()
        return self.answer_ids.sorted("number")[-1:]

    def _add_answer(self, values):
        """Add the answer of this round, and draw what follows from it."""
        self.ensure_one()
        answer = (
            self.env["customs.task.answer"]
            .sudo()
            .create({"task_id": self.id, "number": self.round, "answered_on": self._today(), **values})
        )
        self._write_guarded({"answered_on": self._today(), "sent_back_on": False})
        self.invalidate_recordset(["answer_ids", "round"])
        case = self._case().sudo()
        case._on_task_answered(self.sudo(), answer)
        if self.kind in FINAL:
            self._accept()
        self._tell_answered(answer)
        return answer

    # Mail: what each act tells whom is in customs_task_mail.py

    def _tell_asked(self):
        """Tell the person by mail what is asked."""

    def _tell_accepted(self):
        """Tell the person by mail that the answer is accepted."""

    def _tell_sent_back(self):
        """Tell the person by mail that the answer is sent back, and why."""

    def _tell_answered(self, answer):
        """Tell the officer that an answer has come."""
