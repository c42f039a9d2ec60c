from odoo import models
from odoo.tools import SQL


class CustomsDeclaration(models.Model):
    """A declaration whose importer is corrected concerns another firm from then on."""

    _inherit = "customs.declaration"

    def write(self, vals):
        result = super().write(vals)
        if "importer_id" in vals:
            marks = SQL("l.declaration_id = ANY(%s)", self.ids)
            self.env["customs.preference.notice"]._store_for_marks(marks)
        return result
