from odoo import api, fields, models


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
    def _compute_display_name(self):
        for pause in self:
            pause.display_name = self.env._(
                "pause from %(first)s to %(last)s", first=pause.first_on, last=pause.last_on or "…"
            )

    _order_of_days = models.Constraint(
        "CHECK(last_on IS NULL OR last_on >= first_on)",
        "The pause ends before it begins. Check the two days.",
    )
    _one_open = models.UniqueIndex("(deadline_id) WHERE last_on IS NULL", "The deadline is already paused.")
