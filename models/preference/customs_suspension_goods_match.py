from odoo import api, fields, models


class CustomsSuspensionGoods(models.Model):
    """By what the goods of a suspension are found from a declared line, and what follows when they change."""

    _inherit = "customs.suspension.goods"

    hs_digits = fields.Integer(related="suspension_id.hs_digits", store=True, aggregator=None)

    _producer_match_idx = models.Index(
        '(producer_firm_id, hs_prefix COLLATE "C") WHERE started_on IS NOT NULL'
    )
    _exporter_match_idx = models.Index(
        '(exporter_firm_id, hs_prefix COLLATE "C") WHERE started_on IS NOT NULL'
    )

    @api.model_create_multi
    def create(self, vals_list):
        goods = super().create(vals_list)
        goods.suspension_id._mark_changed()
        return goods

    def write(self, vals):
        result = super().write(vals)
        self.suspension_id._mark_changed()
        return result

    def unlink(self):
        suspensions = self.suspension_id
        result = super().unlink()
        suspensions._mark_changed()
        return result
