from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The days that a request proposes.
PLANNED = frozenset({"planned_from", "planned_to"})


class CustomsVisitDaysMixin(models.AbstractModel):
    """The days of a visit: planned, as the request proposed them, and as they were (CN-KR 3.23(3))."""

    _name = "customs.visit.days.mixin"
    _description = "Days of a Verification Visit"
    _inherit = ["customs.request.mixin"]

    planned_from = fields.Date(string="Planned from", tracking=True)
    planned_to = fields.Date(string="Planned to", tracking=True)
    proposed_from = fields.Date(
        string="Proposed day of the visit",
        compute="_compute_proposed_from",
        store=True,
        help="The first day that was planned when the request was approved: the day that it proposes. A time "
        "that counts from it stays what it was when the visit is planned for another day.",
    )
    visit_from = fields.Date(string="Visit from", compute="_compute_visit_days", store=True)
    visit_to = fields.Date(string="Visit to", compute="_compute_visit_days", store=True)

    @api.depends("planned_from", "request_approved_on")
    def _compute_proposed_from(self):
        for visit in self:
            kept = visit.request_approved_on and visit.proposed_from
            visit.proposed_from = kept or visit.planned_from

    @api.depends("planned_from", "planned_to", "visit_started_on", "visit_ended_on")
    def _compute_visit_days(self):
        for visit in self:
            visit.visit_from = visit.visit_started_on or visit.planned_from
            visit.visit_to = visit.visit_ended_on or max(
                filter(None, (visit.planned_to, visit.visit_from)), default=False
            )

    @api.constrains("planned_from", "planned_to")
    def _check_planned(self):
        for visit in self:
            if visit.planned_from and visit.planned_to and visit.planned_to < visit.planned_from:
                raise ValidationError(self.env._("The visit ends before it starts. Check the dates."))
            # What is proposed is worked out at once, before an approval keeps it.
            visit.mapped("proposed_from")

    def _request_content(self):
        return super()._request_content() | PLANNED

    def _locked_content(self, content):
        """The days that a request proposes are its content until it is sent; then a visit is planned anew."""
        locked = super()._locked_content(content)
        return locked - PLANNED if self.request_sent_on or not self._proposes_days() else locked

    def _proposes_days(self):
        """Return whether the words of the request name the planned days."""
        return not PLANNED.isdisjoint(self._letter_names("request", self.letter_language))
