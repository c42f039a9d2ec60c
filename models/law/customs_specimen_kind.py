from odoo import fields, models


class CustomsSpecimenKind(models.Model):
    """One of the things that Parties exchange before certificates count (RS15.1)."""

    _name = "customs.specimen.kind"
    _description = "What Parties Exchange"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    article = fields.Char(required=True)
    sent_for = fields.Selection(
        [
            ("body", "The authorised body that issues the proof"),
            ("country", "Any authority of its country"),
        ],
        string="Exchanged for",
        required=True,
        default="body",
        help="Whose specimen counts for a proof.",
    )
    is_required = fields.Boolean(
        string="Required",
        default=True,
        help="Without it, the preference is not granted on proofs of the agreement.",
    )

    _code_uniq = models.Constraint("UNIQUE(agreement_id, code)", "The agreement already names this.")
