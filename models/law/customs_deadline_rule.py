from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import periods
from ...tools.dates import length_in_words

UNITS = [("day", "Days"), ("working_day", "Working days"), ("month", "Months"), ("year", "Years")]


class CustomsDeadlineRule(models.Model):
    """A time limit of a procedure, as data: from which fact to which, how long, owed by whom, and a lapse.

    ``length`` counts in ``unit``; counting starts on the day after the start fact. A rule without a length
    holds ``words`` only ("without delay"): it is shown, never computed.
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
        "CHECK(length >= 0 AND warn_before >= 0 AND extension_times >= 0 AND extension_length >= 0)",
        "Lengths, reminders and extensions must not be negative.",
    )
    _length_or_words = models.Constraint(
        "CHECK(length > 0 OR words IS NOT NULL)",
        "Enter a length for the rule, or the words of the law if it gives no number.",
    )
    _extension_terms = models.Constraint(
        "CHECK(extension_times = 0 OR (extension_length > 0 AND extension_unit IS NOT NULL))",
        "Enter by how much the period may be extended.",
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

    @api.depends("length", "unit", "words", "extension_times", "extension_length", "extension_unit")
    @api.depends_context("lang")
    def _compute_term_text(self):
        for rule in self:
            if not rule.length:
                rule.term_text = rule.words
                continue
            text = rule._in_words(rule.length, rule.unit)
            if rule.extension_times:
                more = rule._in_words(rule.extension_length, rule.extension_unit)
                text += (
                    f" (+ {more})" if rule.extension_times == 1 else f" (+ {rule.extension_times} x {more})"
                )
            rule.term_text = text

    def _in_words(self, length, unit):
        """Return a length with its unit, e.g. '60 days', '1 month'."""
        units = dict(self._fields["unit"]._description_selection(self.env))
        return length_in_words(length, unit, self.env.lang) or f"{length} {units.get(unit, '').lower()}"

    @api.constrains(
        "start_fact", "done_fact", "sent_fact", "pause_from_fact", "pause_to_fact", "procedure_id"
    )
    def _check_facts(self):
        for rule in self:
            case_fields = self.env[rule.procedure_id.case_model]._fields
            dates = sorted(
                name for name, field in case_fields.items() if field.type == "date" and field.store
            )
            facts = [
                *(rule.start_fact, rule.done_fact, rule.sent_fact),
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
        new = self.copy({"valid_from": fields.Date.add(self.valid_to, days=1), "valid_to": False})
        return new._get_records_action(context={})

    def _with_kept_history(self):
        """Return those whose history is kept: all."""
        return self

    def _term(self):
        """Return the rule's length as a term of the clock."""
        self.ensure_one()
        return periods.Term(self.length, self.unit)

    def _holds_on(self, day):
        """Return whether this version of the rule governs a time that starts on ``day``."""
        self.ensure_one()
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)
