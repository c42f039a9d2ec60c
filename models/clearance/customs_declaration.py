from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import characteristics
from ...tools.inputs import UNWRITABLE, as_given_day
from ..decision.decisions_in_force import GOODS_IN_FORCE, LAST_FIRST
from ..declaration.claim_checks import labels_of_checks
from ..law import goods_outside
from ..origin.customs_origin_proof_line import HS_CODE
from ..suspension.similar_goods import candidates_of_lines

NOT_KNOWN = "not_known"
DECIDED = ("refused", "restored")
# The columns of `customs_declaration_line` that are compared, and their types.
COLUMNS = {
    "importing_authority_id": "int4",
    "agreement_id": "int4",
    "preference_claimed": "bool",
    "registered_on": "date",
    "hs_code": "varchar",
    "producer_firm_id": "int4",
    "exporter_firm_id": "int4",
    "brand_key": "varchar",
    "goods_model_key": "varchar",
    "article_no_key": "varchar",
    "characteristics_key": "varchar",
}
TYPES = [(SQL.identifier(name), SQL.identifier(kind)) for name, kind in COLUMNS.items()]


MOST = 1000

LARGEST_ID = 2**31 - 1

ROLES = ("importer", "exporter", "producer")

PERSONS = tuple(f"{role}_{by}" for role in ROLES for by in ("code", "name"))

# How a line can be given; "key" is the caller's own and comes back with the answer.
REGISTERED = {"authority", "number", "position"}

GOODS = {
    "authority",
    "agreement",
    "registered_on",
    "hs_code",
    *characteristics.FIELDS,
    "description",
    "origin_country",
    "condition",
    *PERSONS,
}

TEXTS = (GOODS | {"number"}) - {"registered_on"}

LONGEST = 2000

CONDITIONS = ("new", "used")


@dataclass
class Asked:
    """A line of a question: what was given, what it means, and what is wrong with it."""

    key: object = None
    given: dict = field(default_factory=dict)
    line_id: int = 0  # registered goods
    values: dict = field(default_factory=dict)  # what is compared
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    goods: goods_outside.Goods = None  # goods that are not registered


class CustomsDeclaration(models.Model):
    """The answer for the clearance system: may the preference be granted to these goods, and if not, why."""

    _inherit = "customs.declaration"

    @api.model
    def may_grant(self, lines):
        """Say for each line whether the preference may be granted today, and if not, why (RS16.12, RS10).

        It reads the suspensions themselves, not the marks of the declared goods. The number of queries does
        not grow with the number of lines, and nothing is written.

        A line is an object. Registered goods are named by ``id`` (of the line), or by ``authority`` (code),
        ``number`` (of the declaration) and ``position``. Goods that are not registered are given by
        ``authority``, ``agreement`` (code), ``hs_code`` and what is known of ``registered_on`` (YYYY-MM-DD;
        today without it), ``exporter_code``, ``exporter_name``, ``producer_code``, ``producer_name``,
        ``importer_code``, ``importer_name``, ``brand``, ``goods_model``, ``article_no``, ``description``,
        ``origin_country`` (code of two letters), ``condition`` (``new`` or ``used``).
        Who serves one authority need not name it. ``key`` is the caller's own and comes back.

        An answer is an object with

        * ``key``, and ``line_id`` of registered goods (else false)
        * ``granted``: true, false or ``"not_known"`` (with ``problems``, or where a person must judge)
        * ``reasons``: objects with ``code``, ``granted`` (what this reason says), ``text`` (a sentence in the
          user's language), ``article``, ``suspension``, ``case`` and ``decision`` (references, where the user
          may read them)
        * ``problems``: what is wrong with the line as it was given, as sentences; then there are no reasons

        Codes of reasons: ``suspended``, ``released`` (the suspension has ended; the goods wait for their
        restoration), ``to_be_judged``, ``firm_ambiguous``, ``refused``, ``restored``, ``not_claimed``,
        ``exporter_unknown`` and ``producer_unknown`` (no firm of this code or name is in the register: given,
        but no obstacle), and ``condition_<name>`` for each condition of RS10.1 that registered goods fail or
        that is not known; ``condition_excluded`` also for goods that are not registered, if the agreement
        leaves them outside the preference or grants it within a quota (RSM4.3). The last decision settles it;
        else one reason against it is enough.

        :param lines: list of at most 1,000 lines
        :return: list of answers, one for each line, in the same order
        :raises AccessError: the user may not read declarations
        :raises UserError: ``lines`` is no list, or holds more than 1,000
        """
        self.check_access("read")
        asked = self._read_asked(lines)
        valid = [one for one in asked if not one.problems]
        reasons = defaultdict(list)
        sources = (
            self._reasons_of_suspensions,
            self._reasons_of_decisions,
            self._reasons_of_hook,
            self._reasons_of_excluded,
        )
        for source in sources:
            for number, found in source(valid).items():
                reasons[id(valid[number])] += found
        return [self._answer(one, reasons[id(one)]) for one in asked]

    @api.model
    def _grant_reasons(self, lines):
        """Return what else speaks for or against the preference of registered ``lines``.

        Here the conditions of Art. 10(1) that failed or are not known; another room adds its own.

        A constant number of queries. The user may read all ``lines``.

        :return: {line id: [dict with ``code``, ``granted`` (True, False or "not_known"), ``text`` and
        ``article``]}
        """
        return {
            line.id: [self._reason_of_check(check) for check in checks if check["state"] != "passed"]
            for line, checks in lines._preference_checks().items()
        }

    @api.model
    def _reason_of_check(self, check):
        return {
            "code": f"condition_{check['code']}",
            "granted": False if check["state"] == "failed" else "not_known",
            "text": f"{check['label']}: {check['reason']}",
            "article": check["article"],
        }

    # The answer

    @api.model
    def _answer(self, one, reasons):
        return {
            "key": one.key,
            "line_id": (not one.problems and one.line_id) or False,
            "granted": NOT_KNOWN if one.problems else self._granted(reasons),
            "reasons": reasons,
            "problems": one.problems,
        }

    @api.model
    def _granted(self, reasons):
        """The last decision settles it; else one reason against it does, and what is open leaves it open."""
        decided = [reason["granted"] for reason in reasons if reason["code"] in DECIDED]
        granted = decided or [reason["granted"] for reason in reasons]
        if False in granted:
            return False
        return NOT_KNOWN if NOT_KNOWN in granted else True

    @api.model
    def _reason(self, code, granted, text, article="", **references):
        return {
            "code": code,
            "granted": granted,
            "text": text,
            "article": article or "",
            "suspension": references.get("suspension", ""),
            "case": references.get("case", ""),
            "decision": references.get("decision", ""),
        }

    @api.model
    def _reasons_of_hook(self, valid):
        """Return {place: reasons} of the other rooms, and of what the lines themselves say."""
        registered = [(number, one) for number, one in enumerate(valid) if one.line_id]
        lines = self.env["customs.declaration.line"].browse([one.line_id for _number, one in registered])
        others = self._grant_reasons(lines) if lines else {}
        found = {}
        for number, one in registered:
            found[number] = [{**self._reason("", True, ""), **other} for other in others.get(one.line_id, [])]
            if not one.values["preference_claimed"]:
                text = self.env._("The declaration claims no preference for these goods.")
                found[number].append(self._reason("not_claimed", False, text))
        return found

    @api.model
    def _reasons_of_excluded(self, valid):
        """Return {place: reasons} of goods not registered, outside the preference (RSM4.3); one query.

        Of registered goods it is a condition like the others.
        """
        asked = {number: one.goods for number, one in enumerate(valid) if not one.line_id}
        answers = goods_outside.answers(self.env, asked)
        label = labels_of_checks(self.env)["excluded"] if answers else ""
        found = {}
        for number, answer in answers.items():
            if texts := goods_outside.sentences(self.env, asked[number], answer):
                state = "failed" if answer.state == goods_outside.EXCLUDED else "unknown"
                check = {"code": "excluded", "label": label, "state": state, "reason": "\n".join(texts)}
                check["article"] = answer.rows[0][0]["article"] if answer.rows else ""
                found[number] = [{**self._reason("", True, ""), **self._reason_of_check(check)}]
        return found

    # Decisions

    @api.model
    def _reasons_of_decisions(self, valid):
        """Return {place: reasons} of what was decided last over registered goods (RS10.3, RS11)."""
        ids = [one.line_id for one in valid if one.line_id]
        if not ids:
            return {}
        self.env["customs.preference.decision"].flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (dl.line_id) dl.line_id, d.id FROM %s
                 WHERE dl.line_id = ANY(%s) ORDER BY dl.line_id, %s
                """,
                GOODS_IN_FORCE,
                ids,
                LAST_FIRST,
            )
        )
        last = dict(rows)
        decisions = self.env["customs.preference.decision"].browse(last.values())._filtered_access("read")
        reasons = {decision.id: self._reason_of_decision(decision) for decision in decisions}
        return {
            number: [reasons[last[one.line_id]]]
            for number, one in enumerate(valid)
            if last.get(one.line_id) in reasons
        }

    @api.model
    def _reason_of_decision(self, decision):
        restored = decision.kind == "restoration"
        ground = decision.sudo().ground_id
        words = {"name": decision.name, "day": decision.decided_on, "ground": ground.name or ""}
        text = (
            self.env._("The preference was restored on %(day)s by %(name)s.", **words)
            if restored
            else self.env._("The preference was refused on %(day)s by %(name)s: %(ground)s.", **words)
        )
        return self._reason(
            "restored" if restored else "refused",
            restored,
            text,
            decision.article if restored else decision.sudo().ground_article,
            decision=decision.name,
            case=decision.case_name or "",
        )

    # Suspensions

    @api.model
    def _reasons_of_suspensions(self, valid):
        """Return {place: reasons} of the suspensions under which the goods fall, or may fall."""
        found = defaultdict(list)
        for row in self._similar_rows(valid):
            found[row["line_id"], row["suspension_id"]].append(row)
        goods_ids = {row["goods_id"] for rows in found.values() for row in rows}
        reason_of = self._reason_maker({suspension for _number, suspension in found}, goods_ids)
        reasons = defaultdict(list)
        for (number, _suspension), rows in sorted(found.items()):
            reasons[number] += filter(None, [reason_of(rows)])
        for number, one in enumerate(valid):
            reasons[number] += [self._reason_of_note(code) for code, firms in one.notes if not firms]
        return reasons

    @api.model
    def _reason_of_note(self, code):
        text = {
            "exporter_unknown": self.env._("No company with this code or name is known as the exporter."),
            "producer_unknown": self.env._("No company with this code or name is known as the producer."),
        }[code]
        return self._reason(code, True, text)

    @api.model
    def _similar_rows(self, valid):
        """Return the goods of suspensions to which the lines are similar, or may be, as dicts; one query."""
        rows = [row for number, one in enumerate(valid) for row in self._compared(number, one, len(valid))]
        if not rows:
            return []
        marks = self.env["customs.suspended.line"].sudo()
        marks._flush_matched()
        lines = SQL(
            "(SELECT id, %s FROM (VALUES %s) q (id, %s)) l",
            SQL(", ").join(SQL("%s::%s AS %s", name, kind, name) for name, kind in TYPES),
            SQL(", ").join(SQL("%s", row) for row in rows),
            SQL(", ").join(name for name, _kind in TYPES),
        )
        self.env.cr.execute(
            SQL(
                "SELECT c.* FROM (%s) c ORDER BY c.line_id, c.suspension_id, c.goods_id, c.firm",
                candidates_of_lines(SQL("TRUE"), lines=lines, likely=True),
            )
        )
        found = self.env.cr.dictfetchall()
        for row in found:
            row["ambiguous"] = row["line_id"] >= len(valid)
            row["line_id"] %= len(valid)
        return found

    @api.model
    def _compared(self, number, one, count):
        """Return what of a line is compared: place and values, and again for each firm that may be meant."""
        rows = [(number, *(one.values[name] for name in COLUMNS))]
        for code, firms in one.notes:
            column = f"{code.split('_')[0]}_firm_id"
            for firm in firms:
                alone = one.values | {"producer_firm_id": None, "exporter_firm_id": None, column: firm}
                rows.append((number + count * len(rows), *(alone[name] for name in COLUMNS)))
        return rows

    @api.model
    def _reason_maker(self, ids, goods_ids):
        """Return a function that makes the rows of one line and one suspension a reason; None for none.

        Three queries for any number of suspensions. What the user may not read comes without reference.
        """
        suspensions = self.env["customs.preference.suspension"].browse(sorted(ids))
        readable = suspensions._filtered_access("read")
        visits = readable.sudo().visit_id.sudo(False)._filtered_access("read")
        known = {suspension.id: suspension for suspension in suspensions.sudo()}
        goods = {one.id: one for one in self.env["customs.suspension.goods"].sudo().browse(sorted(goods_ids))}
        words = {}
        for suspension in known.values():
            words[suspension.id] = {
                "suspension": suspension.name if suspension.sudo(False) in readable else "",
                "case": suspension.visit_id.display_name if suspension.visit_id.sudo(False) in visits else "",
                "article": suspension.article or "",
            }

        def reason_of(rows):
            best = max(rows, key=self._weight)
            same = [row for row in rows if self._weight(row) == self._weight(best)]
            suspension = known[best["suspension_id"]]
            return self._reason_of_suspension(suspension, goods[best["goods_id"]], same, words[suspension.id])

        return reason_of

    @api.model
    def _weight(self, row):
        named = not row["ambiguous"]
        return row["certain"] and named, row["certain"], row["whole_code"], named

    @api.model
    def _reason_of_suspension(self, suspension, goods, rows, words):
        certain, ended = rows[0]["certain"] and not rows[0]["ambiguous"], suspension.ended_on
        if ended and not certain:
            return None  # the preference is granted again (RS16.12b), and nobody judges any more
        values = {
            "goods": goods.description,
            "code": goods.hs_code,
            "firm": self._same_firm(rows),
            "suspension": words["suspension"] or self.env._("a suspension"),
            "day": suspension.starts_on,
            "ended": ended,
        }
        if certain and ended:
            code, text = (
                "released",
                self.env._(
                    "Released without preference: similar to '%(goods)s' (HS %(code)s), %(firm)s, while "
                    "%(suspension)s was in force. It ended on %(ended)s, and the preference can be restored "
                    "by a decision.",
                    **values,
                ),
            )
        elif certain:
            code, text = (
                "suspended",
                self.env._(
                    "The preference is suspended by %(suspension)s for goods declared from %(day)s on that "
                    "are similar to '%(goods)s' (HS %(code)s): %(firm)s, same characteristics.",
                    **values,
                ),
            )
        elif rows[0]["ambiguous"]:
            code, text = (
                "firm_ambiguous",
                self.env._(
                    "Several companies have this code or name. One of them is named in %(suspension)s for "
                    "'%(goods)s' (HS %(code)s).",
                    **values,
                ),
            )
        else:
            code, text = (
                "to_be_judged",
                self.env._(
                    "Possibly similar to '%(goods)s' (HS %(code)s) under %(suspension)s: %(firm)s, but the "
                    "HS code or the characteristics are incomplete. An officer must assess the goods.",
                    **values,
                ),
            )
        return self._reason(code, False if certain else NOT_KNOWN, text, **words)

    @api.model
    def _same_firm(self, rows):
        firms = {row["firm"] for row in rows}
        if len(firms) > 1:
            return self.env._("same producer and exporter")
        return self.env._("same producer") if "producer" in firms else self.env._("same exporter")

    # What the clearance system asks about: registered goods, or goods by their values.

    @api.model
    def _read_asked(self, lines):
        """Return the lines of a question with everything that is wrong named; a constant number of queries.

        :raises UserError: ``lines`` is no list, or too long
        """
        if not isinstance(lines, list | tuple) or len(lines) > MOST:
            raise UserError(self.env._("Send a list of at most %s lines.", MOST))
        asked = [self._read_one(line) for line in lines]
        self._find_authorities([one for one in asked if not one.line_id])
        self._find_registered([one for one in asked if "number" in one.given])
        self._find_goods([one for one in asked if not one.line_id and not one.problems])
        self._read_registered([one for one in asked if one.line_id])
        return asked

    @api.model
    def _read_one(self, line):
        one = Asked()
        if not isinstance(line, dict):
            one.problems.append(self.env._("Send each line as an object with named values."))
            return one
        line = dict(line)
        key = line.pop("key", None)
        one.key = key if isinstance(key, str | int | None) else None
        one.given = {name: value for name, value in line.items() if value not in (None, False, "")}
        one.problems += self._problems_of_names(one.given) or self._problems_of_values(one.given)
        if not one.problems:
            one.given = {
                name: " ".join(value.split()) if name in TEXTS else value for name, value in one.given.items()
            }
            one.line_id = one.given.get("id", 0)
        return one

    @api.model
    def _problems_of_names(self, given):
        """Return what is missing, and what does not belong together, as sentences."""
        if "id" in given:
            known, needed = {"id"}, set()
        elif "number" in given or "position" in given:
            known, needed = REGISTERED, {"number", "position"}
        else:
            known, needed = GOODS, {"agreement", "hs_code"}
        problems = [
            self.env._("%s: this value does not exist for a line in this form.", str(name)[:80])
            for name in sorted(given.keys() - known, key=str)
        ]
        problems += [self.env._("%s is missing.", name) for name in sorted(needed - given.keys())]
        return problems

    @api.model
    def _problems_of_values(self, given):
        problems = []
        for name, value in sorted(given.items()):
            if name in TEXTS:
                fits = isinstance(value, str) and not UNWRITABLE.search(value) and len(value) <= LONGEST
                fits = fits and (name != "condition" or value.strip() in CONDITIONS)
            elif name == "registered_on":
                fits = self._is_day(value)
            else:
                fits = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID
            if not fits or (name == "hs_code" and not HS_CODE.match(value.strip())):
                problems.append(
                    self.env._(
                        "%(field)s: '%(value)s' is not a valid value.", field=name, value=str(value)[:80]
                    )
                )
        return problems

    @api.model
    def _is_day(self, value):
        try:
            return bool(as_given_day(value))
        except ValueError:
            return False

    # Of which authority, agreement, firm

    @api.model
    def _find_authorities(self, asked):
        """Find the authorities named, out of those that the user serves; who serves one need not name it."""
        own = self.env.user.customs_authority_ids
        if self.env.su:
            own = self.env["customs.authority"].search([("is_customs_authority", "=", True)])
        codes = {authority.code: authority.id for authority in own.sudo()}
        for one in asked:
            code = one.given.get("authority")
            if one.problems:
                continue
            if code is None and len(own) == 1:
                one.values["importing_authority_id"] = own.id
            elif code is None:
                one.problems.append(self.env._("%s is missing.", "authority"))
            elif code not in codes:
                one.problems.append(self.env._("You are not a user of a customs authority '%s'.", code))
            else:
                one.values["importing_authority_id"] = codes[code]

    @api.model
    def _find_registered(self, asked):
        """Find the registered goods by authority, number and position; one query."""
        asked = [one for one in asked if not one.problems]
        if not asked:
            return
        self.env["customs.suspended.line"]._flush_matched()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT q.n, MIN(l.id) FROM UNNEST(%s, %s, %s, %s) q (n, authority_id, number, position)
                  JOIN customs_declaration d
                    ON d.importing_authority_id = q.authority_id AND UPPER(d.number) = UPPER(q.number)
                  JOIN customs_declaration_line l ON l.declaration_id = d.id AND l.position = q.position
                 GROUP BY q.n
                """,
                list(range(len(asked))),
                [one.values["importing_authority_id"] for one in asked],
                [one.given["number"] for one in asked],
                [one.given["position"] for one in asked],
            )
        )
        for number, line in rows:
            asked[number].line_id = line
        for one in asked:
            if not one.line_id:
                one.problems.append(self._unknown_goods())

    @api.model
    def _unknown_goods(self):
        return self.env._("These goods are not registered by your authorities.")

    @api.model
    def _read_registered(self, asked):
        """Take what is compared from the register, where the user may read it; two queries."""
        lines = self.env["customs.declaration.line"].browse(dict.fromkeys(one.line_id for one in asked))
        may_read = lines.exists()._filtered_access("read") if lines else lines
        known = {line.id: {name: self._plain(line[name]) for name in COLUMNS} for line in may_read.sudo()}
        for one in asked:
            if one.line_id in known:
                one.values = known[one.line_id]
            else:
                one.line_id = 0
                one.problems = [self._unknown_goods()]

    @api.model
    def _plain(self, value):
        return (value.id or None) if isinstance(value, models.BaseModel) else value

    @api.model
    def _find_goods(self, asked):
        """Resolve goods that are not registered: agreement, day, firms, keys; three queries."""
        codes = {one.given["agreement"] for one in asked}
        agreements = self.env["customs.agreement"].sudo().search([("code", "in", sorted(codes))])
        agreements = {agreement.code: agreement.id for agreement in agreements}
        firms, countries = self._firms_of(asked), self._countries_of(asked)
        for one in asked:
            given = one.given
            if given["agreement"] not in agreements:
                one.problems.append(self.env._("Agreement '%s' does not exist.", given["agreement"]))
                continue
            origin = given.get("origin_country", "").upper()
            if origin and origin not in countries:
                one.problems.append(self.env._("Country '%s' does not exist.", given["origin_country"]))
                continue
            texts = [given.get(name) for name in characteristics.FIELDS]
            authority = self.env["customs.authority"].sudo().browse(one.values["importing_authority_id"])
            one.values |= {
                "agreement_id": agreements[given["agreement"]],
                "preference_claimed": True,
                "registered_on": as_given_day(given.get("registered_on")) or authority._today(),
                "hs_code": given["hs_code"],
                **{f"{name}_key": characteristics.key(given.get(name)) for name in characteristics.FIELDS},
                "characteristics_key": characteristics.digest(*texts, given.get("description")),
            }
            one.goods = goods_outside.Goods(
                one.values["agreement_id"],
                authority.country_id.id,
                one.values["hs_code"],
                one.values["registered_on"],
                (countries[origin],) if origin else (),
                given.get("condition", ""),
            )
            for role in ("producer", "exporter"):
                found = firms[given.get(f"{role}_code", ""), given.get(f"{role}_name", "")]
                one.values[f"{role}_firm_id"] = min(found) if len(found) == 1 else None
                if len(found) > 1:
                    one.notes.append((f"{role}_ambiguous", sorted(found)))
                elif not found and (f"{role}_code" in given or f"{role}_name" in given):
                    one.notes.append((f"{role}_unknown", []))

    @api.model
    def _countries_of(self, asked):
        """Return {code: id} of the countries of origin that are given; one query at most."""
        codes = {one.given["origin_country"].upper() for one in asked if "origin_country" in one.given}
        countries = self.env["res.country"].sudo().search([("code", "in", sorted(codes))]) if codes else ()
        return {country.code: country.id for country in countries}

    @api.model
    def _firms_of(self, asked):
        """Return {(code, name): ids of the firms that it may mean}; by the code where it is known, else the
        name.

        A code is the tax number, the reference or the number in the register of companies. One query.
        """
        keys = {
            (one.given.get(f"{role}_code", ""), one.given.get(f"{role}_name", ""))
            for one in asked
            for role in ("producer", "exporter")
        }
        codes, names = ({key[place] for key in keys} - {""} for place in (0, 1))
        codes -= {"/"}  # Odoo's word for a firm without a tax number
        found = {}
        if codes or names:
            self.env["res.partner"].flush_model(["name", "vat", "ref", "company_registry"])
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT COALESCE(commercial_partner_id, id), name, vat, ref, company_registry
                      FROM res_partner
                     WHERE vat = ANY(%(codes)s) OR ref = ANY(%(codes)s) OR company_registry = ANY(%(codes)s)
                        OR name = ANY(%(names)s)
                    """,
                    codes=sorted(codes),
                    names=sorted(names),
                )
            )
            for firm, name, *given in rows:
                for code in codes.intersection(given):
                    found.setdefault(("code", code), set()).add(firm)
                found.setdefault(("name", name), set()).add(firm)
        return {
            key: found.get(("code", key[0])) or found.get(("name", key[1])) or set()
            for key in keys | {("", "")}
        }

    def _xlsx_preference(self):
        """Return the XLSX of the goods of these declarations; of all when none is chosen."""
        domain = Domain("declaration_id", "in", self.ids) if self else Domain.TRUE
        return self.env["customs.preference.analysis"]._workbook(domain)
