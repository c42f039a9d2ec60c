from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...tools import periods
from ...tools.dates import long_date
from .calendar_moves import move_deadlines

# Where the cursor keeps, from the beginning of an act, the calendars as the database says them.
OF_ACT = "customs_verification.calendars_of_act"


class CustomsCalendarException(models.Model):
    """A day on which a country works, or does not, other than the calendar says.

    The calendars come from the ``holidays`` library, transferred working days included; what a government
    decides at short notice is entered here and goes before it (KZ6).
    """

    _name = "customs.calendar.exception"
    _description = "Exception to the Working Calendar"
    _inherit = ["mail.thread"]
    _order = "day desc, country_id"

    country_id = fields.Many2one("res.country", required=True, tracking=True, ondelete="restrict")
    day = fields.Date(required=True, tracking=True)
    is_working = fields.Boolean(
        string="Working Day", tracking=True, help="Ticked: a working day. Not ticked: a day off."
    )
    name = fields.Char(
        string="Act", required=True, tracking=True, help="The legal act that changes the calendar."
    )
    reason = fields.Char(
        tracking=True,
        help="Why it is entered, archived or restored only now. Required for days that have passed: last "
        "days that letters have named may move.",
    )
    active = fields.Boolean(default=True, tracking=True)

    _active_day_uniq = models.UniqueIndex(
        "(country_id, day) WHERE active", "An exception for this day already exists."
    )

    @api.depends("country_id.name", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for exception in self:
            day = long_date(exception.day, self.env.lang)
            exception.display_name = f"{exception.country_id.name}, {day}"

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        for exception in exceptions:
            exception._require_reason(exception.reason)
        exceptions._calendar_changed()
        return exceptions

    def write(self, vals):
        """Write; which day it is stays, because last days were counted by it.

        :raises UserError: it would be another day, or the day has passed and no reason is given
        """
        self.check_access("write")
        self._refuse_another_day(vals)
        changes_calendar = "active" in vals and self.filtered(lambda row: row.active != vals["active"])
        if changes_calendar:
            changes_calendar._require_reason(vals.get("reason"))
        result = super().write(vals)
        if changes_calendar:
            changes_calendar._calendar_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("Exceptions cannot be deleted: last days were counted by them. Archive them instead.")
        )

    def _refuse_another_day(self, vals):
        """An exception that was another one before would leave no trace of what days were counted by."""
        for name in vals.keys() & {"country_id", "day", "is_working"}:
            field = self._fields[name]
            for exception in self:
                if field.convert_to_cache(vals[name], exception) != field.convert_to_cache(
                    exception[name], exception
                ):
                    raise UserError(
                        self.env._(
                            "%s cannot become another day. Archive it, and enter the other one.",
                            exception.display_name,
                        )
                    )

    def _require_reason(self, reason):
        """Require a reason where the day has passed: deadlines may be late then, or not late any more."""
        passed = self.filtered(lambda exception: exception.day < fields.Date.context_today(exception))
        if passed and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%s has passed, so last days that letters have named may move. Enter the reason.",
                    passed[:1].display_name,
                )
            )

    def _with_kept_history(self):
        """Return those whose history is kept: all."""
        return self

    @api.model
    @tools.ormcache("country_code")
    def _days(self, country_code):
        """Return the exceptions of a country as a tuple of (date, is_working)."""
        return self._days_now(country_code)

    @api.model
    def _days_now(self, country_code):
        exceptions = self.sudo().search(
            [("country_id.code", "=", country_code), ("active", "=", True)], order="day"
        )
        return tuple((exception.day, exception.is_working) for exception in exceptions)

    @api.model
    def _calendar(self, country):
        """Return the working calendar of ``country``: the library's, with our exceptions on top.

        :raises UserError: nobody knows the working days of this country
        """
        code, of_act = country.code or None, self.env.cr.cache.get(OF_ACT)
        try:
            if of_act is None:
                return self._calendar_of(code)
            key = (self._memory(), code)
            if key not in of_act:
                of_act[key] = self._calendar_now(code)
            return of_act[key]
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

    @api.model
    def _calendar_now(self, country_code):
        """Return the calendar as the database has it; that which is remembered, where it is the same."""
        remembered = self._calendar_of(country_code)
        now = dict(self._days_now(country_code)) if country_code else {}
        return remembered if remembered.exceptions == now else periods.WorkCalendar(country_code, now)

    @api.model
    @tools.ormcache()
    def _memory(self):
        """Return what stands for all that this server remembers; something else once it forgot that."""
        return object()

    @api.model
    def _read_anew(self):
        """Let an act or a check count by the exceptions that the database has, not by those remembered."""
        self.invalidate_model()
        self.env.cr.cache[OF_ACT] = {}

    def _calendar_changed(self):
        """Let every open deadline that counts working days of these countries be computed anew."""
        self.env.registry.clear_cache()
        for active, exceptions in self.grouped("active").items():
            days = ", ".join(exceptions.sorted("day").mapped("display_name"))
            what = (
                self.env._("Exception to the working calendar: %s.", days)
                if active
                else self.env._("Exception to the working calendar withdrawn: %s.", days)
            )
            reasons = {(exception.reason or "").strip() for exception in exceptions} - {""}
            if reasons:
                what = self.env._(
                    "%(what)s Reason: %(reasons)s", what=what, reasons="; ".join(sorted(reasons))
                )
            move_deadlines(self.env["customs.deadline"], exceptions.country_id, what)
