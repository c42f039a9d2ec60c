from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _with_customs_role(self):
        """Return them, with the contacts of persons: those whose firm was asked something or got a letter."""
        outside = self.sudo().filtered("share")
        firms = outside.partner_id.commercial_partner_id
        concerned = firms._concerned_by_cases() if firms else firms
        return super()._with_customs_role() | outside.filtered(
            lambda user: user.partner_id.commercial_partner_id in concerned
        )
