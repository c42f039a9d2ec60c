from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

NOT_KNOWN = "not_known"
DECIDED = ("refused", "restored")
# The columns of `customs_declaration_line` that are compared, and their types.
COLUMNS = {
    "importing_authority_id": "int",
    "agreement_id": "int",
    "preference_claimed": "bool",
    "registered_on": "date",
    "hs_code": "varchar",
    "producer_firm_id": "int",
    "exporter_firm_id": "int",
    "brand_key": "varchar",
    "goods_model_key": "varchar",
    "article_no_key": "varchar",
    "characteristics_key": "varchar",
}
TYPES = [(SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items()]


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
        ``importer_code``, ``importer_name``, ``brand``, ``goods_model``, ``article_no``, ``description``.
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
        ``exporter_unknown`` and ``producer_unknown`` (no firm of this code or name is in the register: said,
        but no obstacle), and ``condition_<name>`` for each condition of RS10.1 that registered goods fail or
        that is not known. The last decision settles it; else one reason against it is enough.

        :param lines: list of at most 1,000 lines
        :return: list of answers, one for each line, in the same order
        :raises AccessError: the user may not read declarations
        :raises UserError: ``lines`` is no list, or holds more than 1,000
        """
        self.check_access("read")
        asked = self._read_asked(lines)
        sound = [one for one in asked if not one.problems]
        reasons = defaultdict(list)
        for source in (self._reasons_of_suspensions, self._reasons_of_decisions, self._reasons_of_hook):
            for number, found in source(sound).items():
                reasons[id(sound[number])] += found
        return [self._answer(one, reasons[id(one)]) for one in asked]

    @api.model
    def _grant_reasons(self, lines):
        """Return what else speaks for or against the preference of registered ``lines``; for other rooms.

        A constant number of queries. The user may read all ``lines``.

        :return: {line id: [dict with ``code``, ``granted`` (True, False or "not_known"), ``text`` and
        ``article``]}
        """
        return {}

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
        said = decided or [reason["granted"] for reason in reasons]
        if False in said:
            return False
        return NOT_KNOWN if NOT_KNOWN in said else True

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
    def _reasons_of_hook(self, sound):
        """Return {place: reasons} of the other rooms, and of what the lines themselves say."""
        registered = [(number, one) for number, one in enumerate(sound) if one.line_id]
        lines = self.env["customs.declaration.line"].browse([one.line_id for _number, one in registered])
        others = self._grant_reasons(lines) if lines else {}
        found = {}
        for number, one in registered:
            found[number] = [{**self._reason("", True, ""), **other} for other in others.get(one.line_id, [])]
            if not one.values["preference_claimed"]:
                text = self.env._("The declaration claims no preference for these goods.")
                found[number].append(self._reason("not_claimed", False, text))
        return found

    # Decisions

    @api.model
    def _reasons_of_decisions(self, sound):
        """Return {place: reasons} of what was decided last over registered goods (RS10.3, RS11)."""
        ids = [one.line_id for one in sound if one.line_id]
        if not ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (dl.line_id) dl.line_id, d.id FROM customs_preference_decision_line dl
                  JOIN customs_preference_decision d ON d.id = dl.decision_id
                 WHERE dl.line_id = ANY(%s) AND dl.left_out IS NOT TRUE AND d.decided_on IS NOT NULL
                   AND d.revoked_on IS NULL
                 ORDER BY dl.line_id, d.decided_on DESC, d.decided_at DESC NULLS LAST, d.id DESC
                """,
                ids,
            )
        )
        last = dict(rows)
        decisions = self.env["customs.preference.decision"].browse(last.values())._filtered_access("read")
        reasons = {decision.id: self._reason_of_decision(decision) for decision in decisions}
        return {
            number: [reasons[last[one.line_id]]]
            for number, one in enumerate(sound)
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
    def _reasons_of_suspensions(self, sound):
        """Return {place: reasons} of the suspensions under which the goods fall, or may fall."""
        found = defaultdict(list)
        for row in self._similar_rows(sound):
            found[row["line_id"], row["suspension_id"]].append(row)
        goods_ids = {row["goods_id"] for rows in found.values() for row in rows}
        tell = self._teller({suspension for _number, suspension in found}, goods_ids)
        reasons = defaultdict(list)
        for (number, _suspension), rows in sorted(found.items()):
            reasons[number] += filter(None, [tell(rows)])
        for number, one in enumerate(sound):
            reasons[number] += [self._reason_of_note(code) for code, firms in one.notes if not firms]
        return reasons

    @api.model
    def _reason_of_note(self, code):
        text = {
            "exporter_unknown": self.env._("No firm of this code or name is known as the exporter."),
            "producer_unknown": self.env._("No firm of this code or name is known as the producer."),
        }[code]
        return self._reason(code, True, text)

    @api.model
    def _similar_rows(self, sound):
        """Return the goods of suspensions to which the lines are similar, or may be, as dicts; one query."""
        rows = [row for number, one in enumerate(sound) for row in self._compared(number, one, len(sound))]
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
                marks._candidates_of_lines(SQL("TRUE"), lines=lines, likely=True),
            )
        )
        found = self.env.cr.dictfetchall()
        for row in found:
            row["ambiguous"] = row["line_id"] >= len(sound)
            row["line_id"] %= len(sound)
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
    def _teller(self, ids, goods_ids):
        """Return a function that makes the rows of one line and one suspension a reason; None for none.

        Three queries for any number of suspensions. What the user may not read is told without its reference.
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

        def tell(rows):
            best = max(rows, key=self._weight)
            same = [row for row in rows if self._weight(row) == self._weight(best)]
            suspension = known[best["suspension_id"]]
            return self._reason_of_suspension(suspension, goods[best["goods_id"]], same, words[suspension.id])

        return tell

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
                    "%(suspension)s was in force; it ended on %(ended)s, and the preference is restored by a "
                    "decision.",
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
                    "Several firms have this code or name; one of them is named in %(suspension)s for "
                    "'%(goods)s' (HS %(code)s).",
                    **values,
                ),
            )
        else:
            code, text = (
                "to_be_judged",
                self.env._(
                    "Perhaps similar to '%(goods)s' (HS %(code)s) under %(suspension)s: %(firm)s, but the HS "
                    "code or the characteristics are not given in full; a person must judge.",
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
