from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import periods
from ...tools.dates import length_in_words

# Where the text sets no most: what is longer is a slip of the pen, and beyond what calendars know.
LONGEST_CHOICE = 3650
UNITS = [("day", "Days"), ("working_day", "Working days"), ("month", "Months"), ("year", "Years")]


class CustomsDeadlineRule(models.Model):
    """A time limit of a procedure, as data: from which fact to which, how long, owed by whom, and a lapse.

    ``length`` counts in ``unit``; counting starts on the day after the start fact. A rule without a length
    holds ``words`` only ("without delay"): it is shown, never computed.

    Where the request chooses the length, ``length`` is the least and ``longest`` the most that it may choose.
    Rules with the same ``cap`` are caps of one step: the earliest last day governs. A period of at least so
    many days holds back a step, a refusal of the preference, or both, until it has run.
    """

    _name = "customs.deadline.rule"
    _description = "Deadline Rule"
    _inherit = ["customs.law.row.mixin", "customs.verified.mixin", "mail.thread"]
    _belongs_to = "procedure_id"
    _order = "procedure_id, sequence, id"
    _rec_names_search = ["name", "article", "code"]

    procedure_id = fields.Many2one(
        "customs.procedure", required=True, index=True, ondelete="cascade", tracking=True
    )
    agreement_id = fields.Many2one(related="procedure_id.agreement_id")
    case_model = fields.Selection(related="procedure_id.case_model")
    sequence = fields.Integer(default=10)
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Technical code, the same in all versions of the rule. Empty: its article and name.",
        tracking=True,
    )
    name = fields.Char(required=True, translate=True, tracking=True)
    article = fields.Char(required=True, tracking=True)
    start_fact = fields.Char(
        required=True, help="The recorded fact from which the period counts.", tracking=True
    )
    only_with_fact = fields.Char(
        string="Only If Recorded",
        help="The period runs only once this is recorded, too: the date of a letter counts when the letter "
        "was sent. Empty: the start alone decides.",
        tracking=True,
    )
    reading_ids = fields.Many2many(
        "customs.procedure.step",
        "customs_deadline_rule_reading_rel",
        string="Possible Starts",
        copy=False,  # a copied procedure has steps of its own
        domain="[('procedure_id', '=', procedure_id)]",
        help="If the text does not say from which day the period counts: the steps from which it may count. "
        "'Counts from' is the one that your authority chose.",
        tracking=True,
    )
    done_fact = fields.Char(required=True, help="The recorded fact that meets the deadline.", tracking=True)
    sent_fact = fields.Char(
        string="Sent",
        help="The day on which the answer was sent, as it is dated. It is shown beside the day of "
        "its receipt, which alone meets the deadline. Empty: not for this step.",
        tracking=True,
    )
    length = fields.Integer(
        help="In the unit shown beside it. Zero: the period is given in words and no date is computed.",
        tracking=True,
    )
    unit = fields.Selection(UNITS, required=True, default="day", tracking=True)
    is_chosen = fields.Boolean(
        string="Chosen in the Request",
        help="The text leaves the length to the request. The length here is the least that may be chosen.",
        tracking=True,
    )
    longest = fields.Integer(
        string="Most",
        help="The most that the request may choose, in the same unit. Zero: the text sets no limit.",
        tracking=True,
    )
    cap = fields.Char(
        string="Caps of One Step",
        help="If the text sets several limits for one step, enter the same word in each of their rules: the "
        "earliest last day governs, and only that one can be overdue.",
        tracking=True,
    )
    words = fields.Char(
        translate=True, help="If the law gives no number, e.g. 'without delay'.", tracking=True
    )
    term_text = fields.Char(
        string="Period",
        compute="_compute_term_text",
        help="The length of the period, or the words of the law.",
    )
    direction = fields.Selection(
        [("after", "After the start"), ("before", "Before the planned date")],
        required=True,
        default="after",
        tracking=True,
    )
    bound = fields.Selection(
        [("at_most", "At most"), ("at_least", "At least")],
        required=True,
        default="at_most",
        help="At most: a later step is late. At least: an earlier step is too early.",
        tracking=True,
    )
    held_fact = fields.Char(
        string="Holds Back",
        help="At least: this step cannot be recorded before the period has run. Empty: the step that meets "
        "the deadline is possible on the last day, unless only a refusal is held back.",
        tracking=True,
    )
    holds_refusal = fields.Selection(
        [
            ("running", "While the period runs"),
            ("always", "Until the period has started and run"),
        ],
        string="Holds Back a Refusal",
        help="At least: a refusal of the preference cannot be decided in the case before the period has run. "
        "Empty: a refusal is not held back.",
        tracking=True,
    )
    roll = fields.Selection(
        [
            ("none", "Stays the same"),
            ("next_working_day", "Moves to the next working day"),
            ("previous_working_day", "Moves to the previous working day"),
        ],
        string="If the Last Day Is a Day off",
        required=True,
        default="none",
        tracking=True,
    )
    calendar_country_id = fields.Many2one(
        "res.country",
        ondelete="restrict",
        string="Calendar",
        help="Country whose working days count. Empty: the country of the importing authority.",
        tracking=True,
    )
    owed_by = fields.Selection(
        [
            ("importing_authority", "Importing authority"),
            ("exporting_authority", "Exporting authority"),
            ("inspection_team", "Inspection team"),
            ("person", "Person concerned"),
        ],
        string="Responsible",
        required=True,
        tracking=True,
    )
    warn_before = fields.Integer(
        string="Remind (Days Before)",
        default=14,
        help="Calendar days before the last day when the officer is reminded.",
        tracking=True,
    )
    extension_times = fields.Integer(
        help="How many times the deadline may be extended. Zero: never.", tracking=True
    )
    extension_length = fields.Integer(tracking=True)
    extension_unit = fields.Selection(UNITS, default="month", tracking=True)
    extension_open = fields.Boolean(
        string="Length as Entered",
        help="The text sets no length for the extension: it is entered with the reason.",
        tracking=True,
    )
    extension_within = fields.Boolean(
        string="Request within the Period",
        help="The extension must be requested by the last day.",
        tracking=True,
    )
    extension_reason_required = fields.Boolean(default=True, tracking=True)
    extension_article = fields.Char(tracking=True)
    pause_allowed = fields.Boolean(help="The deadline may be paused.", tracking=True)
    pause_from_fact = fields.Char(
        help="The recorded fact that pauses the deadline automatically.", tracking=True
    )
    pause_with_first_day = fields.Boolean(
        string="From That Day",
        default=True,
        help="The day of the fact no longer counts. Off: the deadline is paused from the next day.",
        tracking=True,
    )
    pause_to_fact = fields.Char(
        help="The recorded fact that resumes the deadline automatically.", tracking=True
    )
    pause_article = fields.Char(tracking=True)
    lapse = fields.Selection(
        [
            ("none", "No legal consequence"),
            ("proposed_decision", "A decision is proposed"),
            ("invalidity", "The case becomes invalid"),
        ],
        string="If Missed",
        required=True,
        default="none",
        tracking=True,
    )
    lapse_ground_id = fields.Many2one(
        "customs.ground", string="Ground for the Decision", ondelete="restrict", tracking=True
    )
    lapse_article = fields.Char(
        string="Article of the Consequence",
        help="The article on which the consequence is based. It may count another day than the article of "
        "the duty: the receipt of an answer, not its sending. Empty: the article of the rule.",
        tracking=True,
    )
    lapse_meaning = fields.Char(
        string="Consequence if Missed",
        translate=True,
        help="What follows if the deadline is missed, in one sentence with the article.",
        tracking=True,
    )
    valid_from = fields.Date(help="First start date under this version of the rule.", tracking=True)
    valid_to = fields.Date(help="Last start date under this version of the rule.", tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    verified = fields.Boolean(tracking=True)
    source = fields.Char(tracking=True)

    _sizes = models.Constraint(
        "CHECK(length >= 0 AND warn_before >= 0 AND extension_times >= 0 AND extension_length >= 0"
        " AND (longest IS NULL OR longest >= 0))",
        "Lengths, reminders and extensions must not be negative.",
    )
    _length_or_words = models.Constraint(
        "CHECK(length > 0 OR words IS NOT NULL)",
        "Enter a length for the rule, or the words of the law if it gives no number.",
    )
    _extension_terms = models.Constraint(
        "CHECK(extension_times = 0 OR (extension_unit IS NOT NULL"
        " AND (extension_length > 0 OR extension_open IS TRUE)))",
        "Enter by how much the period may be extended, or that the length is entered with the reason.",
    )

    @api.depends("article", "name")
    def _compute_code(self):
        """A new rule is known by its article and step; a version keeps the code of the one before it."""
        for rule in self:
            rule.code = rule.code or f"{rule.article or ''} {rule.name or ''}".strip()

    @api.depends("name", "article")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.name} ({rule.article})" if rule.article else rule.name

    @api.depends(
        "length",
        "longest",
        "is_chosen",
        "unit",
        "words",
        "extension_times",
        "extension_length",
        "extension_unit",
        "extension_open",
    )
    @api.depends_context("lang")
    def _compute_term_text(self):
        for rule in self:
            if not rule.length:
                rule.term_text = rule.words
                continue
            text = rule._length_in_words()
            if rule.extension_times and not rule.extension_open:
                more = rule._in_words(rule.extension_length, rule.extension_unit)
                text += (
                    f" (+ {more})" if rule.extension_times == 1 else f" (+ {rule.extension_times} x {more})"
                )
            rule.term_text = text

    def _length_in_words(self, chosen=0):
        """Return the length in words, e.g. '60 days'; until one is ``chosen``, what may be chosen."""
        self.ensure_one()
        least = self._in_words(self.length, self.unit)
        if not self.is_chosen:
            return least
        if self._may_be_chosen(chosen):
            return self._in_words(chosen, self.unit)
        if not self.longest:
            return self.env._("at least %s", least)
        return self.env._(
            "%(least)s to %(most)s", least=self.length, most=self._in_words(self.longest, self.unit)
        )

    def _in_words(self, length, unit):
        """Return a length with its unit, e.g. '60 days', '1 month'."""
        units = dict(self._fields["unit"]._description_selection(self.env))
        return length_in_words(length, unit, self.env.lang) or f"{length} {units.get(unit, '').lower()}"

    @api.constrains(
        "start_fact",
        "only_with_fact",
        "done_fact",
        "sent_fact",
        "held_fact",
        "pause_from_fact",
        "pause_to_fact",
        "procedure_id",
    )
    def _check_facts(self):
        for rule in self:
            case_fields = self.env[rule.procedure_id.case_model]._fields
            dates = sorted(
                name for name, field in case_fields.items() if field.type == "date" and field.store
            )
            facts = [
                *(rule.start_fact, rule.only_with_fact, rule.done_fact, rule.sent_fact, rule.held_fact),
                *(rule.pause_from_fact, rule.pause_to_fact),
            ]
            unknown = [name for name in facts if name and name not in dates]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Rule %(rule)s: %(facts)s is not a fact of this type of case. Choose "
                        "from: %(known)s.",
                        rule=rule.display_name,
                        facts=", ".join(unknown),
                        known=", ".join(dates),
                    )
                )

    @api.constrains("direction", "pause_allowed", "pause_from_fact")
    def _check_pauses(self):
        """What is owed before a planned day is notice in full: no pause moves the planned day."""
        for rule in self:
            if rule.direction == "before" and (rule.pause_allowed or rule.pause_from_fact):
                raise ValidationError(
                    self.env._(
                        "Rule %s: a period before a planned date cannot be paused. Remove the pauses.",
                        rule.display_name,
                    )
                )

    @api.constrains(
        *("length", "longest", "is_chosen", "bound", "held_fact", "holds_refusal", "direction"),
        *("start_fact", "reading_ids", "extension_times", "extension_open", "procedure_id"),
    )
    def _check_terms(self):
        """What a rule says of its length, its start and what it holds back goes together."""
        for rule in self:
            problems = []
            if rule.is_chosen and not rule.length:
                problems.append(self.env._("enter the least length that the request may choose."))
            if rule.longest and not rule.is_chosen:
                problems.append(
                    self.env._("there is a most length only where the request chooses: tick that, too.")
                )
            if rule.longest and rule.longest < rule.length:
                problems.append(self.env._("the most is less than the least."))
            if (rule.held_fact or rule.holds_refusal) and (rule.bound != "at_least" or not rule.length):
                problems.append(
                    self.env._("only a period of at least a number of days holds something back.")
                )
            strange = rule.reading_ids.filtered(
                lambda step, rule=rule: step.procedure_id != rule.procedure_id
            )
            if strange:
                problems.append(
                    self.env._(
                        "these steps belong to another procedure: %s.", ", ".join(strange.mapped("name"))
                    )
                )
            if rule.reading_ids and rule.start_fact not in rule.reading_ids.mapped("fact"):
                problems.append(self.env._("choose one of the possible starts as the start."))
            if problems:
                raise ValidationError(
                    "\n".join(
                        self.env._("Rule %(rule)s: %(problem)s", rule=rule.display_name, problem=problem)
                        for problem in problems
                    )
                )

    @api.constrains(
        *("cap", "done_fact", "bound", "direction", "length", "is_chosen", "active", "procedure_id")
    )
    def _check_of_several(self):
        """Caps are those of one step; a request chooses one length."""
        for procedure in self.procedure_id:
            for cap, rules in procedure.rule_ids.filtered("cap").grouped("cap").items():
                if len(set(rules.mapped("done_fact"))) > 1 or any(not rule._may_cap() for rule in rules):
                    raise ValidationError(
                        self.env._(
                            "Caps '%(cap)s': %(rules)s. Caps of one step are met by the same fact, say at "
                            "most, count after their start and have a length.",
                            cap=cap,
                            rules=", ".join(rules.mapped("display_name")),
                        )
                    )
            chosen = procedure.rule_ids.filtered("is_chosen")
            if len(set(chosen.mapped("code"))) > 1:
                raise ValidationError(
                    self.env._(
                        "%(procedure)s: a request chooses one length, but %(rules)s ask for one each.",
                        procedure=procedure.display_name,
                        rules=", ".join(chosen.mapped("display_name")),
                    )
                )

    def _may_cap(self):
        """Return whether the rule may be one of several caps of a step."""
        return bool(self.length) and self.bound == "at_most" and self.direction == "after"

    @api.constrains("lapse", "lapse_ground_id", "procedure_id")
    def _check_lapse(self):
        for rule in self:
            if rule.lapse == "proposed_decision" and not rule.lapse_ground_id:
                raise ValidationError(
                    self.env._(
                        "Rule %s: choose the ground for the decision that is proposed if the "
                        "deadline is missed.",
                        rule.display_name,
                    )
                )
            if rule.lapse_ground_id and rule.lapse_ground_id.agreement_id != rule.agreement_id:
                raise ValidationError(
                    self.env._(
                        "Rule %s: the ground belongs to another agreement. Choose a ground of this one.",
                        rule.display_name,
                    )
                )

    @api.constrains("valid_from", "valid_to")
    def _check_dates(self):
        for rule in self:
            if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
                raise ValidationError(
                    self.env._(("Rule %s: the last day is before the first day."), rule.display_name)
                )

    @api.constrains("valid_from", "valid_to", "code", "procedure_id", "active")
    def _check_versions(self):
        """Two versions of a rule that govern the same day would give a case two last days for one step."""
        for rule in self.filtered("active"):
            versions = self.search([("procedure_id", "=", rule.procedure_id.id), ("code", "=", rule.code)])
            for other in versions - rule:
                if rule._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "Rule %s: two versions apply on the same days. Enter the last day of "
                            "the older one and "
                            "start the newer one on the next day.",
                            rule.display_name,
                        )
                    )

    def _overlaps(self, other):
        """Return whether this version and ``other`` govern a common day."""
        self.ensure_one()
        begins_in_time = not self.valid_from or not other.valid_to or self.valid_from <= other.valid_to
        return begins_in_time and (
            not other.valid_from or not self.valid_to or other.valid_from <= self.valid_to
        )

    def unlink(self):
        # Before the notes of the history are touched: it says why not.
        self.check_access("unlink")
        self._refuse_loss_of_history()
        return super().unlink()

    def _refuse_loss_of_history(self):
        """What a rule said before stays on record."""
        for rule in self.filtered(lambda rule: rule.sudo().message_ids):
            raise UserError(
                self.env._(
                    "%s cannot be deleted, because its history is kept. Archive it instead.",
                    rule.display_name,
                )
            )

    def action_new_version(self):
        """Open a new version of the rule, which governs what starts on the day after this version's last day.

        :raises UserError: this version has no last day yet
        """
        self.ensure_one()
        if not self.valid_to:
            raise UserError(
                self.env._(
                    "Rule %s: enter the last day of this version first. The new version starts on the next "
                    "day.",
                    self.display_name,
                )
            )
        new = self.copy(
            {
                "valid_from": fields.Date.add(self.valid_to, days=1),
                "valid_to": False,
                "reading_ids": [fields.Command.set(self.reading_ids.ids)],
            }
        )
        return new._get_records_action(context={})

    def _with_kept_history(self):
        """Return those whose history is kept: all."""
        return self

    def _term(self, chosen=0):
        """Return the rule's length as a term of the clock.

        :param chosen: the length that the request chose; one that it may not choose, as 0, is none: the least
            counts
        """
        self.ensure_one()
        counts = self.is_chosen and self._may_be_chosen(chosen)
        return periods.Term(chosen if counts else self.length, self.unit)

    def _may_be_chosen(self, length):
        """Return whether a request may choose this length."""
        self.ensure_one()
        return self.length <= length <= (self.longest or LONGEST_CHOICE)

    def _held_step(self):
        """Return (fact, whether it is possible on the last day already) of the step held back, or ("", _)."""
        self.ensure_one()
        if self.bound != "at_least" or self.held_fact:
            return self.held_fact or "", False
        return ("" if self.holds_refusal else self.done_fact), True

    def _holds_on(self, day):
        """Return whether this version of the rule governs a time that starts on ``day``."""
        self.ensure_one()
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)
