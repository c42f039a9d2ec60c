from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.dates import long_date


class CustomsVisitPremises(models.Model):
    """Premises or territory inspected during a visit (RS16.10.6)."""

    _name = "customs.visit.premises"
    _description = "Premises Inspected"
    _inherit = ["customs.visit.row.mixin"]
    _order = "visit_id, inspected_on, id"
    _in_report = frozenset({"name", "address", "person_id", "inspected", "inspected_on"})

    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True)
    address = fields.Char(required=True)
    person_id = fields.Many2one("res.partner", string="Whose Premises", ondelete="restrict")
    inspected = fields.Text(
        string="What Was Inspected", help="In English, because it is printed in the report."
    )
    inspected_on = fields.Date()

    @api.constrains("inspected_on", "visit_id")
    def _check_day(self):
        for premises in self:
            start, end = premises.visit_id.visit_started_on, premises.visit_id.visit_ended_on
            day = premises.inspected_on
            if day and not (start and start <= day <= (end or day)):
                raise ValidationError(
                    self.env._(
                        "%(premises)s: %(day)s is not a day of the visit (%(start)s to %(end)s).",
                        premises=premises.name,
                        day=long_date(day, self.env.lang),
                        start=long_date(start, self.env.lang, empty="?"),
                        end=long_date(end, self.env.lang, empty="?"),
                    )
                )
