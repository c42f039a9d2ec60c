from odoo import models


class CustomsServiceRule(models.Model):
    """By it a letter counts as served."""

    _name = "customs.service.rule"
    _inherit = ["customs.service.rule", "customs.sealed.law.mixin"]
    _seal_path = ("procedure_id",)
    _counted_fields = frozenset({"channel", "counts_from", "days", "article", "verified", "source"})
