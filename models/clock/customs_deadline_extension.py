from odoo import api, fields, models

from ...tools.dates import long_date


class CustomsDeadlineExtension(models.Model):
    """An extension by the terms of the rule (RS15.6b). Written by ``customs.deadline.extend`` only."""

    _name = "customs.deadline.extension"
    _description = "Extension of a Deadline"
    _inherit = ["customs.clock.change.mixin"]
    _order = "asked_on, id"

    deadline_id = fields.Many2one("customs.deadline", required=True, index=True, ondelete="cascade")
    asked_on = fields.Date(string="Requested on", required=True)
    length = fields.Integer(required=True)
    unit = fields.Selection(
        [("day", "Days"), ("working_day", "Working days"), ("month", "Months"), ("year", "Years")],
        required=True,
    )
    reason = fields.Text()
    recorded_by_id = fields.Many2one("res.users", default=lambda self: self.env.uid, required=True)

    @api.depends("asked_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for extension in self:
            extension.display_name = self.env._(
                "extension requested on %s", long_date(extension.asked_on, self.env.lang)
            )
