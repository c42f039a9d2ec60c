from odoo import fields, models
from odoo.exceptions import UserError


class CustomsJudgeGoods(models.TransientModel):
    """Judge whether goods have the characteristics of those of a suspension, or judge anew (RS16.12c)."""

    _name = "customs.judge.goods"
    _description = "Assess Similar Goods"
    _inherit = ["customs.once.mixin"]

    suspension_id = fields.Many2one("customs.preference.suspension", required=True, readonly=True)
    suspension_state = fields.Selection(related="suspension_id.state", related_sudo=False)
    likely_ids = fields.Many2many("customs.likely.goods", string="Goods", readonly=True)
    judgement_id = fields.Many2one("customs.suspension.judgement", string="Assessment", readonly=True)
    described_as = fields.Char(related="judgement_id.described_as", related_sudo=False)
    former = fields.Boolean(related="judgement_id.similar", related_sudo=False, string="Assessed as Similar")
    former_reason = fields.Text(related="judgement_id.reason", related_sudo=False, string="Former Reason")
    verdict = fields.Selection(
        [("similar", "Similar: the same characteristics"), ("other", "Not similar: other goods")],
        required=True,
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Judge, once."""
        if self._begin():
            similar = self.verdict == "similar"
            if self.judgement_id:
                self.judgement_id.correct(similar, self.reason)
            elif self.likely_ids:
                for goods in self.likely_ids.goods_id:
                    rows = self.likely_ids.filtered(lambda row, one=goods: row.goods_id == one)
                    self.suspension_id.judge(
                        goods.id, rows.mapped("characteristics_key"), similar, self.reason
                    )
                self.likely_ids.unlink()
            else:
                raise UserError(self.env._("Choose the goods to assess."))
        return {"type": "ir.actions.act_window_close"}
