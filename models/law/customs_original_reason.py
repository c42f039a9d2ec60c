from odoo import fields, models


class CustomsOriginalReason(models.Model):
    """Why the paper original of a proof, or a certificate in its place, may be demanded (RS13.4, RS14.3)."""

    _name = "customs.original.reason"
    _description = "Reason to Demand a Paper Original"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _belongs_to = "proof_type_id"
    _noted_on = "proof_type_id.agreement_id"
    _order = "proof_type_id, sequence, id"

    proof_type_id = fields.Many2one("customs.proof.type", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    article = fields.Char(required=True)
    demanded = fields.Selection(
        [
            ("original", "The paper original of the proof"),
            ("certificate", "A certificate of origin on paper instead of it"),
        ],
        required=True,
        default="original",
        help="What is demanded for this reason.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(proof_type_id, code)", "This type of proof already has this reason."
    )
