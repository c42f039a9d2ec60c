from odoo import api, models
from odoo.tools import SQL


class CustomsSuspendedLine(models.Model):
    """Whose goods are marked is told so: once for each suspension, however the marks were written."""

    _inherit = "customs.suspended.line"

    @api.model
    def _bring_in_step(self, pairs, marks):
        touched = super()._bring_in_step(pairs, marks)
        if touched:
            self.env["customs.preference.notice"]._note_suspended(SQL("m.line_id = ANY(%s)", touched))
        return touched
