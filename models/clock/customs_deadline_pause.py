from odoo import api, fields, models

from ...tools.dates import long_date


class CustomsDeadlinePause(models.Model):
    """Days that do not count for a deadline, both ends included; several count as their union (KZ417.2)."""

    _name = "customs.deadline.pause"
    _description = "Pause of a Deadline"
    _inherit = ["customs.clock.change.mixin"]
    _order = "first_on, id"

    deadline_id = fields.Many2one("customs.deadline", required=True, index=True, ondelete="cascade")
    first_on = fields.Date(required=True, help="The first day that does not count.")
    last_on = fields.Date(help="The last day that does not count. Empty: the deadline is still paused.")
    reason = fields.Text()
    recorded_by_id = fields.Many2one("res.users", default=lambda self: self.env.uid, required=True)

    @api.depends("first_on", "last_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for pause in self:
            pause.display_name = self.env._(
                "pause from %(first)s to %(last)s",
                first=long_date(pause.first_on, self.env.lang),
                last=long_date(pause.last_on, self.env.lang, empty="…"),
            )

    _order_of_days = models.Constraint(
        "CHECK(last_on IS NULL OR last_on >= first_on)",
        "The pause ends before it begins. Check the two days.",
    )
    _one_open = models.UniqueIndex("(deadline_id) WHERE last_on IS NULL", "The deadline is already paused.")
