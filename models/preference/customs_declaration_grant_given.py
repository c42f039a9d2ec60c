import re
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import characteristics
from ..origin.customs_origin_proof_line import HS_CODE
from .customs_declaration_grant import COLUMNS

MOST = 1000
CHARACTERISTICS = ("brand", "goods_model", "article_no")
LARGEST_ID = 2**31 - 1
ROLES = ("importer", "exporter", "producer")
PERSONS = tuple(f"{role}_{by}" for role in ROLES for by in ("code", "name"))
# How a line can be given; "key" is the caller's own and comes back with the answer.
REGISTERED = {"authority", "number", "position"}
GOODS = {"authority", "agreement", "registered_on", "hs_code", *CHARACTERISTICS, "description", *PERSONS}
TEXTS = (GOODS | {"number"}) - {"registered_on"}
LONGEST = 2000
# What PostgreSQL takes in no text: NUL, and halves of characters as JSON can bring them.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")


@dataclass
class Asked:
    """A line of a question: what was given, what it stands for, and what is wrong with it."""

    key: object = None
    given: dict = field(default_factory=dict)
    line_id: int = 0  # registered goods
    values: dict = field(default_factory=dict)  # what is compared
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)


class CustomsDeclaration(models.Model):
    """What the clearance system asks about: registered goods, or goods by their values."""

    _inherit = "customs.declaration"

    @api.model
    def _read_asked(self, lines):
        """Return the lines of a question with everything that is wrong named; a constant number of queries.

        :raises UserError: ``lines`` is no list, or too long
        """
        if not isinstance(lines, list | tuple) or len(lines) > MOST:
            raise UserError(self.env._("Give a list of at most %s lines.", MOST))
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
            one.problems.append(self.env._("A line is an object with the names of its values."))
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
            self.env._("%s: no such value of a line given like this.", str(name)[:80])
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
            elif name == "registered_on":
                fits = self._is_day(value)
            else:
                fits = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID
            if not fits or (name == "hs_code" and not HS_CODE.match(value.strip())):
                problems.append(
                    self.env._(
                        "%(field)s: '%(value)s' is no possible value.", field=name, value=str(value)[:80]
                    )
                )
        return problems

    @api.model
    def _is_day(self, value):
        try:
            return bool(fields.Date.to_date(value))
        except (ValueError, TypeError, AttributeError):
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
                one.problems.append(self.env._("You serve no customs authority '%s'.", code))
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
        return self.env._("These goods are not in the register of an authority that you serve.")

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
        """Say what goods that are not registered stand for: agreement, day, firms, keys; three queries."""
        codes = {one.given["agreement"] for one in asked}
        agreements = self.env["customs.agreement"].sudo().search([("code", "in", sorted(codes))])
        agreements = {agreement.code: agreement.id for agreement in agreements}
        firms = self._firms_of(asked)
        for one in asked:
            given = one.given
            if given["agreement"] not in agreements:
                one.problems.append(self.env._("There is no agreement '%s'.", given["agreement"]))
                continue
            texts = [given.get(name) for name in CHARACTERISTICS]
            authority = self.env["customs.authority"].sudo().browse(one.values["importing_authority_id"])
            one.values |= {
                "agreement_id": agreements[given["agreement"]],
                "preference_claimed": True,
                "registered_on": fields.Date.to_date(given.get("registered_on")) or authority._today(),
                "hs_code": given["hs_code"],
                **{f"{name}_key": characteristics.key(given.get(name)) for name in CHARACTERISTICS},
                "characteristics_key": characteristics.digest(*texts, given.get("description")),
            }
            for role in ("producer", "exporter"):
                found = firms[given.get(f"{role}_code", ""), given.get(f"{role}_name", "")]
                one.values[f"{role}_firm_id"] = min(found) if len(found) == 1 else None
                if len(found) > 1:
                    one.notes.append((f"{role}_ambiguous", sorted(found)))
                elif not found and (f"{role}_code" in given or f"{role}_name" in given):
                    one.notes.append((f"{role}_unknown", []))

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
