"""What the names and codes of imported lines stand for: one query for each kind, for any number of lines."""

from odoo.tools import SQL

from ...tools import remark_text
from ...tools.import_values import Problem

ROLES = ("importer", "exporter", "producer")

# How two names of a person are compared; the index of res_partner says the same.
NAME_KEY = "lower(btrim(regexp_replace({}, '\\s+', ' ', 'g')))"


class Lookup:
    """The records that the lines of a batch name."""

    def __init__(self, env, authority_id, settings, lines):
        self._env = env
        self._authority_id = authority_id
        self._settings = settings
        values = [line.values for line in lines]
        self._agreements = self._find_agreements()
        self._currencies = self._find_currencies()
        self._countries = (
            self._find_countries() if any("consignment_country" in row for row in values) else {}
        )
        self._persons = Persons(env, values, settings["create_persons"])
        self._proofs = self._find_proofs({row.get("proof_reference") for row in values} - {None, ""})

    def _find_agreements(self):
        """Return {code or name: agreement}, with its titles in every language."""
        agreements = self._env["customs.agreement"].sudo().search([("kind", "=", "agreement")])
        return {
            text.casefold(): agreement
            for agreement in agreements
            for text in (agreement.name, agreement.code)
            if text
        }

    def _find_currencies(self):
        currencies = self._env["res.currency"].sudo().with_context(active_test=False).search([])
        found = {}
        for currency in currencies:
            found[currency.name.casefold()] = currency
            if currency.iso_numeric:
                found[f"{currency.iso_numeric:03d}"] = currency
        return found

    def _find_countries(self):
        """Return {code or name in any language: id}."""
        rows = self._env.execute_query(SQL("SELECT id, code, name FROM res_country"))
        return {
            text.casefold(): country_id
            for country_id, code, names in rows
            for text in (*names.values(), code)
            if text
        }

    def _find_proofs(self, references):
        """Return {(agreement, key of the number): id} of the proofs that a number names for certain."""
        keys = sorted({remark_text.number_key(reference) for reference in references} - {""})
        if not keys:
            return {}
        rows = self._env.execute_query(
            SQL(
                """
                SELECT agreement_id, number_key, min(id) FROM customs_origin_proof
                 WHERE importing_authority_id = %s AND number_key = ANY(%s) AND active IS TRUE
                 GROUP BY agreement_id, number_key HAVING count(*) = 1
                """,
                self._authority_id,
                keys,
            )
        )
        return {(agreement_id, key): proof_id for agreement_id, key, proof_id in rows}

    # What a line names

    def country(self, text, problems):
        """Return the id of the country of consignment."""
        if not text:
            return self._settings["country_id"] or None
        country_id = self._countries.get(text.casefold())
        if not country_id:
            problems.append(Problem("no_country", "consignment_country", text))
        return country_id

    def currency(self, text, problems):
        """Return the currency of the customs value."""
        if not text:
            currency = self._env["res.currency"].browse(self._settings["currency_id"] or [])
            if not currency:
                problems.append(Problem("missing", "currency"))
            return currency
        currency = self._currencies.get(text.casefold())
        if not currency:
            problems.append(Problem("no_currency", "currency", text))
        return currency or self._env["res.currency"]

    def agreement(self, text, problems):
        """Return the agreement that the line itself names."""
        agreement = self._agreements.get(text.casefold()) if text else None
        if text and not agreement:
            problems.append(Problem("no_agreement", "agreement", text))
        return agreement or self._env["customs.agreement"]

    def default_agreement(self):
        """Return the agreement for goods with a preference that name none."""
        return self._env["customs.agreement"].browse(self._settings["agreement_id"] or [])

    def proof_id(self, agreement, key):
        """Return the id of the proof with this key of its number, where one is meant for certain."""
        return self._proofs.get((agreement.id, key)) if key else None

    def person(self, role, values, problems):
        """Return the key of the person in this role, None where the line names nobody."""
        code, name = values.get(f"{role}_code", ""), values.get(f"{role}_name", "")
        if not code and not name:
            return None
        key = code, name
        found = self._persons.found(key)
        if found == "ambiguous":
            problems.append(Problem("two_persons", f"{role}_name", name, code))
        elif not found and not self._persons.may_create(key):
            problems.append(Problem("no_person", f"{role}_name", name, code))
        return key

    def create_persons(self, keys):
        """Add the unknown persons among ``keys`` to the contacts."""
        self._persons.add(keys)

    def firm(self, key):
        """Return (id, id of its firm) of the person with this key; ids below zero stand for new ones."""
        return self._persons.ids(key) if key else (None, None)


class Persons:
    """The persons that lines name by code, or by name."""

    def __init__(self, env, values, may_create):
        self._env = env
        self._may_create = may_create
        keys = {
            (row.get(f"{role}_code", ""), row.get(f"{role}_name", "")) for row in values for role in ROLES
        } - {("", "")}
        by_code = self._find_by_code(sorted({code for code, _name in keys} - {""}))
        by_name = self._find_by_name(sorted({name for _code, name in keys} - {""}))
        self._found = {key: self._choose(key, by_code, by_name) for key in keys}
        self._planned = {}

    def _find_by_code(self, codes):
        """Return {code: {id: firm}}."""
        if not codes:
            return {}
        rows = self._env.execute_query(
            SQL(
                """
                SELECT id, COALESCE(commercial_partner_id, id), vat, ref, company_registry FROM res_partner
                 WHERE (vat = ANY(%(codes)s) OR ref = ANY(%(codes)s) OR company_registry = ANY(%(codes)s))
                   AND active IS TRUE
                """,
                codes=codes,
            )
        )
        found = {}
        for partner_id, firm_id, *given in rows:
            for code in given:
                if code:
                    found.setdefault(code, {})[partner_id] = firm_id
        return found

    def _find_by_name(self, names):
        """Return {name as given: {id: (firm, whether the person has a code)}}."""
        if not names:
            return {}
        rows = self._env.execute_query(
            SQL(
                f"""
                SELECT given.name, p.id, COALESCE(p.commercial_partner_id, p.id),
                       COALESCE(p.vat, p.ref, p.company_registry) IS NOT NULL
                  FROM unnest(%s) AS given(name)
                  JOIN res_partner p ON {NAME_KEY.format("p.name")} = {NAME_KEY.format("given.name")}
                 WHERE p.active IS TRUE
                """,
                names,
            )
        )
        found = {}
        for name, partner_id, firm_id, has_code in rows:
            found.setdefault(name, {})[partner_id] = firm_id, has_code
        return found

    def _choose(self, key, by_code, by_name):
        code, name = key
        found = by_code.get(code) if code else None
        if not found:
            # With a code of its own a person is another one than who has this code.
            found = {
                partner_id: firm_id
                for partner_id, (firm_id, has_code) in by_name.get(name, {}).items()
                if not (code and has_code)
            }
        return self._one_of(found)

    @staticmethod
    def _one_of(found):
        """Return (id, firm) when all that were found are one firm, None for nobody, else 'ambiguous'."""
        if not found:
            return None
        if len(found) == 1:
            return next(iter(found.items()))
        if len(set(found.values())) > 1:
            return "ambiguous"
        firm_id = next(iter(found.values()))
        return (firm_id if firm_id in found else min(found)), firm_id

    def found(self, key):
        return self._found[key]

    def may_create(self, key):
        return self._may_create and bool(key[1])

    @staticmethod
    def _same(key):
        """Return what makes two unknown persons one: the code, else the name."""
        code, name = key
        return ("code", code) if code else ("name", " ".join(name.split()).casefold())

    def ids(self, key):
        found = self._found[key]
        if found:
            return found
        number = self._planned.setdefault(self._same(key), -len(self._planned) - 1)
        return number, number

    def add(self, keys):
        new = {}
        for key in keys:
            if key and not self._found[key]:
                new.setdefault(self._same(key), key)
        if not new:
            return
        partners = (
            self._env["res.partner"].sudo().with_context(tracking_disable=True, mail_create_nosubscribe=True)
        )
        created = partners.create(
            [
                {"name": " ".join(name.split()), "is_company": True, "company_registry": code or False}
                for code, name in new.values()
            ]
        )
        by_same = dict(zip(new, created.ids, strict=True))
        for key, found in self._found.items():
            partner_id = by_same.get(self._same(key))
            if not found and partner_id:
                self._found[key] = partner_id, partner_id


class Rates:
    """The rates to the limits' currency that lines need, as `_limit_rate` of the agreement gives them."""

    def __init__(self, env, wanted):
        """Take ``wanted``, a set of (agreement, currency, day)."""
        self._company = env.company
        pairs = set()
        for agreement, currency, day in wanted:
            target = agreement.limit_currency_id
            if agreement and target and currency and currency != target:
                pairs |= {(currency.id, day), (target.id, day)}
        self._rates = self._read(env, sorted(pairs)) if pairs else {}

    def _read(self, env, pairs):
        """Return {(currency, day): (rate as Odoo takes it, whether one is known for the day)}."""
        rows = env.execute_query(
            SQL(
                """
                SELECT given.currency_id, given.day, that_day.rate, first_day.rate
                  FROM unnest(%(currencies)s, %(days)s) AS given(currency_id, day)
                  LEFT JOIN LATERAL (
                      SELECT rate FROM res_currency_rate r
                       WHERE r.currency_id = given.currency_id AND r.name <= given.day
                         AND (r.company_id IS NULL OR r.company_id = %(company)s)
                       ORDER BY r.company_id, r.name DESC LIMIT 1) AS that_day ON TRUE
                  LEFT JOIN LATERAL (
                      SELECT rate FROM res_currency_rate r
                       WHERE r.currency_id = given.currency_id
                         AND (r.company_id IS NULL OR r.company_id = %(company)s)
                       ORDER BY r.company_id, r.name LIMIT 1) AS first_day ON TRUE
                """,
                currencies=[currency_id for currency_id, _day in pairs],
                days=[day for _currency_id, day in pairs],
                company=self._company.root_id.id,
            )
        )
        own = self._company.currency_id.id
        return {
            (currency_id, day): (now or first or 1.0, now is not None or currency_id == own)
            for currency_id, day, now, first in rows
        }

    def rate(self, agreement, currency, day):
        """Return the factor from ``currency`` to the limits' currency; 0.0 where none is known."""
        target = agreement.limit_currency_id
        if not agreement or not target or not currency or currency == target:
            return 1.0
        (given, known), (wanted, wanted_known) = self._rates[currency.id, day], self._rates[target.id, day]
        if not (known and wanted_known):
            return 0.0
        return 1 / (given / wanted)
