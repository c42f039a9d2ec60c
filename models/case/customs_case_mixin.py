from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...tools.dates import long_date
from ...tools.fact_chain import DEADLINE, ROW_DERIVED, Finding
from ...tools.search import yes_or_no
from ..clock import deadline_notes
from ..clock.deadline_check import changed_otherwise, days_in_words, out_of_step
from ..law import procedure_versions
from ..setup.roles import SUPERVISORS
from . import held_back
from .law_then import counted_by_others, rules_then, should_have_come
from .missing_content import missing_content

# A case with something recorded stays with these.
MOVES = frozenset({"importing_authority_id", "exporting_authority_id", "procedure_id"})


class CustomsCaseMixin(models.AbstractModel):
    """What every case has: facts recorded with date and document, a state derived from them, clocks on them.

    A kind of case has dates for facts (`_fact_specs`) and a field `state`; the steps of its procedure say
    which of them a case has, in which order, and where they lead. `state` and `closed_on` follow from that.
    Nobody writes a state; a fact is recorded once, and corrected or withdrawn by a supervisor with a reason.
    """

    _name = "customs.case.mixin"
    _description = "Case"
    _inherit = [
        "customs.facts.mixin",
        "customs.asking.mixin",
        "customs.sealed.mixin",
        "customs.replies.mixin",
        "customs.mailed.mixin",
        "mail.activity.mixin",
    ]
    _is_customs_case = True
    _sealed_derived = frozenset({"state", "closed_on"})
    _followed_fields = frozenset({"agreement_id"})
    # Who works on it, and what follows from clocks and from the record itself.
    _unsealed_fields = frozenset(
        {
            "officer_id",
            "supervisor_id",
            "next_due_on",
            "next_rule_id",
            "next_day_authority_id",
            "fact_count",
            "fact_head",
            "record_checked_at",
            "record_findings",
        }
    )
    _sequence_code = ""
    # States beside the way from beginning to end.
    _side_states = frozenset()

    name = fields.Char(
        string="Reference", readonly=True, copy=False, index="trigram", default=lambda self: self.env._("New")
    )
    procedure_id = fields.Many2one(
        "customs.procedure",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_procedure(),
        domain=lambda self: self._domain_of_procedures(),
    )
    agreement_id = fields.Many2one(related="procedure_id.agreement_id", store=True, index=True)
    importing_authority_id = fields.Many2one(
        "customs.authority",
        string="Importing Party's Authority",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        default=lambda self: self.env.user.customs_authority_ids.filtered("is_customs_authority")[:1],
        domain="[('is_customs_authority', '=', True)]",
    )
    exporting_authority_id = fields.Many2one(
        "customs.authority",
        string="Exporting Party's Authority",
        index=True,
        tracking=True,
        ondelete="restrict",
        domain="[('is_verification_authority', '=', True)]",
    )
    officer_id = fields.Many2one(
        "res.users",
        index=True,
        tracking=True,
        default=lambda self: self.env.user.customs_authority_ids and self.env.user,
        domain="[('share', '=', False), ('customs_authority_ids', 'in', importing_authority_id)]",
    )
    supervisor_id = fields.Many2one(
        "res.users",
        tracking=True,
        domain="[('share', '=', False), ('customs_authority_ids', 'in', importing_authority_id)]",
        help="Notified of overdue deadlines. Empty: the authority's supervisor.",
    )
    closed_on = fields.Date(
        compute="_compute_closed_on", store=True, help="The date of the fact that closed the case."
    )
    next_due_on = fields.Date(
        string="Earliest Open Deadline",
        readonly=True,
        copy=False,
        help="The earliest last day of the open deadlines.",
    )
    next_rule_id = fields.Many2one("customs.deadline.rule", string="Next Step", readonly=True, copy=False)
    next_day_authority_id = fields.Many2one(
        "customs.authority",
        string="Earliest Last Day Ends at",
        readonly=True,
        copy=False,
        help="The earliest last day begins and ends in the time zone of this authority.",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late", string="Overdue")
    days_left = fields.Integer(
        compute="_compute_is_late",
        search="_search_days_left",
        help="Calendar days to the earliest open deadline. Negative: days late.",
    )
    deadline_ids = fields.One2many(
        "customs.deadline",
        "res_id",
        string="Deadlines",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    # For the form: the steps with their clocks, and what is missing before the next ones.
    clock_strip = fields.Json(string="Deadline Overview", compute="_compute_clock_strip")
    missing_items = fields.Json(compute="_compute_missing_items")
    step_facts = fields.Json(compute="_compute_step_facts", help="The facts that the procedure has.")
    state_way = fields.Json(compute="_compute_state_way", help="The states of the procedure, in their order.")

    @api.model
    def _default_procedure(self):
        """Return the procedure of this kind of case where there is but one to choose."""
        procedures = self.env["customs.procedure"].search(self._domain_of_procedures(), limit=2)
        return procedures if len(procedures) == 1 else procedures.browse()

    @api.model
    def _domain_of_procedures(self):
        """Return the domain of the procedures that a new case of this kind may take today."""
        today = fields.Date.to_string(fields.Date.context_today(self))  # the web client reads it, too
        return list(fields.Domain("case_model", "=", self._name) & procedure_versions.in_force(today))

    @api.model
    def _case_of(self, model, res_id):
        """Return the case ``res_id`` of ``model``, or None where that is no kind of case, or no such case."""
        kinds = dict(self.env["customs.procedure"]._selection_case_model())
        return (self.env[model].browse(res_id).exists() or None) if model in kinds and res_id else None

    # What a case declares

    @api.model
    def _fact_specs(self):
        """Return the facts for which this kind of case has a date: name of the date -> FactSpec."""
        return {}

    @api.model
    def _fact_dates(self):
        """Return the names of the dates that steps and deadline rules of this kind of case may name."""
        return sorted(name for name, field in self._fields.items() if field.type == "date" and field.store)

    def _steps(self):
        """Return the steps that the procedure of the case has: name of the fact -> `Step`, in their order."""
        # Of which procedure a case is, is read as the user; the law itself is read by whoever has a case.
        return self.procedure_id.sudo().with_context(lang=self.env.lang)._steps()

    def _closing_facts(self):
        """Return the names of the facts that end the case."""
        return [name for name, step in self._steps().items() if step.closes]

    def _next_facts(self):
        """Return the names of the facts that may be recorded next, the main one first."""
        steps = self._steps()
        return [name for name in self._next_steps() if not steps[name].spec.internal]

    def _next_steps(self):
        """Return the names of the facts that may come next, also those that follow from an act."""
        self.ensure_one()
        return [
            name
            for name, step in self._steps().items()
            if not self[name]
            and all(self[other] for other in step.after)
            and not any(self[other] for other in step.without)
        ]

    def _fact_button(self, fact):
        """Return (method, label) of the act from which ``fact`` follows, where it is not recorded by hand."""
        return "", ""

    @api.model
    def _outcomes(self):
        """Return what the record of such a case may show, and something may follow from: code -> words."""
        return {}

    def _outcome(self, code):
        """Return (day, sentence) of what the record of this case shows, or None while it does not."""
        return

    @api.model
    def _result_answers(self):
        """Return the answers to questions on a result that such a case keeps: field -> usual words."""
        return {}

    def _on_deadline_lapsed(self, deadline):
        """Do what the law attaches to a lapsed deadline; rooms that know decisions propose one (RS16.6)."""
        self.ensure_one()

    def _holds_back_lapse(self, deadline):
        """Return whether something must come before anything follows from the missed ``deadline``."""
        return False

    def _on_days_moved(self):
        """Hook: last days may have moved though no fact was recorded: more time, a pause, a calendar."""

    def _chosen_length(self):
        """Return the length that the request of this case chose for a period; 0: none."""
        return 0

    def _request_content(self):
        """Return the names of the fields that make up the request: locked once it is approved."""
        return set()

    # Derived

    @api.depends(lambda self: ("procedure_id", *self._fact_specs()))
    def _compute_state(self):
        """The last step that was reached, in the order of the law, decides."""
        for case in self:
            reached = [step.state for name, step in case._steps().items() if step.state and case[name]]
            case.state = reached[-1] if reached else "draft"

    @api.model
    def _group_expand_state(self, states, domain):
        """Show every step of the way in the kanban, the states beside it only where a case is in them.

        States to which no procedure of this kind of case leads are not on the way.
        """
        steps = self.env["customs.procedure.step"].sudo()
        led_to = {
            state for [state] in steps._read_group([("procedure_id.case_model", "=", self._name)], ["state"])
        }
        return [
            key
            for key, _label in self._fields["state"].selection
            if key in states or (key in led_to | {"draft"} and key not in self._side_states)
        ]

    @api.depends("procedure_id")
    def _compute_step_facts(self):
        for case in self:
            case.step_facts = list(case._steps())

    @api.depends("procedure_id", "state")
    @api.depends_context("lang")
    def _compute_state_way(self):
        """The states of the procedure by its names; those beside the way only where the case is in one."""
        usual = dict(self._fields["state"]._description_selection(self.env))
        for case in self:
            names = {"draft": usual.get("draft")}
            for step in case._steps().values():
                if step.state and (step.state not in self._side_states or step.state == case.state):
                    names[step.state] = step.state_label or usual[step.state]
            case.state_way = [list(pair) for pair in names.items()]

    @api.depends(lambda self: ("procedure_id", *self._fact_specs()))
    def _compute_closed_on(self):
        for case in self:
            dates = [case[name] for name in case._closing_facts() if case[name]]
            case.closed_on = min(dates, default=False)

    @api.depends("next_due_on", "next_day_authority_id.tz")
    def _compute_is_late(self):
        todays = {authority: authority._today() for authority in self.next_day_authority_id}
        for case in self:
            today = todays.get(case.next_day_authority_id)
            case.days_left = (case.next_due_on - today).days if today and case.next_due_on else 0
            case.is_late = case.days_left < 0

    def _search_is_late(self, operator, value):
        late = self.env["customs.deadline"]._late_domain() & fields.Domain("res_model", "=", self._name)
        rows = self.env["customs.deadline"].sudo()._search(late)
        return yes_or_no(fields.Domain("id", "in", rows.subselect("res_id")), operator, value)

    def _search_days_left(self, operator, value):
        return self.env["customs.authority"]._by_days_left(
            "next_due_on", operator, value, of="next_day_authority_id"
        )

    @api.depends(lambda self: ("procedure_id", *self._fact_specs(), *self._planned_dates()))
    def _compute_clock_strip(self):
        for case in self:
            rows = case.deadline_ids._started()
            case.clock_strip = [case._clock_step(rule, rows.get(rule)) for rule in case._clock_rules(rows)]

    def _clock_rules(self, started):
        """Return the rules of the strip: those whose clock has ``started``, else the version in force."""
        self.ensure_one()
        today = self._today()
        rules = self.procedure_id.rule_ids.union(*started).sorted(lambda rule: (rule.sequence, rule.id))
        taken = {rule.code for rule in started}
        return rules.filtered(
            lambda rule: (
                rule in started or (rule.code not in taken and rule._holds_on(self[rule.start_fact] or today))
            )
        )

    def _clock_step(self, rule, row):
        """Return one step of the strip: what, by which article, from when, until when, how many days left."""
        row = row if row and row.due_on else None  # words of the law have no date to count to
        done_on = row.done_on if row else self[rule.done_fact]
        if row:
            status, days_left = row.status, row.days_left
        else:
            # Words only ("at once"), or not started: there is no row, and nothing to count.
            running = "running" if rule.words and self[rule.start_fact] else "waiting"
            status, days_left = ("met" if done_on else "closed" if self.closed_on else running), None
        owed_by = dict(rule._fields["owed_by"]._description_selection(self.env))[rule.owed_by]
        statuses = dict(self.env["customs.deadline"]._fields["status"]._description_selection(self.env))
        sent_on = self[rule.sent_fact] if rule.sent_fact and done_on else False
        return {
            "id": row.id if row else False,
            "code": rule.code,
            "name": rule.name,
            "article": rule.procedure_id.agreement_id._cite(rule.article),
            "owed_by": owed_by,
            "words": rule.words or "",
            "term": "" if rule.words else rule._length_in_words(self._chosen_length()),
            "unit": rule.unit,
            "start_label": self._fact_label(rule.start_fact),
            "start_on": fields.Date.to_string(row.start_on if row else self[rule.start_fact]) or "",
            "due_on": fields.Date.to_string(row.due_on) if row and row.due_on else "",
            "provisional": bool(row and row.is_provisional),
            "done_on": fields.Date.to_string(done_on) if done_on else "",
            "sent_on": fields.Date.to_string(sent_on) if sent_on else "",
            "sent_in_time": bool(status == "met_late" and sent_on and sent_on <= row.due_on),
            "days_left": days_left,
            "status": status,
            "status_label": statuses[status],
            "extended": bool(row and row.extension_ids),
            "extendable": bool(row and row.is_open and len(row.extension_ids) < rule.extension_times),
            "changes": row._possible_changes() if row and self.has_access("write") else [],
            "lapse": rule.lapse_meaning or "",
            "note": (row.note if row else "") or deadline_notes.unclear_start(rule),
            "verified": rule.verified,
        }

    @api.depends(lambda self: ("procedure_id", *self._fact_specs(), *self._gate_fields()))
    def _compute_missing_items(self):
        for case in self:
            saved = case._origin.id and case.procedure_id
            case.missing_items = [case._next_step(name) for name in case._next_steps()] if saved else []

    @api.model
    def _gate_fields(self):
        """Return the fields at which the gates of the facts look, so that the panel follows what is typed."""
        return self._request_content()

    def _next_step(self, fact):
        """Return one possible next step: what is missing before it, who takes it, and with which button."""
        step = self._steps()[fact]
        method, button = self._fact_button(fact)
        return {
            "fact": fact,
            "label": step.label,
            "article": step.article,
            "missing": self._missing_before(fact),
            "method": method,
            "button": button,
            "supervisor": step.supervisor,
            "allowed": self.has_access("write") and (self._is_supervisor() or not step.supervisor),
        }

    def _missing_before(self, fact):
        """Return, as sentences, what is missing before ``fact`` may be recorded."""
        self.ensure_one()
        gate = self._fact_specs()[fact].gate
        return held_back.absence_problems(self, fact) + (getattr(self, gate)() if gate else [])

    def _fact_label(self, fact):
        """Return the name of a fact in the user's language: as the procedure has it, else its date's."""
        step = self._steps().get(fact) if len(self) == 1 else None
        return step.label if step else self._fields[fact]._description_string(self.env)

    def _missing_content(self, content_list, record=None):
        """Return, as sentences with their article, the mandatory content items that ``record`` lacks."""
        self.ensure_one()
        return missing_content(self, content_list, record or self)

    def _items_that_concern(self, items):
        """Return those of the ``items`` of a content list that concern this case."""
        return items

    def _today(self):
        """Return today in the time zone of the importing authority."""
        self.ensure_one()
        return (
            self.importing_authority_id._today()
            if self.importing_authority_id
            else fields.Date.context_today(self)
        )

    def _authority_there(self):
        """Return the authority, as superuser, in whose time zone those outside act who owe a step."""
        self.ensure_one()
        return self.sudo().exporting_authority_id

    def _today_there(self, fact=None):
        """Return the day of an act from outside, recorded as ``fact`` or not at all: today where who acts is.

        Who acts in time at home is in time (`whose_day` of the procedure); no day is before what it follows.
        """
        self.ensure_one()
        there = self._authority_there()
        if not there or self.procedure_id.sudo().whose_day != "of_who_owes":
            return self._today()
        step = self._steps().get(fact)
        known = [self[name] for name in (step.after if step else ()) if self[name]]
        return max([min(there._today(), self._today()), *known])

    def _fact_notice(self, fact):
        """Return what the law attaches to ``fact``, shown before it is recorded: clocks, the end."""
        self.ensure_one()
        units = dict(self.env["customs.deadline.rule"]._fields["unit"]._description_selection(self.env))
        notice = [
            self.env._(
                "The following period counts from this day: %(step)s, %(length)s %(unit)s (%(article)s).",
                step=rule.name,
                length=rule._term(self._chosen_length()).length,
                unit=units[rule.unit].lower(),
                article=rule.article,
            )
            for rule in self.procedure_id.rule_ids
            if rule.start_fact == fact
            and rule.length
            and (not rule.only_with_fact or self[rule.only_with_fact])
        ]
        if self._steps()[fact].spec.dated_field:
            notice += self._late_answer_notice()
        if fact in self._closing_facts():
            notice.append(self.env._("This closes the case."))
        return notice

    def _late_answer_notice(self):
        """Return, as sentences, that an answer comes after its last day, and may have been sent in time."""
        return [
            self.env._(
                "The last day, %(day)s, has passed (%(article)s). If the answer is dated by that day, enter "
                "its date: it was sent in time, and the supervisor decides.",
                day=long_date(row.due_on, self.env.lang),
                article=row.article,
            )
            for row in self.sudo().deadline_ids
            if row.rule_id.sent_fact and row.is_late
        ]

    # CRUD: facts and states only through the door

    @api.model
    def _guarded_fields(self):
        specs = self._fact_specs()
        documents = {
            name for spec in specs.values() for name in (spec.reference_field, spec.dated_field) if name
        }
        return (
            super()._guarded_fields()
            | set(specs)
            | documents
            | {"state", "next_due_on", "next_rule_id", "next_day_authority_id", "name"}
        )

    @api.model
    def _guarded_message(self, names):
        return self.env._(
            "%s: facts cannot be entered directly. Use 'Record' on the case, or its method "
            "record_fact, with the date and document.",
            names,
        )

    @api.model
    def _own_values(self, vals):
        name = "importing_authority_id"
        authority_id = vals.get(name) or self.default_get([name]).get(name)
        authority = self.env["customs.authority"].sudo().browse(authority_id)
        # The year of the reference is the authority's, not the server's.
        day = authority._today() if authority else fields.Date.context_today(self)
        number = self.env["ir.sequence"].sudo().next_by_code(self._sequence_code, sequence_date=day)
        return super()._own_values(vals) | {"name": number or self.env._("New")}

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        planned = cases.filtered(lambda case: any(case[name] for name in case._planned_dates()))
        self.env["customs.deadline"]._sync_cases(planned)
        return cases

    def write(self, vals):
        self.check_access("write")
        self._refuse_move_of_started(vals)
        self._refuse_reassignment(vals)
        result = super().write(vals)
        deadlines = self.env["customs.deadline"]
        if vals.keys() & (self._length_fields() | self._planned_dates()):
            deadlines._count_anew(self)
        elif vals.keys() & (MOVES | {"officer_id"}):
            deadlines._sync_cases(self)
        if "officer_id" in vals:
            deadlines._hand_over_reminders(self)
        return result

    @api.model
    def _length_fields(self):
        """Return the fields in which a request chooses the length of a period."""
        return frozenset()

    @api.model
    def _planned_dates(self):
        """Return the dates that people plan with: a rule may count from them, as it does from facts."""
        dates = {name for name, field in self._fields.items() if field.type == "date" and field.store}
        return dates - self._guarded_fields()

    def _refuse_move_of_started(self, vals):
        """Once something is recorded, the case stays with its authorities and its procedure.

        It goes over to another version of that by the act of a supervisor (`procedure_move`).
        """
        for case in self if not self._is_behind_the_door() else ():
            moved = any(case[name].id != (vals[name] or False) for name in MOVES & vals.keys())
            recorded = case.sudo().fact_ids[:1] if moved else None
            if recorded:
                raise UserError(
                    self.env._(
                        "%(case)s: authorities and procedure cannot be changed because "
                        "'%(fact)s' is recorded.",
                        case=case.display_name,
                        fact=recorded.label,
                    )
                )

    def _refuse_reassignment(self, vals):
        """A case passes from one officer to another by a supervisor's hand."""
        if "officer_id" not in vals or self._is_supervisor():
            return
        if any(case.officer_id and case.officer_id.id != vals["officer_id"] for case in self):
            raise AccessError(self.env._("Only a supervisor can assign a case to another officer."))

    @api.constrains("procedure_id")
    def _check_procedure(self):
        for case in self:
            if case.procedure_id.case_model != self._name:
                raise ValidationError(
                    self.env._(
                        "%s is a procedure for another type of case. Choose another procedure.",
                        case.procedure_id.display_name,
                    )
                )
            problem = procedure_versions.why_not_on(case.procedure_id.sudo(), case._today())
            if problem:
                raise ValidationError(problem)

    @api.constrains("officer_id", "supervisor_id", "importing_authority_id")
    def _check_people(self):
        for case in self:
            outside = (
                case.officer_id | case.supervisor_id
            ).sudo() - case.importing_authority_id.sudo().user_ids
            if outside:
                raise ValidationError(
                    self.env._(
                        "%(people)s: not a user of %(authority)s.",
                        people=", ".join(outside.mapped("name")),
                        authority=case.importing_authority_id.display_name,
                    )
                )
            if case.supervisor_id and not case.supervisor_id.sudo().has_group(SUPERVISORS):
                raise ValidationError(
                    self.env._("%s is not a supervisor. Choose a supervisor.", case.supervisor_id.sudo().name)
                )

    def _at_work(self, *users):
        """Return the first of ``users`` who is active and serves the authority of the case, or nobody."""
        self.ensure_one()
        staff = self.importing_authority_id.sudo().user_ids
        return next((user for user in users if user.active and user in staff), self.env["res.users"])

    def _supervisor(self):
        """Return who is notified of what is late, and decides: of the case or of its authority."""
        return self._at_work(self.supervisor_id, self.importing_authority_id.supervisor_id)

    def _responsible(self):
        """Return who works on the case: its officer, or the supervisor where no officer is at work."""
        return self._at_work(self.officer_id) or self._supervisor()

    def _recipient_of_failures(self):
        """Return who is notified of a mail about the case that was not sent."""
        return self._responsible()

    def unlink(self):
        # Before the notes of the history are touched: it says who may not, and why not.
        self.check_access("unlink")
        self._unlink_except_recorded()
        # Such rows are found by model and id: the database does not delete them with the case.
        of_these = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        tasks = self.env["customs.task"].sudo().search(of_these)
        deadlines = self.env["customs.deadline"].sudo().search(of_these)
        result = super().unlink()
        tasks.unlink()
        deadlines.unlink()
        return result

    def _with_kept_history(self):
        """Return the cases whose history is kept: those with something recorded."""
        facts = self.env["customs.fact"].sudo()
        rows = facts._read_group([("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"])
        return self.browse(number for (number,) in rows)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for case in self:
            if case.sudo().fact_ids or case.sudo().document_ids:
                raise UserError(
                    self.env._(
                        "%s has recorded facts and cannot be deleted. Withdraw it instead.", case.display_name
                    )
                )

    def _recipient_of_findings(self):
        return self._supervisor() or self._responsible()

    def _derived_findings(self):
        """Add what facts and law do not make so: deadlines, the next last day, days of service."""
        found = super()._derived_findings()
        for case_id, finding in (*self._deadline_findings(), *self._service_findings()):
            found[case_id].append(finding)
        for case_id in self._with_wrong_next_due():
            found[case_id].append(
                Finding(0, ROW_DERIVED, entry=case_id, name=self._name, said="next_due_on,next_rule_id")
            )
        return found

    def _deadline_findings(self):
        """Yield (case id, finding) of deadlines, extensions and pauses that the law does not make so."""
        deadlines = self.env["customs.deadline"].sudo()
        differing = list(out_of_step(deadlines, self))
        missing = [(case, rule) for case, rule, row, _values in differing if not row]
        missing = set(should_have_come(self, missing))
        for case, rule, row, values in differing:
            if row or (case, rule) in missing:
                yield (
                    case.id,
                    Finding(
                        0,
                        DEADLINE,
                        entry=row.id or 0,
                        name=rule.display_name,
                        said=days_in_words(self.env, row),
                        recorded=days_in_words(self.env, values),
                    ),
                )
        rows = deadlines.search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        wrong = [
            *changed_otherwise(rows),
            *((row, (row, ["terms"])) for row in counted_by_others(self, rows)),
        ]
        for row, (changed, names) in wrong:
            yield row.res_id, self.env["customs.seal"]._of_row(ROW_DERIVED, changed._name, changed.id, names)

    def _service_findings(self):
        """Yield (case id, finding) of sendings that were served on another day than their rule says."""
        rules = self.procedure_id.sudo().service_rule_ids
        if "sending" not in rules.mapped("counts_from"):
            return
        services = self.env["customs.service"].sudo()
        services = services.search(
            [("document_id.res_model", "=", self._name), ("document_id.res_id", "in", self.ids)]
        )
        for service, rule in rules_then(services).items():
            if rule.counts_from == "sending" and service.served_on != rule._day_after(service.sent_on):
                finding = self.env["customs.seal"]._of_row(
                    ROW_DERIVED, service._name, service.id, ["served_on"]
                )
                yield service.document_id.res_id, finding

    def _with_wrong_next_due(self):
        """Return the ids of these cases whose next last day is not the first one of the running deadlines."""
        self.env["customs.deadline"].flush_model()
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id FROM %s AS c
                  LEFT JOIN LATERAL (
                       SELECT due_on, rule_id FROM customs_deadline
                        WHERE res_model = %s AND res_id = c.id AND is_open AND paused_on IS NULL
                          AND gives_way IS NOT TRUE
                        ORDER BY due_on, array_position(%s::int[], day_authority_id), id LIMIT 1
                  ) AS d ON TRUE
                 WHERE c.id = ANY(%s)
                   AND (c.next_due_on, c.next_rule_id) IS DISTINCT FROM (d.due_on, d.rule_id)
                """,
                SQL.identifier(self._table),
                self._name,
                self.env["customs.authority"]._first_to_end_a_day(),
                self.ids,
            )
        )
        return [case_id for (case_id,) in rows]

    def _refresh_next_due(self):
        """Store the first last day among the running clocks of each case, in one statement.

        Of those on the same day it is the one that ends first.
        """
        self.env["customs.deadline"].flush_model()
        self.flush_recordset()
        self.env.cr.execute(
            f"""
            UPDATE {self._table} AS c
               SET next_due_on = d.due_on,
                   next_rule_id = d.rule_id,
                   next_day_authority_id = d.day_authority_id
              FROM unnest(%s) AS ids(id)
              LEFT JOIN LATERAL (
                   SELECT due_on, rule_id, day_authority_id FROM customs_deadline
                    WHERE res_model = %s AND res_id = ids.id AND is_open AND paused_on IS NULL
                          AND gives_way IS NOT TRUE
                    ORDER BY due_on, array_position(%s::int[], day_authority_id), id LIMIT 1
              ) AS d ON TRUE
             WHERE c.id = ids.id
               AND (c.next_due_on, c.next_rule_id, c.next_day_authority_id)
                   IS DISTINCT FROM (d.due_on, d.rule_id, d.day_authority_id)
            """,
            [list(self.ids), self._name, self.env["customs.authority"]._first_to_end_a_day()],
        )
        self.invalidate_recordset(
            [
                "next_due_on",
                "next_rule_id",
                "next_day_authority_id",
                "is_late",
                "deadline_ids",
                "clock_strip",
                "missing_items",
            ]
        )
