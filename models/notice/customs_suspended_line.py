from odoo import api, models
from odoo.tools import SQL


class CustomsSuspendedLine(models.Model):
    """Importers of marked goods are notified once for each suspension, however the marks were written."""

    _inherit = "customs.suspended.line"

    @api.model
    def _bring_in_step(self, pairs, marks, are_many=False):
        touched = super()._bring_in_step(pairs, marks, are_many)
        if touched:
            self.env["customs.preference.notice"]._store_for_marks(SQL("m.line_id = ANY(%s)", touched))
        return touched
