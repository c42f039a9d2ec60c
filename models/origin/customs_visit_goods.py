from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customs_origin_proof_line import HS_CODE

REQUEST_FIELDS = {"visit_id", "proof_line_id", "hs_code", "description", "producer_id", "declarations"}


class CustomsVisitGoods(models.Model):
    """Goods that are the object of a visit, with their proof, and what the visit found of them (RS16.4.3, RS16.10.8)."""

    _name = "customs.visit.goods"
    _description = "Goods of a Verification Visit"
    _order = "visit_id, sequence, id"
    _rec_name = "description"

    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    proof_line_id = fields.Many2one(
        "customs.origin.proof.line", string="Goods on the Proof", index=True, ondelete="restrict"
    )
    proof_id = fields.Many2one(related="proof_line_id.proof_id", string="Proof of Origin", store=True, index=True)
    criterion_text = fields.Char(related="proof_line_id.criterion_text", string="Criterion Claimed")
    hs_code = fields.Char(string="HS Code", required=True)
    description = fields.Char(required=True)
    producer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    declarations = fields.Char(help="The customs declarations with which the goods were imported.")
    production_found = fields.Text(
        string="Production Found", help="The production of these goods actually carried out there (RS16.10.7)."
    )
    conclusion = fields.Selection([("complies", "Complies"), ("not_complies", "Does not comply")])
    conclusion_reason = fields.Text()

    @api.constrains("hs_code", "proof_line_id", "visit_id")
    def _check_goods(self):
        for goods in self:
            if not HS_CODE.match(goods.hs_code or ""):
                raise ValidationError(
                    self.env._(
                        "%(goods)s: HS code '%(code)s' has not 6 to 10 digits.",
                        goods=goods.description,
                        code=goods.hs_code or "",
                    )
                )
            if goods.proof_id and goods.proof_id.agreement_id != goods.visit_id.agreement_id:
                raise ValidationError(
                    self.env._(
                        "%(goods)s: %(proof)s was issued under another agreement.",
                        goods=goods.description,
                        proof=goods.proof_id.display_name,
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

    @api.model_create_multi
    def create(self, vals_list):
        goods = super().create(vals_list)
        goods.visit_id._refuse_change_of_approved(["goods_ids"])
        goods.visit_id._note_request_author()
        return goods

    def write(self, vals):
        if REQUEST_FIELDS & vals.keys():
            self.visit_id._refuse_change_of_approved(["goods_ids"])
            self.visit_id._note_request_author()
        if {"conclusion", "conclusion_reason", "production_found"} & vals.keys():
            self.visit_id.report_id._refuse_change_of_approved()
            self.visit_id.report_id._note_author()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self.visit_id._refuse_change_of_approved(["goods_ids"])
