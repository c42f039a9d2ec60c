from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.search import yes_or_no
from .decision_sql import FALSIFIED

# Goods that went without the preference and are not decided upon for good.
WITHHELD = ("released", "suspended")


class CustomsDeclarationLine(models.Model):
    """May the preference still be restored (RS10.3)? It depends on the day, so nothing of it is stored."""

    _inherit = "customs.declaration.line"

    # What the lists and the daily job read; millions of other goods are in none of them.
    _restorable_idx = models.Index(
        "(restorable_until, importing_authority_id) WHERE preference_state IN ('released', 'suspended')"
    )

    can_be_restored = fields.Boolean(
        compute="_compute_restoration",
        search="_search_can_be_restored",
        help="Released without preference, and the last day of the restoration has not passed (RS10.3).",
    )
    is_lost = fields.Boolean(
        string="Lost by Time",
        compute="_compute_restoration",
        search="_search_is_lost",
        help="The last day of the restoration passed while the preference was withheld (RS10.3).",
    )
    restoration_days_left = fields.Integer(
        string="Days Left",
        compute="_compute_restoration",
        help="Calendar days until the last day of the restoration, where the authority is.",
    )
    lost_reason = fields.Char(string="Why Lost", compute="_compute_lost_reason")
    restoration_reminded_on = fields.Date(
        string="Reminded of the Restoration", readonly=True, copy=False, help="The daily job reminds once."
    )

    @api.depends("preference_state", "restorable_until", "importing_authority_id.tz")
    def _compute_restoration(self):
        todays = {authority: authority.sudo()._today() for authority in self.importing_authority_id}
        falsified = self._falsified_ids()
        for line in self:
            today, last = todays.get(line.importing_authority_id), line.restorable_until
            left = (last - today).days if last and today else 0
            withheld = bool(last and today) and line.preference_state in WITHHELD
            line.restoration_days_left = left
            line.can_be_restored = (
                line.preference_state == "released"
                and bool(last and today)
                and left >= 0
                and line._origin.id not in falsified
            )
            line.is_lost = withheld and left < 0

    def _search_can_be_restored(self, operator, value):
        not_falsified = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "NOT EXISTS (SELECT 1 FROM customs_declaration_line l WHERE l.id = %s AND %s)",
                SQL.identifier(alias, "id"),
                FALSIFIED,
            )
        )
        domain = (
            Domain("preference_state", "=", "released")
            & self._by_today("restorable_until", ">=")
            & not_falsified
        )
        return yes_or_no(domain, operator, value)

    def _search_is_lost(self, operator, value):
        domain = Domain("preference_state", "in", WITHHELD) & self._by_today("restorable_until", "<")
        return yes_or_no(domain, operator, value)

    @api.model
    def _by_today(self, name, operator, days=0):
        """Return the domain that compares the date ``name`` with today (plus ``days``) of each authority."""
        by_day = defaultdict(list)
        authorities = self.env["customs.authority"].sudo().with_context(active_test=False)
        for authority in authorities.search([]):  # pylint: disable=no-search-all  # some dozens
            by_day[fields.Date.add(authority._today(), days=days)].append(authority.id)
        return Domain.OR(
            Domain(name, operator, day) & Domain("importing_authority_id", "in", ids)
            for day, ids in by_day.items()
        )

    @api.depends("is_lost", "preference_state", "mark_ids.suspension_id.state")
    def _compute_lost_reason(self):
        for line in self:
            line.lost_reason = line._why_lost() if line.is_lost else False

    def _why_lost(self):
        """Return why the preference of goods that are lost by time was not restored in time."""
        self.ensure_one()
        law, marks = self.agreement_id, self.sudo().mark_ids.suspension_id
        past = self.env._(
            "The last day was %(day)s (%(article)s)",
            day=self.restorable_until,
            article=law.restoration_article or "",
        )
        open_ = marks.filtered(lambda suspension: not suspension.ended_on)
        if open_:
            return self.env._(
                "%(past)s; still suspended by %(names)s.", past=past, names=", ".join(open_.mapped("name"))
            )
        ended = max(filter(None, marks.mapped("ended_on")), default=False)
        if ended and ended > self.restorable_until:
            return self.env._("%(past)s; the suspension ended on %(day)s only.", past=past, day=ended)
        return self.env._("%s; nobody decided on the restoration by then.", past)

    # What stands against it

    def _falsified_ids(self):
        """Return the ids of those goods whose proof was falsified by a decision in force (RS10.5)."""
        if not self.ids:
            return set()
        self.env["customs.preference.decision"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT l.id FROM customs_declaration_line l WHERE l.id = ANY(%s) AND %s", self.ids, FALSIFIED
            )
        )
        return {row for (row,) in rows}

    def _restoration_problems(self, decision=None):
        """Return everything that stands against restoring the preference of these goods, as sentences.

        Each sentence names the goods. ``decision`` is the one that would restore them. A constant number of
        queries for any number of goods.
        """
        lines = self.sudo()
        lines.fetch(["agreement_id", "preference_claimed", "preference_state", "restorable_until"])
        falsified = lines._falsified_ids()
        groups = defaultdict(self.browse)
        for line in lines:
            for problem in line._own_restoration_problems(falsified):
                groups[problem] |= line
        for problem, among in lines._problems_with_others(decision):
            groups[problem] |= among
        names = self.env["customs.preference.decision"]._names
        return [
            self.env._("%(problem)s: %(goods)s", problem=problem, goods=names(among))
            for problem, among in groups.items()
        ]

    def _own_restoration_problems(self, falsified):
        self.ensure_one()
        law, last = self.agreement_id, self.restorable_until
        if not law:
            # Goods released without a claim can get it afterwards, too: under the agreement they name.
            return [self.env._("No agreement is named under which the preference could be restored")]
        problems = []
        if not last:
            problems.append(self.env._("%s knows no restoration of the preference", law.code))
        elif last < self.importing_authority_id._today():
            problems.append(
                self.env._(
                    "The last day of the restoration was %(day)s (%(article)s)",
                    day=last,
                    article=law.restoration_article or "",
                )
            )
        if self.id in falsified:
            problems.append(
                self.env._(
                    "The proof was falsified: the preference is not restored (%s)",
                    law.falsification_article or "",
                )
            )
        if self.preference_state == "restored":
            problems.append(self.env._("The preference is restored already"))
        return problems

    def _problems_with_others(self, decision):
        """Yield (sentence, goods) of what other suspensions and decisions have to do with these goods."""
        marks = self.env["customs.suspended.line"]._read_group(
            [("line_id", "in", self.ids), ("suspension_id.state", "=", "in_force")],
            ["suspension_id"],
            ["line_id:recordset"],
        )
        for suspension, among in marks:
            yield self.env._("Still suspended by %s", suspension.name), among
        rows = self.env["customs.preference.decision.line"]._read_group(
            [
                ("line_id", "in", self.ids),
                ("left_out", "!=", True),
                ("decision_id.kind", "=", "restoration"),
                ("decision_id.state", "=", "proposed"),
                ("decision_id", "!=", decision.id if decision else False),
            ],
            ["decision_id"],
            ["line_id:recordset"],
        )
        for other, among in rows:
            yield self.env._("%s already proposes to restore it", other.name), among

    def _source_of_restoration(self):
        """Return the visit under whose suspensions all these goods are, else the first declaration."""
        marks = self.env["customs.suspended.line"].sudo().search([("line_id", "in", self.ids)])
        visits = marks.suspension_id.visit_id
        return visits if len(visits) == 1 and len(marks.line_id) == len(self) else self[:1].declaration_id

    def action_restore_preference(self):
        """Open the application for the restoration of these goods.

        :raises UserError: everything that stands against it, all at once
        """
        self.env["customs.preference.decision"]._check_may_apply(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Restore Preference"),
            "res_model": "customs.choose.goods",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_mode": "restore", "default_line_ids": self.ids},
        }

    def apply_for_restoration(self, reason):
        """Propose to restore the preference of these goods, with ``reason``; return the decision's id.

        :raises AccessError: the user is no officer of the authority
        :raises UserError: everything that stands against it, all at once (RS10.3, RS10.5)
        """
        return self.env["customs.preference.decision"]._apply_for(self, reason).id
