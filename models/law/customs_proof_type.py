from odoo import fields, models


class CustomsProofType(models.Model):
    """A kind of proof of origin with the agreement's terms: validity, value limit, tolerance, retention."""

    _name = "customs.proof.type"
    _description = "Type of Proof of Origin"
    _inherit = ["customs.verified.mixin"]
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("certificate", "Certificate issued by an authorised body"),
            ("declaration", "Declaration by the maker"),
        ],
        required=True,
        default="certificate",
    )
    article = fields.Char(required=True)
    validity_length = fields.Integer(required=True, help="How long the proof is valid (RS12.4, RS13.2).")
    validity_unit = fields.Selection(
        [("day", "Days"), ("month", "Months"), ("year", "Years")], required=True, default="month"
    )
    value_limit = fields.Monetary(
        currency_field="limit_currency_id",
        help="Customs value of the consignment up to which this proof will do (RS13.1). Zero: no limit.",
    )
    limit_currency_id = fields.Many2one("res.currency", related="agreement_id.limit_currency_id")
    weight_tolerance_percent = fields.Float(
        digits=(5, 2),
        help="Per cent by which the actual gross weight may exceed the proof's (RS12.5).",
    )
    weight_article = fields.Char()
    weight_ground_id = fields.Many2one(
        "customs.ground",
        string="Ground when Too Heavy",
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
        help="Named where the actual gross weight exceeds the proof's by more than is allowed (RS11.1.5).",
    )
    retention_length = fields.Integer(
        required=True, help="How long copies and documents are kept (RS12.10, RS13.6)."
    )
    retention_unit = fields.Selection([("month", "Months"), ("year", "Years")], required=True, default="year")
    retention_article = fields.Char()
    languages = fields.Char(help="Languages in which the proof may be made out.")
    remark_ids = fields.One2many("customs.proof.remark", "proof_type_id", string="Remarks")

    _code_uniq = models.Constraint("UNIQUE(agreement_id, code)", "This type of proof is already there.")
    _positive_terms = models.Constraint(
        "CHECK(validity_length > 0 AND retention_length > 0 AND value_limit >= 0 "
        "AND weight_tolerance_percent BETWEEN 0 AND 100)",
        "Validity and retention are longer than nothing; the limit is not below zero, and the tolerance lies "
        "between 0 and 100 per cent.",
    )
