from odoo import models

from .customs_sealed_mixin import REFERENCE


class CustomsDeadline(models.Model):
    """Deadlines count in law: the seals of their case cover their days, extensions and pauses."""

    _name = "customs.deadline"
    _inherit = ["customs.deadline", "customs.sealed.mixin"]
    _seal_path = REFERENCE
    # What the case and the rule say already, and what the daily job notes for itself.
    _unsealed_fields = frozenset(
        {
            "case_name",
            "agreement_id",
            "procedure_id",
            "importing_authority_id",
            "exporting_authority_id",
            "officer_id",
            "owed_by",
            "warn_on",
            "warned_on",
            "escalated_on",
            "lapse_handled_on",
        }
    )

    def _after_sql(self):
        self._add_to_seal()
        return super()._after_sql()
