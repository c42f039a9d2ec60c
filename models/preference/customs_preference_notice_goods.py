from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from ...reports.notice_data import notice_sheet
from ...reports.notice_xlsx import build_notice

SLICE = 1000
RESTORABLE = frozenset({"suspended", "released", "refused"})


class CustomsPreferenceNotice(models.Model):
    """The goods of the firm under its notice: read in the name of the system, filtered by the firm (CU-A).

    The firm has no access to declarations, marks and decisions. What it may see of them are goods that it
    imported itself, with what it declared itself.
    """

    _inherit = "customs.preference.notice"

    @api.depends("suspension_id", "decision_id")
    def _compute_figures(self):
        figures = self._figures()
        for notice in self:
            rows = figures.get(notice.id, [])
            notice.line_count = sum(count for _currency, count, _duty in rows)
            notice.duty_text = "; ".join(
                format_amount(notice.env, duty, currency) for currency, _count, duty in rows
            )

    def _figures(self):
        """Return {id: [(currency, number of goods, duty)]} of the own goods, in one query."""
        for model in ("customs.declaration.line", "customs.preference.decision.line"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT n.id, l.currency_id, count(*), sum(l.duty_at_stake)
                  FROM customs_preference_notice n
                  JOIN customs_suspended_line m ON m.suspension_id = n.suspension_id
                  JOIN customs_declaration_line l
                    ON l.id = m.line_id AND l.importer_firm_id = n.importer_firm_id
                 WHERE n.id = ANY(%(ids)s) GROUP BY n.id, l.currency_id
                 UNION ALL
                SELECT n.id, dl.currency_id, count(*), sum(dl.duty)
                  FROM customs_preference_notice n
                  JOIN customs_preference_decision_line dl
                    ON dl.decision_id = n.decision_id AND dl.left_out IS NOT TRUE
                  JOIN customs_declaration_line l
                    ON l.id = dl.line_id AND l.importer_firm_id = n.importer_firm_id
                 WHERE n.id = ANY(%(ids)s) GROUP BY n.id, dl.currency_id
                 ORDER BY 1, 2
                """,
                ids=self.ids,
            )
        )
        figures = {}
        currencies = self.env["res.currency"]
        for notice_id, currency_id, count, duty in rows:
            figures.setdefault(notice_id, []).append((currencies.browse(currency_id), count, duty or 0.0))
        return figures

    def _goods_domain(self):
        """Return the domain of the firm's own goods under this notice."""
        self.ensure_one()
        inside = self.sudo()
        own = Domain("importer_firm_id", "=", inside.importer_firm_id.id)
        own &= Domain("importing_authority_id", "=", inside.importing_authority_id.id)
        if inside.suspension_id:
            return own & Domain("mark_ids", "any", [("suspension_id", "=", inside.suspension_id.id)])
        decided = [("decision_id", "=", inside.decision_id.id), ("left_out", "!=", True)]
        return own & Domain("decision_line_ids", "any", decided)

    def _own_lines(self, offset=0, limit=None):
        """Return the firm's goods under this notice, as superuser.

        :raises AccessError: the notice is not the user's to read
        """
        self.check_access("read")
        return (
            self.env["customs.declaration.line"]
            .sudo()
            .search(
                self._goods_domain(),
                order="registered_on desc, declaration_id desc, position, id",
                offset=offset,
                limit=limit,
            )
        )

    def _goods(self, lines):
        """Yield goods of `_own_lines` as plain values: what the firm declared, and where it stands."""
        states = dict(lines._fields["preference_state"]._description_selection(self.env))
        for start in range(0, len(lines), SLICE):
            part = lines[start : start + SLICE].with_prefetch()
            duties, forever = self._decided_duties(part), part._falsified_ids()
            for line in part:
                restorable = line.id not in forever and line.preference_state in RESTORABLE
                yield {
                    "declaration": line.declaration_id.number,
                    "position": line.position,
                    "hs_code": line.hs_code,
                    "description": line.description,
                    "registered_on": line.registered_on,
                    "duty": duties.get(line.id, line.duty_at_stake),
                    "currency": line.currency_id.name,
                    "state": states.get(line.preference_state) or "",
                    "restorable_until": restorable and line.restorable_until,
                }
            if len(lines) > SLICE:
                part.invalidate_recordset(flush=False)

    def _xlsx_goods(self):
        """Return the workbook (bytes) of all own goods under this notice.

        :raises AccessError: the notice is not the user's to read
        """
        lines = self._own_lines()
        return build_notice(notice_sheet(self, self._goods(lines)))

    def _decided_duties(self, lines):
        """Return {id of the line: the duty that the decision names}."""
        decision = self.sudo().decision_id
        if not decision or not lines:
            return {}
        domain = [("decision_id", "=", decision.id), ("line_id", "in", lines.ids)]
        rows = self.env["customs.preference.decision.line"].sudo().search(domain)
        return {row.line_id.id: row.duty for row in rows}

    def _refused_forever(self):
        """Tell whether the goods are never restored: the proof was found falsified (RS10.5)."""
        return self.sudo().decision_id.falsified == "yes"

    @api.model
    def _with_declaration(self, text):
        """Return the domain of notices with own goods of the user's firm, of a declaration like ``text``."""
        firm = self.env.user.commercial_partner_id.id
        number = f"%{text}%"
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """
                EXISTS (
                    SELECT FROM customs_declaration d
                      JOIN customs_declaration_line l ON l.declaration_id = d.id
                     WHERE d.number ILIKE %(number)s AND l.importer_firm_id = %(firm)s
                       AND (EXISTS (SELECT FROM customs_suspended_line m
                                     WHERE m.line_id = l.id AND m.suspension_id = %(suspension)s)
                         OR EXISTS (SELECT FROM customs_preference_decision_line dl
                                     WHERE dl.line_id = l.id AND dl.decision_id = %(decision)s
                                       AND dl.left_out IS NOT TRUE)))
                """,
                number=number,
                firm=firm,
                suspension=SQL.identifier(alias, "suspension_id"),
                decision=SQL.identifier(alias, "decision_id"),
            )
        )
