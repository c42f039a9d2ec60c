"""What the law was when something was done. Its seals tell: not what a field held, but when it changed."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

from ...tools.seal_chain import GONE, field_marks, is_of_update
from ..clock.deadline_check import days_of_terms, is_by_calendar, is_settled

# Who acts while others change the law may not see it yet; by so much the clocks of servers differ.
TOLERANCE = timedelta(minutes=5)
# When a rule begins or ceases to start times.
STARTS = ("active", "valid_from", "valid_to", "length", "start_fact", "only_with_fact")
SERVICE = ("channel", "counts_from", "days")
COUNTED = ("start_on", "done_on")
RUNNING = ("terms", "first_due_on", "due_on")
ACTIVE = field_marks({"active": True})


class Sealed(NamedTuple):
    """How one seal left a row: when, hash of its content, marks of its fields; of an update or not."""

    at: object
    content: str
    marks: dict
    of_update: bool


def history(env, owner, name, ids=None):
    """Return id -> `Sealed`, in their order, of the rows of ``name`` under the seals of ``owner``, a model.

    :param ids: of these records alone
    """
    env.flush_all()
    env["customs.seal"]._seal_noted()
    rows = env.execute_query(
        SQL(
            """
            SELECT (r.row ->> 0)::int, s.sealed_at, r.row ->> 1, r.row -> 2, s.note
              FROM customs_seal s CROSS JOIN LATERAL jsonb_array_elements(s.sealed -> %s) AS r(row)
             WHERE s.res_model = %s AND s.kind = 'contents' AND s.sealed ? %s AND %s
             ORDER BY s.sealed_at, s.id
            """,
            name,
            owner,
            name,
            SQL("TRUE") if ids is None else SQL("s.res_id = ANY(%s)", list(ids)),
        )
    )
    found = defaultdict(list)
    for row_id, at, content, marks, note in rows:
        found[row_id].append(Sealed(at, content, marks or {}, is_of_update({"note": note})))
    return found


def last_changes(seals_of, names):
    """Return id -> when an act changed one of the fields ``names`` last, or gave the row to another one."""
    changed = {}
    for row_id, seals in seals_of.items():
        before = None
        for seal in seals:
            if before is None or seal.content == before.content or _differ(before, seal, names):
                changed[row_id] = seal.at
            before = seal
    return changed


def _differ(one, other, names):
    return any(one.marks.get(name) != other.marks.get(name) for name in names)


# Deadlines that are not there


def should_have_come(cases, missing):
    """Return those of ``missing``, pairs (case, rule), whose rule was in use when a fact was recorded last.

    A rule that came into use later starts its times with the next fact.
    """
    if not missing:
        return []
    acted = cases.env.execute_query(
        SQL(
            "SELECT res_id, max(recorded_at) FROM customs_fact"
            " WHERE res_model = %s AND res_id = ANY(%s) AND fact = ANY(%s) GROUP BY 1",
            cases._name,
            sorted({case.id for case, _rule in missing}),
            list(cases._fact_specs()),
        )
    )
    acted = dict(acted)
    since = last_changes(history(cases.env, "customs.agreement", "customs.deadline.rule"), STARTS)
    return [
        (case, rule)
        for case, rule in missing
        if rule.id in since and case.id in acted and acted[case.id] > since[rule.id] + TOLERANCE
    ]


# Exceptions to the calendar by which a time was counted that is settled


def counted_by_others(cases, deadlines):
    """Return those ``deadlines`` of ``cases`` that keep other exceptions than were in force then.

    What is settled keeps those of its own day: an exception that is entered later moves nothing of it.
    """
    rows = deadlines.filtered(lambda row: is_by_calendar(row) and is_settled(row))
    if not rows:
        return rows
    env = rows.env
    sealed = history(env, cases._name, "customs.deadline", cases.ids)
    entered = history(env, "customs.calendar.exception", "customs.calendar.exception")
    exceptions = env["customs.calendar.exception"].with_context(active_test=False).search([])
    return rows.filtered(lambda row: _is_counted_by_others(row, sealed[row.id], exceptions, entered))


def _is_counted_by_others(row, seals, exceptions, entered):
    counted = _counted_last(seals, row.rule_id)
    if not counted or counted.of_update:  # before that nobody knows what was in force
        return False
    kept = {tuple(one) for one in row.terms["exceptions"]}
    first, last = days_of_terms(row)
    ways = defaultdict(set)
    for exception in exceptions:
        if (exception.country_id.code or "") == row.terms["calendar"] and first <= exception.day <= last:
            key = (fields.Date.to_string(exception.day), exception.is_working)
            ways[key] |= {_was_in_force(entered[exception.id], counted.at)}
    return any((True in was) if key not in kept else was == {False} for key, was in ways.items())


def _counted_last(seals, rule):
    """Return the seal of the act by which a deadline was counted by the calendar of its day, or None."""
    counted = before = None
    for seal in seals:
        is_running = not seal.marks.get("done_on") and (seal.marks.get("is_open") or rule.bound == "at_least")
        if (
            before is None
            or before.content == GONE
            or _differ(before, seal, COUNTED)
            or (is_running and _differ(before, seal, RUNNING))
        ):
            counted = seal
        before = seal
    return counted


def _was_in_force(seals, moment):
    """Return whether an exception was in force around ``moment``; None where that cannot be said."""
    if not seals or (seals[0].of_update and moment - TOLERANCE < seals[0].at):
        return None
    states, at_first = set(), False
    for seal in seals:
        is_active = seal.marks.get("active") == ACTIVE["active"]
        if seal.at <= moment - TOLERANCE:
            at_first = is_active
        elif seal.at <= moment:
            states.add(is_active)
    states.add(at_first)
    return states.pop() if len(states) == 1 else None


# Days of service that follow from a rule


def rules_then(services):
    """Return sending -> the rule for its channel, where that is the same since before the sending."""
    rules = services._rules()
    if not rules:
        return {}
    env = services.env
    since = last_changes(history(env, "customs.agreement", "customs.service.rule"), SERVICE)
    owners = services.browse(service.id for service in rules)._seal_owners()
    entered = {}
    for model in {model for model, _res_id in owners.values()}:
        ids = {res_id for name, res_id in owners.values() if name == model}
        entered |= {row_id: seals[0] for row_id, seals in history(env, model, "customs.service", ids).items()}
    return {
        service: rule
        for service, rule in rules.items()
        if rule.id in since
        and service.id in entered
        and not entered[service.id].of_update
        and entered[service.id].at > since[rule.id] + TOLERANCE
    }
