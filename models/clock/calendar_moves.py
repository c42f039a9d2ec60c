"""What a change of a working calendar moves: open deadlines that count by it, with a line in their cases."""

import holidays
from markupsafe import escape

from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...tools.dates import long_date

# How many cases are brought in step at a time.
SLICE = 1000
# What a change of a calendar moves: what is met or ended stays as it was counted.
_RUNNING = Domain("done_on", "=", False) & (
    Domain("is_open", "=", True) | Domain("rule_id.bound", "=", "at_least")
)


def move_deadlines(deadlines, countries, what):
    """Compute anew what counts working days of ``countries`` (res.country) and is still open.

    :param what: which change it is, in words: each case whose last day it moves has a line in its history
    """
    _move(deadlines, deadlines.sudo().search(_counted_by(deadlines, countries) & _RUNNING), what)


def move_by_new_release(deadlines):
    """Compute anew what runs and was counted by another release of the calendars than the one installed."""
    of_another = Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s->>'library' != %s", model._field_to_sql(alias, "terms", query), holidays.__version__
        )
    )
    rows = deadlines.sudo().search(Domain("start_on", "!=", False) & _RUNNING & of_another)
    for release, of_release in rows.grouped(lambda row: row.terms["library"]).items():
        _move(deadlines, of_release, new_release(deadlines.env, release))


def new_release(env, former):
    """Return, in words, that the calendars are of another release now."""
    return env._(
        "New release of the working calendars: holidays %(new)s instead of %(old)s.",
        new=holidays.__version__,
        old=former,
    )


def is_of_new_release(row, names):
    """Return whether an act that writes ``names`` of ``row`` moves it by a new release of the calendars."""
    return bool(
        row.is_open
        and "first_due_on" in names
        and "start_on" not in names
        and (row.terms or {}).get("library", holidays.__version__) != holidays.__version__
    )


def tell_of_releases(deadlines, cases, released):
    """Tell of what an act moved by a new release of the calendars, before the daily job did.

    :param released: id of a deadline -> (its last day before, the release by which it was counted)
    """
    for release in sorted({release for _day, release in released.values()}):
        rows = deadlines.browse(number for number, (_day, of) in released.items() if of == release)
        before = {row.id: released[row.id][0] for row in rows}
        tell(cases, rows, before, new_release(deadlines.env, release))


def _move(deadlines, rows, what):
    for model, of_model in rows.grouped("res_model").items():
        by_case = of_model.grouped("res_id")
        for case_ids in split_every(SLICE, sorted(by_case), list):
            some = of_model.browse(number for case_id in case_ids for number in by_case[case_id].ids)
            before = dict(zip(some.ids, some.mapped("due_on"), strict=True))
            cases = deadlines.env[model].browse(case_ids)
            deadlines.with_context(customs_moves_are_told=True)._count_anew(cases)
            tell(cases, some, before, what)


def first_counted_by(deadlines, countries, authorities=None):
    """Return one deadline (as superuser) that was counted by working days of ``countries``, or none.

    :param authorities: of cases of these alone, and by rules that name no country of their own
    """
    domain = _counted_by(deadlines, countries)
    if authorities is not None:
        domain &= Domain("rule_id.calendar_country_id", "=", False)
        domain &= Domain("importing_authority_id", "in", authorities.ids)
    return deadlines.sudo().search(domain, limit=1)


def provisional_domain(deadlines):
    """Return the domain of deadlines whose last day depends on working days that are not published yet."""
    rules = _working_day_rules(deadlines)
    authorities = deadlines.env["customs.authority"].sudo().with_context(active_test=False)
    countries = rules.calendar_country_id | authorities.search([]).country_id  # pylint: disable=no-search-all
    until = {country: deadlines.env["customs.calendar.publication"]._until(country) for country in countries}
    return _RUNNING & Domain.OR(
        _counted_by(deadlines, country) & Domain("due_on", ">", day) for country, day in until.items() if day
    )


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


def tell(cases, deadlines, before, what):
    """Write into the history of each case which last days moved, and give its officer an activity.

    :param before: id of a deadline -> its last day before
    """
    lines, moved = {}, deadlines.filtered(lambda row: row.due_on and row.due_on != before[row.id])
    for deadline in moved:
        if before[deadline.id]:
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
        _give_activities(told, moved, lines)


def _give_activities(cases, deadlines, lines):
    """One for each case, at the deadline that moved; the digest reports it, so it sends no mail."""
    env = cases.env
    kind = env.ref("customs_verification.mail_activity_type_deadline")
    first = {}
    for deadline in deadlines:
        first.setdefault(deadline.res_id, deadline)
    officers = {case: case._responsible() for case in cases}
    env["mail.activity"].with_context(mail_activity_quick_update=True).create(
        [
            {
                "res_model_id": env["ir.model"]._get_id(case._name),
                "res_id": case.id,
                "activity_type_id": kind.id,
                "user_id": officer.id,
                "date_deadline": first[case.id].due_on,
                "summary": env._("A last day moved"),
                "note": escape(" ".join(lines[case.id])),
                "customs_deadline_id": first[case.id].id,
            }
            for case, officer in officers.items()
            if officer
        ]
    )


def _working_day_rules(deadlines):
    rules = (
        deadlines.env["customs.deadline.rule"]
        .sudo()
        .with_context(active_test=False)
        .search([("length", ">", 0)])
    )
    return rules.filtered(lambda rule: rule._counts_working_days())
