from odoo import api, fields, models


class CustomsProofType(models.Model):
    """A kind of proof of origin with the agreement's terms: validity, value limit, tolerance, retention."""

    _name = "customs.proof.type"
    _description = "Type of Proof of Origin"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("certificate", "Certificate issued by an authorised body"),
            ("declaration", "Declaration made out by the exporter"),
        ],
        required=True,
        default="certificate",
    )
    article = fields.Char(required=True)
    specimens_needed = fields.Boolean(
        default=True,
        help="Such a proof counts only if what the agreement requires to be exchanged had been received by "
        "its day of issue.",
    )
    content_article = fields.Char(
        string="Article on the Content", help="Article on what the proof must contain."
    )
    signature_article = fields.Char(
        string="Article on the Signature", help="Article on who signs the proof and how."
    )
    validity_length = fields.Integer(required=True, help="How long the proof is valid.")
    validity_unit = fields.Selection(
        [("day", "Days"), ("month", "Months"), ("year", "Years")], required=True, default="month"
    )
    value_limit = fields.Monetary(
        currency_field="limit_currency_id",
        help="Highest customs value of a consignment for which this proof may be used. Zero: no limit.",
    )
    value_article = fields.Char(string="Article on the Limit")
    limit_currency_id = fields.Many2one("res.currency", related="agreement_id.limit_currency_id")
    weight_tolerance_percent = fields.Float(
        digits=(5, 2),
        help="Percentage by which the actual gross weight may exceed the proof's.",
    )
    weight_article = fields.Char()
    weight_ground_id = fields.Many2one(
        "customs.ground",
        string="Ground if Overweight",
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
        help="Ground cited if the actual gross weight exceeds the proof's by more than the tolerance.",
    )
    retention_length = fields.Integer(required=True, help="How long copies and documents are kept.")
    retention_unit = fields.Selection([("month", "Months"), ("year", "Years")], required=True, default="year")
    retention_article = fields.Char()
    languages = fields.Char(help="Languages in which the proof may be completed.")
    original_article = fields.Char(
        string="Article on the Paper Original", help="Article by which the paper original is presented."
    )
    original_asked = fields.Boolean(
        string="Ask for the Paper Original",
        help="Set by the authority: unless the paper original is recorded as presented or waived, it is not "
        "known whether the goods have the preference. If not ticked, it matters once it was demanded.",
    )
    original_ground_id = fields.Many2one(
        "customs.ground",
        string="Ground if Not Presented",
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
        help="Ground cited if the paper original, or a certificate instead of the proof, was demanded and "
        "not presented.",
    )
    original_reason_ids = fields.One2many(
        "customs.original.reason", "proof_type_id", string="Reasons to Demand the Original"
    )
    question_ids = fields.One2many("customs.proof.question", "proof_type_id", string="Requirements")
    box_ids = fields.One2many("customs.proof.box", "proof_type_id", string="Content")
    remark_ids = fields.One2many("customs.proof.remark", "proof_type_id", string="Remarks")

    _code_uniq = models.Constraint(
        "UNIQUE(agreement_id, code)", "This type of proof already exists in the agreement."
    )
    _positive_terms = models.Constraint(
        "CHECK(validity_length > 0 AND retention_length > 0 AND value_limit >= 0 "
        "AND weight_tolerance_percent BETWEEN 0 AND 100)",
        "Validity and retention must be greater than zero, the limit must not be negative, and "
        "the tolerance must be between 0 and 100 per cent.",
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        """Usual for what an authorised body issues; the text of the agreement decides."""
        self.specimens_needed = self.kind == "certificate"

    @api.model
    def _data_of_proofs(self):
        """Return what a proof of origin has: field -> its usual name. The room of proofs says it."""
        return {}
