from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

DAYS = 30  # until what an importer is asked, or has begun to write, is expected


class CustomsPreferenceNotice(models.Model):
    """What an importer says to a notice: a task of the case, with rounds, files and receipts (RS16.9)."""

    _inherit = "customs.preference.notice"

    def _case(self):
        """Return the case in which it was suspended or decided, as superuser; None where there is none."""
        self.ensure_one()
        inside = self.sudo()
        decision = inside.decision_id
        if decision:
            return inside.env["customs.case.mixin"]._case_of(decision.res_model, decision.res_id)
        return inside.suspension_id.visit_id

    def _open_task(self):
        """Return the task of this notice that is not closed yet, as superuser."""
        self.ensure_one()
        return self.sudo().task_ids.filtered(lambda task: not task.accepted_on and not task.withdrawn_on)[:1]

    def _begin_answer(self):
        """Return the open task in which the user's firm answers; opened by itself where none is.

        Nothing is asked of the firm then: no mail, no reminder. What it sends is told to the officer.

        :raises AccessError: the notice is not that of the user's firm
        :raises UserError: the notice is closed
        """
        self.ensure_one()
        self._check_is_own()
        task = self._open_task()
        if not task:
            if not self._takes_answers():
                raise UserError(self.env._("No answer is taken here now."))
            self._one_at_a_time()
            task = self._create_tasks(
                self.env._("What you say to this is read by the officer of the case."),
                fields.Date.add(self._today(), days=DAYS),
                person=self.env.user.partner_id,
            )
        return task.with_env(self.env)

    def _takes_answers(self):
        """Tell whether the firm may write now: it is open, and there is a case that the answer comes to."""
        return self.is_open and bool(self._case())

    def _check_is_own(self):
        """Only a contact of the firm answers: not the authority, nor another's contact."""
        self.check_access("read")
        if self.sudo().importer_firm_id != self.env.user.commercial_partner_id:
            raise AccessError(self.env._("Only the importer who was told answers."))

    def _one_at_a_time(self):
        """Two contacts who begin at the same moment get the same task.

        The row is written, as it is: of two transactions that do so the later one fails, is tried again, and
        finds the earlier one's task.
        """
        self.env.cr.execute(
            SQL("UPDATE customs_preference_notice SET write_date = write_date WHERE id = %s", self.id)
        )

    def _today(self):
        return self.sudo().importing_authority_id._today()

    def _ask(self, question, due_on):
        """Ask the firms of these notices at once for what they have to say; return the tasks.

        Who has a task that is not closed is not asked a second time.
        """
        tasks = self._not_asked()._create_tasks(question, due_on)
        tasks._tell_asked()
        return tasks

    def _not_asked(self):
        """Return the notices without a task that is not closed yet."""
        waiting = self.task_ids.filtered(lambda task: not task.accepted_on and not task.withdrawn_on)
        return self - waiting.notice_id

    def _create_tasks(self, question, due_on, person=None):
        """Create one task for each notice, asked today, as superuser.

        :param person: who has begun it itself; else the firm is asked
        """
        values = []
        for notice in self.sudo():
            case = notice._case()
            firm = notice.importer_firm_id
            officer = case._responsible()
            values.append(
                {
                    "name": notice._task_name((person or firm).lang),
                    "kind": "answer",
                    "notice_id": notice.id,
                    "res_model": case._name,
                    "res_id": case.id,
                    "person_id": (person or firm).id,
                    "officer_id": officer.id,
                    "article": notice.article,
                    "question": question,
                    "due_on": due_on,
                    "begun_by_person": bool(person),
                }
            )
        quiet = self.env["customs.task"].sudo().with_context(mail_create_nosubscribe=True)
        tasks = quiet._behind_the_door().create(values).with_env(quiet.env)
        for day, of_day in tasks.grouped(lambda task: task._today()).items():
            of_day._write_guarded({"asked_on": day})
        return tasks

    def _task_name(self, lang):
        """Return the title of the task, in the language of the one who reads it."""
        notice = self.with_context(lang=lang or self.env.lang)
        kinds = dict(notice._fields["kind"]._description_selection(notice.env))
        return f"{kinds[notice.kind]} {notice.name}"

    @api.model
    def _ask_problems(self, question, due_on):
        """Return why importers cannot be asked this, as sentences."""
        problems = []
        if not (question or "").strip():
            problems.append(self.env._("Say what importers are asked."))
        if not due_on:
            problems.append(self.env._("Give the last day for an answer."))
        return problems

    # What the page shows beside the goods

    def _own_tasks(self):
        """Return what was asked and answered about this notice, as the user may read it; the last first."""
        self.ensure_one()
        tasks = self.env["customs.task"]
        return tasks.search([*tasks._own_domain(), ("notice_id", "=", self.id)], order="id desc")

    def _own_letters(self):
        """Return the letters of the decision that were sent to the user's company."""
        documents = self.env["customs.document"]
        letters = self.sudo().decision_id.document_ids
        return documents.search(Domain("id", "in", letters.ids) & Domain(documents._own_domain()))
