import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .named_to_user import named_to_user

# A code with a colon is that of a proposal that follows from something else, as from a deadline.
CODE = re.compile(r"[\w.-]+\Z")


class CustomsConsequence(models.Model):
    """What follows for the preference from a step or an outcome (RS11.1, RS15.8, RS16.6, RS16.8b, VN4.31(9)).

    A refusal on ``ground_id``, or a restoration, is proposed while the step is recorded or the outcome holds,
    and withdrawn when it is not any more. What follows from a missed deadline stands with its rule.
    """

    _name = "customs.consequence"
    _description = "Consequence"
    _inherit = ["customs.settled.row.mixin", "customs.verified.mixin", "mail.thread"]
    _deciding = frozenset({"code", "step_id", "outcome", "kind", "ground_id", "binding"})
    _order = "procedure_id, sequence, id"
    _rec_name = "code"

    verified = fields.Boolean(tracking=True)
    source = fields.Char(tracking=True)
    procedure_id = fields.Many2one(
        "customs.procedure", required=True, index=True, ondelete="cascade", tracking=True
    )
    agreement_id = fields.Many2one(related="procedure_id.agreement_id")
    case_model = fields.Selection(related="procedure_id.case_model")
    sequence = fields.Integer(default=10, tracking=True, help="The first of several is named in letters.")
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="Technical code: by it a decision knows the consequence. Empty: the step or the outcome.",
    )
    step_id = fields.Many2one(
        "customs.procedure.step",
        string="If This Step Is Recorded",
        ondelete="cascade",
        tracking=True,
        domain="[('procedure_id', '=', procedure_id)]",
    )
    outcome = fields.Char(
        string="If This Is the Outcome", tracking=True, help="What the record of the case may show."
    )
    outcome_choices = fields.Json(compute="_compute_outcome_choices")
    kind = fields.Selection(
        [("refusal", "Refusal of preference"), ("restoration", "Restoration of preference")],
        string="Proposed",
        required=True,
        default="refusal",
        tracking=True,
        help="Restoration: of goods of the case that were released without preference or refused in it.",
    )
    ground_id = fields.Many2one(
        "customs.ground",
        ondelete="restrict",
        tracking=True,
        domain="[('agreement_id', '=', agreement_id)]",
        help="The ground on which the refusal is proposed.",
    )
    binding = fields.Selection(
        [("shall", "It follows"), ("may", "It may follow")],
        string="Legal Effect",
        required=True,
        default="shall",
        tracking=True,
    )
    article = fields.Char(required=True, tracking=True, help="The article on which the proposal is based.")

    _code_uniq = models.Constraint(
        "UNIQUE(procedure_id, code)", "The procedure already has a consequence with this code."
    )
    _ground_of_refusal = models.Constraint(
        "CHECK((kind = 'refusal') = (ground_id IS NOT NULL))",
        "A refusal needs its ground; a restoration has none.",
    )
    _one_reason = models.Constraint(
        "CHECK((step_id IS NULL) <> (outcome IS NULL))",
        "Choose the step or the outcome from which the consequence follows, not both.",
    )

    @api.depends("step_id.fact", "outcome")
    def _compute_code(self):
        for row in self:
            row.code = row.code or row.outcome or row.step_id.fact

    @api.depends("case_model")
    @api.depends_context("lang")
    def _compute_outcome_choices(self):
        for row in self:
            outcomes = self.env[row.case_model]._outcomes() if row.case_model else {}
            row.outcome_choices = [list(pair) for pair in outcomes.items()]

    @api.depends("step_id", "outcome", "case_model")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            outcomes = self.env[row.case_model]._outcomes() if row.case_model and row.outcome else {}
            row.display_name = row.step_id.name or outcomes.get(row.outcome) or row.outcome or ""

    @api.constrains("procedure_id", "step_id", "outcome", "ground_id", "code")
    def _check_reason(self):
        for row in self:
            outcomes = self.env[row.case_model]._outcomes()
            problems = []
            if not CODE.match(row.code):
                problems.append(
                    self.env._(
                        "The code '%s' may only have letters, digits, underscores, hyphens and dots.",
                        row.code,
                    )
                )
            if row.outcome and row.outcome not in outcomes:
                problems.append(
                    self.env._(
                        "'%(outcome)s' is not an outcome of this type of case. Choose from: %(known)s.",
                        outcome=row.outcome,
                        known=", ".join(outcomes),
                    )
                )
            if row.step_id and row.step_id.procedure_id != row.procedure_id:
                problems.append(self.env._("The step belongs to another procedure. Choose one of this one."))
            if row.ground_id and row.ground_id.agreement_id != row.agreement_id:
                problems.append(
                    self.env._("The ground belongs to another agreement. Choose a ground of this one.")
                )
            if problems:
                raise ValidationError("\n".join(f"{row.display_name}: {problem}" for problem in problems))

    def _refuse_addition_to_used(self):
        """Nothing is based on a new consequence."""

    def _refuse_loss_of_history(self):
        """What was changed in the law of cases stays on record."""
        for row in self._with_kept_history() if not self._is_by_the_software() else ():
            raise UserError(
                self.env._(
                    "The consequence %(consequence)s of %(procedure)s cannot be deleted: its history is "
                    "kept, because something is recorded on %(case)s. Duplicate the procedure, enter the "
                    "last day of this one, and delete the consequence in the new one.",
                    consequence=row.display_name,
                    procedure=row.procedure_id.display_name,
                    case=named_to_user(row.procedure_id.sudo()._recorded_case(), self.env),
                )
            )

    def _refuse_change_of_used(self):
        """What was proposed or decided rests on its consequence: another law is another procedure."""
        for row in () if self._is_by_the_software() else self:
            decision = row.sudo()._resting_decision()
            if decision:
                raise UserError(
                    self.env._(
                        "The consequence %(consequence)s of %(procedure)s cannot be changed: %(decision)s "
                        "is based on it. Duplicate the procedure, enter the last day of this one, and change "
                        "the new one.",
                        consequence=row.display_name,
                        procedure=row.procedure_id.display_name,
                        decision=named_to_user(decision, self.env),
                    )
                )

    def _resting_decision(self):
        """Return a decision that is based on this consequence, or None; a later room knows them."""
        self.ensure_one()
