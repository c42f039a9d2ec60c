"""What a suspension covers, and what a person must judge, as sums and as SQL (RS16.12, RS16.12c).

Nothing here is stored: it is what the declarations, the goods and the judgements say at this moment.
"""

from collections import defaultdict

from odoo.tools import SQL
from odoo.tools.misc import format_amount

from .similar_goods import candidates_of_goods, pairs


def _candidates(suspensions, likely=False):
    """Return the SQL of what is similar to the goods of these suspensions, drafts included."""
    suspensions.env["customs.suspended.line"]._flush_matched()
    return candidates_of_goods(SQL("g.suspension_id = ANY(%s)", suspensions.ids), likely=likely)


def covered_lines(suspensions):
    """Return the SQL of the ids of the declared goods that fall, or would fall, under them."""
    return SQL("SELECT c.line_id FROM (%s) c WHERE c.certain", _candidates(suspensions))


def likely_lines(suspensions):
    """Return the SQL of the ids of the declared goods on which a person must judge."""
    return SQL("SELECT c.line_id FROM (%s) c", likely_pairs(suspensions))


def likely_pairs(suspensions):
    """Return the candidates that are likely only, of lines that do not fall under it anyway."""
    return SQL(
        """
        SELECT * FROM (
            SELECT c.*, BOOL_OR(c.certain) OVER (PARTITION BY c.suspension_id, c.line_id) AS covered
              FROM (%s) c
        ) c WHERE c.likely AND NOT c.covered
        """,
        _candidates(suspensions, likely=True),
    )


def preview(suspension):
    """Return what falls under the suspension as it is now, in force or not; writes nothing.

    A draft without `starts_on` covers nothing. Three queries for any number of declared goods. For the
    list itself search lines by `falls_under_id`, and by `likely_under_id` for those on which a person
    must judge: `[("falls_under_id", "=", suspension.id)]`.

    :return: dict with

        * ``line_count``, ``declaration_count``, ``importer_count``: numbers
        * ``by_judgement_count``: how many of the lines a person judged to be similar
        * ``first_on``, ``last_on``: first and last day of registration (date; None without goods)
        * ``duty``: {currency id: duty at stake}, and ``unknown_duty_count``: of how many it is not known
        * ``by_hs_code``: [{``hs_code``, ``line_count``, ``duty``}], by code
        * ``importers``: [{``importer_id`` (firm), ``name``, ``line_count``, ``duty``}], most goods first
        * ``likely_count``: lines on which a person must judge; not among the others
        * ``short_goods_ids``: ids of the goods of the suspension whose HS code has fewer digits than
          must agree: they cover nothing
    """
    suspension.ensure_one()
    sums = {
        "line_count": 0,
        "declaration_count": 0,
        "importer_count": 0,
        "by_judgement_count": 0,
        "first_on": None,
        "last_on": None,
        "duty": {},
        "unknown_duty_count": 0,
    }
    codes, importers = defaultdict(lambda: [0, {}]), defaultdict(lambda: [0, {}])
    for row in _rows(suspension):
        if row["of_code"]:
            _add_up(codes[row["hs_code"]], row)
        elif row["of_importer"]:
            _add_up(importers[row["importer_firm_id"]], row)
        elif row["of_currency"]:
            sums["duty"][row["currency_id"]] = float(row["duty"])
        else:
            sums |= {name: row[name] for name in sums.keys() & row.keys() - {"duty"}}
    sums["by_hs_code"] = [
        {"hs_code": code, "line_count": number, "duty": duty}
        for code, (number, duty) in sorted(codes.items())
    ]
    sums["importers"] = _named_importers(suspension.env, importers)
    sums["likely_count"] = _count_likely(suspension)
    sums["short_goods_ids"] = suspension.goods_ids.filtered(
        lambda goods: len(goods.hs_prefix or "") < suspension.hs_digits
    ).ids
    return sums


def _rows(suspension):
    """Return the sums as dicts: of everything, by currency, by code and by importer (with currency)."""
    suspension.env.cr.execute(
        SQL(
            """
            SELECT l.hs_code, l.importer_firm_id, l.currency_id,
                   GROUPING(l.hs_code) = 0 AS of_code, GROUPING(l.importer_firm_id) = 0 AS of_importer,
                   GROUPING(l.currency_id) = 0 AS of_currency, COUNT(*) AS line_count,
                   COUNT(DISTINCT l.declaration_id) AS declaration_count,
                   COUNT(DISTINCT l.importer_firm_id) AS importer_count,
                   COUNT(*) FILTER (WHERE p.by_judgement) AS by_judgement_count,
                   MIN(l.registered_on) AS first_on, MAX(l.registered_on) AS last_on,
                   COALESCE(SUM(l.duty_at_stake), 0) AS duty,
                   COUNT(*) FILTER (WHERE l.duty_known IS NOT TRUE) AS unknown_duty_count
              FROM (%s) p JOIN customs_declaration_line l ON l.id = p.line_id
             GROUP BY GROUPING SETS ((), (l.currency_id), (l.hs_code, l.currency_id),
                                     (l.importer_firm_id, l.currency_id))
            """,
            pairs(_candidates(suspension)),
        )
    )
    return suspension.env.cr.dictfetchall()


def _add_up(sums, row):
    sums[0] += row["line_count"]
    sums[1][row["currency_id"]] = float(row["duty"])


def _named_importers(env, importers):
    firms = env["res.partner"].sudo().browse(filter(None, importers))
    names = {firm.id: firm.display_name for firm in firms}
    rows = [
        {"importer_id": firm, "name": names.get(firm, ""), "line_count": number, "duty": duty}
        for firm, (number, duty) in importers.items()
    ]
    return sorted(rows, key=lambda row: (-row["line_count"], row["name"]))


def _count_likely(suspension):
    [(number,)] = suspension.env.execute_query(
        SQL("SELECT COUNT(DISTINCT c.line_id) FROM (%s) c", likely_pairs(suspension))
    )
    return number


def preview_figures(suspension):
    """Return (number of lines, duty in words) of what would fall under the draft."""
    if not suspension.id or suspension.state != "draft" or not suspension.starts_on:
        return 0, ""
    sums = preview(suspension)
    return sums["line_count"], duty_in_words(suspension.env, sums["duty"], sums["unknown_duty_count"])


def marked_figures(suspensions):
    """Return id -> (number of lines, duty in words) of the goods under these suspensions; two queries."""
    ids = [suspension.id for suspension in suspensions._origin if suspension.id]
    if not ids:
        return {}
    suspensions.env["customs.suspended.line"].flush_model()
    suspensions.env["customs.declaration.line"].flush_model(["duty_at_stake", "duty_known", "currency_id"])
    rows = suspensions.env.execute_query(
        SQL(
            """
            SELECT m.suspension_id, l.currency_id, COUNT(*), SUM(l.duty_at_stake),
                   COUNT(*) FILTER (WHERE l.duty_known IS NOT TRUE)
              FROM customs_suspended_line m JOIN customs_declaration_line l ON l.id = m.line_id
             WHERE m.suspension_id = ANY(%s) GROUP BY 1, 2
            """,
            ids,
        )
    )
    figures = {}
    for suspension, currency, count, duty, unknown in rows:
        number, duties, missing = figures.get(suspension, (0, {}, 0))
        duties = duties | {currency: float(duty or 0.0)}
        figures[suspension] = (number + count, duties, missing + unknown)
    return {key: (number, duty_in_words(suspensions.env, *duty)) for key, (number, *duty) in figures.items()}


def duty_in_words(env, duty, unknown=0):
    """Return ``duty``, amounts by the id of their currency, as a person reads it.

    :param unknown: of how many goods the duty is not known, and in no amount
    """
    currencies = env["res.currency"].browse(duty)
    parts = [
        format_amount(env, duty[currency.id], currency)
        for currency in currencies.sorted("name")
        if not currency.is_zero(duty[currency.id])
    ]
    if unknown:
        parts.append(env._("not known for %s items", unknown))
    return ", ".join(parts)
