from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsProcedure(models.Model):
    """A procedure of an agreement: what a case of one kind must do, by when, on which grounds."""

    _name = "customs.procedure"
    _description = "Procedure"
    _order = "agreement_id, sequence, id"
    _rec_names_search = ["code", "name"]

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    article = fields.Char(
        required=True, help="The article that sets up the procedure, e.g. 'Annex 3, Art. 16'."
    )
    case_model = fields.Selection(
        selection="_selection_case_model",
        required=True,
        help="The kind of case that runs under this procedure. Deadline rules name its facts.",
    )
    hs_digits = fields.Integer(
        string="HS Digits for Similar Goods",
        default=10,
        help="How many digits of the HS code must agree for goods to be similar (RS16.12c).",
    )
    suspension_article = fields.Char(
        string="Article of the Suspension",
        help="The article that allows the preference for similar goods to be suspended while the procedure "
        "runs (RS16.12). Empty: it is not allowed.",
    )
    refusal_ground_id = fields.Many2one(
        "customs.ground", string="Ground when Refused", help="Proposed when the other side refuses (RS16.6)."
    )
    obstruction_ground_id = fields.Many2one(
        "customs.ground", string="Ground when Obstructed", help="Proposed on obstruction (RS16.8b)."
    )
    failure_ground_id = fields.Many2one(
        "customs.ground",
        string="Ground on Failure",
        help="Proposed when the result does not allow a conclusion or shows non-compliance (RS11.1.7, "
        "RS15.8).",
    )
    false_ground_id = fields.Many2one(
        "customs.ground",
        string="Ground on a False Proof",
        help="Proposed when the proof is found false, annulled or issued on invalid data (RS11.1.3).",
    )
    rule_ids = fields.One2many("customs.deadline.rule", "procedure_id", string="Deadline Rules")
    service_rule_ids = fields.One2many("customs.service.rule", "procedure_id", string="Rules of Service")
    content_item_ids = fields.One2many("customs.content.item", "procedure_id", string="Content Lists")
    valid_from = fields.Date()
    valid_to = fields.Date()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(agreement_id, code)", "A procedure with this code is already in the agreement."
    )
    _hs_digits_range = models.Constraint(
        "CHECK(hs_digits BETWEEN 4 AND 10)", "Similar goods agree in 4 to 10 digits of the HS code."
    )

    @api.model
    def _selection_case_model(self):
        """Return the models of cases: those that carry the case mixin, whichever module brings them."""
        return [
            (name, self.env[name]._description)
            for name, model in self.env.registry.items()
            if getattr(model, "_is_customs_case", False) and not model._abstract
        ]

    @api.depends("agreement_id.code", "name")
    def _compute_display_name(self):
        for procedure in self:
            procedure.display_name = f"{procedure.name} ({procedure.agreement_id.code})"

    @api.constrains("valid_from", "valid_to")
    def _check_dates(self):
        for procedure in self:
            if procedure.valid_from and procedure.valid_to and procedure.valid_to < procedure.valid_from:
                raise ValidationError(
                    self.env._("Procedure %s: the last day lies before the first day.", procedure.name)
                )
