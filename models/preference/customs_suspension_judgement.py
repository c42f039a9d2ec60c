from odoo import fields, models


class CustomsSuspensionJudgement(models.Model):
    """What a person judged of goods whose characteristics the declaration does not tell (RS16.12c).

    It holds for all declared goods that are described alike (`characteristics_key`), those to come included.
    """

    _name = "customs.suspension.judgement"
    _description = "Judgement on Similar Goods"
    _order = "id desc"
    _rec_name = "described_as"

    suspension_id = fields.Many2one(
        "customs.preference.suspension", required=True, index=True, ondelete="restrict"
    )
    goods_id = fields.Many2one(
        "customs.suspension.goods", required=True, index=True, ondelete="cascade", string="Compared with"
    )
    importing_authority_id = fields.Many2one(
        related="suspension_id.importing_authority_id", store=True, index=True
    )
    characteristics_key = fields.Char(required=True)
    described_as = fields.Char(
        required=True, help="Brand, model, article number and description of the declared goods."
    )
    similar = fields.Boolean(help="The goods have the same characteristics.")
    reason = fields.Text()
    judged_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    judged_on = fields.Date(required=True)

    _goods_uniq = models.Constraint(
        "UNIQUE(goods_id, characteristics_key)", "These goods are judged already."
    )
