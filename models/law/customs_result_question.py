from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What of a question decides about cases; the rest are words.
DECIDING = frozenset({"answer", "is_needed"})


class CustomsResultQuestion(models.Model):
    """A question that a procedure asks of a result, in its own words (RS15.6c, VN4.30(1)).

    The kind of case brings a place for each answer. A procedure asks those for which it has a row. What
    follows from a "no" is a row of its consequences.
    """

    _name = "customs.result.question"
    _description = "Question on a Result"
    _inherit = ["customs.settled.row.mixin", "customs.verified.mixin", "mail.thread"]
    _deciding = DECIDING
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one(
        "customs.procedure", required=True, index=True, ondelete="cascade", tracking=True
    )
    case_model = fields.Selection(related="procedure_id.case_model")
    sequence = fields.Integer(default=10, tracking=True)
    answer = fields.Char(
        string="Answered in", required=True, tracking=True, help="Where the case keeps the answer."
    )
    name = fields.Char(
        string="Statement",
        required=True,
        translate=True,
        tracking=True,
        help="What is answered with yes or no, as a statement: on screens and in reasons.",
    )
    question = fields.Char(
        required=True,
        translate=True,
        tracking=True,
        help="The same as a question to the authority that is asked.",
    )
    article = fields.Char(tracking=True, help="The article that asks for the answer. Empty: none is cited.")
    is_needed = fields.Boolean(
        string="Needed for a Conclusion",
        default=True,
        tracking=True,
        help="A result that leaves this question open does not allow a conclusion.",
    )
    verified = fields.Boolean(tracking=True)
    source = fields.Char(tracking=True)
    answer_choices = fields.Json(compute="_compute_answer_choices")

    _answer_uniq = models.Constraint(
        "UNIQUE(procedure_id, answer)", "The procedure already has a question with this answer."
    )

    @api.depends("case_model")
    @api.depends_context("lang")
    def _compute_answer_choices(self):
        for row in self:
            answers = self.env[row.case_model]._result_answers() if row.case_model else {}
            row.answer_choices = [[name, usual["name"]] for name, usual in answers.items()]

    @api.onchange("answer")
    def _onchange_answer(self):
        """A new question begins with the usual words for its answer."""
        answers = self.env[self.case_model]._result_answers() if self.case_model else {}
        self.update(answers.get(self.answer, {}))

    @api.constrains("answer", "procedure_id")
    def _check_answer(self):
        for row in self:
            answers = self.env[row.case_model]._result_answers()
            if row.answer not in answers:
                raise ValidationError(
                    self.env._(
                        "%(question)s: cases of %(procedure)s keep no answer '%(answer)s'. Choose from: "
                        "%(known)s.",
                        question=row.name,
                        procedure=row.procedure_id.display_name,
                        answer=row.answer,
                        known=", ".join(answers) or "-",
                    )
                )
