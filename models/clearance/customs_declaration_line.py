from odoo import models


class CustomsDeclarationLine(models.Model):
    _inherit = "customs.declaration.line"

    def _xlsx_preference(self):
        """Return the XLSX of these goods; of all that the user may read when none is chosen."""
        return self.env["customs.preference.analysis"].browse(self.ids)._xlsx_preference()
