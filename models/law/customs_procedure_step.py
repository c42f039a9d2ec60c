from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What of a step decides about cases; the rest are words.
DECIDING = frozenset(
    {
        "sequence",
        "fact",
        "recorded_by",
        "after_ids",
        "without_ids",
        "reference_required",
        "lapse_of",
        "state",
        "closes",
        "undoes",
    }
)


class CustomsProcedureStep(models.Model):
    """A step of a procedure: a fact of its cases, when and by whom it is recorded, where it leads (RS16).

    The kind of case brings a date for each fact. A procedure has those of them for which it has a step, in
    the order of ``sequence``: the last step reached decides the state of the case.
    """

    _name = "customs.procedure.step"
    _description = "Step of a Procedure"
    _inherit = ["customs.settled.row.mixin", "customs.verified.mixin", "mail.thread"]
    _deciding = DECIDING
    _is_cached = True
    _order = "procedure_id, sequence, id"
    _rec_names_search = ["name", "article"]

    verified = fields.Boolean(tracking=True)
    source = fields.Char(tracking=True)
    procedure_id = fields.Many2one(
        "customs.procedure", required=True, index=True, ondelete="cascade", tracking=True
    )
    agreement_id = fields.Many2one(related="procedure_id.agreement_id")
    case_model = fields.Selection(related="procedure_id.case_model")
    sequence = fields.Integer(default=10, tracking=True, help="The order of the steps in the law.")
    fact = fields.Char(
        required=True, tracking=True, help="The date of the case that is recorded with this step."
    )
    name = fields.Char(
        required=True,
        translate=True,
        tracking=True,
        help="Name of the step on screens and in letters.",
    )
    article = fields.Char(tracking=True, help="The article of the step. Empty: none is cited.")
    recorded_by = fields.Selection(
        [("officer", "Officer"), ("supervisor", "Supervisor")],
        required=True,
        default="officer",
        tracking=True,
        help="Who records the step. A supervisor may always do so.",
    )
    after_ids = fields.Many2many(
        "customs.procedure.step",
        "customs_procedure_step_after_rel",
        "step_id",
        "former_id",
        string="Only after",
        copy=False,
        tracking=True,
        domain="[('procedure_id', '=', procedure_id), ('id', '!=', id)]",
        help="Steps that must be recorded before this one.",
    )
    without_ids = fields.Many2many(
        "customs.procedure.step",
        "customs_procedure_step_without_rel",
        "step_id",
        "other_id",
        string="Not together with",
        copy=False,
        tracking=True,
        domain="[('procedure_id', '=', procedure_id), ('id', '!=', id)]",
        help="Steps that exclude this one.",
    )
    reference_required = fields.Boolean(
        string="Number of the Document Required",
        tracking=True,
        help="The step is recorded with the number of the document that came or went.",
    )
    lapse_of = fields.Char(
        string="Says That Time Has Passed for",
        tracking=True,
        help="The step establishes that this date was not recorded in time: it comes after the last day.",
    )
    state = fields.Char(
        string="Leads to",
        copy=True,  # Odoo copies no field of this name
        tracking=True,
        help="The state of the case once the step is recorded.",
    )
    state_name = fields.Char(
        string="Name of the State",
        translate=True,
        tracking=True,
        help="What this procedure calls the state. Empty: its usual name.",
    )
    closes = fields.Boolean(string="Closes the Case", tracking=True)
    undoes = fields.Boolean(
        string="Takes Back What Followed",
        tracking=True,
        help="Once the step is recorded, what was proposed in the case is no longer justified, for example "
        "because the request was withdrawn.",
    )
    fact_choices = fields.Json(compute="_compute_choices")
    date_choices = fields.Json(compute="_compute_choices")
    state_choices = fields.Json(compute="_compute_choices")

    _fact_uniq = models.Constraint(
        "UNIQUE(procedure_id, fact)", "The procedure already has a step for this fact."
    )

    @api.depends("case_model")
    @api.depends_context("lang")
    def _compute_choices(self):
        for step in self:
            kind = self.env[step.case_model] if step.case_model else None
            specs = kind._fact_specs() if kind is not None else {}
            dates = kind._fact_dates() if kind is not None else ()
            step.fact_choices = [[name, kind._fact_label(name)] for name in specs]
            step.date_choices = [[name, kind._fact_label(name)] for name in dates]
            step.state_choices = (
                [list(pair) for pair in kind._fields["state"]._description_selection(self.env)]
                if kind is not None
                else []
            )

    @api.onchange("fact")
    def _onchange_fact(self):
        """A new step begins with what is usual for its fact."""
        kind = self.env[self.case_model] if self.case_model else None
        spec = kind._fact_specs().get(self.fact) if kind is not None else None
        if spec:
            self.name = kind._fact_label(self.fact)
            self.update(self._usual_values(spec))

    @api.model
    def _usual_values(self, spec):
        """Return what a new procedure begins with for a fact of this `FactSpec`, without the other steps."""
        return {
            "recorded_by": "supervisor" if spec.supervisor else "officer",
            "reference_required": bool(spec.reference_field) and not spec.number_optional,
            "lapse_of": spec.lapse_of or False,
            "state": spec.state or False,
            "closes": spec.closes,
            "undoes": spec.undoes,
        }

    # What a step may say

    @api.constrains("procedure_id", "fact", "lapse_of", "state", "reference_required")
    def _check_kind(self):
        """A step says what the kind of case has: its dates, its states, a place for the number."""
        for step in self:
            kind = self.env[step.case_model]
            specs = kind._fact_specs()
            dates = kind._fact_dates()
            states = dict(kind._fields["state"]._description_selection(self.env))
            problems = []
            if step.fact not in specs:
                problems.append(
                    self.env._(
                        "'%(fact)s' is not a fact of this type of case. Choose from: %(known)s.",
                        fact=step.fact,
                        known=", ".join(specs),
                    )
                )
            elif step.reference_required and not specs[step.fact].reference_field:
                problems.append(self.env._("This type of case keeps no number of a document for this step."))
            if step.lapse_of and step.lapse_of not in dates:
                problems.append(
                    self.env._(
                        "'%(fact)s' is not a date of this type of case. Choose from: %(known)s.",
                        fact=step.lapse_of,
                        known=", ".join(dates),
                    )
                )
            if step.state and step.state not in states:
                problems.append(
                    self.env._(
                        "'%(state)s' is not a state of this type of case. Choose from: %(known)s.",
                        state=step.state,
                        known=", ".join(states),
                    )
                )
            if problems:
                raise ValidationError("\n".join(f"{step.name}: {problem}" for problem in problems))

    @api.constrains("after_ids", "without_ids", "procedure_id", "fact")
    def _check_order(self):
        """Steps refer to steps of their procedure, and none waits for itself."""
        for step in self:
            strange = (step.after_ids | step.without_ids).filtered(
                lambda other, step=step: other.procedure_id != step.procedure_id
            )
            both = step.after_ids & step.without_ids
            problems = []
            if strange:
                problems.append(
                    self.env._(
                        "these steps belong to another procedure: %s.", ", ".join(strange.mapped("name"))
                    )
                )
            if both:
                problems.append(
                    self.env._(
                        "a step cannot both come before and exclude it: %s.", ", ".join(both.mapped("name"))
                    )
                )
            if step in step._all_before():
                problems.append(self.env._("the step waits for itself. Change 'Only after'."))
            if problems:
                raise ValidationError("\n".join(f"{step.name}: {problem}" for problem in problems))

    def _all_before(self):
        """Return the steps that must be recorded before these ones, over all levels."""
        found, level = self.browse(), self.after_ids
        while level - found:
            found |= level
            level = level.after_ids
        return found
