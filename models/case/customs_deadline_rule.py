from odoo import models


class CustomsDeadlineRule(models.Model):
    """By its terms last days are computed."""

    _name = "customs.deadline.rule"
    _inherit = ["customs.deadline.rule", "customs.sealed.law.mixin"]
    _seal_path = ("procedure_id",)
    _counted_fields = frozenset(
        {
            "code",
            "article",
            "start_fact",
            "done_fact",
            "length",
            "unit",
            "direction",
            "bound",
            "roll",
            "calendar_country_id",
            "owed_by",
            "warn_before",
            "extension_times",
            "extension_length",
            "extension_unit",
            "extension_within",
            "extension_reason_required",
            "extension_article",
            "pause_allowed",
            "pause_from_fact",
            "pause_to_fact",
            "pause_article",
            "lapse",
            "lapse_ground_id",
            "valid_from",
            "valid_to",
            "active",
            "verified",
            "source",
        }
    )
