"""What a change of a working calendar moves: open deadlines that count by it, with a line in their cases."""

from odoo.fields import Domain
from odoo.tools import split_every

from ...tools.dates import long_date

# How many cases are brought in step at a time.
SLICE = 1000


def move_deadlines(deadlines, countries, what):
    """Compute anew what counts working days of ``countries`` (res.country) and is still open.

    :param what: which change it is, in words: each case whose last day it moves has a line in its history
    """
    rows = deadlines.sudo().search(
        _counted_by(deadlines, countries)
        & Domain("done_on", "=", False)
        & (Domain("is_open", "=", True) | Domain("rule_id.bound", "=", "at_least"))
    )
    for model, of_model in rows.grouped("res_model").items():
        by_case = of_model.grouped("res_id")
        for case_ids in split_every(SLICE, sorted(by_case), list):
            some = of_model.browse(number for case_id in case_ids for number in by_case[case_id].ids)
            before = dict(zip(some.ids, some.mapped("due_on"), strict=True))
            cases = deadlines.env[model].browse(case_ids)
            deadlines._sync_cases(cases)
            _tell(cases, some, before, what)


def first_counted_by(deadlines, countries, authorities=None):
    """Return one deadline (as superuser) that was counted by working days of ``countries``, or none.

    :param authorities: of cases of these alone, and by rules that name no country of their own
    """
    domain = _counted_by(deadlines, countries)
    if authorities is not None:
        domain &= Domain("rule_id.calendar_country_id", "=", False)
        domain &= Domain("importing_authority_id", "in", authorities.ids)
    return deadlines.sudo().search(domain, limit=1)


def _counted_by(deadlines, countries):
    return (
        Domain("start_on", "!=", False)
        & Domain("rule_id", "in", _working_day_rules(deadlines).ids)
        & (
            Domain("rule_id.calendar_country_id", "in", countries.ids)
            | (
                Domain("rule_id.calendar_country_id", "=", False)
                & Domain("importing_authority_id.country_id", "in", countries.ids)
            )
        )
    )


def _tell(cases, deadlines, before, what):
    """Write into the history of each case which last days moved."""
    lines = {}
    for deadline in deadlines:
        if deadline.due_on != before[deadline.id]:
            line = deadline.env._(
                "%(step)s: last day %(new)s instead of %(old)s. %(what)s",
                step=deadline.rule_id.display_name,
                old=long_date(before[deadline.id], deadline.env.lang),
                new=long_date(deadline.due_on, deadline.env.lang),
                what=what,
            )
            lines.setdefault(deadline.res_id, []).append(line)
    told = cases.filtered(lambda case: case.id in lines).sudo()
    if told:
        told._message_log_batch({case.id: " ".join(lines[case.id]) for case in told})


def _working_day_rules(deadlines):
    rules = (
        deadlines.env["customs.deadline.rule"]
        .sudo()
        .with_context(active_test=False)
        .search([("length", ">", 0)])
    )
    return rules.filtered(lambda rule: rule._counts_working_days())
