from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..setup.setup_checks import DECIDE, Check

_lt = LazyTranslate(__name__)

CHECKS = [
    Check(
        "declarations",
        "house",
        _lt("Declarations of the clearance system"),
        _lt(
            "Suspensions and decisions apply to declared goods. Without them, the effect on trade is "
            "not known."
        ),
        _lt(
            "Goods → Sources of Declarations: let an officer set one up (docs/import.md), or accept "
            "it as it is."
        ),
        "customs_verification.action_customs_import_source",
        first_step=True,
    ),
]


class CustomsSetupCheck(models.Model):
    """Imports: where declared goods come from."""

    _inherit = "customs.setup.check"

    @api.model
    def _checks(self):
        return [*super()._checks(), *CHECKS]

    def _check_of_declarations(self):
        if self.env["customs.import.source"].search_count([], limit=1):
            return self._nothing()
        return DECIDE, self.env._("No source is set up.")
