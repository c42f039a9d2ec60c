"""Rows of declared goods as the database holds them, computed from what the lines of an import say.

For many lines at once, this says what the ORM would compute one by one; a test compares both, column by
column. Columns are lists of values as COPY takes them.
"""

from itertools import repeat

from odoo.tools import float_repr, float_round

from ...tools import characteristics
from ..law.customs_agreement import LIMIT_DIGITS
from .intake_resolve import ROLES, Rates

# column -> type in the database. What a line says itself ...
GIVEN = {
    "position": "int4",
    "hs_code": "varchar",
    "description": "varchar",
    "brand": "varchar",
    "goods_model": "varchar",
    "article_no": "varchar",
    "origin_country_id": "int4",
    "goods_condition": "varchar",
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
    "without_is_zero": "bool",
    "with_is_zero": "bool",
}
# ... what its declaration says ...
HEAD = {
    "registered_on": "date",
    "importer_id": "int4",
    "exporter_id": "int4",
    "consignment_country_id": "int4",
    "consignor_id": "int4",
    "consignee_id": "int4",
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
    "duty_known": "bool",
    "restorable_until": "date",
}
COLUMNS = GIVEN | DERIVED
# By these a line says something else than before. What follows from them and from the law, the rates, firms
# and proofs of the day is kept in step with those by the models themselves.
COMPARED = [*(name for name in GIVEN if name != "proof_id"), "registered_on", "importer_id", "exporter_id"]
TEXTS = (*characteristics.FIELDS, "proof_reference")
# What amounts follow from, beside currency, agreement and rate, and the columns that follow.
MONEY_GIVEN = ("customs_value", "duty_without", "rate_without", "duty_with", "rate_with")
MONEY = (
    "customs_value",
    "duty_without",
    "duty_with",
    "duty_at_stake",
    "duty_known",
    "without_is_zero",
    "with_is_zero",
    "limit_value",
)


class Fixed(dict):
    """{number: the same as its column takes it, rounded as the ORM does}."""

    def __init__(self, digits):
        super().__init__()
        self._digits = digits

    def __missing__(self, number):
        rounded = float_round(number or 0.0, precision_digits=self._digits)
        self[number] = text = float_repr(rounded, self._digits)
        return text


class Made(dict):
    """{arguments: what ``make`` makes of them}, worked out once for all lines that say the same."""

    def __init__(self, make):
        super().__init__()
        self._make = make

    def __missing__(self, arguments):
        self[arguments] = made = self._make(*arguments)
        return made


class Rows:
    """Computes the rows of the lines at ``places`` of a batch."""

    def __init__(self, env, authority_id, lookup, batch, named, places):
        self._env = env
        self._authority_id = authority_id
        self._lookup = lookup
        self._batch = batch
        self._places = None if len(places) == len(batch) else places
        self._length = len(places)
        self._keys = self._accepted(named.keys)
        self._days = self._accepted(named.days)
        self._currencies = self._accepted(named.currencies)
        self._agreements = self._accepted(named.agreements)
        self._claimed = self._accepted(named.claimed)
        self._countries = self._accepted(named.countries)
        self._origins = self._accepted(named.origins)
        self._conditions = self._accepted(named.conditions)
        self._persons = {role: self._accepted(named.persons[role]) for role in ROLES}

    def _accepted(self, column):
        return column if self._places is None else [column[place] for place in self._places]

    def _column(self, name):
        return self._accepted(self._batch.column(name))

    def columns(self):
        """Return {column: its values, one for each line}."""
        columns = {
            "key": self._keys,
            "number": self._column("number"),
            "consignment_country_id": self._countries,
            "importing_authority_id": repeat(self._authority_id, self._length),
            "registered_on": self._days,
            "agreement_id": self._agreements,
            "origin_country_id": self._origins,
            "goods_condition": self._conditions,
            "preference_claimed": self._claimed,
            "currency_id": self._currencies,
            "proof_dated_on": self._column("proof_dated_on"),
        }
        columns |= {name: self._column(name) for name in ("position", "hs_code", "description")}
        columns |= {name: [text or None for text in self._column(name)] for name in TEXTS}
        columns |= {name: self._accepted(column) for name, column in self._batch.keys.items()}
        columns["hs_chapter"] = [code[:2] for code in columns["hs_code"]]
        self._add_persons(columns)
        self._add_proofs(columns)
        self._add_money(columns)
        made = Made(self._restorable_until)
        columns["restorable_until"] = [made[pair] for pair in zip(self._agreements, self._days, strict=True)]
        return columns

    def _add_persons(self, columns):
        for role, keys in self._persons.items():
            known = {key: self._lookup.persons.ids(key) for key in set(keys)}
            pairs = [known[key] for key in keys]
            columns[f"{role}_id"] = [partner_id for partner_id, _firm_id in pairs]
            columns[f"{role}_firm_id"] = [firm_id for _partner_id, firm_id in pairs]

    def _add_proofs(self, columns):
        keys = columns["proof_reference_key"]
        proofs = self._lookup.proofs(set(keys))
        columns["proof_id"] = (
            [proofs.get(pair) if pair[1] else None for pair in zip(self._agreements, keys, strict=True)]
            if proofs
            else repeat(None, self._length)
        )

    # Amounts

    def _add_money(self, columns):
        for digits, names in ((3, ("gross_weight_kg", "net_weight_kg")), (4, ("rate_without", "rate_with"))):
            fixed = Fixed(digits)
            for name in names:
                columns[name] = list(map(fixed.__getitem__, self._column(name)))
        made, rates = Made(self._money), self._rates()
        given = [self._column(name) for name in MONEY_GIVEN]
        rows = [made[row] for row in zip(self._currencies, self._agreements, rates, *given, strict=True)]
        columns |= dict(zip(MONEY, zip(*rows, strict=True), strict=True))

    def _rates(self):
        """Return the factors from the currencies of the lines to those of the limits."""
        agreements, currencies = self._lookup.agreements, self._lookup.currencies
        none = self._env["customs.agreement"]
        wanted = set(zip(self._agreements, self._currencies, self._days, strict=True))
        full = {one: (agreements.get(one[0], none), currencies[one[1]], one[2]) for one in wanted}
        rates = Rates(self._env, full.values())
        factors = {one: rates.rate(*records) for one, records in full.items()}
        return [factors[one] for one in zip(self._agreements, self._currencies, self._days, strict=True)]

    def _money(self, currency_id, agreement_id, rate, value, *given):
        currency = self._lookup.currencies[currency_id]
        value = currency.round(value or 0.0)
        duties, zeros, known = [], [], True
        for amount, per_cent in (given[:2], given[2:]):
            share = float_round(per_cent or 0.0, precision_digits=4)
            duty = currency.round(value * share / 100 if amount is None else amount)
            is_given = amount is not None or per_cent is not None
            is_zero = is_given and not share and not duty
            duties.append(duty)
            zeros.append(is_zero)
            known = known and bool(is_zero or duty or (share and value))
        stake = currency.round(max(duties[0] - duties[1], 0.0)) if known else 0.0
        amounts = (float_repr(amount, currency.decimal_places) for amount in (value, *duties, stake))
        limit_value = float_round(value * rate, precision_digits=LIMIT_DIGITS)
        return (*amounts, known, *zeros, float_repr(limit_value, LIMIT_DIGITS))

    def _restorable_until(self, agreement_id, day):
        agreement = self._lookup.agreements.get(agreement_id)
        return (agreement._restorable_until(day) if agreement else None) or None
