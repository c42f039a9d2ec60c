from odoo import models
from odoo.exceptions import UserError

from .calendar_moves import first_counted_by


class CustomsAuthority(models.Model):
    """By the working days of its country last days were counted, which letters have named."""

    _inherit = "customs.authority"

    def write(self, vals):
        if "country_id" in vals:
            self.check_access("write")
            others = self.filtered(lambda authority: authority.country_id.id != vals["country_id"])
            others._refuse_another_country()
        return super().write(vals)

    def _refuse_another_country(self):
        """Refuse another country where deadlines count working days of this one (KZ6)."""
        counted = first_counted_by(self.env["customs.deadline"], self.country_id, self)
        if counted:
            raise UserError(
                self.env._(
                    "%s: the country cannot be changed, because deadlines were counted by its working "
                    "days. Create another authority.",
                    counted.importing_authority_id.display_name,
                )
            )
