from odoo import models

# What of a declaration decides whether its goods fall under a suspension.
DECISIVE = frozenset(["registered_on", "importing_authority_id", "exporter_id"])


class CustomsDeclaration(models.Model):
    """What is corrected in a declaration may bring its goods under a suspension, or out of it (RS16.12)."""

    _inherit = "customs.declaration"

    def write(self, vals):
        if not DECISIVE & vals.keys():
            return super().write(vals)
        self.env["customs.suspended.line"]._lock_writing_lines()
        result = super().write(vals)
        self.sudo().line_ids._mark_lines()
        return result
