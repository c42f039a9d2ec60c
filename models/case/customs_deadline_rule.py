from odoo import models

from ..clock.customs_deadline_rule import TIMING_FIELDS


class CustomsDeadlineRule(models.Model):
    """By its terms last days are computed."""

    _name = "customs.deadline.rule"
    _inherit = ["customs.deadline.rule", "customs.sealed.law.mixin"]
    _seal_path = ("procedure_id",)
    # The procedure is that of the path.
    _counted_fields = frozenset(TIMING_FIELDS - {"procedure_id"}) | {
        "code",
        "article",
        "warn_before",
        "extension_reason_required",
        "extension_article",
        "pause_article",
        "lapse_ground_id",
        "valid_from",
        "valid_to",
        "active",
        "verified",
        "source",
    }
