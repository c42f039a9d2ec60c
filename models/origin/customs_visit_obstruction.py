from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.dates import long_date


class CustomsVisitObstruction(models.Model):
    """Obstruction of a visit by the verified person or others: it goes into the report (RS16.8b)."""

    _name = "customs.visit.obstruction"
    _description = "Obstruction of a Visit"
    _inherit = ["customs.visit.row.mixin"]
    _order = "visit_id, happened_on, id"
    _in_report = frozenset({"happened_on", "obstructed_by", "who", "made_impossible", "description"})
    _rec_name = "happened_on"

    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="cascade")
    happened_on = fields.Date(string="Date", required=True)
    obstructed_by = fields.Selection(
        [
            ("verified_person", "The verified person"),
            ("person_of_party", "Another person of the exporting Party"),
            ("other", "Another person"),
        ],
        required=True,
        default="verified_person",
    )
    made_impossible = fields.Boolean(
        string="Made the Visit Impossible",
        help="Only then may the preference be refused for the obstruction.",
    )
    who = fields.Char(string="Name", required=True)
    description = fields.Text(
        string="What Happened", required=True, help="In English, because it is printed in the report."
    )

    @api.constrains("happened_on", "visit_id")
    def _check_day(self):
        for row in self:
            consent = row.visit_id.consent_received_on
            if not consent or row.happened_on < consent or row.happened_on > row.visit_id._today():
                raise ValidationError(
                    self.env._(
                        "Obstruction of %(day)s: the date must be between the consent "
                        "(%(consent)s) and today.",
                        day=long_date(row.happened_on, self.env.lang),
                        consent=long_date(consent, self.env.lang) or self.env._("not received"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.visit_id._on_outcome()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.visit_id._on_outcome()
        return result

    def unlink(self):
        visits = self.visit_id
        result = super().unlink()
        visits._on_outcome()
        return result

    def _hinders(self):
        """Return whether the preference may be refused for it: who did it, and what it led to (RS16.8b)."""
        self.ensure_one()
        return self.made_impossible and self.obstructed_by != "other"

    def _in_words(self):
        """Return what happened, as the proposal of a decision says it."""
        self.ensure_one()
        return self.env._(
            "Obstruction on %(day)s by %(who)s: %(what)s",
            day=long_date(self.happened_on, self.env.lang),
            who=self.who,
            what=self.description,
        )
