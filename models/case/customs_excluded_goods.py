from odoo import models


class CustomsExcludedGoods(models.Model):
    """By its rows goods have no preference."""

    _name = "customs.excluded.goods"
    _inherit = ["customs.excluded.goods", "customs.sealed.law.mixin"]
    _seal_path = ("agreement_id",)
    _counted_fields = frozenset(
        {
            "importing_side",
            "kind",
            "hs_code",
            "hs_key",
            "except_codes",
            "partly",
            "narrowed_by",
            "origin_country_ids",
            "goods_condition",
            "description",
            "quantity",
            "unit",
            "proof_remark",
            "article",
            "valid_from",
            "valid_to",
            "active",
            "verified",
            "source",
        }
    )
