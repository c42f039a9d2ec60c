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
    there = case._authority_there() if rule.owed_by in THERE else None
    if there and case.procedure_id.whose_day == "of_who_owes":
        return there
    return case.importing_authority_id


def has_lapsed_unmet(row):
    """Return whether the last day passed before the case was closed or the lapse recorded, without the step.

    A clock that was paused then had not run out; where another cap governs, that one lapsed.
    """
    ran_out = row.ended_on and row.due_on and row.due_on < row.ended_on and not row.paused_on
    return bool(ran_out and not row.gives_way and row.rule_id.bound == "at_most")


def lapsed_in_sql(model, alias, query):
    """Return the same as SQL."""
    ended, due, paused, gives_way = (
        model._field_to_sql(alias, name, query) for name in ("ended_on", "due_on", "paused_on", "gives_way")
    )
    return SQL("(%s > %s AND %s IS NULL AND %s IS NOT TRUE)", ended, due, paused, gives_way)


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
    if row.gives_way:
        return "governed"
    if row.done_on and row.start_on:
        late = row.due_on and row.done_on > row.due_on and row.rule_id.bound == "at_most"
        return "met_late" if late else "met"
    if not row.start_on:
        return "waiting"
    if not row.due_on:  # words of the law
        return "closed" if row.ended_on else "running"
    if row.rule_id.bound == "at_least":
        return _status_of_at_least(row, today)
    return _status_of_at_most(row, today)


def _status_of_at_most(row, today):
    """Return the status of a period with a last day that is not met."""
    if not row.is_open:
        return "lapsed" if has_lapsed_unmet(row) else "closed"
    if row.paused_on:
        return "paused"
    if row.due_on < today:
        return "late"
    return "soon" if row.warn_on and row.warn_on <= today else "running"


def _status_of_at_least(row, today):
    """Return the status of a period of at least so many days that is not met.

    Once it is over the way is free; nothing is late. Where something follows from silence, silence is a fact.
    The step that meets it is possible on its last day; what is otherwise held back, on the next one.
    """
    if row.rule_id.lapse != "none":
        end = row.ended_on or today
        return "silent" if row.due_on < end else "closed" if row.ended_on else "running"
    step, on_last_day = row.rule_id._held_step()
    runs = today < row.due_on if step and on_last_day else today <= row.due_on
    return "running" if runs and not row.ended_on else "closed"
