from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What the person was asked stays as it was asked.
QUESTION = frozenset({"name", "kind", "person_id", "article", "question", "warning", "res_model", "res_id"})
# With these kinds the answer itself is the end: nothing in it is judged or sent back.
FINAL = frozenset({"consent", "receipt"})
WAITING = ("asked", "sent_back")
TEXT = 20_000  # characters that an answer may have; more is put into a file


class CustomsTask(models.Model):
    """What the authority asks of an outside person: consent, documents, data, an answer (RS16.5b, RS16.9).

    Every task has its own last day and any number of rounds: an answer (`customs.task.answer`) is accepted,
    or sent back with the reason. The state follows from the dates of these acts.
    """

    _name = "customs.task"
    _description = "Task of an Outside Person"
    _inherit = ["customs.guarded.mixin", "customs.outside.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"

    name = fields.Char(string="Title", required=True)
    kind = fields.Selection(
        [
            ("consent", "Consent to the visit"),
            ("documents", "Documents and data"),
            ("answer", "Answer to questions"),
            ("comment", "Comment on facts"),
            ("receipt", "Receipt of a document"),
        ],
        required=True,
        default="documents",
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True, index=True)
    case_name = fields.Char(string="Reference", compute="_compute_case", store=True)
    importing_authority_id = fields.Many2one(
        "customs.authority", compute="_compute_case", store=True, index=True, ondelete="restrict"
    )
    # Law and the names of authorities are public: the person asked reads these of its own task (CU-A).
    authority_name = fields.Char(related="importing_authority_id.name", string="Asked by")
    authority_tz = fields.Selection(
        related="importing_authority_id.tz",
        string="Time Zone of the Authority",
        help="In which the person reads when it answered.",
    )
    citation = fields.Char(compute="_compute_citation", string="Agreement")
    officer_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        index=True,
        groups="customs_verification.group_reader",
    )
    person_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    commercial_person_id = fields.Many2one(
        "res.partner",
        string="Company of the Person",
        compute="_compute_commercial_person",
        store=True,
        ondelete="restrict",
        help="Whose contacts see the task. Kept as it was when the task was given: a contact who leaves the "
        "company takes no task along.",
    )
    document_id = fields.Many2one(
        "customs.document",
        string="About the Document",
        ondelete="restrict",
        help="The document whose receipt is to be confirmed, or on which a comment is asked.",
    )
    article = fields.Char(help="The article under which it is asked.")
    question = fields.Text(string="What Is Asked", required=True)
    warning = fields.Text(
        string="What Happens Otherwise", help="What the law attaches to a refusal or silence."
    )
    asked_on = fields.Date(readonly=True, copy=False)
    due_on = fields.Date(string="Last Day", required=True, tracking=True)
    reminded_on = fields.Date(readonly=True, copy=False, help="The day of the last reminder.")
    answer_ids = fields.One2many("customs.task.answer", "task_id", string="Answers")
    file_ids = fields.One2many(
        "customs.file",
        "task_id",
        string="Files Given",
        domain=[("is_pending", "=", False)],
        help="Of all rounds, with those that were sent back.",
    )
    round = fields.Integer(compute="_compute_round", help="Which answer is awaited or was given: 1, 2, …")
    answered_on = fields.Date(readonly=True, copy=False)
    answer = fields.Text(
        string="Answer as It Came",
        copy=False,
        groups="customs_verification.group_reader",
        help="For an answer by letter: written down here, then recorded.",
    )
    answer_attachment_ids = fields.Many2many(
        "ir.attachment",
        "customs_task_answer_rel",
        string="Files as They Came",
        copy=False,
        bypass_search_access=True,
        groups="customs_verification.group_reader",
    )
    sent_back_on = fields.Date(readonly=True, copy=False)
    sent_back_reason = fields.Text(readonly=True, copy=False)
    accepted_on = fields.Date(readonly=True, copy=False)
    withdrawn_on = fields.Date(readonly=True, copy=False)
    withdrawn_reason = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("sent_back", "Sent back"),
            ("accepted", "Accepted"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        store=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    days_left = fields.Integer(
        compute="_compute_is_late", help="Calendar days until the last day while an answer is awaited."
    )

    # Odoo opens the messages through these fields past the rules of messages: by searches one could ask word
    # by word what the officers noted (CU-A). The portal reads messages as messages.
    message_ids = fields.One2many(groups="base.group_user")
    website_message_ids = fields.One2many(groups="base.group_user")

    # What a person sees, open ones first: the rule of the portal and its list read nothing else.
    _person_idx = models.Index("(commercial_person_id, due_on, id) WHERE asked_on IS NOT NULL")
    # What an officer's list reads.
    _authority_idx = models.Index("(importing_authority_id, due_on, id)")
    # What the reminders read.
    _waiting_idx = models.Index("(due_on) WHERE state IN ('asked', 'sent_back')")

    @api.depends("res_model", "res_id")
    def _compute_case(self):
        for task in self:
            case = task.sudo()._case()
            task.case_name = case.display_name if case else False
            task.importing_authority_id = case.importing_authority_id if case else False

    @api.depends("res_model", "res_id")
    def _compute_citation(self):
        for model, tasks in self.grouped("res_model").items():
            known = model in dict(self.env["customs.procedure"]._selection_case_model())
            cases = {}
            if known:
                # One column of a wide row, on a page that is opened often.
                domain = [("id", "in", list(set(tasks.mapped("res_id"))))]
                records = self.env[model].sudo().search_fetch(domain, ["agreement_id"], order="id")
                cases = {case.id: case.agreement_id.citation for case in records}
            for task in tasks:
                task.citation = cases.get(task.res_id) or False

    @api.depends("person_id")
    def _compute_commercial_person(self):
        for task in self:
            task.commercial_person_id = task.person_id.commercial_partner_id

    @api.depends("answer_ids", "answered_on", "accepted_on")
    def _compute_round(self):
        for task in self:
            given = len(task.answer_ids)
            task.round = max(given, 1) if task.answered_on or task.accepted_on else given + 1

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
        tasks = super().create([self._with_case_words(vals) for vals in vals_list])
        tasks._check_may_run_case()
        tasks._check_named_records(["document_id"])
        return tasks

    @api.model
    def _with_case_words(self, vals):
        """Fill in what the case says to such a task: its article, and what the law attaches to a refusal."""
        case = self.env["customs.case.mixin"]._case_of(vals.get("res_model"), vals.get("res_id"))
        person = self.env["res.partner"].sudo().browse(vals.get("person_id"))
        words = self._case_words(case, vals.get("kind", "documents"), person)
        return {name: text for name, text in words.items() if text} | {
            name: value for name, value in vals.items() if value or not words.get(name)
        }

    @api.model
    def _case_words(self, case, kind, person):
        """Return what the case says to a task of ``kind``, in the language of the person who reads it."""
        return case.with_context(lang=person.lang or self.env.lang)._task_words(kind) if case else {}

    @api.onchange("kind", "person_id")
    def _onchange_kind(self):
        case = self._case() if self.res_model else None
        for name, text in self._case_words(case, self.kind, self.person_id).items():
            if text:
                self[name] = text

    @api.depends("asked_on", "answered_on", "sent_back_on", "accepted_on", "withdrawn_on")
    def _compute_state(self):
        steps = (
            ("withdrawn_on", "withdrawn"),
            ("accepted_on", "accepted"),
            ("sent_back_on", "sent_back"),
            ("answered_on", "answered"),
            ("asked_on", "asked"),
        )
        for task in self:
            task.state = next((state for act, state in steps if task[act]), "draft")

    @api.depends("due_on", "state", "importing_authority_id.tz")
    def _compute_is_late(self):
        authorities = self.sudo().importing_authority_id
        todays = {authority.id: authority._today() for authority in authorities}
        for task in self:
            today = todays.get(task.sudo().importing_authority_id.id)
            waiting = today and task.due_on and task.state in WAITING
            task.days_left = (task.due_on - today).days if waiting else 0
            task.is_late = task.days_left < 0

    @api.model
    def _own_domain(self):
        """Return the domain of what was asked of the user's own company, whatever else the user may see."""
        return [
            ("commercial_person_id", "=", self.env.user.commercial_partner_id.id),
            ("asked_on", "!=", False),
        ]

    def _awaits_answer(self):
        """Tell whether an answer of the person is awaited now."""
        self.ensure_one()
        return bool(self.asked_on) and self.state in WAITING

    def _today(self):
        self.ensure_one()
        return self.sudo().importing_authority_id._today()

    # What was asked and answered stays

    @api.model
    def _guarded_fields(self):
        acts = {
            "asked_on",
            "reminded_on",
            "answered_on",
            "sent_back_on",
            "sent_back_reason",
            "accepted_on",
            "withdrawn_on",
            "withdrawn_reason",
            "answer_ids",
        }
        return super()._guarded_fields() | acts

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: a task is asked, answered, sent back and accepted with its buttons.", names)

    def write(self, vals):
        if QUESTION & vals.keys() and any(self.mapped("asked_on")):
            raise UserError(self.env._("What was asked stays as it was asked. Make a new task instead."))
        typed = not self._is_behind_the_door() and {"answer", "answer_attachment_ids"} & vals.keys()
        if typed and any(task.state not in ("draft", *WAITING) for task in self):
            raise UserError(
                self.env._(
                    "What was answered stays as it was answered. Send it back, with the reason, for a "
                    "new answer."
                )
            )
        result = super().write(vals)
        if "document_id" in vals:
            self._check_named_records(["document_id"])
        if {"res_model", "res_id"} & vals.keys():
            self._check_may_run_case()
        return result

    def _with_kept_history(self):
        """Return the tasks whose history is kept: those that were asked."""
        return self.filtered("asked_on")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if self.filtered("asked_on"):
            raise UserError(self.env._("What was asked stays in the case."))

    def unlink(self):
        # Before the notes of the history are touched: it says who may not, and why not.
        self.check_access("unlink")
        self._unlink_except_asked()
        return super().unlink()

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
