from odoo import api, fields, models


class CustomsOriginCriterion(models.Model):
    """A criterion of origin as a proof states it per goods line: P, Y15%, Pk (RS18.4.9)."""

    _name = "customs.origin.criterion"
    _description = "Origin Criterion"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _order = "agreement_id, sequence, id"
    _rec_names_search = ["code", "name"]

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    article = fields.Char(required=True)
    percent_required = fields.Boolean(
        help="The criterion is followed by the percentage of foreign materials."
    )
    percent_max = fields.Float(digits=(5, 2), help="The highest percentage of foreign materials allowed.")

    _code_uniq = models.Constraint(
        "UNIQUE(agreement_id, code)", "This criterion already exists in the agreement."
    )
    _percent_range = models.Constraint(
        "CHECK(COALESCE(percent_max, 0) BETWEEN 0 AND 100)",
        "The highest percentage must be between 0 and 100.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for criterion in self:
            criterion.display_name = f"{criterion.code} {criterion.name}"
