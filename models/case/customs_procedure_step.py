from odoo import models


class CustomsProcedureStep(models.Model):
    """By the steps facts are recorded and states follow."""

    _name = "customs.procedure.step"
    _inherit = ["customs.procedure.step", "customs.sealed.law.mixin"]
    _seal_path = ("procedure_id",)
    _counted_fields = frozenset(
        {
            "sequence",
            "fact",
            "article",
            "recorded_by",
            "after_ids",
            "without_ids",
            "reference_required",
            "lapse_of",
            "state",
            "closes",
            "undoes",
            "verified",
            "source",
        }
    )
