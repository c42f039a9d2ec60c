from odoo import models


class CustomsConsequence(models.Model):
    """By the consequences refusals are proposed."""

    _name = "customs.consequence"
    _inherit = ["customs.consequence", "customs.sealed.law.mixin"]
    _seal_path = ("procedure_id",)
    _counted_fields = frozenset(
        {
            "sequence",
            "code",
            "step_id",
            "outcome",
            "kind",
            "ground_id",
            "binding",
            "article",
            "verified",
            "source",
        }
    )
