"""Names and codes of imported lines become records: one query for each kind, for any number of lines."""

from dataclasses import dataclass, field

from odoo.tools import SQL

from ...tools.import_values import Problem

ROLES = ("importer", "exporter", "producer", "consignor", "consignee")
ROLES_OF_HEAD = ("importer", "exporter", "consignor", "consignee")

# How systems say that goods are new, or used.
CONDITIONS = {
    **dict.fromkeys(("new", "n", "новый", "новые", "новое", "новая", "нов", "novo", "nova", "жаңа"), "new"),
    **dict.fromkeys(
        (
            *("used", "u", "second hand", "б/у", "бу", "бывший в употреблении", "бывшие в употреблении"),
            *("подержанный", "polovno", "polovna", "korišćeno", "қолданылған"),
        ),
        "used",
    ),
}

# How two names of a person are compared; the index of res_partner says the same.
NAME_KEY = "lower(btrim(regexp_replace({}, '\\s+', ' ', 'g')))"


@dataclass
class Named:
    """What the lines of a batch name, each a list with one entry for each line."""

    keys: list = field(default_factory=list)  # of their declarations, as they are compared
    days: list = field(default_factory=list)
    persons: dict = field(default_factory=dict)  # role -> keys of persons, None for nobody
    countries: list = field(default_factory=list)
    currencies: list = field(default_factory=list)
    agreements: list = field(default_factory=list)
    claimed: list = field(default_factory=list)
    origins: list = field(default_factory=list)  # countries
    conditions: list = field(default_factory=list)  # new, used


class Lookup:
    """The records that the lines of a batch name."""

    def __init__(self, env, authority_id, settings, batch):
        self._env = env
        self._authority_id = authority_id
        self._settings = settings
        self._batch = batch
        self.agreements, self._agreements = self._find_agreements()
        self.currencies, self._currencies = self._find_currencies()
        is_asked = {"consignment_country", "origin_country"} & set(batch.columns)
        self._countries = self._find_countries() if is_asked else {}
        self.persons = Persons(env, self._person_keys(), settings["create_persons"])

    def _person_keys(self):
        roles = filter(self._is_named, ROLES)
        return {key for role in roles for key in zip(*self._columns_of(role), strict=True)} - {("", "")}

    def _is_named(self, role):
        """Tell whether the lines have a column for this person."""
        return not {f"{role}_code", f"{role}_name"}.isdisjoint(self._batch.columns)

    def _columns_of(self, role):
        return [[text or "" for text in self._batch.column(f"{role}_{what}")] for what in ("code", "name")]

    def _find_agreements(self):
        """Return {id: agreement} and {code or name: id}, with the titles in the user's language."""
        agreements = self._env["customs.agreement"].sudo().search([("kind", "=", "agreement")])
        default = self._env["customs.agreement"].browse(self._settings["agreement_id"] or [])
        names = {
            text.casefold(): agreement.id
            for agreement in agreements
            for text in (agreement.name, agreement.code)
            if text
        }
        return {agreement.id: agreement for agreement in agreements | default}, names

    def _find_currencies(self):
        """Return {id: currency} and {code or number: id}."""
        currencies = self._env["res.currency"].sudo().with_context(active_test=False).search([])
        names = {}
        for currency in currencies:
            names[currency.name.casefold()] = currency.id
            if currency.iso_numeric:
                names[f"{currency.iso_numeric:03d}"] = currency.id
        return {currency.id: currency for currency in currencies}, names

    def _find_countries(self):
        """Return {code or name in any language: id}."""
        rows = self._env.execute_query(SQL("SELECT id, code, name FROM res_country"))
        return {
            text.casefold(): country_id
            for country_id, code, names in rows
            for text in (*names.values(), code)
            if text
        }

    def proofs(self, references):
        """Return {(agreement, key of the number): id} of the proofs that a number names for certain."""
        keys = sorted(references - {""})
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

    # What the lines name

    def named(self, today):
        """Return what the lines name; what nobody knows becomes a problem of its line."""
        batch, named = self._batch, Named()
        named.keys = [(number or "").upper() for number in batch.column("number")]
        named.days = batch.column("registered_on")
        if any(day > today for day in set(named.days) if day):
            for place, day in enumerate(named.days):
                if day and day > today:
                    batch.add(place, Problem("future", "registered_on", day.isoformat()))
        named.persons = {role: self._named_persons(role) for role in ROLES_OF_HEAD}
        named.countries = self._named_ones(
            "consignment_country", self._countries, self._settings["country_id"] or None, "no_country"
        )
        named.origins = self._named_ones("origin_country", self._countries, None, "no_country")
        named.conditions = self._named_ones("condition", CONDITIONS, None, "no_condition")
        named.persons["producer"] = self._named_persons("producer")
        named.currencies = self._named_ones(
            "currency", self._currencies, self._settings["currency_id"] or None, "no_currency", required=True
        )
        named.agreements = self._named_ones("agreement", self._agreements, None, "no_agreement")
        self._name_claims(named)
        return named

    def _named_ones(self, name, known, default, code, required=False):
        """Return the ids of the records that the column ``name`` names, ``default`` where it is empty."""
        texts = self._batch.column(name)
        ids = {text: known.get(text.casefold()) if text else default for text in set(texts)}
        wrong = {text for text, found in ids.items() if not found and (text or required)}
        for place, text in enumerate(texts) if wrong else ():
            if text in wrong:
                self._batch.add(place, Problem(code, name, text) if text else Problem("missing", name))
        return [ids[text] for text in texts]

    def _named_persons(self, role):
        """Return the keys of the persons in this role, None where a line names nobody."""
        if not self._is_named(role):
            return [None] * len(self._batch)
        keys = list(zip(*self._columns_of(role), strict=True))
        wrong = {key: code for key in set(keys) if key != ("", "") and (code := self.persons.problem(key))}
        for place, key in enumerate(keys) if wrong else ():
            if key in wrong:
                self._batch.add(place, Problem(wrong[key], f"{role}_name", key[1], key[0]))
        return [key if key != ("", "") else None for key in keys]

    def _name_claims(self, named):
        """The preference is claimed where the line says so, or names an agreement and leaves it open."""
        batch, default = self._batch, self._settings["agreement_id"] or None
        is_absent = "preference_claimed" not in batch.columns
        absent = batch.absent.get("preference_claimed", ())
        said, texts = batch.column("preference_claimed"), batch.column("agreement")
        for place, own in enumerate(named.agreements):
            agreement = own or default
            claimed = bool(said[place] or (agreement and (is_absent or place in absent)))
            named.claimed.append(claimed)
            if claimed:
                named.agreements[place] = agreement
                if not agreement and not texts[place]:
                    batch.add(place, Problem("missing", "agreement"))


class Persons:
    """The persons that lines name by code, or by name."""

    def __init__(self, env, keys, may_create):
        """Look for the persons with these ``keys``, (code, name)."""
        self._env = env
        self._may_create = may_create
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

    def problem(self, key):
        """Return why no person can be taken for this key, as the code of a problem."""
        found = self._found[key]
        if found == "ambiguous":
            return "two_persons"
        return "no_person" if not found and not (self._may_create and key[1]) else None

    @staticmethod
    def _same(key):
        """Return what makes two unknown persons one: the code, else the name."""
        code, name = key
        return ("code", code) if code else ("name", " ".join(name.split()).casefold())

    def ids(self, key):
        """Return (id, id of its firm) of the person with this key; ids below zero stand for new ones."""
        if not key:
            return None, None
        found = self._found[key]
        if found:
            return found
        number = self._planned.setdefault(self._same(key), -len(self._planned) - 1)
        return number, number

    def add(self, keys):
        """Add the unknown persons among ``keys`` to the contacts."""
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
        """Take ``wanted``, (agreement, currency, day) as often as one likes."""
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
