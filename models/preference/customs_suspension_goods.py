from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import characteristics
from ..origin.customs_origin_proof_line import HS_CODE
from .customs_declaration_line_goods import CHARACTERISTICS


class CustomsSuspensionGoods(models.Model):
    """Goods for which a suspension stands: what declared goods must have in common with them (RS16.12c).

    Similar goods have the same HS code, the same characteristics, and the same producer or the same exporter.
    A characteristic that is named here must be the declared one. Where the declaration leaves it out, or
    none is named here, a person judges (`customs.suspension.judgement`), unless the goods have none that
    would tell them apart (`no_characteristics`).
    """

    _name = "customs.suspension.goods"
    _description = "Goods under a Suspension"
    _order = "suspension_id, sequence, id"
    _rec_name = "description"

    suspension_id = fields.Many2one(
        "customs.preference.suspension", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    visit_goods_id = fields.Many2one(
        "customs.visit.goods", string="Goods of the Visit", index="btree_not_null", ondelete="restrict"
    )
    hs_code = fields.Char(string="HS Code", required=True)
    description = fields.Char(required=True)
    brand = fields.Char(help="Trade mark.")
    goods_model = fields.Char(string="Model")
    article_no = fields.Char(string="Article No.")
    no_characteristics = fields.Boolean(
        string="Nothing Tells Them Apart",
        help="Tick it where goods of this HS code of this producer or exporter have no characteristics that "
        "differ: then all of them are similar.",
    )
    producer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    exporter_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")

    # By these the declarations' goods are matched, in SQL.
    hs_prefix = fields.Char(compute="_compute_hs_prefix", store=True)
    brand_key = fields.Char(compute="_compute_keys", store=True)
    goods_model_key = fields.Char(compute="_compute_keys", store=True)
    article_no_key = fields.Char(compute="_compute_keys", store=True)
    producer_firm_id = fields.Many2one("res.partner", compute="_compute_firms", store=True)
    exporter_firm_id = fields.Many2one("res.partner", compute="_compute_firms", store=True)
    importing_authority_id = fields.Many2one(
        related="suspension_id.importing_authority_id", store=True, index=True
    )
    agreement_id = fields.Many2one(related="suspension_id.agreement_id", store=True)
    starts_on = fields.Date(related="suspension_id.starts_on", store=True)
    started_on = fields.Date(related="suspension_id.started_on", store=True)
    ended_on = fields.Date(related="suspension_id.ended_on", store=True)

    @api.depends("hs_code", "suspension_id.hs_digits")
    def _compute_hs_prefix(self):
        for goods in self:
            goods.hs_prefix = (goods.hs_code or "")[: goods.suspension_id.hs_digits]

    @api.depends(*CHARACTERISTICS)
    def _compute_keys(self):
        for goods in self:
            for name in CHARACTERISTICS:
                goods[f"{name}_key"] = characteristics.key(goods[name])

    @api.depends("producer_id.commercial_partner_id", "exporter_id.commercial_partner_id")
    def _compute_firms(self):
        for goods in self:
            goods.producer_firm_id = goods.producer_id.sudo().commercial_partner_id
            goods.exporter_firm_id = goods.exporter_id.sudo().commercial_partner_id

    @api.constrains("hs_code")
    def _check_hs_code(self):
        for goods in self:
            if not HS_CODE.match(goods.hs_code or ""):
                raise ValidationError(
                    self.env._(
                        "%(goods)s: HS code '%(code)s' has not 6 to 10 digits.",
                        goods=goods.description,
                        code=goods.hs_code or "",
                    )
                )
