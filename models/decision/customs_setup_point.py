from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..setup.setup_points import OPEN, Point

_lt = LazyTranslate(__name__)

POINTS = [
    Point(
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


class CustomsSetupPoint(models.Model):
    """Decisions: what their letters say."""

    _inherit = "customs.setup.point"

    @api.model
    def _points(self):
        return [*super()._points(), *POINTS]

    def _point_rights_of_appeal(self):
        silent = self._own_authorities().filtered(
            lambda authority: not (authority.decision_rights or "").strip()
        )
        return (OPEN, self._named(silent.mapped("name"))) if silent else self._nothing()
