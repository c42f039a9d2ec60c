"""Goods that are likely to be similar: on which a person must judge, and why (RS16.12c).

One group stands for all goods that are described alike. The queue itself is never stored: it follows from
the declarations and the judgements.
"""

from odoo.tools import SQL

from ...tools import characteristics
from .similar_goods import FIRMS, candidates_of_lines
from .similar_goods_job import setting
from .suspension_preview import duty_in_words, likely_pairs

ACTIVITY = "customs_verification.mail_activity_type_likely"
# After which line the daily job goes on.
SEEN = "customs_verification.likely_after"
BATCH = 50_000
# The characteristics that distinguish goods, and the column by which each is compared.
CHARACTERISTICS = {name: f"{name}_key" for name in characteristics.FIELDS}


def likely_groups(suspensions, limit=80):
    """Return the queue of goods on which a person must judge, most duty at stake first; writes nothing.

    One group holds all declared goods that are described alike (`characteristics_key`) and compared with
    the same goods of the suspension, so that one judgement (`customs.suspension.judgement`: ``goods_id``
    and ``characteristics_key``) settles the group. With too few digits of the HS code (``whole_code``
    false) a judgement that they are similar settles nothing: they stay in the queue until the declaration
    gives the code in full, or they are judged to be other goods. One query for any number of goods, and
    two to read the names.

    :param limit: so many groups at most
    :return: list of dicts:

        * ``suspension_id``, ``goods_id``: the goods of the suspension with which they are compared
        * ``characteristics_key``, ``described_as``: how the declared goods are described
        * ``line_count``, ``line_id``: one of them, the last registered
        * ``duty``: {currency id: duty at stake}
        * ``first_on``, ``last_on``: days of registration
        * ``whole_code``: all digits of the HS code that count agree
        * ``judged_similar``: a person has judged so already (only with ``whole_code`` false)
        * ``agrees``: codes of what is the same: producer, exporter, hs_code, brand, goods_model,
          article_no
        * ``missing``: codes of what the declaration does not tell: hs_code, brand, goods_model,
          article_no; ``nothing_named`` where the suspension's goods name no characteristic
        * ``why``: the same as sentences in the user's language
    """
    suspensions.env.cr.execute(
        SQL(
            """
            WITH found AS MATERIALIZED (%(pairs)s),
            lines AS (
                SELECT c.suspension_id, c.goods_id, c.line_id, c.whole_code, BOOL_OR(c.judged) AS judged,
                       BOOL_OR(c.firm = 'producer') AS producer, BOOL_OR(c.firm = 'exporter') AS exporter
                  FROM found c GROUP BY c.suspension_id, c.goods_id, c.line_id, c.whole_code
            ),
            sums AS (
                SELECT c.suspension_id, c.goods_id, c.whole_code, l.characteristics_key, l.currency_id,
                       COUNT(*) AS number, COALESCE(SUM(l.duty_at_stake), 0) AS duty,
                       COUNT(*) FILTER (WHERE l.duty_known IS NOT TRUE) AS unknown,
                       MAX(l.id) AS line_id, BOOL_OR(c.judged) AS judged,
                       MIN(l.registered_on) AS first_on, MAX(l.registered_on) AS last_on,
                       BOOL_OR(c.producer) AS producer, BOOL_OR(c.exporter) AS exporter
                  FROM lines c JOIN customs_declaration_line l ON l.id = c.line_id
                 GROUP BY c.suspension_id, c.goods_id, c.whole_code, l.characteristics_key, l.currency_id
            )
            SELECT suspension_id, goods_id, whole_code, characteristics_key,
                   SUM(number)::int AS line_count, MAX(line_id) AS line_id,
                   MIN(first_on) AS first_on, MAX(last_on) AS last_on,
                   BOOL_OR(producer) AS producer, BOOL_OR(exporter) AS exporter,
                   COALESCE(BOOL_OR(judged), FALSE) AS judged_similar,
                   JSONB_OBJECT_AGG(currency_id, duty) AS duty, SUM(unknown)::int AS unknown
              FROM sums
             GROUP BY suspension_id, goods_id, whole_code, characteristics_key
             ORDER BY MAX(duty) DESC, SUM(number) DESC, goods_id, characteristics_key, whole_code
             LIMIT %(limit)s
            """,
            pairs=likely_pairs(suspensions),
            limit=limit,
        )
    )
    groups = suspensions.env.cr.dictfetchall()
    lines = suspensions.env["customs.declaration.line"].browse([group["line_id"] for group in groups])
    goods = suspensions.env["customs.suspension.goods"].browse([group["goods_id"] for group in groups])
    return [
        _why(group, line, one)
        for group, line, one in zip(
            groups, lines.with_prefetch(lines.ids), goods.with_prefetch(goods.ids), strict=True
        )
    ]


def _why(group, line, goods):
    """Return the group with what agrees and what is missing, in codes and as sentences."""
    named = [name for name, key in CHARACTERISTICS.items() if goods[key]]
    agrees = [firm for firm in FIRMS if group.pop(firm)]
    agrees += ["hs_code"] if group["whole_code"] else []
    agrees += [name for name in named if line[CHARACTERISTICS[name]]]
    missing = [] if group["whole_code"] else ["hs_code"]
    missing += [name for name in named if not line[CHARACTERISTICS[name]]]
    if not named and not goods.no_characteristics:
        missing.append("nothing_named")
    texts = [line[name] for name in CHARACTERISTICS] + [line.description]
    return group | {
        "duty": {int(currency): float(duty) for currency, duty in group["duty"].items()},
        "unknown_duty_count": group["unknown"],
        "described_as": " · ".join(filter(None, texts)),
        "agrees": agrees,
        "missing": missing,
        "why": _sentences(agrees, missing, line, goods),
    }


def _sentences(agrees, missing, line, goods):
    """Return what agrees and what is missing as sentences."""
    title = {name: goods._fields[name]._description_string(goods.env) for name in CHARACTERISTICS}
    same = {
        "producer": goods.env._("The producer is the same."),
        "exporter": goods.env._("The exporter is the same."),
        "hs_code": goods.env._("The HS code matches in %s digits.", goods.hs_digits),
    }
    less = {
        "hs_code": goods.env._(
            "The declaration gives %(count)s digits of the HS code; %(digits)s must match.",
            count=len(line.hs_code or ""),
            digits=goods.hs_digits,
        ),
        "nothing_named": goods.env._("The suspension gives no characteristics of the goods."),
    }
    for name in CHARACTERISTICS:
        same[name] = goods.env._("%(field)s is the same: %(value)s.", field=title[name], value=goods[name])
        less[name] = goods.env._(
            "%(field)s: not in the declaration; the suspended goods have '%(value)s'.",
            field=title[name],
            value=goods[name],
        )
    return [same[code] for code in agrees] + [less[code] for code in missing]


def queue_values(suspension):
    """Return the rows of the queue as they are shown."""
    queue = suspension._queue()
    lines = suspension.env["customs.declaration.line"].browse([group["line_id"] for group in queue])
    return [
        {
            "suspension_id": suspension.id,
            "goods_id": group["goods_id"],
            "characteristics_key": group["characteristics_key"],
            "described_as": group["described_as"],
            "hs_code": line.hs_code,
            "line_count": group["line_count"],
            "duty": duty_in_words(suspension.env, group["duty"], group["unknown_duty_count"]),
            "sample_line_id": line.id,
            "why": " ".join(group["why"][: len(group["agrees"])]),
            "missing": " ".join(group["why"][len(group["agrees"]) :]),
        }
        for group, line in zip(queue, lines, strict=True)
    ]


def tell_of_new(suspensions):
    """Notify the officers of likely goods that came in since yesterday, once a day for each suspension.

    Looks at new declared goods alone, a range of them at a time, and goes on where it stopped.
    """
    marks = suspensions.env["customs.suspended.line"].sudo()
    after = int(setting(suspensions.env, SEEN) or 0)
    while (last := marks._end_of_range(after, BATCH)) is not None:
        candidates = candidates_of_lines(SQL("l.id > %s AND l.id <= %s", after, last), likely=True)
        marks._flush_matched()
        rows = suspensions.env.execute_query(
            SQL(
                """
                SELECT DISTINCT c.suspension_id FROM (%s) c
                  JOIN customs_preference_suspension s ON s.id = c.suspension_id
                 WHERE c.likely AND NOT c.certain AND s.ended_on IS NULL
                """,
                candidates,
            )
        )
        _notify(suspensions.sudo().browse(row[0] for row in rows))
        setting(suspensions.env, SEEN, str(last))
        after = last
        if not suspensions.env["ir.cron"]._commit_progress(1, remaining=1):
            return
    suspensions.env["ir.cron"]._commit_progress(1, remaining=0)


def _notify(suspensions):
    """Count the queue anew, and give the officer one activity for it."""
    suspensions._store_likely_count()
    for suspension in suspensions.filtered("likely_count"):
        user = suspension.visit_id._responsible()
        if user and not suspension.activity_ids.filtered(
            lambda activity: activity.activity_type_id == suspensions.env.ref(ACTIVITY)
        ):
            suspension.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                summary=suspensions.env._("Assess %s descriptions of goods", suspension.likely_count),
                user_id=user.id,
            )
