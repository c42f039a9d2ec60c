from odoo import api, models

# What of a declaration decides whether its goods fall under a suspension, the goods themselves included.
DECISIVE = frozenset(["registered_on", "importing_authority_id", "exporter_id", "line_ids"])


class CustomsDeclaration(models.Model):
    """The goods of a declaration are marked together, when it comes in and when it is corrected (RS16.12)."""

    _inherit = "customs.declaration"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["customs.suspended.line"]._lock_writing_lines()
        declarations = super().create(vals_list)
        declarations.sudo().line_ids._mark_lines()
        return declarations

    def write(self, vals):
        if not DECISIVE & vals.keys():
            return super().write(vals)
        self.env["customs.suspended.line"]._lock_writing_lines()
        result = super().write(vals)
        self.sudo().line_ids._mark_lines()
        return result
