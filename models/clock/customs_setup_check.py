from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...tools import periods
from ...tools.dates import long_date
from ..setup.setup_checks import DECIDE, OPEN, Check

_lt = LazyTranslate(__name__)

EXCEPTIONS = "customs_verification.action_customs_calendar_exception"
YEARS_AHEAD = 2

CHECKS = [
    Check(
        "calendars",
        "law",
        _lt("Working calendars"),
        _lt("Periods in working days and last days on a day off depend on the country's calendar."),
        _lt("Update the Python library holidays: pip install --upgrade holidays."),
        first_step=True,
        for_law=True,
    ),
    Check(
        "transferred_days",
        "law",
        _lt("Changed working days"),
        _lt("Governments change working days each year, often late, so the library may not know them yet."),
        _lt(
            "Configuration → Calendar Exceptions: enter the legal acts of this year. If there are "
            "none, leave it as it is."
        ),
        EXCEPTIONS,
        for_law=True,
    ),
]


class CustomsSetupCheck(models.Model):
    """Working calendars."""

    _inherit = "customs.setup.check"

    @api.model
    def _checks(self):
        return [*super()._checks(), *CHECKS]

    def _countries_of_calendars(self):
        return self.env["customs.authority"].search([("is_customs_authority", "=", True)]).country_id

    def _check_of_calendars(self):
        problems, known = [], []
        wanted = fields.Date.today().year + YEARS_AHEAD
        for country in self._countries_of_calendars():
            try:
                until = periods.known_until(country.code)
            except ValueError:
                problems.append(self.env._("%s: no calendar.", country.name))
                continue
            sentence = self.env._("%(country)s: known until %(year)s.", country=country.name, year=until)
            published = self.env["customs.calendar.publication"]._until(country)
            if published:
                sentence = self.env._(
                    "%(sentence)s Published until %(day)s: later last days are provisional.",
                    sentence=sentence,
                    day=long_date(published, self.env.lang),
                )
            (known if until >= wanted else problems).append(sentence)
        if problems:
            return OPEN, "\n".join(problems)
        return self._nothing()[0], "\n".join(known) or self._nothing()[1]

    def _check_of_transferred_days(self):
        year = fields.Date.today().year
        entered = self.env["customs.calendar.exception"].search(
            [("day", ">=", f"{year}-01-01"), ("day", "<=", f"{year}-12-31")]
        )
        without = self._countries_of_calendars() - entered.country_id
        if not without:
            return self._nothing()
        countries = self._named(without.mapped("name"))
        return DECIDE, self.env._("None of %(year)s: %(countries)s.", year=year, countries=countries)
