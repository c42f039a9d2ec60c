from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_amount

from ...tools.given import given_ids, given_text
from .decision_sql import FALSIFIED, NOT_COMPLYING_GOODS, sources

COLUMNS = ("id", "scope", "res_id", "importing_authority_id", "agreement_id", "fact_on", "origin_decision_id")


class CustomsPreferenceDecision(models.Model):
    """The goods of a decision: found in sets from its facts until it is decided, then evidence."""

    _inherit = "customs.preference.decision"

    line_count = fields.Integer(string="Number of Goods", compute="_compute_totals")
    importer_count = fields.Integer(string="Importers", compute="_compute_totals")
    totals = fields.Char(
        string="Duty",
        compute="_compute_totals",
        help="The duty to be paid (refusal) or repaid (restoration), in each currency.",
    )

    @api.depends("line_ids.duty", "line_ids.left_out", "line_ids.line_id")
    def _compute_totals(self):
        sums = defaultdict(list)
        count, importers = defaultdict(int), defaultdict(set)
        rows = (
            self.env["customs.preference.decision.line"]
            .sudo()
            ._read_group(
                [("decision_id", "in", self.ids), ("left_out", "!=", True)],
                ["decision_id", "currency_id"],
                ["duty:sum", "__count", "importer_firm_id:array_agg_distinct"],
            )
        )
        for decision, currency, duty, number, firms in rows:
            sums[decision.id].append((currency, duty))
            count[decision.id] += number
            importers[decision.id].update(filter(None, firms))
        for decision in self:
            amounts = sorted(sums[decision._origin.id], key=lambda pair: pair[0].name)
            decision.line_count = count[decision._origin.id]
            decision.importer_count = len(importers[decision._origin.id])
            decision.totals = " + ".join(format_amount(self.env, duty, cur) for cur, duty in amounts) or False

    def _totals(self):
        """Return how many goods, of how many importers, and the duty in each currency, as a sentence."""
        self.ensure_one()
        self.invalidate_recordset(["line_count", "importer_count", "totals"])
        if not self.line_count:
            return self.env._("No goods")
        return self.env._(
            "Goods: %(count)s, importers: %(importers)s, duty: %(duty)s",
            count=self.line_count,
            importers=self.importer_count,
            duty=self.totals,
        )

    # From the facts

    def _refresh_goods(self):
        """Bring the goods of proposals in step with the facts, in one statement for any number of them.

        What an officer added or took out stays so.
        """
        open_ = self.filtered(lambda decision: decision.state == "proposed")
        # Somebody decides at this moment: what is being decided stays as it was seen. One that was decided
        # since this transaction began fails here, and is tried again.
        open_ = open_.try_lock_for_update(allow_referencing=True)
        if not open_:
            return
        self._flush_for_goods()
        self.env.execute_query(
            SQL(
                """
                WITH d AS (%(decisions)s),
                found AS MATERIALIZED (%(found)s),
                gone AS (
                    DELETE FROM customs_preference_decision_line x USING d
                     WHERE x.decision_id = d.id AND d.scope <> 'chosen' AND x.added_by_id IS NULL
                       AND x.left_out IS NOT TRUE
                       AND NOT EXISTS (SELECT 1 FROM found f
                                        WHERE f.decision_id = x.decision_id AND f.line_id = x.line_id)
                ),
                kept AS (
                    UPDATE customs_preference_decision_line x
                       SET duty = l.duty_at_stake, currency_id = l.currency_id,
                           importer_firm_id = l.importer_firm_id
                      FROM d, customs_declaration_line l
                     WHERE x.decision_id = d.id AND l.id = x.line_id
                       AND (d.scope = 'chosen' OR x.added_by_id IS NOT NULL OR x.left_out IS TRUE
                            OR EXISTS (SELECT 1 FROM found f
                                        WHERE f.decision_id = x.decision_id AND f.line_id = x.line_id))
                       AND (x.duty, x.currency_id, x.importer_firm_id)
                           IS DISTINCT FROM (l.duty_at_stake, l.currency_id, l.importer_firm_id)
                )
                INSERT INTO customs_preference_decision_line (
                    decision_id, line_id, importing_authority_id, importer_firm_id, duty, currency_id, why,
                    left_out, create_uid, create_date, write_uid, write_date)
                SELECT f.decision_id, f.line_id, l.importing_authority_id, l.importer_firm_id,
                       l.duty_at_stake, l.currency_id, f.why, FALSE, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM found f JOIN customs_declaration_line l ON l.id = f.line_id
                ON CONFLICT (decision_id, line_id) DO NOTHING
                RETURNING id
                """,
                decisions=SQL(
                    "SELECT %s, %s FROM customs_preference_decision WHERE id = ANY(%s)",
                    SQL(", ").join(map(SQL.identifier, COLUMNS)),
                    self._falsifiable(),
                    open_.ids,
                ),
                found=self._found(open_.importing_authority_id),
                uid=self.env.uid,
            )
        )
        self.env["customs.preference.decision.line"].invalidate_model()
        self.env["customs.declaration.line"].invalidate_model(["decision_line_ids"])
        open_.invalidate_recordset(["line_ids", "line_count", "importer_count", "totals"])

    def _flush_for_goods(self):
        for model in (
            self._name,
            "customs.preference.decision.line",
            "customs.declaration.line",
            "customs.visit.goods",
            "customs.preference.suspension",
            "customs.suspension.goods",
            "customs.suspension.judgement",
            "customs.suspended.line",
            "customs.verification.request",
        ):
            self.env[model].flush_model()

    @api.model
    def _falsifiable(self):
        """Return the column: the ground asks about falsification, so goods refused already count too."""
        return SQL(
            "COALESCE((SELECT g.asks_falsified FROM customs_ground g WHERE g.id = ground_id), FALSE) AS asks"
        )

    @api.model
    def _found(self, authorities):
        """Return the query of (decision_id, line_id, why): the goods that the facts bring under ``d``.

        Goods are refused once: those under a refusal in force are left out, unless it is to be said that
        their proof was falsified. They are restored up to their last day, of the authority's own calendar,
        and never after a falsified proof (RS10.3, RS10.5).
        """
        days = [(authority.id, authority._today()) for authority in authorities] or [(0, None)]
        return SQL(
            """
            SELECT DISTINCT ON (f.decision_id, f.line_id) f.decision_id, f.line_id, f.why
              FROM (%(sources)s) AS f
              JOIN d ON d.id = f.decision_id
              JOIN customs_declaration_line l ON l.id = f.line_id
             WHERE l.importing_authority_id = d.importing_authority_id AND l.agreement_id = d.agreement_id
               AND l.preference_claimed IS TRUE
               AND CASE WHEN d.scope NOT IN ('released', 'revoked')
                        THEN d.asks OR l.preference_state IS DISTINCT FROM 'refused'
                        ELSE (l.preference_state = 'released'
                              OR (d.scope = 'revoked' AND l.preference_state = 'claimed'))
                             AND l.restorable_until >= (SELECT t.day FROM (VALUES %(days)s) AS t(id, day)
                                                         WHERE t.id = l.importing_authority_id)
                             AND NOT %(falsified)s
                   END
             ORDER BY f.decision_id, f.line_id, f.rank
            """,
            sources=sources(self.env["customs.suspended.line"]._candidates_of_goods(NOT_COMPLYING_GOODS)),
            days=SQL(", ").join(SQL("(%s, %s::date)", *pair) for pair in days),
            falsified=FALSIFIED,
        )

    @api.model
    def _would_find(self, source, scope, origin=None):
        """Tell whether a decision of ``scope`` on ``source`` would have any goods."""
        self._flush_for_goods()
        values = (
            source.id,
            source.importing_authority_id.id,
            source.agreement_id.id,
            origin.id if origin else None,
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH d AS (SELECT 0 AS id, %(scope)s AS scope, %(row)s, NULL::date AS fact_on, FALSE AS asks)
                SELECT 1 FROM (%(found)s) AS goods LIMIT 1
                """,
                scope=scope,
                row=SQL(
                    "%s AS res_id, %s AS importing_authority_id, %s AS agreement_id,"
                    " %s::int AS origin_decision_id",
                    *values,
                ),
                found=self._found(source.importing_authority_id),
            )
        )
        return bool(rows)

    def action_refresh_goods(self):
        """Bring the goods of the proposal in step with the facts now; the daily job does it too.

        :raises AccessError: the user is no officer of the authority
        :raises UserError: it is decided already
        """
        self._check_may_prepare()
        self.sudo()._refresh_goods()
        return True

    # By hand

    def _check_may_prepare(self):
        """Officers of the authority prepare what is not decided yet."""
        self.check_access("read")
        self._require_officer()
        self._refuse_change_of_decided()
        for decision in self:
            if decision.void_on:
                raise UserError(self.env._("%s: the fact is gone from which it was proposed.", decision.name))

    @api.model
    def _require_officer(self):
        if not self.env.su and not self.env.user.has_group("customs_verification.group_officer"):
            raise AccessError(self.env._("Only an officer of the authority prepares a decision."))

    def add_goods(self, line_ids, reason):
        """Add further goods of declarations to a proposed decision, with ``reason``.

        :param line_ids: ids of goods of the same authority, with a preference under the same agreement
        :raises AccessError: the user is no officer of the authority, or may not see the goods
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self._check_may_prepare()
        reason = given_text(reason)
        lines = self.env["customs.declaration.line"].browse(given_ids(line_ids)).exists()
        lines.check_access("read")
        problems = [] if reason else [self.env._("Say why the goods are added.")]
        problems += self._problems_of_adding(lines)
        if problems:
            raise UserError("\n".join(problems))
        self._add_goods(lines, reason)
        self._note_preparation(self.env._("Goods added"), lines, reason)
        return True

    def _add_goods(self, lines, reason):
        rows = self.env["customs.preference.decision.line"].sudo()
        rows._behind_the_door().create(
            [
                {
                    "decision_id": self.id,
                    "line_id": line.id,
                    "duty": line.duty_at_stake,
                    "currency_id": line.currency_id.id,
                    "why": "chosen",
                    "added_by_id": self.env.uid,
                    "added_reason": reason,
                }
                for line in lines.sudo()
            ]
        )

    def _problems_of_adding(self, lines):
        """Return why these goods cannot be added, as sentences that name them."""
        self.ensure_one()
        known = self.sudo().line_ids.line_id
        other = lines.filtered(lambda line: line.importing_authority_id != self.importing_authority_id)
        law = lines.filtered(
            lambda line: (
                line.agreement_id != self.agreement_id
                or (self.kind == "refusal" and not line.preference_claimed)
            )
        )
        problems = []
        for wrong, text in (
            (lines & known, self.env._("In the decision already: %s")),
            (other, self.env._("Of another authority: %s")),
            (law, self.env._("No preference is claimed under the agreement of the decision: %s")),
        ):
            if wrong:
                problems.append(text % self._names(wrong))
        if not lines:
            problems.append(self.env._("Choose the goods."))
        if self.kind == "restoration":
            problems += lines._restoration_problems(self)
        return problems

    @api.model
    def _names(self, lines, most=20):
        """Return the names of the goods, of the first ones where there are many."""
        names = ", ".join(lines[:most].mapped("display_name"))
        return f"{names} …" if len(lines) > most else names

    def _note_preparation(self, label, lines, reason):
        """Note in the decision's history who changed its goods, and that this person does not decide it."""
        self.ensure_one()
        self.sudo()._write_guarded({"prepared_by_ids": [fields.Command.link(self.env.uid)]})
        text = " - ".join(filter(None, (label, self._names(lines), (reason or "").strip())))
        self.sudo()._message_log(body=text)
        self.invalidate_recordset(["line_count", "importer_count", "totals"])
