"""What a deadline is by the facts of its case and its rule: the values of its row."""

from collections import defaultdict

import holidays

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import periods
from .deadline_status import whose_day

# The terms of a rule by which days are computed, kept with each deadline under its seal.
TERMS = (
    "start_fact",
    "only_with_fact",
    "done_fact",
    "pause_from_fact",
    "pause_with_first_day",
    "pause_to_fact",
    "length",
    "unit",
    "direction",
    "bound",
    "roll",
    "warn_before",
)
OF_CALENDAR = ("calendar", "exceptions", "library", "days")
NOT_COMPARED = "counted_before"  # among the terms of a deadline that an update found with other days
OF_CASE = "chosen"  # among the terms: the length that the request chose
DATES = ("first_due_on", "due_on", "warn_on", "paused_on", "terms")
MARGIN = 15  # days around a time in which an exception to the calendar may move its last day


def values_of(case, rule, row):
    """Return the deadline of ``case`` under ``rule`` as values, or None when there is none to keep."""
    start_on = start_of(case, rule)
    if start_on and left_behind(case, rule, row):
        start_on = False
    if not start_on and not row:
        return None
    done_on = case[rule.done_fact] or False
    waits = bool(start_on and not done_on)
    at_most = rule.bound == "at_most"
    # The silence that follows a period of at least so many days is one until the case is closed.
    ended_on = waits and (at_most or rule.lapse != "none" or not rule.length) and _ended_on(case, rule)
    values = {
        "res_model": case._name,
        "res_id": case.id,
        "rule_id": rule.id,
        "case_name": case.display_name,
        "agreement_id": case.agreement_id.id,
        "procedure_id": case.procedure_id.id,
        "importing_authority_id": case.importing_authority_id.id,
        "exporting_authority_id": case.exporting_authority_id.id,
        "day_authority_id": whose_day(case, rule).id,
        "officer_id": case.officer_id.id,
        "owed_by": rule.owed_by,
        "start_on": start_on,
        "done_on": done_on,
        "ended_on": ended_on,
        "is_open": bool(waits and at_most and rule.length and not ended_on),
        "gives_way": False,
    }
    return values | _dates_of(case, rule, row, values)


def left_behind(case, rule, row):
    """Return whether a clock under ``rule`` ended because the case went over to another version.

    What was met by then keeps the version by which it was counted.
    """
    return rule.procedure_id != case.procedure_id and not (row.start_on and case[rule.done_fact])


def start_of(case, rule):
    """Return the day from which a time under ``rule`` counts in ``case``, or False while it does not run.

    Each version of a rule governs the times that start in its own days.
    """
    start_on = case[rule.start_fact]
    recorded = not rule.only_with_fact or case[rule.only_with_fact]
    return start_on if start_on and recorded and rule._holds_on(start_on) else False


def let_earlier_govern(found):
    """Say of several caps of one step which last day governs: the earliest of those that are not paused.

    :param found: list of (case, rule, row, values of `values_of` or None), all rules of each case; of the
        values of the others ``gives_way`` becomes true. The order of the list is of no account
    """
    groups = defaultdict(list)
    for case, rule, _row, values in found:
        if rule.cap and values and values["due_on"]:
            groups[case.id, rule.procedure_id.id, rule.cap].append((rule, values))
    for group in groups.values():
        _rule, first = min(group, key=_rank)
        for _rule, values in group:
            values["gives_way"] = values is not first


def _rank(pair):
    """A paused clock has no last day yet that one could miss: it governs only if the others are paused."""
    rule, values = pair
    return bool(values["paused_on"]), values["due_on"], rule.sequence, rule.id


def _ended_on(case, rule):
    """Return when the clock of a step that did not come ended: the case was closed, or the lapse recorded."""
    ends = [case.closed_on] + [
        case[name] for name, step in case.procedure_id._steps().items() if step.lapse_of == rule.done_fact
    ]
    return min(filter(None, ends), default=False)


def _dates_of(case, rule, row, values):
    """Return last day, first last day, warning, pause and terms of a time with the other ``values``."""
    start_on = values["start_on"]
    if not start_on:
        return dict.fromkeys(DATES, False)
    if not rule.length:  # words of the law: a row without a date
        return dict.fromkeys(DATES, False) | {"terms": terms_of(rule)}
    calendar, kept = _calendar_for(case, rule, row, values)
    how = {"direction": rule.direction, "roll": rule.roll}
    if calendar:
        how["calendar"] = calendar
    closed, paused_on = _pauses_of(case, rule, row)
    extensions = [periods.Term(extension.length, extension.unit) for extension in row.extension_ids]
    chosen = case._chosen_length()
    term = rule._term(chosen)
    try:
        first_due_on = periods.last_day(start_on, term, **how)
        due_on = periods.last_day(start_on, term, extensions=extensions, pauses=closed, **how)
    except ValueError as error:  # a day outside of the years that the calendars know
        message = case.env._("%(rule)s: %(error)s", rule=rule.display_name, error=error)
        raise UserError(message) from None
    return {
        "first_due_on": first_due_on,
        "due_on": due_on,
        "warn_on": fields.Date.subtract(due_on, days=rule.warn_before),
        # A clock that has run out does not stop any more.
        "paused_on": paused_on if paused_on and paused_on <= due_on else False,
        "terms": terms_of(rule, chosen)
        | (kept or _calendar_terms(calendar, (start_on, first_due_on, due_on))),
    }


def last_day_with(case, row, extensions):
    """Return the last day of ``row`` with these ``extensions`` (`periods.Term`), its pauses counted."""
    rule = row.rule_id
    values = {name: row[name] for name in ("start_on", "done_on", "is_open")}
    calendar, _kept = _calendar_for(case, rule, row, values)
    closed, _paused_on = _pauses_of(case, rule, row)
    return periods.last_day(
        row.start_on,
        rule._term(case._chosen_length()),
        direction=rule.direction,
        roll=rule.roll,
        calendar=calendar,
        extensions=extensions,
        pauses=closed,
    )


def terms_of(rule, chosen=0):
    """Return the terms of a rule as they are kept with a deadline; what is empty is left out.

    :param chosen: the length that the request of the case chose, kept where the rule leaves it to that
    """
    terms = {name: rule[name] for name in TERMS if rule[name]}
    if rule.is_chosen and rule._may_be_chosen(chosen):
        terms[OF_CASE] = chosen
    if not rule.pause_from_fact:
        terms.pop("pause_with_first_day", None)  # there is no such day
    return terms


def _calendar_terms(calendar, days):
    """Return by which days of which calendar a time was computed.

    Kept are all days other than Monday to Friday has them, and of these the exceptions that were entered.
    """
    if not calendar:
        return {}
    first, last = window(days)
    exceptions = [
        [fields.Date.to_string(day), working]
        for day, working in sorted(calendar.exceptions.items())
        if first <= day <= last
    ]
    return {
        "calendar": calendar.country or "",
        "exceptions": exceptions,
        "library": holidays.__version__,
        "days": [fields.Date.to_string(day) for day in calendar.unlike_the_plain_week(first, last)],
    }


def window(days):
    """Return the first and the last day of which exceptions are kept with a time."""
    return fields.Date.subtract(min(days), days=MARGIN), fields.Date.add(max(days), days=MARGIN)


def country_of(case, rule):
    """Return the country whose calendar counts."""
    return rule.calendar_country_id or case.importing_authority_id.country_id


def _calendar_for(case, rule, row, values):
    """Return the calendar by which a time is counted, or None, and what is kept of it with the terms, or {}.

    What was met, or is not needed any more, keeps the days by which it was counted: neither a later
    exception nor a new release of the calendars moves anything of it.
    """
    if not rule._counts_working_days():
        return None, {}
    country = country_of(case, rule)
    exceptions = case.env["customs.calendar.exception"]
    terms = row.terms or {}  # of a row that there is not yet: none
    is_settled = values["done_on"] or (rule.bound == "at_most" and not values["is_open"])
    if not is_settled or row.start_on != values["start_on"] or row.done_on != values["done_on"]:
        return exceptions._calendar(country), {}
    if "exceptions" not in terms or terms["calendar"] != (country.code or ""):
        return exceptions._calendar(country), {}
    days = {fields.Date.to_date(day): working for day, working in terms["exceptions"]}
    if "days" not in terms or terms["library"] == holidays.__version__:
        return periods.WorkCalendar(terms["calendar"] or None, days), {}
    kept = {name: terms[name] for name in OF_CALENDAR if name in terms}
    days = periods.as_exceptions(
        map(fields.Date.to_date, terms["days"]), *window((row.start_on, row.first_due_on, row.due_on))
    )
    return periods.WorkCalendar(terms["calendar"] or None, days), kept


def _pauses_of(case, rule, row):
    """Return the ended pauses and the first day of an open one: recorded, or by the rule's facts.

    From the first day of an open pause on nothing runs that an ended one could stop.
    """
    pauses = [periods.Pause(pause.first_on, pause.last_on or None) for pause in row.pause_ids]
    if rule.pause_from_fact and case[rule.pause_from_fact]:
        # The clock stops from the day of sending, also on its last day, until the answer (CU371.9).
        first_on = fields.Date.add(case[rule.pause_from_fact], days=0 if rule.pause_with_first_day else 1)
        last_on = case[rule.pause_to_fact] if rule.pause_to_fact else None
        if not last_on or last_on >= first_on:
            pauses.append(periods.Pause(first_on, last_on or None))
    closed = [pause for pause in pauses if pause.last_on]
    open_since = min((pause.first_on for pause in pauses if not pause.last_on), default=False)
    if open_since:
        day_before = fields.Date.subtract(open_since, days=1)
        closed = [
            periods.Pause(pause.first_on, min(pause.last_on, day_before))
            for pause in closed
            if pause.first_on < open_since
        ]
    return closed, open_since


def differing(row, values):
    """Return the names of ``values`` of which the stored ``row`` says something else; all of a new row."""
    names = set()
    for name, value in values.items():
        stored = row[name]
        if isinstance(stored, models.BaseModel):
            stored = stored.id
        if not row or (stored or False) != (value or False):
            names.add(name)
    return names


def moved_ids(known, changed):
    """Return the deadlines whose last day moved or that no longer run: what was said of them is void."""
    moved = []
    for values in changed:
        row = known.get((values["res_id"], values["rule_id"]))
        names = ("due_on", "is_open", "paused_on", "gives_way")
        if row and row.rule_id.bound == "at_least":
            names += ("done_on", "ended_on")  # an answer ends the silence
        if row and any((row[name] or False) != values[name] for name in names):
            moved.append(row.id)
    return moved
