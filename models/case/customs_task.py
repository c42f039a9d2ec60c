from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What the person was asked, and what the person answered: each stays as it is once it was asked or answered.
QUESTION = frozenset({"name", "kind", "person_id", "article", "question", "res_model", "res_id"})
ANSWER = frozenset({"answer", "answer_attachment_ids"})


class CustomsTask(models.Model):
    """What the authority asks of an outside person: documents, accounting data, an answer (RS16.9).

    Every task has its own last day and answer. The state follows from its dates.
    """

    _name = "customs.task"
    _description = "Task of an Outside Person"
    _inherit = ["customs.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"

    name = fields.Char(string="Title", required=True)
    kind = fields.Selection(
        [("documents", "Documents and data"), ("answer", "Answer to questions")],
        required=True,
        default="documents",
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True, index=True)
    case_name = fields.Char(string="Reference", compute="_compute_case", store=True)
    importing_authority_id = fields.Many2one(
        "customs.authority", compute="_compute_case", store=True, index=True, ondelete="restrict"
    )
    officer_id = fields.Many2one("res.users", default=lambda self: self.env.user, index=True)
    person_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    article = fields.Char(help="The article under which it is asked.")
    question = fields.Text(string="What Is Asked", required=True)
    asked_on = fields.Date(readonly=True, copy=False)
    due_on = fields.Date(string="Last Day", required=True, tracking=True)
    answered_on = fields.Date(readonly=True, copy=False)
    answer = fields.Text(copy=False)
    answer_attachment_ids = fields.Many2many(
        "ir.attachment",
        "customs_task_answer_rel",
        string="Answer Files",
        copy=False,
        bypass_search_access=True,
    )
    sent_back_on = fields.Date(readonly=True, copy=False)
    sent_back_reason = fields.Text(readonly=True, copy=False)
    accepted_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("sent_back", "Sent back"),
            ("accepted", "Accepted"),
        ],
        compute="_compute_state",
        store=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("res_model", "res_id")
    def _compute_case(self):
        for task in self:
            case = task.sudo()._case()
            task.case_name = case.display_name if case else False
            task.importing_authority_id = case.importing_authority_id if case else False

    def _case(self):
        """Return the case of the task, or None where its model is that of no case."""
        self.ensure_one()
        return self.env["customs.case.mixin"]._case_of(self.res_model, self.res_id)

    @api.constrains("res_model", "res_id")
    def _check_case(self):
        for task in self:
            if not task._case():
                raise ValidationError(self.env._("A task belongs to a case: %s is none.", task.res_model))

    def _check_may_run_case(self):
        """Only who runs a case gives a task in it. Constraints run as superuser, so this is none of them."""
        for task in self:
            task._case().check_access("write")

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._check_may_run_case()
        return tasks

    @api.depends("asked_on", "answered_on", "sent_back_on", "accepted_on")
    def _compute_state(self):
        for task in self:
            if task.accepted_on:
                task.state = "accepted"
            elif task.sent_back_on:
                task.state = "sent_back"
            elif task.answered_on:
                task.state = "answered"
            else:
                task.state = "asked" if task.asked_on else "draft"

    @api.depends("due_on", "state", "importing_authority_id.tz")
    def _compute_is_late(self):
        todays = {authority: authority._today() for authority in self.importing_authority_id}
        for task in self:
            today = todays.get(task.importing_authority_id)
            task.is_late = bool(
                today and task.due_on and task.due_on < today and task.state in ("asked", "sent_back")
            )

    def _today(self):
        self.ensure_one()
        return self.importing_authority_id._today()

    # What was asked and answered stays

    @api.model
    def _guarded_fields(self):
        dates = {"asked_on", "answered_on", "sent_back_on", "sent_back_reason", "accepted_on"}
        return super()._guarded_fields() | dates

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: a task is asked, answered, sent back and accepted with its buttons.", names)

    def write(self, vals):
        if QUESTION & vals.keys() and any(self.mapped("asked_on")):
            raise UserError(self.env._("What was asked stays as it was asked. Make a new task instead."))
        if ANSWER & vals.keys() and any(self.mapped("answered_on")):
            raise UserError(
                self.env._(
                    "What was answered stays as it was answered. Send it back, with the reason, for a "
                    "new answer."
                )
            )
        result = super().write(vals)
        if {"res_model", "res_id"} & vals.keys():
            self._check_may_run_case()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if self.filtered("asked_on"):
            raise UserError(self.env._("What was asked stays in the case."))

    def _check_state(self, *states):
        for task in self:
            if task.state not in states:
                known = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(task)s is '%(state)s'. This is done while it is: %(states)s.",
                        task=task.name,
                        state=known[task.state],
                        states=", ".join(known[state] for state in states),
                    )
                )

    # Acts

    def action_ask(self):
        """Ask: the person is to answer by the last day."""
        self.check_access("write")
        self._check_state("draft")
        for task in self:
            if task.due_on < task._today():
                raise UserError(self.env._("%s: the last day lies in the past.", task.name))
            task._write_guarded({"asked_on": task._today()})
        return True

    def action_record_answer(self):
        """Record that the person answered today; the answer or its files must be there."""
        self.check_access("write")
        self._check_state("asked", "sent_back")
        for task in self:
            if not (task.answer or "").strip() and not task.answer_attachment_ids:
                raise UserError(self.env._("%s: write the answer down or attach its files first.", task.name))
            task.answer_attachment_ids._take_for(task)
            task._write_guarded({"answered_on": task._today(), "sent_back_on": False})
        return True

    def action_accept(self):
        """Accept the answer."""
        self.check_access("write")
        self._check_state("answered")
        for task in self:
            task._write_guarded({"accepted_on": task._today()})
        return True

    def send_back(self, reason):
        """Send the answer back with ``reason``: the person answers again.

        :raises UserError: no answer was given, or no reason
        """
        self.check_access("write")
        self._check_state("answered")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the answer is sent back."))
        for task in self:
            task._write_guarded(
                {"sent_back_on": task._today(), "sent_back_reason": reason, "answered_on": False}
            )
            task.message_post(body=self.env._("Sent back: %s", reason))
        return True
