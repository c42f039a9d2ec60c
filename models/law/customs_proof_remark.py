from odoo import api, fields, models


class CustomsProofRemark(models.Model):
    """A remark of the proof: what it must say, and to which other proof it must point (RS12.6-RS12.9)."""

    _name = "customs.proof.remark"
    _description = "Remark on a Proof of Origin"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _belongs_to = "proof_type_id"
    _noted_on = "proof_type_id.agreement_id"
    _order = "proof_type_id, sequence, id"

    proof_type_id = fields.Many2one("customs.proof.type", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("retrospective", "Issued after export"),
            ("duplicate", "Duplicate"),
            ("replacement", "Replacement"),
            ("back_to_back", "Back-to-back"),
        ],
        required=True,
    )
    wording = fields.Char(required=True, help="The words the box must contain, in English.")
    wording_ru = fields.Char(string="Wording in Russian")
    article = fields.Char(required=True)
    names_original = fields.Boolean(
        string="Names the Original",
        default=True,
        help="The box also gives the number and date of the proof it refers to.",
    )
    names_body = fields.Boolean(
        string="Names the Issuing Body",
        help="The box also gives the body that issued the proof it refers to.",
    )
    counts_from_original = fields.Boolean(
        help="The validity counts from the date of issue of the proof it refers to."
    )
    annuls_original = fields.Boolean(help="The proof it refers to is annulled.")

    _kind_uniq = models.Constraint("UNIQUE(proof_type_id, kind)", "This proof type already has this remark.")

    @api.depends("wording")
    def _compute_display_name(self):
        for remark in self:
            remark.display_name = remark.wording
