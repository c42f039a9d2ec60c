"""Rows of declared goods as the database holds them, computed from what a line of an import says.

For a set of lines at once, this says what the ORM would compute one by one; a test compares both, column by
column.
"""

from functools import lru_cache

from odoo.tools import float_repr, float_round

from ...tools import characteristics, periods, remark_text
from .customs_import_lookup import ROLES, Rates

# column -> type in the database. What a line says itself ...
GIVEN = {
    "position": "int4",
    "hs_code": "varchar",
    "description": "varchar",
    "brand": "varchar",
    "goods_model": "varchar",
    "article_no": "varchar",
    "gross_weight_kg": "numeric",
    "net_weight_kg": "numeric",
    "customs_value": "numeric",
    "currency_id": "int4",
    "agreement_id": "int4",
    "preference_claimed": "bool",
    "producer_id": "int4",
    "proof_id": "int4",
    "proof_reference": "varchar",
    "proof_dated_on": "date",
    "rate_without": "numeric",
    "rate_with": "numeric",
    "duty_without": "numeric",
    "duty_with": "numeric",
}
# ... what its declaration says ...
HEAD = {
    "registered_on": "date",
    "importer_id": "int4",
    "exporter_id": "int4",
    "consignment_country_id": "int4",
}
# ... and what follows from both.
DERIVED = {
    "importing_authority_id": "int4",
    "registered_on": "date",
    "importer_id": "int4",
    "exporter_id": "int4",
    "importer_firm_id": "int4",
    "exporter_firm_id": "int4",
    "producer_firm_id": "int4",
    "hs_chapter": "varchar",
    "brand_key": "varchar",
    "goods_model_key": "varchar",
    "article_no_key": "varchar",
    "characteristics_key": "varchar",
    "proof_reference_key": "varchar",
    "limit_value": "numeric",
    "duty_at_stake": "numeric",
    "restorable_until": "date",
}
COLUMNS = GIVEN | DERIVED
# By these a line says something else than before. What follows from them and from the law, the rates, firms
# and proofs of the day is kept in step with those by the models themselves.
SAID = [*(name for name in GIVEN if name != "proof_id"), "registered_on", "importer_id", "exporter_id"]
TEXTS = ("brand", "goods_model", "article_no", "proof_reference")


def fixed(number, digits):
    """Return a number as its column takes it, rounded as the ORM does."""
    return float_repr(float_round(number or 0.0, precision_digits=digits), digits)


@lru_cache(maxsize=16384)
def keys(brand, goods_model, article_no, description):
    """Return the keys of brand, model, article number and all of them with the description."""
    named = tuple(characteristics.key(text) for text in (brand, goods_model, article_no))
    return (*named, characteristics.digest(brand, goods_model, article_no, description))


class Rows:
    """Computes the rows of one batch."""

    def __init__(self, env, authority_id, lookup, records):
        self._authority_id = authority_id
        self._lookup = lookup
        self._rates = Rates(
            env, {(record.agreement, record.currency, record.head["registered_on"]) for record in records}
        )
        self._last_days = {}

    def row(self, record):
        """Return the row of a line as {column: value}, to be sent as JSON."""
        values, head = record.values, record.head
        row = {name: values.get(name) or None for name in (*TEXTS, "proof_dated_on")}
        row |= {name: values[name] for name in ("position", "hs_code", "description")}
        row |= {name: fixed(values.get(name), 3) for name in ("gross_weight_kg", "net_weight_kg")}
        row |= {name: fixed(values.get(name), 4) for name in ("rate_without", "rate_with")}
        row |= self._of_head(head)
        row |= self._of_law(record)
        row |= self._money(record)
        (row["brand_key"], row["goods_model_key"], row["article_no_key"], row["characteristics_key"]) = keys(
            row["brand"], row["goods_model"], row["article_no"], row["description"]
        )
        row["hs_chapter"] = row["hs_code"][:2]
        return row

    def _of_head(self, head):
        row = {"importing_authority_id": self._authority_id, "registered_on": head["registered_on"]}
        for role in ROLES:
            partner_id, firm_id = self._lookup.firm(head.get(role))
            row[f"{role}_id"], row[f"{role}_firm_id"] = partner_id, firm_id
        return row

    def _of_law(self, record):
        values, agreement = record.values, record.agreement
        key = remark_text.number_key(values["proof_reference"]) if values.get("proof_reference") else ""
        producer_id, firm_id = self._lookup.firm(record.producer)
        return {
            "agreement_id": agreement.id or None,
            "preference_claimed": record.claimed,
            "currency_id": record.currency.id,
            "producer_id": producer_id,
            "producer_firm_id": firm_id,
            "proof_id": self._lookup.proof_id(agreement, key),
            "proof_reference_key": key,
            "restorable_until": self._restorable_until(agreement, record.head["registered_on"]),
        }

    def _money(self, record):
        values, currency = record.values, record.currency
        value = currency.round(values.get("customs_value") or 0.0)
        duties = {}
        for name in ("without", "with"):
            given, rate = values.get(f"duty_{name}"), values.get(f"rate_{name}") or 0.0
            rate = float_round(rate, precision_digits=4)
            duties[name] = currency.round(value * rate / 100 if given is None else given)
        stake = currency.round(max(duties["without"] - duties["with"], 0.0))
        digits = currency.decimal_places
        return {
            "customs_value": float_repr(value, digits),
            "duty_without": float_repr(duties["without"], digits),
            "duty_with": float_repr(duties["with"], digits),
            "duty_at_stake": float_repr(stake, digits),
            "limit_value": self._limit_value(record, value),
        }

    def _limit_value(self, record, value):
        target = record.agreement.limit_currency_id
        value *= self._rates.rate(record.agreement, record.currency, record.head["registered_on"])
        return float_repr(target.round(value), target.decimal_places) if target else repr(value)

    def _restorable_until(self, agreement, day):
        key = agreement.id, day
        if key not in self._last_days:
            length, unit = agreement.restoration_length, agreement.restoration_unit
            last = periods.last_day(day, periods.Term(length, unit)) if length and unit else None
            self._last_days[key] = last
        return self._last_days[key]
