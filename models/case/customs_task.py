from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsTask(models.Model):
    """What the authority asks of an outside person: documents, accounting data, an answer (RS16.9).

    Every task has its own last day and answer. The state follows from its dates.
    """

    _name = "customs.task"
    _description = "Task of an Outside Person"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"

    name = fields.Char(string="Title", required=True)
    kind = fields.Selection(
        [("documents", "Documents and data"), ("answer", "Answer to questions")], required=True, default="documents"
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
    due_on = fields.Date(string="Last Day", required=True)
    answered_on = fields.Date(readonly=True, copy=False)
    answer = fields.Text(copy=False)
    answer_attachment_ids = fields.Many2many(
        "ir.attachment", "customs_task_answer_rel", string="Answer Files", copy=False, bypass_search_access=True
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
            case = self.env[task.res_model].sudo().browse(task.res_id) if task.res_model and task.res_id else None
            task.case_name = case.display_name if case else False
            task.importing_authority_id = case.importing_authority_id if case else False

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
            task.is_late = bool(today and task.due_on and task.due_on < today and task.state in ("asked", "sent_back"))

    def _today(self):
        self.ensure_one()
        return self.importing_authority_id._today()

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

    def action_ask(self):
        """Ask: the person is to answer by the last day."""
        self.check_access("write")
        self._check_state("draft")
        for task in self:
            if task.due_on < task._today():
                raise UserError(self.env._("%s: the last day lies in the past.", task.name))
            task.asked_on = task._today()
        return True

    def action_record_answer(self):
        """Record that the person answered today; the answer or its files must be there."""
        self.check_access("write")
        self._check_state("asked", "sent_back")
        for task in self:
            if not (task.answer or "").strip() and not task.answer_attachment_ids:
                raise UserError(self.env._("%s: write the answer down or attach its files first.", task.name))
            task.write({"answered_on": task._today(), "sent_back_on": False})
        return True

    def action_accept(self):
        """Accept the answer."""
        self.check_access("write")
        self._check_state("answered")
        for task in self:
            task.accepted_on = task._today()
        return True

    def send_back(self, reason):
        """Send the answer back with ``reason``: the person answers again."""
        self.check_access("write")
        self._check_state("answered")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the answer is sent back."))
        for task in self:
            task.write({"sent_back_on": task._today(), "sent_back_reason": reason, "answered_on": False})
            task.message_post(body=self.env._("Sent back: %s", reason))
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if self.filtered("asked_on"):
            raise UserError(self.env._("What was asked stays in the case."))
