from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..setup.setup_checks import OPEN, Check

_lt = LazyTranslate(__name__)

CHECKS = [
    Check(
        "rights_of_appeal",
        "house",
        _lt("Appeal information in decision letters"),
        _lt("A decision without appeal information can be challenged for years."),
        _lt("Enter the text under national law on the authority (Appeal Information)."),
        "customs_verification.action_customs_authority",
        first_step=True,
        for_law=True,
    ),
]


class CustomsSetupCheck(models.Model):
    """Decisions: what their letters say."""

    _inherit = "customs.setup.check"

    @api.model
    def _checks(self):
        return [*super()._checks(), *CHECKS]

    def _check_of_rights_of_appeal(self):
        silent = self._own_authorities().filtered(
            lambda authority: not (authority.decision_rights or "").strip()
        )
        return (OPEN, self._named(silent.mapped("name"))) if silent else self._nothing()
