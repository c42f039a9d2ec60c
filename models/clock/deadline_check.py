"""Which deadlines are not what facts and law make of them now: worked out as by an act, and not written."""

import json

import holidays

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ...tools.dates import as_day, long_date
from .deadline_values import (
    NOT_COMPARED,
    OF_CALENDAR,
    country_of,
    let_earlier_govern,
    terms_of,
    values_of,
    window,
)

BATCH = 1000
# What a row says of a time, beside what it keeps of the case and its people.
SAID = (
    *("start_on", "first_due_on", "due_on", "done_on", "ended_on", "paused_on"),
    *("is_open", "gives_way", "owed_by"),
)
# Which cap governs follows from the days of all of them.
DAYS = ("first_due_on", "due_on", "paused_on", "gives_way")


def out_of_step(deadlines, cases):
    """Yield (case, rule, row, what facts and law say of it) of each deadline that says something else.

    The row is empty where facts and law ask for a deadline that is not there. Nothing is written; a constant
    number of queries, however many cases.
    """
    cases, deadlines = cases.sudo(), deadlines.sudo()
    deadlines.env["customs.calendar.exception"]._read_anew()
    rows = deadlines.search_fetch(
        [("res_model", "=", cases._name), ("res_id", "in", cases.ids)],
        ["res_id", "rule_id", "terms", "warn_on", *SAID],
    )
    known = {(row.res_id, row.rule_id.id): row for row in rows}
    entered = _exceptions_ever_entered(deadlines)
    found = []
    for case, rule in deadlines._clocks_of(cases, known):
        row = known.get((case.id, rule.id), deadlines.browse())
        try:
            found.append((case, rule, row, values_of(case, rule, row)))
        except UserError:  # the years that the calendars know have moved on
            continue
    let_earlier_govern(found)
    for case, rule, row, values in found:
        if not row:
            if values:
                yield case, rule, row, values
            continue
        names = _names_to_compare(row, rule)
        differs = any((row[name] or False) != (values[name] or False) for name in names)
        if differs or _is_otherwise_counted(row, case, rule, entered):
            yield case, rule, row, values


def changed_otherwise(deadlines):
    """Yield (row, (extension or the row itself, names)) of what the rule of a deadline does not allow.

    By how much, how often, and whether a deadline is extended or paused does not change of a rule in use.
    """
    for row in deadlines.sudo():
        rule = row.rule_id
        for extension in row.extension_ids:
            fixed = ("unit",) if rule.extension_open else ("length", "unit")
            names = [name for name in fixed if extension[name] != rule[f"extension_{name}"]]
            if names:
                yield row, (extension, names)
        if len(row.extension_ids) > rule.extension_times:
            yield row, (row, ["extension_ids"])
        if row.pause_ids and not rule.pause_allowed:
            yield row, (row, ["pause_ids"])


def is_settled(row):
    """Return whether a deadline keeps the calendar by which it was counted, whatever is entered later."""
    return bool(row.done_on or (row.rule_id.bound == "at_most" and not row.is_open))


def is_by_calendar(row):
    """Return whether it is known by which exceptions a deadline was counted."""
    return bool(row.start_on and row.terms and "exceptions" in row.terms and NOT_COMPARED not in row.terms)


def days_of_terms(row):
    """Return the first and the last day whose exceptions a deadline keeps."""
    return window((row.start_on, row.first_due_on, row.due_on))


def _names_to_compare(row, rule):
    """Return what must be the same; by another release of the calendars the days may be others."""
    terms = row.terms or {}
    if NOT_COMPARED in terms:
        return [name for name in SAID if name not in DAYS]
    if not rule._counts_working_days() or not terms or terms.get("library") == holidays.__version__:
        return SAID
    return [name for name in SAID if name not in DAYS]


def _is_otherwise_counted(row, case, rule, entered):
    """Return whether the row was counted by other terms than the rule's, or by days that nobody entered.

    Whose calendar counts does not change while a deadline was counted by it (`customs_authority.py`,
    `res_country.py`): another one was in the database for the moment of an act.
    """
    terms = row.terms or {}
    if not row.start_on or not terms or NOT_COMPARED in terms:
        return False
    if rule._counts_working_days() and terms.get("calendar") != (country_of(case, rule).code or ""):
        return True
    kept = {name: value for name, value in terms.items() if name not in OF_CALENDAR}
    wanted = terms_of(rule, case._chosen_length())
    # How early the officer is reminded may be changed at any time.
    days_before = kept.pop("warn_before", 0)
    wanted.pop("warn_before", None)
    if not row.due_on:
        return kept != wanted
    return (
        kept != wanted
        or not row.warn_on
        or (row.due_on - row.warn_on).days != days_before
        or any((terms["calendar"], *one) not in entered for one in terms.get("exceptions", ()))
    )


def _exceptions_ever_entered(deadlines):
    """Return (country, day, whether it is a working day) of all exceptions, also former ones."""
    rows = deadlines.env["customs.calendar.exception"].sudo().with_context(active_test=False).search([])
    return {(row.country_id.code or "", fields.Date.to_string(row.day), row.is_working) for row in rows}


def days_in_words(env, values):
    """Return what a deadline says, in words; ``values`` as of its row, none where there is none."""
    if not values:
        return env._("there is no such deadline")
    start, due, done, paused = (
        long_date(as_day(values[name]), env.lang, empty=env._("none"))
        for name in ("start_on", "due_on", "done_on", "paused_on")
    )
    text = env._(
        "counts from %(start)s, last day %(due)s, done %(done)s",
        start=start,
        due=due,
        done=done,
    )
    if values["paused_on"]:
        text = env._("%(days)s, paused since %(day)s", days=text, day=paused)
    return text


def keep_terms(deadlines):
    """Keep the terms with deadlines that have none; return those that say other days than follow from them.

    These are not compared any more in their days: what they were counted by is not known.
    """
    deadlines = deadlines.sudo()
    others = deadlines.browse()
    rows = deadlines.search([("terms", "=", False), ("start_on", "!=", False)])
    for model, of_model in rows.grouped("res_model").items():
        for ids in split_every(BATCH, of_model.ids, list):
            others |= _keep_terms(deadlines.browse(ids), deadlines.env[model])
    return others


def _keep_terms(rows, cases):
    cases = cases.sudo().browse(rows.mapped("res_id")).exists()
    by_id = {case.id: case for case in cases}
    found, others = {}, rows.browse()
    for row in rows.filtered(lambda row: row.res_id in by_id):
        try:
            values = values_of(by_id[row.res_id], row.rule_id, row)
            same = all((row[name] or False) == (values[name] or False) for name in DAYS)
        except UserError:
            same = False
        found[row.id] = values["terms"] if same and values["terms"] else {NOT_COMPARED: True}
        others |= rows.browse() if same else row
    rows.env.cr.execute(
        SQL(
            "UPDATE customs_deadline d SET terms = new.terms::jsonb FROM unnest(%s, %s) AS new(id, terms)"
            " WHERE d.id = new.id",
            list(found),
            [json.dumps(terms) for terms in found.values()],
        )
    )
    rows.invalidate_recordset(["terms"])
    rows.browse(found)._after_sql(["terms"])
    return others
