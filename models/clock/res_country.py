from odoo import models
from odoo.exceptions import UserError

from .calendar_moves import first_counted_by


class ResCountry(models.Model):
    """By its code a country has a working calendar, by which last days were counted."""

    _inherit = "res.country"

    def write(self, vals):
        if "code" in vals:
            self.check_access("write")
            code = (vals["code"] or "").upper()
            others = self.filtered(lambda country: (country.code or "") != code)
            others._refuse_another_code()
        return super().write(vals)

    def _refuse_another_code(self):
        """Refuse another code where deadlines count working days of these countries (KZ6)."""
        if first_counted_by(self.env["customs.deadline"], self):
            raise UserError(
                self.env._(
                    "%s: the code cannot be changed, because deadlines were counted by the working days of "
                    "this country.",
                    ", ".join(self.mapped("name")),
                )
            )
