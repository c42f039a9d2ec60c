from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .visit_team import problem_of_cost


class CustomsInspectionCost(models.Model):
    """A cost of a representative of the importing Party, which bears it (RS16.13)."""

    _name = "customs.inspection.cost"
    _description = "Cost of a Member of the Inspection Team"
    _inherit = ["customs.visit.row.mixin"]
    _order = "member_id, spent_on, id"

    member_id = fields.Many2one(
        "customs.inspection.member",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('visit_id', '=', visit_id)]",
    )
    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("travel", "Travel"),
            ("accommodation", "Accommodation"),
            ("daily", "Daily allowance"),
            ("interpreter", "Interpreter"),
            ("other", "Other"),
        ],
        required=True,
        default="travel",
    )
    name = fields.Char(string="Description")
    spent_on = fields.Date(string="Date", required=True, default=fields.Date.context_today)
    amount = fields.Monetary(required=True, aggregator="sum")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id, ondelete="restrict"
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "The cost must be greater than zero.")

    @api.constrains("member_id", "visit_id")
    def _check_member(self):
        for cost in self:
            if cost.member_id.visit_id != cost.visit_id:
                raise ValidationError(self.env._("This person is not a member of the team of this visit."))
            problem = problem_of_cost(cost.member_id)
            if problem:
                raise ValidationError(problem)
