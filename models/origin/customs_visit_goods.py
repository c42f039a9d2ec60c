from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customs_origin_proof_line import HS_CODE


class CustomsVisitGoods(models.Model):
    """Goods that are the object of a visit, and what it found of them (RS16.4.3, RS16.10.8)."""

    _name = "customs.visit.goods"
    _description = "Goods of a Verification Visit"
    _inherit = ["customs.visit.row.mixin"]
    _order = "visit_id, sequence, id"
    _rec_name = "description"
    _in_request = frozenset(
        {"sequence", "proof_line_id", "hs_code", "description", "producer_id", "declarations"}
    )
    _in_report = frozenset({"production_found", "conclusion", "conclusion_reason"})

    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    proof_line_id = fields.Many2one(
        "customs.origin.proof.line", string="Goods on the Proof", index=True, ondelete="restrict"
    )
    proof_id = fields.Many2one(
        related="proof_line_id.proof_id", string="Proof of Origin", store=True, index=True
    )
    criterion_text = fields.Char(related="proof_line_id.criterion_text", string="Criterion Claimed")
    hs_code = fields.Char(string="HS Code", required=True)
    description = fields.Char(required=True)
    producer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    declarations = fields.Char(help="The customs declarations with which the goods were imported.")
    production_found = fields.Text(
        copy=False,
        help="The production of these goods actually carried out.",
    )
    conclusion = fields.Selection([("complies", "Complies"), ("not_complies", "Does not comply")], copy=False)
    conclusion_reason = fields.Text(copy=False)

    @api.constrains("hs_code", "proof_line_id", "visit_id")
    def _check_goods(self):
        for goods in self:
            if not HS_CODE.match(goods.hs_code or ""):
                raise ValidationError(
                    self.env._(
                        "%(goods)s: HS code '%(code)s' must have 6 to 10 digits.",
                        goods=goods.description,
                        code=goods.hs_code or "",
                    )
                )
            proof = goods.proof_id.sudo()
            if proof and proof.importing_authority_id != goods.visit_id.importing_authority_id:
                raise ValidationError(
                    self.env._("%s: its proof of origin belongs to another authority.", goods.description)
                )
            if proof and proof.agreement_id != goods.visit_id.agreement_id:
                raise ValidationError(
                    self.env._(
                        "%(goods)s: %(proof)s was issued under another agreement.",
                        goods=goods.description,
                        proof=proof.display_name,
                    )
                )

    @api.onchange("proof_line_id")
    def _onchange_proof_line(self):
        if self.proof_line_id:
            self.update(self._from_proof_line(self.proof_line_id))

    @api.model
    def _from_proof_line(self, line):
        """Return the values of goods taken from a line of a proof."""
        return {
            "proof_line_id": line.id,
            "hs_code": line.hs_code,
            "description": " ".join((line.description or "").split()),
            "producer_id": line.producer_id.id,
        }
