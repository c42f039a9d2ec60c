from odoo import models

from .customs_sealed_mixin import REFERENCE


class CustomsDeadline(models.Model):
    """Deadlines count in law: the seals of their case cover their days, extensions and pauses."""

    _name = "customs.deadline"
    _inherit = ["customs.deadline", "customs.sealed.mixin"]
    _seal_path = REFERENCE
    # What the case and the rule say already; the check works out anew what the rule says.
    _unsealed_fields = frozenset(
        {
            "case_name",
            "agreement_id",
            "procedure_id",
            "importing_authority_id",
            "exporting_authority_id",
            "day_authority_id",
            "officer_id",
            "owed_by",
            "warn_on",
        }
    )

    def _after_sql(self, names=None):
        self._add_to_seal(names)
        return super()._after_sql(names)
