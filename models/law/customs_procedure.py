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
        required=True, help="The article that establishes the procedure, e.g. 'Annex 3, Art. 16'."
    )
    case_model = fields.Selection(
        selection="_selection_case_model",
        required=True,
        help=(
            "The type of case under this procedure. Its deadline rules use the facts of this type of case."
        ),
    )
    hs_digits = fields.Integer(
        string="HS Digits for Similar Goods",
        default=10,
        help="How many digits of the HS code similar goods must share.",
    )
    suspension_article = fields.Char(
        string="Article of the Suspension",
        help="The article that allows the preference for similar goods to be suspended during the "
        "procedure. Empty: suspension is not allowed.",
    )
    refusal_ground_id = fields.Many2one(
        "customs.ground",
        ondelete="restrict",
        string="Ground if Refused",
        help="Proposed if the other Party or the verified person refuses the visit.",
    )
    obstruction_ground_id = fields.Many2one(
        "customs.ground",
        ondelete="restrict",
        string="Ground if Obstructed",
        help="Proposed if the visit is obstructed.",
    )
    failure_ground_id = fields.Many2one(
        "customs.ground",
        ondelete="restrict",
        string="Ground if the Result Is Insufficient",
        help="Proposed if the result does not allow a conclusion or shows that the goods do not comply.",
    )
    false_ground_id = fields.Many2one(
        "customs.ground",
        ondelete="restrict",
        string="Ground if the Proof Is Forged",
        help="Proposed if the proof is found to be forged, annulled or issued on invalid data.",
    )
    rule_ids = fields.One2many("customs.deadline.rule", "procedure_id", string="Deadline Rules")
    service_rule_ids = fields.One2many("customs.service.rule", "procedure_id", string="Service Rules")
    content_item_ids = fields.One2many("customs.content.item", "procedure_id", string="Content Lists")
    valid_from = fields.Date()
    valid_to = fields.Date()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(agreement_id, code)", "A procedure with this code is already in the agreement."
    )
    _hs_digits_range = models.Constraint(
        "CHECK(hs_digits BETWEEN 4 AND 10)",
        "Enter a number from 4 to 10: the digits of the HS code that similar goods share.",
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
                    self.env._("Procedure %s: the last day is before the first day.", procedure.name)
                )
