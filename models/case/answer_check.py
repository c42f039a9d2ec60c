"""Why something is no answer to a task: every reason, as sentences for the person who answers."""

TEXT = 20_000  # characters that an answer may have; more is put into a file
WAITING = ("asked", "sent_back")
# With these kinds an answer may have files.
WITH_FILES = ("documents", "answer", "comment")


class AnswerCheck:
    """The check of an answer to one task, for whoever may see the task; it looks as superuser."""

    def __init__(self, task):
        self.task, self.env = task.sudo(), task.env

    def problems(self, round_number, text, choice, files):
        """Return why this cannot be the answer, as sentences."""
        if problems := self.problems_of_round(round_number):
            return problems
        problems = self._problems_of_content(text, choice, files)
        if len(text or "") > TEXT:
            field = self.env["customs.task.answer"]._fields["text"]._description_string(self.env)
            problems.append(self.env._("%(field)s: at most %(length)s characters.", field=field, length=TEXT))
        own = files.sudo().exists().filtered(lambda file: file.task_id == self.task and not file.answer_id)
        if own != files:
            problems.append(files._not_own_text())
        return problems

    def problems_of_round(self, round_number):
        """Return why nothing can be an answer now, as sentences: an old form answers nothing."""
        if self.task.state not in WAITING:
            return [self.task._nothing_awaited()]
        if round_number != self.task.round:
            return [
                self.env._(
                    "This page was out of date: an answer was given in the meantime. Check your answer "
                    "before you send it."
                )
            ]
        return []

    def _problems_of_content(self, text, choice, files):
        if self.task.kind == "consent":
            if choice not in ("consent", "refuse"):
                return [self.env._("Choose whether you consent to the visit or refuse it.")]
            return self.task._case()._task_answer_problems(self.task, choice)
        if self.task.kind == "receipt" or text:
            return []
        if self.task.kind == "documents" and (files or self.task._kept_files()):
            return []
        return [
            self.env._("Write an answer or add at least one file.")
            if self.task.kind == "documents"
            else self.env._("Write your answer.")
        ]
