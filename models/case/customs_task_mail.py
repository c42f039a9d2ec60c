from odoo import models
from odoo.tools import format_date

from .customs_task import WAITING

ANSWERED = "customs_verification.mail_activity_type_answer"
LATE = "customs_verification.mail_activity_type_late"


class CustomsTask(models.Model):
    """What the acts on a task tell whom (RS16.5b, RS16.9).

    The person: by mail, with what is asked, its article, its last day, what happens otherwise and by whom,
    and the way to the portal. Neither answers nor doubts stand in a mail, and no key to the portal. The
    officer: by an activity.
    """

    _inherit = "customs.task"

    def _tell_asked(self):
        result = super()._tell_asked()
        self._mail("asked")
        return result

    def _tell_accepted(self):
        result = super()._tell_accepted()
        self._mail("accepted")
        self._forget_activities()
        return result

    def _tell_sent_back(self):
        result = super()._tell_sent_back()
        self._mail("sent_back")
        self._forget_activities()
        return result

    def _tell_answered(self, answer):
        result = super()._tell_answered(answer)
        self._forget_activities()
        if not answer.by_letter:  # else the officer who is told has just recorded it
            summary = self.env._("An answer has come: %s", self.name)
            self._schedule_for_officers(ANSWERED, {self: summary})
        return result

    def withdraw(self, reason):
        result = super().withdraw(reason)
        self._forget_activities()
        return result

    # Mail to the person

    def _mail(self, name):
        """Put the mail ``name`` into the queue, for whoever answers these tasks."""
        template = self.env.ref(f"customs_verification.mail_template_task_{name}", raise_if_not_found=False)
        if template:
            template._queue_for(self._addressees())

    def _addressees(self):
        """Return {id of the task: who is told}: the company's contacts on the portal, else the person."""
        tasks = self.sudo()
        readers = tasks.commercial_person_id._portal_readers()
        return {
            task.id: readers.get(task.commercial_person_id) or task.person_id._told_instead()
            for task in tasks
        }

    def _mail_sender(self):
        """Return the sender of mails: the authority, with its own e-mail where it has one."""
        return self.sudo().importing_authority_id._mail_sender()

    def _mail_link(self):
        """Return the address of the task on the portal: it asks for a login and holds no key."""
        return f"{self.get_base_url()}/my/customs/tasks/{self.id}"

    def _mail_rows(self):
        """Return what a mail says of the task: (label, value), in the language of the context."""
        self.ensure_one()
        rows = [
            (self.env._("What is asked"), self.name),
            (self.env._("By whom"), self.authority_name),
            (self.env._("Article"), ", ".join(filter(None, (self.article, self.citation)))),
            (self.env._("Reference"), self.case_name),
        ]
        if self.state in WAITING:
            rows += [
                (self.env._("In detail"), self.question),
                *self._mail_rows_of_sending_back(),
                (self.env._("Last day"), format_date(self.env, self.due_on, date_format="long")),
                (self.env._("What happens otherwise"), self.warning),
            ]
        return [(label, value) for label, value in rows if value]

    def _mail_rows_of_sending_back(self):
        if self.state != "sent_back":
            return []
        files = self.sudo()._current_answer().sent_back_file_ids
        return [
            (self.env._("Why it is sent back"), self.sent_back_reason),
            (self.env._("Files sent back"), ", ".join(files.mapped("name"))),
        ]

    # Activities of the officer

    def _officer_at_work(self):
        """Return who is told on the authority's side."""
        case = self._case().sudo()
        return case._at_work(self.sudo().officer_id) or case._responsible()

    def _schedule_for_officers(self, kind, summaries):
        """Give the officers an activity on their tasks, in one go.

        :param summaries: {task: summary}
        """
        activity_type = self.env.ref(kind)
        model = self.env["ir.model"]._get_id(self._name)
        values = [
            {
                "activity_type_id": activity_type.id,
                "res_model_id": model,
                "res_id": task.id,
                "user_id": user.id,
                "summary": summary,
                "date_deadline": task._today(),
                "automated": True,
            }
            for task, summary in summaries.items()
            if (user := task._officer_at_work())
        ]
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(values)

    def _forget_activities(self):
        """Take away what the officer need not do any more."""
        self.sudo().activity_unlink([ANSWERED, LATE])
