"""Which goods an agreement leaves outside the preference (RSM4.3): the only reading of its lists.

One statement for any number of goods. What the data do not tell is not known, never free.
"""

from dataclasses import dataclass, field
from datetime import date

from odoo.tools import SQL

from ...tools.dates import decimal_number
from .customs_excluded_goods import BETWEEN, FEWEST_DIGITS, KEY_DIGITS

EXCLUDED, NOT_KNOWN, QUOTA, FREE = "excluded", "not_known", "quota", "free"
CODE, ORIGIN, CONDITION, PARTLY = "code", "origin", "condition", "partly"  # what is not known


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods as somebody declares or names them."""

    agreement_id: int
    importing_country_id: int
    hs_code: str
    day: date
    origin_country_ids: tuple = ()  # several that differ: not known
    condition: str = ""  # new, used; empty: not known
    remarks: str = ""  # what their proof says of them


@dataclass(slots=True)
class Answer:
    """What the lists say of goods: ``state``, and the rows by which they do, with what is not known."""

    state: str = FREE
    rows: list = field(default_factory=list)  # [(row as a dict, what is not known)]
    exempt: dict = None  # the row whose remark exempts them from a quota


def answers(env, asked):
    """Return {key: Answer} for the goods ``asked``, {key: Goods}; an agreement without lists has no answers.

    The caller has checked the access to the goods; the law is everybody's. One query.
    """
    asked = {key: goods for key, goods in asked.items() if goods.agreement_id and goods.hs_code and goods.day}
    if not asked:
        return {}
    for model in ("customs.excluded.goods", "customs.party"):
        env[model].flush_model()
    compared = {_compared(goods): None for goods in asked.values()}  # many lines ask the same
    env.cr.execute(_matches(list(compared)))
    found = {}
    keys = list(compared)
    for row in env.cr.dictfetchall():
        _side, rows = found.setdefault(keys[row["n"]], (row["side"], []))
        rows += [row] if row["id"] else []
    return {
        key: _answer(goods, *found[_compared(goods)])
        for key, goods in asked.items()
        if _compared(goods) in found
    }


def _compared(goods):
    return goods.agreement_id, goods.importing_country_id or None, goods.hs_code, goods.day


def _matches(compared):
    """Return SQL for the rows whose code and the declared one agree as far as both go.

    Rows are looked up by equality with the beginnings of the declared code, by their index.
    """
    agreements, countries, codes, days = (list(column) for column in zip(*compared, strict=True))
    keys = {(code, code[:digits]) for code in set(codes) for digits in range(FEWEST_DIGITS, KEY_DIGITS + 1)}
    return SQL(
        """
        SELECT q.n, CASE WHEN NOT a.lost THEN p.side END AS side, e.*, COALESCE(o.origins, '{}') AS origins
          FROM UNNEST(%(numbers)s, %(agreements)s::int4[], %(countries)s::int4[], %(codes)s::varchar[],
                      %(days)s::date[]) q (n, of_agreement_id, country_id, code, day)
          JOIN (
              SELECT x.agreement_id, BOOL_OR(t.id IS NULL) AS lost
                FROM customs_excluded_goods x
                LEFT JOIN customs_party t
                  ON t.agreement_id = x.agreement_id AND t.side = x.importing_side
               WHERE x.active IS TRUE GROUP BY 1) a
            ON a.agreement_id = q.of_agreement_id
          LEFT JOIN customs_party p
            ON p.agreement_id = q.of_agreement_id AND p.country_id = q.country_id
               AND COALESCE(p.valid_from, q.day) <= q.day AND COALESCE(p.valid_to, q.day) >= q.day
          LEFT JOIN (
              SELECT k.code AS of_code, r.id, r.sequence, r.agreement_id, r.importing_side, r.kind, r.hs_code,
                     r.except_codes, r.partly, r.narrowed_by, r.goods_condition, r.description, r.quantity,
                     r.unit, r.proof_remark, r.article, r.verified, r.valid_from, r.valid_to
                FROM UNNEST(%(key_codes)s::varchar[], %(keys)s::varchar[]) k (code, key)
                JOIN customs_excluded_goods r ON r.hs_key = k.key AND r.active IS TRUE) e
            ON e.of_code = q.code AND e.agreement_id = q.of_agreement_id AND e.importing_side = p.side
               AND COALESCE(e.valid_from, q.day) <= q.day AND COALESCE(e.valid_to, q.day) >= q.day
               AND (STARTS_WITH(q.code, e.hs_code) OR STARTS_WITH(e.hs_code, q.code))
          LEFT JOIN (
              SELECT customs_excluded_goods_id, ARRAY_AGG(res_country_id) AS origins
                FROM customs_excluded_goods_res_country_rel GROUP BY 1) o
            ON o.customs_excluded_goods_id = e.id
         ORDER BY q.n, e.sequence, e.hs_code, e.id
        """,
        numbers=list(range(len(compared))),
        agreements=agreements,
        countries=countries,
        codes=codes,
        days=days,
        key_codes=[code for code, _key in keys],
        keys=[key for _code, key in keys],
    )


def _answer(goods, side, rows):
    if not side:
        return Answer(NOT_KNOWN)
    unknown = [(row, _unknown(goods, row)) for row in rows]
    unknown = [(row, missing) for row, missing in unknown if missing is not None]
    of_kind = {
        kind: [(row, missing) for row, missing in unknown if row["kind"] == kind]
        for kind in ("excluded", "quota", "free")
    }
    certain = [(row, missing) for row, missing in of_kind["excluded"] if not missing]
    if certain:
        return Answer(EXCLUDED, certain[:1])
    exempt = next((row for row, _missing in of_kind["free"] if _has_remark(goods, row)), None)
    quotas = [] if exempt else of_kind["quota"]
    doubts = _distinct(of_kind["excluded"] + [(row, missing) for row, missing in quotas if missing])
    if doubts:
        return Answer(NOT_KNOWN, doubts, exempt)
    return Answer(QUOTA if quotas else FREE, quotas[:1], exempt)


def _distinct(found):
    """Return the rows, of those of one place in a list that ask the same only the first."""
    return list(
        {
            (row["article"], row["description"], tuple(missing)): (row, missing)
            for row, missing in found[::-1]
        }.values()
    )[::-1]


def _unknown(goods, row):
    """Return what must be known to say whether the row means the goods; None where it does not."""
    missing, code = [], goods.hs_code
    exceptions = row["except_codes"].split(BETWEEN) if row["except_codes"] else []
    if any(code.startswith(exception) for exception in exceptions):
        return None
    if len(code) < len(row["hs_code"]) or any(exception.startswith(code) for exception in exceptions):
        missing.append(CODE)
    if row["origins"]:
        [origin] = goods.origin_country_ids if len(goods.origin_country_ids) == 1 else [None]
        if origin and origin not in row["origins"]:
            return None
        missing += [] if origin else [ORIGIN]
    if row["goods_condition"]:
        if goods.condition and goods.condition != row["goods_condition"]:
            return None
        missing += [] if goods.condition else [CONDITION]
    if row["partly"] and row["kind"] != "free":
        missing.append(PARTLY)
    return missing


def _has_remark(goods, row):
    said = _plain(goods.remarks)
    return any(_plain(remark) in said for remark in row["proof_remark"].split("|") if remark.strip())


def _plain(text):
    return " ".join((text or "").replace("’", "'").split()).casefold()


# In words


def sentences(env, goods, answer):
    """Return why goods do not have the preference, or may not, as sentences in the user's language."""
    if answer.state == NOT_KNOWN and not answer.rows:
        return [
            env._(
                "It is not known which list of goods outside the preference applies: the country of the "
                "customs authority is not a Party to the agreement, or a list is for a side on which "
                "there is no Party."
            )
        ]
    return [_sentence(env, goods, row, missing) for row, missing in answer.rows]


def _sentence(env, goods, row, missing):
    words = {
        "article": env["customs.agreement"].browse(goods.agreement_id).sudo()._cite(row["article"]),
        "goods": row["description"],
        "code": _narrowed(env, row),
    }
    if row["kind"] == "quota":
        words["quota"] = f"{decimal_number(row['quantity'], env.lang, 3)} {row['unit']}"
    if missing and row["kind"] == "quota":
        text = env._(
            "%(article)s: '%(goods)s' (%(code)s) have the preference only within the tariff quota of "
            "%(quota)s. It is not known whether these goods are included:",
            **words,
        )
    elif missing:
        text = env._(
            "%(article)s: '%(goods)s' (%(code)s) are outside the preference. It is not known whether these "
            "goods are included:",
            **words,
        )
    elif row["kind"] == "quota":
        text = env._(
            "%(article)s: '%(goods)s' (%(code)s) have the preference only within the tariff quota of "
            "%(quota)s. How much of it is left is not recorded here.",
            **words,
        )
    else:
        text = env._("%(article)s: '%(goods)s' (%(code)s) are outside the preference.", **words)
    parts = [text, *(_what_is_missing(env, goods, row, what) for what in missing)]
    if not row["verified"]:
        parts.append(env._("This row was not compared with the official text yet."))
    return " ".join(parts)


def _narrowed(env, row):
    """Return the code of a row with what narrows it."""
    parts = [env._("HS %s", row["hs_code"])]
    if row["except_codes"]:
        parts.append(env._("except %s", row["except_codes"]))
    if row["origins"]:
        names = env["res.country"].browse(row["origins"]).sudo().mapped("name")
        parts.append(env._("originating in %s", ", ".join(names)))
    if row["goods_condition"]:
        parts.append(env._("new") if row["goods_condition"] == "new" else env._("used"))
    return ", ".join(parts)


def _what_is_missing(env, goods, row, what):
    if what == CODE:
        return env._("the declared HS code %s is too short.", goods.hs_code)
    if what == ORIGIN:
        return env._("the state of origin is not given, or not clearly.")
    if what == CONDITION:
        return env._("it is not given whether they are new or used.")
    if row["narrowed_by"]:
        return env._("only some goods of this code are included: %s.", row["narrowed_by"])
    return env._("only some goods of this code are included, as described.")


def warnings(env, asked):
    """Return {key: text} of the goods ``asked`` that are outside the preference, or may be."""
    found = answers(env, asked)
    texts = {key: sentences(env, asked[key], answer) for key, answer in found.items()}
    return {key: "\n".join(text) for key, text in texts.items() if text}
