from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError

from ...tools.dates import long_date
from ...tools.inputs import given_day, given_ids, given_text
from ...tools.search import yes_or_no
from ..setup.roles import READERS
from .answer_check import WAITING, AnswerCheck
from .customs_sealed_mixin import REFERENCE
from .task_changes import problems_of_case, problems_of_change, problems_of_last_day
from .task_mail_words import mail_rows
from .task_reminder import remind_all, steps

# With these kinds the answer itself is the end: nothing in it is judged or sent back.
FINAL = frozenset({"consent", "receipt"})

ANSWERED = "customs_verification.mail_activity_type_answer"
LATE = "customs_verification.mail_activity_type_late"
REMINDER_DAYS = "customs_verification.reminder_days"
DAYS = 3


class CustomsTask(models.Model):
    """What the authority asks of an outside person: consent, documents, data, an answer (RS16.5b, RS16.9).

    Every task has its own last day and any number of rounds: an answer (`customs.task.answer`) is accepted,
    or sent back with the reason. The state follows from the dates of these acts.
    """

    _name = "customs.task"
    _description = "Task of an External Person"
    _inherit = [
        "customs.guarded.mixin",
        "customs.outside.mixin",
        "customs.sealed.mixin",
        "customs.mailed.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _seal_path = REFERENCE
    _sealed_derived = frozenset({"state", "commercial_person_id"})
    _kept_derived = frozenset({"commercial_person_id"})
    _unsealed_fields = frozenset({"officer_id"})
    _acts_with_reason = ("withdraw",)
    _order = "due_on, id"

    name = fields.Char(
        string="Title",
        required=True,
        help="Shown in the email about the task. Do not enter anything confidential.",
    )
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
    authority_name = fields.Char(compute="_compute_authority", string="Requested by")
    authority_tz = fields.Char(
        compute="_compute_authority",
        string="Time Zone of the Authority",
        help="Time zone in which the times of the answers are shown.",
    )
    citation = fields.Char(compute="_compute_citation", string="Agreement")
    article_cited = fields.Char(
        compute="_compute_citation", string="Article as Cited", help="In the reader's language."
    )
    officer_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        index=True,
        groups=READERS,
    )
    person_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    commercial_person_id = fields.Many2one(
        "res.partner",
        string="Company of the Person",
        compute="_compute_commercial_person",
        store=True,
        ondelete="restrict",
        help="The company whose contacts see the task, as it was when the task was created. A contact "
        "who leaves the company does not keep the task.",
    )
    document_id = fields.Many2one(
        "customs.document",
        string="About the Document",
        ondelete="restrict",
        help="The document whose receipt is to be confirmed or on which a comment is requested.",
    )
    article = fields.Char(help="The article on which the request is based.")
    question = fields.Text(string="What Is Requested", required=True)
    warning = fields.Text(
        string="Consequence of No Answer", help="Legal consequence of a refusal or no answer."
    )
    asked_on = fields.Date(string="Requested on", readonly=True, copy=False)
    due_on = fields.Date(
        string="Last Day", tracking=True, help="Empty: neither the law nor the authority sets a last day."
    )
    reminded_on = fields.Date(readonly=True, copy=False, help="The day of the last reminder.")
    answer_ids = fields.One2many("customs.task.answer", "task_id", string="Answers")
    file_ids = fields.One2many(
        "customs.file",
        "task_id",
        string="Files Submitted",
        domain=[("is_pending", "=", False)],
        help="Files of all rounds, including those sent back.",
    )
    round = fields.Integer(compute="_compute_round", help="Number of the answer: 1, 2, …")
    answered_on = fields.Date(readonly=True, copy=False)
    answer = fields.Text(
        string="Answer by Letter",
        copy=False,
        groups=READERS,
        help="For an answer by letter: enter its text here, then record it.",
    )
    answer_attachment_ids = fields.Many2many(
        "ir.attachment",
        "customs_task_answer_rel",
        string="Files Received",
        copy=False,
        bypass_search_access=True,
        groups=READERS,
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
    is_late = fields.Boolean(string="Overdue", compute="_compute_is_late", search="_search_is_late")
    days_left = fields.Integer(
        compute="_compute_is_late", help="Calendar days to the last day while an answer is awaited."
    )

    # Odoo opens the messages through these fields past the rules of messages: by searches one could ask word
    # by word what the officers noted (CU-A). The portal reads messages as messages.
    message_ids = fields.One2many(groups="base.group_user")
    website_message_ids = fields.One2many(groups="base.group_user")
    has_message = fields.Boolean(groups="base.group_user")
    message_has_error = fields.Boolean(groups="base.group_user")
    message_has_error_counter = fields.Integer(groups="base.group_user")
    activity_exception_decoration = fields.Selection(groups="base.group_user")
    activity_exception_icon = fields.Char(groups="base.group_user")
    activity_type_icon = fields.Char(groups="base.group_user")

    # What a person sees, open ones first: the rule of the portal and its list read nothing else.
    _person_idx = models.Index("(commercial_person_id, due_on, id) WHERE asked_on IS NOT NULL")
    # What an officer's list reads.
    _authority_idx = models.Index("(importing_authority_id, due_on, id)")
    # What the reminders read.
    _waiting_idx = models.Index("(due_on) WHERE state IN ('asked', 'sent_back')")

    uninvited_count = fields.Integer(
        string="Uninvited Logins",
        compute="_compute_uninvited_count",
        groups=READERS,
    )

    @api.depends("res_model", "res_id")
    def _compute_case(self):
        for task in self:
            case = task.sudo()._case()
            task.case_name = case.display_name if case else False
            task.importing_authority_id = case.importing_authority_id if case else False

    @api.depends_context("lang")
    @api.depends("importing_authority_id.name", "importing_authority_id.tz")
    def _compute_authority(self):
        for task in self:
            authority = task._asking_authority()
            task.authority_name, task.authority_tz = authority.name, authority.tz

    def _asking_authority(self):
        """Return the authority that asks, as superuser."""
        return self.sudo().importing_authority_id.with_context(lang=self.env.lang)

    @api.depends_context("lang")
    @api.depends("res_model", "res_id", "article")
    def _compute_citation(self):
        for model, tasks in self.grouped("res_model").items():
            known = model in dict(self.env["customs.procedure"]._selection_case_model())
            cases = {}
            if known:
                # One column of a wide row, on a page that is opened often.
                domain = [("id", "in", list(set(tasks.mapped("res_id"))))]
                records = self.env[model].sudo().search_fetch(domain, ["agreement_id"], order="id")
                cases = {case.id: case.agreement_id for case in records}
            for task in tasks:
                agreement = cases.get(task.res_id) or self.env["customs.agreement"]
                task.citation = agreement.citation
                task.article_cited = agreement._cite(task.article) or False

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

    @api.constrains("res_model", "res_id", "document_id")
    def _check_case(self):
        for task in self:
            problems = problems_of_case(task)
            if problems:
                raise ValidationError("\n".join(problems))

    def _check_may_run_case(self):
        """Only who runs a case gives a task in it. Constraints run as superuser, so this is not one."""
        for task in self:
            task._case().check_access("write")

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        tasks = super().create([self._with_case_words(vals) for vals in vals_list])
        tasks._check_may_run_case()
        tasks._check_named_records(["document_id"])
        return tasks

    @api.model
    def _with_case_words(self, vals):
        """Fill in what the case says to such a task: its article, and what the law attaches to a refusal."""
        case = self.env["customs.case.mixin"]._case_of(vals.get("res_model"), vals.get("res_id"))
        if case:
            case.with_env(self.env).check_access("read")
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
        acts = (
            ("withdrawn_on", "withdrawn"),
            ("accepted_on", "accepted"),
            ("sent_back_on", "sent_back"),
            ("answered_on", "answered"),
            ("asked_on", "asked"),
        )
        for task in self:
            task.state = next((state for act, state in acts if task[act]), "draft")

    @api.depends("due_on", "state", "importing_authority_id.tz")
    def _compute_is_late(self):
        asking = {task: task._asking_authority() for task in self}
        todays = {authority.id: authority._today() for authority in set(asking.values())}
        for task in self:
            today = todays.get(asking[task].id) if asking[task] else None
            waiting = today and task.due_on and task.state in WAITING
            task.days_left = (task.due_on - today).days if waiting else 0
            task.is_late = task.days_left < 0

    def _search_is_late(self, operator, value):
        late = fields.Domain("state", "in", WAITING) & self.env["customs.authority"]._by_today("due_on", "<")
        return yes_or_no(late, operator, value)

    @api.model
    def _own_domain(self):
        """Return the domain of what was asked of the user's own company, whatever else the user may see."""
        return [
            ("commercial_person_id", "in", self.env.user._own_firm().ids),
            ("asked_on", "!=", False),
        ]

    def _awaits_answer(self):
        """Return whether an answer of the person is awaited now."""
        self.ensure_one()
        return bool(self.asked_on) and self.state in WAITING

    def _today(self):
        self.ensure_one()
        return self._asking_authority()._today()

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
        return self.env._("%s: use the buttons of the task to ask, answer, send back and accept.", names)

    def write(self, vals):
        typed = not self._is_behind_the_door()
        problems = [problem for task in self for problem in problems_of_change(task, vals, typed)]
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))
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
            raise UserError(self.env._("A task cannot be deleted once it was asked."))

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
                        "%(task)s is '%(state)s'. This is possible only in: %(states)s.",
                        task=task.name,
                        state=known[task.state],
                        states=", ".join(known[state] for state in states),
                    )
                )

    # The acts on a task: ask, answer, accept, send back, withdraw. Each names all reasons against it.

    # Of the authority

    def action_ask(self):
        """Ask: the person is to answer by the last day, and is notified by mail."""
        self.check_access("write")
        self._check_state("draft")
        for task in self:
            problems = task._problems_of_asking()
            if problems:
                raise UserError("\n".join(problems))
        for task in self:
            task._write_guarded({"asked_on": task._today()})
            task._case()._on_task_asked(task)
        self._notify_asked()
        return True

    def _problems_of_asking(self):
        """Return why the task cannot be asked, as sentences."""
        self.ensure_one()
        problems = []
        if self.due_on and self.due_on < self._today():
            problems.append(self.env._("%s: the last day is in the past.", self.name))
        if self.kind == "consent" and not self.due_on:
            problems.append(self.env._("%s: enter the last day for the answer.", self.name))
        if self.kind == "consent" and not (self.warning or "").strip():
            problems.append(self.env._("%s: explain what a refusal means for the preference.", self.name))
        return problems + self._case()._task_problems(self)

    def action_record_answer(self):
        """Record an answer that came by letter today; the answer or its files must be there."""
        self.check_access("write")
        self._check_state(*WAITING)
        for task in self:
            if not (task.answer or "").strip() and not task.answer_attachment_ids:
                raise UserError(self.env._("%s: enter the answer or attach its files first.", task.name))
            if task.kind == "consent":
                raise UserError(
                    self.env._(
                        "%s: the person answers on the portal. Record a consent or refusal "
                        "received by letter on "
                        "the case, with 'Record'.",
                        task.name,
                    )
                )
            problems = task._case()._letter_answer_problems(task)
            if problems:
                raise UserError("\n".join(problems))
            task.answer_attachment_ids._accept_for(task)
            # The answer is the person's: who of the authority typed it in is said inside only.
            values = {"text": task.answer, "by_letter": True, "answered_by_name": task.person_id.name}
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
        self._notify_accepted()
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
        due_on = given_day(self.env, due_on)
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
        self._notify_sent_back()
        return True

    def _is_final(self):
        """Return whether the answer itself is the end."""
        return self.kind in FINAL

    def _problems_of_sending_back(self, reason, due_on, file_ids):
        self.ensure_one()
        problems = []
        if self._is_final():
            problems.append(self.env._("%s: this answer is final and cannot be sent back.", self.name))
        if not (reason or "").strip():
            problems.append(self.env._("Enter the reason for sending the answer back."))
        if due_on:
            problems += problems_of_last_day(self, due_on)
        if set(file_ids or ()) - set(self._current_answer().file_ids.ids):
            problems.append(self.env._("%s: you can only send back files of this answer.", self.name))
        return problems

    def withdraw(self, reason):
        """Withdraw what was asked, with ``reason``: nothing is awaited of the person any more.

        :raises UserError: the answer was accepted, or there is no reason
        """
        self.check_access("write")
        self._check_state("asked", "sent_back", "answered")
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for withdrawing it."))
        problems = [text for task in self for text in task._case()._task_withdrawal_problems(task)]
        if problems:
            raise UserError("\n".join(problems))
        for task in self:
            task._write_guarded({"withdrawn_on": task._today(), "withdrawn_reason": reason.strip()})
        self._forget_activities()
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
        :raises TooMuchError: too many answers came from the person within a minute
        """
        if len(self) != 1:
            raise UserError(self.env._("Only the person who was asked can answer."))
        self._check_is_own()
        self.env["customs.upload.limit"]._count_act()
        task = self.sudo()
        task._lock()
        text = given_text(text)
        files = self.env["customs.file"].browse(given_ids(file_ids))
        problems = AnswerCheck(task).problems(round_number, text, choice, files)
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
        company = self.env.user._own_firm()
        if not self.asked_on or self.sudo().commercial_person_id != company:
            raise AccessError(self.env._("Only the person who was asked can answer."))

    def _lock(self):
        """Two answers at the same moment: the second finds the first, or is asked to look again."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(self.env._("Another person is answering. Try again in a few seconds.")) from None
        self.invalidate_recordset()

    def _nothing_awaited(self):
        """Return why no answer is taken now."""
        if self.state == "withdrawn":
            return self.env._("This request was withdrawn. You no longer need to answer.")
        return self.env._(
            "The answer was already given on %s. No further answer is needed.",
            long_date(self.answered_on, self.env.lang),
        )

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
        if self._is_final():
            self._accept()
        self._notify_answered(answer)
        return answer

    # The receipt of the last answer, in the Print menu of the task.

    def _pdf_receipt(self):
        """Return the receipt of the last answer as PDF bytes."""
        self.ensure_one()
        answer = self._current_answer()
        if not answer:
            raise UserError(self.env._("%s has no answer yet.", self.display_name))
        return answer._pdf_receipt()

    # Who is notified of which act on a task (RS16.5b, RS16.9).
    #
    # The person: by mail, with what is asked, its article, its last day, what happens otherwise and by whom,
    # how to reach the authority, and the way to the portal. Neither answers nor doubts are in a mail, nor
    # why an answer is sent back, and no key to the portal. The officer: by an activity.

    @api.depends("commercial_person_id")
    def _compute_uninvited_count(self):
        uninvited = self.commercial_person_id._uninvited()
        for task in self:
            task.uninvited_count = len(uninvited.get(task.commercial_person_id, ()))

    def _notify_asked(self):
        """Notify the person by mail what is asked."""
        dated = self.filtered("due_on")
        dated._mail("asked")
        (self - dated)._mail("asked_undated")

    def _notify_accepted(self):
        """Notify the person by mail that the answer is accepted."""
        self._mail("accepted")
        self._forget_activities()

    def _notify_sent_back(self):
        """Notify the person by mail that the answer is sent back; the portal says why."""
        self._mail("sent_back")
        self._forget_activities()

    def _notify_answered(self, answer):
        """Notify the officer that an answer has come."""
        self._forget_activities()
        if not answer.by_letter:  # else the officer who is told has just recorded it
            summary = self.env._("An answer was received: %s", self.name)
            self._schedule_for_officers(ANSWERED, {self: summary})

    # Mail to the person

    def _mail(self, name):
        """Put the mail ``name`` into the queue, for whoever answers these tasks."""
        template = self.env.ref(f"customs_verification.mail_template_task_{name}", raise_if_not_found=False)
        if not template:
            return
        addressees = self._addressees()
        template._queue_for(addressees)
        if name.startswith("asked"):
            for task in self.filtered(lambda task: not addressees[task.id]):
                self.env["mail.mail"]._notify_no_address(task, task.person_id)

    def _addressees(self):
        """Return {id of the task: whom to notify}: the company's contacts on the portal, else the person."""
        tasks = self.sudo()
        readers = tasks.commercial_person_id._portal_readers()
        return {
            task.id: readers.get(task.commercial_person_id) or task.person_id._recipients_without_login()
            for task in tasks
        }

    def _mail_sender(self):
        """Return the sender of mails: the authority, with its own e-mail where it has one."""
        return self.sudo().importing_authority_id._mail_sender()

    def _mail_link(self):
        """Return the address of the task on the portal: it asks for a login and holds no key."""
        return f"{self.get_base_url()}/my/customs/tasks/{self.id}"

    def _mail_owner(self):
        """Return what a mail about the task says of whom it concerns (`mail_mail.py`)."""
        case = {"customs_res_model": self.res_model, "customs_res_id": self.res_id}
        return case | {"customs_task_id": self.id}

    def _mail_key(self):
        return "customs_task_id"

    def _recipient_of_failures(self):
        """Return who is notified that a mail about the task was not sent."""
        return self._officer_at_work()

    def _mail_rows(self):
        """Return what a mail says of the task: (label, value), in the language of the context."""
        self.ensure_one()
        return mail_rows(self)

    # Activities of the officer

    def _officer_at_work(self):
        """Return who is notified on the authority's side."""
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

    # Reminders

    @api.model
    def _cron_remind(self):
        """Remind whoever has not answered; the officer is notified of what is late."""
        done = all(remind_all(self, *step) for step in list(self._reminder_steps()))
        self.env["ir.cron"]._commit_progress(remaining=0 if done else 1)

    @api.model
    def _reminder_days(self):
        """Return how many days ahead of the last day a reminder is sent."""
        value = self.env["ir.config_parameter"].sudo().get_param(REMINDER_DAYS) or ""
        return int(value) if value.isascii() and value.isdigit() and int(value) < 366 else DAYS

    @api.model
    def _reminder_steps(self):
        """Yield (name of the mail, today, domain of the tasks), by the day that it is for the authority."""
        yield from steps(self)

    def _notify_late(self):
        """Notify the officers that the last day has passed without an answer."""
        self._schedule_for_officers(
            LATE, {task: self.env._("No answer by the last day: %s", task.name) for task in self}
        )
