"""Where a deadline stands on a day: what is left of it, and which status it has. Nothing of it is stored."""

from odoo import fields
from odoo.tools import SQL

from ...tools import periods

# Who owes a step on the side of the exporting Party: their last day ends at midnight there.
THERE = frozenset({"exporting_authority", "person"})


def whose_day(case, rule):
    """Return the authority in whose time zone the last day of a step under ``rule`` begins and ends.

    Who owes the step decides, unless the procedure says that the importing authority's day counts. A team
    that inspects goes by the day of the importing authority, which sends it.
    """
    there = case.exporting_authority_id
    if rule.owed_by in THERE and there and case.procedure_id.whose_day == "of_who_owes":
        return there
    return case.importing_authority_id


def has_lapsed_unmet(row):
    """Return whether the last day passed before the case was closed or the lapse recorded, without the step.

    A clock that was paused then had not run out.
    """
    return bool(row.ended_on and row.due_on and row.due_on < row.ended_on and not row.paused_on)


def lapsed_in_sql(model, alias, query):
    """Return the same as SQL."""
    ended, due, paused = (
        model._field_to_sql(alias, name, query) for name in ("ended_on", "due_on", "paused_on")
    )
    return SQL("(%s > %s AND %s IS NULL)", ended, due, paused)


def is_provisional(row):
    """Return whether the last day of a running deadline depends on working days not published yet (KZ6)."""
    rule = row.rule_id
    runs = not row.done_on and (row.is_open or rule.bound == "at_least")
    if not runs or not row.due_on or not rule._counts_working_days():
        return False
    country = rule.calendar_country_id or row.importing_authority_id.country_id
    until = row.env["customs.calendar.publication"]._until(country)
    return bool(until and row.due_on > until)


def days_left(row, today):
    """Return the days left on ``today``; a paused clock shows what was left when it stopped.

    What is met or has ended shows what was left on that day.
    """
    if not row.due_on:
        return 0
    # The first day of a pause does not count any more: what is left is what the day before it left.
    stands_since = row.paused_on and fields.Date.subtract(row.paused_on, days=1)
    end = row.done_on or stands_since or row.ended_on or today
    calendar = row._calendar() if row.rule_id.unit == "working_day" else None
    return periods.days_left(row.due_on, end, unit="working_day" if calendar else "day", calendar=calendar)


def status(row, today):
    """Return the status of a deadline on ``today``, one of the field ``status``."""
    if row.done_on and row.start_on:
        late = row.due_on and row.done_on > row.due_on and row.rule_id.bound == "at_most"
        return "met_late" if late else "met"
    if not row.start_on:
        return "waiting"
    if row.rule_id.bound == "at_least":  # the way is free once the time is over
        return "running" if today < row.due_on else "closed"
    if not row.is_open:
        return "lapsed" if has_lapsed_unmet(row) else "closed"
    if row.paused_on:
        return "paused"
    if row.due_on < today:
        return "late"
    return "soon" if row.warn_on and row.warn_on <= today else "running"
