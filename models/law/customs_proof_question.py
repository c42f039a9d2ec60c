from odoo import fields, models


class CustomsProofQuestion(models.Model):
    """What an agreement asks of a type of proof (RS13.5, RS13.7, RS18).

    Asked when its paper is examined, only shown, or demanded of the person who made it out.
    """

    _name = "customs.proof.question"
    _description = "Requirement for a Proof of Origin"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _belongs_to = "proof_type_id"
    _noted_on = "proof_type_id.agreement_id"
    _order = "proof_type_id, sequence, id"

    proof_type_id = fields.Many2one("customs.proof.type", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(string="Requirement", required=True, translate=True)
    article = fields.Char(required=True)
    is_asked = fields.Boolean(
        string="Asked",
        default=True,
        help="The officer who examines the paper says whether it is met. If not ticked, it is only shown.",
    )
    is_demanded = fields.Boolean(
        string="Demanded by the Requested Authority",
        help="The requested authority can demand it on the portal from the person who made out the proof.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(proof_type_id, code)", "This type of proof already has this requirement."
    )
