from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

FIRMS = ("producer", "exporter")
# The characteristics by which goods are told apart, and the column by which each is compared.
CHARACTERISTICS = {"brand": "brand_key", "goods_model": "goods_model_key", "article_no": "article_no_key"}


class CustomsPreferenceSuspension(models.Model):
    """What a suspension covers, before it is decided, and what a person must judge (RS16.12, RS16.12c).

    Nothing here is stored: it is what the declarations, the goods and the judgements say at this moment.
    """

    _inherit = "customs.preference.suspension"

    def _candidates(self, likely=False):
        """Return the SQL of what is similar to the goods of these suspensions, drafts included."""
        marks = self.env["customs.suspended.line"]
        marks._flush_matched()
        return marks._candidates_of_goods(SQL("g.suspension_id = ANY(%s)", self.ids), likely=likely)

    def _covered_lines(self):
        """Return the SQL of the ids of the declared goods that fall, or would fall, under them."""
        return SQL("SELECT c.line_id FROM (%s) c WHERE c.certain", self._candidates())

    def _likely_lines(self):
        """Return the SQL of the ids of the declared goods on which a person must judge."""
        return SQL("SELECT c.line_id FROM (%s) c", self._likely_pairs())

    def _likely_pairs(self):
        """Return the candidates that are likely only, of lines that do not fall under it anyway."""
        return SQL(
            """
            SELECT * FROM (
                SELECT c.*, BOOL_OR(c.certain) OVER (PARTITION BY c.suspension_id, c.line_id) AS covered
                  FROM (%s) c
            ) c WHERE c.likely AND NOT c.covered
            """,
            self._candidates(likely=True),
        )

    def _preview(self):
        """Say what falls under the suspension as it stands now, in force or not; writes nothing.

        A draft without `starts_on` covers nothing. Three queries for any number of declared goods. For the
        list itself search lines by `falls_under_id`, and by `likely_under_id` for those on which a person
        must judge: `[("falls_under_id", "=", suspension.id)]`.

        :return: dict with

            * ``line_count``, ``declaration_count``, ``importer_count``: numbers
            * ``by_judgement_count``: how many of the lines a person judged to be similar
            * ``first_on``, ``last_on``: first and last day of registration (date; None without goods)
            * ``duty``: {currency id: duty at stake}
            * ``by_hs_code``: [{``hs_code``, ``line_count``, ``duty``}], by code
            * ``importers``: [{``importer_id`` (firm), ``name``, ``line_count``, ``duty``}], most goods first
            * ``likely_count``: lines on which a person must judge; not among the others
            * ``short_goods_ids``: ids of the goods of the suspension whose HS code has fewer digits than
              must agree: they cover nothing
        """
        self.ensure_one()
        preview = {
            "line_count": 0,
            "declaration_count": 0,
            "importer_count": 0,
            "by_judgement_count": 0,
            "first_on": None,
            "last_on": None,
            "duty": {},
        }
        codes, importers = defaultdict(lambda: [0, {}]), defaultdict(lambda: [0, {}])
        for row in self._preview_rows():
            if row["of_code"]:
                self._add_up(codes[row["hs_code"]], row)
            elif row["of_importer"]:
                self._add_up(importers[row["importer_firm_id"]], row)
            elif row["of_currency"]:
                preview["duty"][row["currency_id"]] = float(row["duty"])
            else:
                preview |= {name: row[name] for name in preview.keys() & row.keys() - {"duty"}}
        preview["by_hs_code"] = [
            {"hs_code": code, "line_count": number, "duty": duty}
            for code, (number, duty) in sorted(codes.items())
        ]
        preview["importers"] = self._named_importers(importers)
        preview["likely_count"] = self._count_likely()
        preview["short_goods_ids"] = self.goods_ids.filtered(
            lambda goods: len(goods.hs_prefix or "") < self.hs_digits
        ).ids
        return preview

    def _preview_rows(self):
        """Return the sums as dicts: of everything, by currency, by code and by importer (with currency)."""
        self.env.cr.execute(
            SQL(
                """
                SELECT l.hs_code, l.importer_firm_id, l.currency_id,
                       GROUPING(l.hs_code) = 0 AS of_code, GROUPING(l.importer_firm_id) = 0 AS of_importer,
                       GROUPING(l.currency_id) = 0 AS of_currency, COUNT(*) AS line_count,
                       COUNT(DISTINCT l.declaration_id) AS declaration_count,
                       COUNT(DISTINCT l.importer_firm_id) AS importer_count,
                       COUNT(*) FILTER (WHERE p.by_judgement) AS by_judgement_count,
                       MIN(l.registered_on) AS first_on, MAX(l.registered_on) AS last_on,
                       COALESCE(SUM(l.duty_at_stake), 0) AS duty
                  FROM (%s) p JOIN customs_declaration_line l ON l.id = p.line_id
                 GROUP BY GROUPING SETS ((), (l.currency_id), (l.hs_code, l.currency_id),
                                         (l.importer_firm_id, l.currency_id))
                """,
                self.env["customs.suspended.line"]._pairs(self._candidates()),
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _add_up(self, sums, row):
        sums[0] += row["line_count"]
        sums[1][row["currency_id"]] = float(row["duty"])

    @api.model
    def _named_importers(self, importers):
        firms = self.env["res.partner"].sudo().browse(filter(None, importers))
        names = {firm.id: firm.display_name for firm in firms}
        rows = [
            {"importer_id": firm, "name": names.get(firm, ""), "line_count": number, "duty": duty}
            for firm, (number, duty) in importers.items()
        ]
        return sorted(rows, key=lambda row: (-row["line_count"], row["name"]))

    def _count_likely(self):
        [(number,)] = self.env.execute_query(
            SQL("SELECT COUNT(DISTINCT c.line_id) FROM (%s) c", self._likely_pairs())
        )
        return number

    def _likely(self, limit=80):
        """Return the queue of goods on which a person must judge, most duty at stake first; writes nothing.

        One group holds all declared goods that are described alike (`characteristics_key`) and compared with
        the same goods of the suspension, so that one judgement (`customs.suspension.judgement`: ``goods_id``
        and ``characteristics_key``) settles the group. With too few digits of the HS code (``whole_code``
        false) a judgement that they are similar settles nothing: they stay in the queue until the declaration
        gives the code in full, or they are judged to be other goods. One query for any number of goods, and
        two to read the names.

        :param limit: so many groups at most
        :return: list of dicts:

            * ``suspension_id``, ``goods_id``: the goods of the suspension with which they are compared
            * ``characteristics_key``, ``described_as``: how the declared goods are described
            * ``line_count``, ``line_id``: one of them, the last registered
            * ``duty``: {currency id: duty at stake}
            * ``first_on``, ``last_on``: days of registration
            * ``whole_code``: all digits of the HS code that count agree
            * ``judged_similar``: a person has judged so already (only with ``whole_code`` false)
            * ``agrees``: codes of what is the same: producer, exporter, hs_code, brand, goods_model,
              article_no
            * ``missing``: codes of what the declaration does not tell: hs_code, brand, goods_model,
              article_no; ``nothing_named`` where the suspension's goods name no characteristic
            * ``why``: the same as sentences in the user's language
        """
        self.env.cr.execute(
            SQL(
                """
                WITH found AS MATERIALIZED (%(pairs)s),
                lines AS (
                    SELECT c.suspension_id, c.goods_id, c.line_id, c.whole_code, BOOL_OR(c.judged) AS judged,
                           BOOL_OR(c.firm = 'producer') AS producer, BOOL_OR(c.firm = 'exporter') AS exporter
                      FROM found c GROUP BY c.suspension_id, c.goods_id, c.line_id, c.whole_code
                ),
                sums AS (
                    SELECT c.suspension_id, c.goods_id, c.whole_code, l.characteristics_key, l.currency_id,
                           COUNT(*) AS number, COALESCE(SUM(l.duty_at_stake), 0) AS duty,
                           MAX(l.id) AS line_id, BOOL_OR(c.judged) AS judged,
                           MIN(l.registered_on) AS first_on, MAX(l.registered_on) AS last_on,
                           BOOL_OR(c.producer) AS producer, BOOL_OR(c.exporter) AS exporter
                      FROM lines c JOIN customs_declaration_line l ON l.id = c.line_id
                     GROUP BY c.suspension_id, c.goods_id, c.whole_code, l.characteristics_key, l.currency_id
                )
                SELECT suspension_id, goods_id, whole_code, characteristics_key,
                       SUM(number)::int AS line_count, MAX(line_id) AS line_id,
                       MIN(first_on) AS first_on, MAX(last_on) AS last_on,
                       BOOL_OR(producer) AS producer, BOOL_OR(exporter) AS exporter,
                       COALESCE(BOOL_OR(judged), FALSE) AS judged_similar,
                       JSONB_OBJECT_AGG(currency_id, duty) AS duty
                  FROM sums
                 GROUP BY suspension_id, goods_id, whole_code, characteristics_key
                 ORDER BY MAX(duty) DESC, SUM(number) DESC, goods_id, characteristics_key, whole_code
                 LIMIT %(limit)s
                """,
                pairs=self._likely_pairs(),
                limit=limit,
            )
        )
        groups = self.env.cr.dictfetchall()
        lines = self.env["customs.declaration.line"].browse([group["line_id"] for group in groups])
        goods = self.env["customs.suspension.goods"].browse([group["goods_id"] for group in groups])
        return [
            self._why_likely(group, line, one)
            for group, line, one in zip(
                groups, lines.with_prefetch(lines.ids), goods.with_prefetch(goods.ids), strict=True
            )
        ]

    @api.model
    def _why_likely(self, group, line, goods):
        """Return the group with what agrees and what is missing, in codes and as sentences."""
        named = [name for name, key in CHARACTERISTICS.items() if goods[key]]
        agrees = [firm for firm in FIRMS if group.pop(firm)]
        agrees += ["hs_code"] if group["whole_code"] else []
        agrees += [name for name in named if line[CHARACTERISTICS[name]]]
        missing = [] if group["whole_code"] else ["hs_code"]
        missing += [name for name in named if not line[CHARACTERISTICS[name]]]
        if not named and not goods.no_characteristics:
            missing.append("nothing_named")
        texts = [line[name] for name in CHARACTERISTICS] + [line.description]
        return group | {
            "duty": {int(currency): float(duty) for currency, duty in group["duty"].items()},
            "described_as": " · ".join(filter(None, texts)),
            "agrees": agrees,
            "missing": missing,
            "why": self._sentences_likely(agrees, missing, line, goods),
        }

    @api.model
    def _sentences_likely(self, agrees, missing, line, goods):
        """Return what agrees and what is missing as sentences."""
        title = {name: goods._fields[name]._description_string(self.env) for name in CHARACTERISTICS}
        same = {
            "producer": self.env._("The producer is the same."),
            "exporter": self.env._("The exporter is the same."),
            "hs_code": self.env._("The HS code agrees in %s digits.", goods.hs_digits),
        }
        less = {
            "hs_code": self.env._(
                "The declaration gives %(count)s digits of the HS code; %(digits)s must agree.",
                count=len(line.hs_code or ""),
                digits=goods.hs_digits,
            ),
            "nothing_named": self.env._("The suspension names no characteristic of the goods."),
        }
        for name in CHARACTERISTICS:
            same[name] = self.env._("%(field)s is the same: %(value)s.", field=title[name], value=goods[name])
            less[name] = self.env._(
                "%(field)s: the declaration gives none; the goods of the suspension have '%(value)s'.",
                field=title[name],
                value=goods[name],
            )
        return [same[code] for code in agrees] + [less[code] for code in missing]
