"""What a suspension needs before it is put in force, and the reasons against its end (RS16.12, RS16.12c)."""

from ...tools.dates import long_date
from .suspension_sentences import of_end, of_state


def missing(suspension):
    """Return everything that is missing before it may be put in force, as sentences."""
    return (
        suspension.visit_id._problems_of_suspending()
        + missing_terms(suspension)
        + suspended_already(suspension)
    )


def missing_terms(suspension):
    """Return what its window, reason and goods lack."""
    problems = _missing_window(suspension)
    if not (suspension.reason or "").strip():
        problems.append(suspension.env._("Why the preference is suspended (%s)", suspension.article or ""))
    if not suspension.goods_ids:
        problems.append(suspension.env._("The goods: at least one row (%s)", suspension.article or ""))
    for goods in suspension.goods_ids:
        problems += goods._missing()
    return problems


def _missing_window(suspension):
    """The window begins on the day on which the request was sent, at the earliest (RS16.12)."""
    sent = suspension.visit_id.request_sent_on
    if not suspension.starts_on:
        return [suspension.env._("The first day (%s)", suspension.article or "")]
    problems = []
    if sent and suspension.starts_on < sent:
        problems.append(
            suspension.env._(
                "The first day: %(day)s is before the sending of the request on %(sent)s (%(article)s)",
                day=long_date(suspension.starts_on, suspension.env.lang),
                sent=long_date(sent, suspension.env.lang),
                article=suspension.article or "",
            )
        )
    if suspension.starts_on > suspension._today():
        problems.append(
            suspension.env._(
                "The first day: %s is in the future", long_date(suspension.starts_on, suspension.env.lang)
            )
        )
    return problems


def suspended_already(suspension):
    """Return which of its goods another suspension of the visit covers: one at a time does."""
    others = suspension.visit_id.suspension_ids.filtered(
        lambda other: other.state == "in_force" and other.id != suspension._origin.id
    )
    mine = {goods._identity() for goods in suspension.goods_ids}
    return [
        suspension.env._(
            "%(goods)s: already suspended by %(other)s since %(day)s",
            goods=goods._name_in_sentence(),
            other=other.name,
            day=long_date(other.started_on, suspension.env.lang),
        )
        for other in others
        for goods in other.goods_ids
        if goods._identity() in mine
    ]


def next_step(suspension):
    """Return the one step of a draft, as the panel of what is missing shows it."""
    return {
        "fact": "put_in_force",
        "label": suspension.env._("Put in force"),
        "article": suspension.article or "",
        "missing": missing(suspension),
        "method": "put_in_force",
        "button": suspension.env._("Put in Force"),
        "supervisor": True,
        "allowed": False,
    }


def against_end(suspension, reason, day):
    """Return why a supervisor cannot end it on ``day``, as sentences."""
    problems = [] if reason else [suspension.env._("Enter the reason for the end.")]
    if suspension.ended_on and suspension.end_kind != "supervisor":
        problems.append(of_end(suspension))
    elif day == suspension.ended_on:
        problems.append(of_state(suspension))
    if day < suspension.starts_on:
        problems.append(
            suspension.env._(
                "%(day)s is before its first day %(first)s.",
                day=long_date(day, suspension.env.lang),
                first=long_date(suspension.starts_on, suspension.env.lang),
            )
        )
    if day > suspension._today():
        problems.append(suspension.env._("%s is in the future.", long_date(day, suspension.env.lang)))
    over_on = suspension.visit_id.report_approved_on or suspension.visit_id.withdrawn_on
    if over_on and day > over_on:
        problems.append(
            suspension.env._(
                "%(day)s is after %(over)s, when it ends at the latest.",
                day=long_date(day, suspension.env.lang),
                over=long_date(over_on, suspension.env.lang),
            )
        )
    return problems


def against_reopening(suspension, reason):
    """Return why its end cannot be taken back, as sentences."""
    problems = [] if reason else [suspension.env._("Enter the reason for reopening it.")]
    if suspension.end_kind != "supervisor":
        problems.append(of_end(suspension))
    else:
        problems += suspension.visit_id._problems_of_suspending()
    return problems + suspended_already(suspension)


def goods_asked(suspension):
    """Return its goods as they are compared with those outside the preference (RSM4.3)."""
    return [
        suspension._goods_named(goods, goods.visit_goods_id.proof_id, suspension.starts_on)
        for goods in suspension.goods_ids
    ]
