"""What the goods of decisions come to: how many, of how many importers, how much duty."""

from collections import Counter, defaultdict

from odoo.tools import format_amount


def sum_up(decisions):
    """Write numbers of goods and importers and the duty, in each currency, on ``decisions``; one query."""
    env, groups = decisions.env, defaultdict(list)
    lines = env["customs.preference.decision.line"].sudo()
    for decision, *group in lines._read_group(
        [("decision_id", "in", decisions.ids), ("left_out", "!=", True)],
        ["decision_id", "currency_id", "duty_known"],
        ["duty:sum", "__count", "importer_firm_id:array_agg_distinct"],
    ):
        groups[decision.id].append(group)
    for decision in decisions:
        duties, counts, importers = Counter(), Counter(), set()
        for currency, known, duty, count, firms in groups[decision._origin.id]:
            duties[currency] += duty
            counts[known] += count
            importers.update(filter(None, firms))
        decision.line_count = counts.total()
        decision.importer_count = len(importers)
        by_name = sorted(duties.items(), key=lambda pair: pair[0].name)
        parts = [" + ".join(format_amount(env, duty, currency) for currency, duty in by_name)]
        if counts[False]:
            parts.append(env._("not known for %s items", counts[False]))
        decision.totals = "; ".join(filter(None, parts)) or False
