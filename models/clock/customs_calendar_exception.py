from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...tools import periods


class CustomsCalendarException(models.Model):
    """A day on which a country works, or does not, other than the calendar says.

    The calendars come from the ``holidays`` library, transferred working days included; what a government
    decides at short notice is entered here and goes before it (KZ6).
    """

    _name = "customs.calendar.exception"
    _description = "Exception to the Working Calendar"
    _order = "day desc, country_id"

    country_id = fields.Many2one("res.country", required=True, ondelete="cascade")
    day = fields.Date(required=True)
    is_working = fields.Boolean(string="Working Day", help="Ticked: a working day. Not ticked: a day off.")
    name = fields.Char(string="Act", required=True, help="The legal act that changes the calendar.")

    _day_uniq = models.Constraint("UNIQUE(country_id, day)", "An exception for this day already exists.")

    @api.depends("country_id.name", "day")
    def _compute_display_name(self):
        for exception in self:
            exception.display_name = f"{exception.country_id.name} {exception.day}"

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        exceptions._calendar_changed()
        return exceptions

    def write(self, vals):
        countries = self.country_id
        result = super().write(vals)
        self._calendar_changed(countries)
        return result

    def unlink(self):
        countries = self.country_id
        result = super().unlink()
        self.browse()._calendar_changed(countries)
        return result

    @api.model
    @tools.ormcache("country_code")
    def _days(self, country_code):
        """Return the exceptions of a country as a tuple of (date, is_working)."""
        exceptions = self.sudo().search([("country_id.code", "=", country_code)], order="day")
        return tuple((exception.day, exception.is_working) for exception in exceptions)

    @api.model
    def _calendar(self, country):
        """Return the working calendar of ``country``: the library's, with our exceptions on top.

        :raises UserError: nobody knows the working days of this country
        """
        try:
            return self._calendar_of(country.code or None)
        except ValueError:
            raise UserError(
                self.env._(
                    "The working days of %s are not known. Choose another country's calendar on the rule.",
                    country.name,
                )
            ) from None

    @api.model
    @tools.ormcache("country_code")
    def _calendar_of(self, country_code):
        return periods.WorkCalendar(country_code, dict(self._days(country_code)) if country_code else {})

    def _calendar_changed(self, countries=None):
        """Let every open deadline that counts working days of these countries be computed anew."""
        countries = (countries or self.env["res.country"]) | self.country_id
        self.env.registry.clear_cache()
        self.env["customs.deadline"]._recompute_for_calendar(countries)
