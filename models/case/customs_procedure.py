from odoo import models


class CustomsProcedure(models.Model):
    """By its dates rules hold, by its grounds decisions are proposed."""

    _name = "customs.procedure"
    _inherit = ["customs.procedure", "customs.sealed.law.mixin"]
    _seal_path = ("agreement_id",)
    _counted_fields = frozenset(
        {
            "code",
            "case_model",
            "answered_by",
            "hs_digits",
            "suspension_article",
            "whose_day",
            "restored_after_period",
            "valid_from",
            "valid_to",
            "active",
            "is_draft",
            "former_version_id",
        }
    )
