from collections import defaultdict
from contextlib import contextmanager, nullcontext

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...tools.citing import with_article
from ...tools.dates import long_date
from ...tools.search import yes_or_no
from .decision_evidence import DUTY, MOVING, declared_fields, differs
from .decision_restoration import apply_for
from .decisions_in_force import FALSIFIED, IN_FORCE, last_decision
from .restoration_conditions import conditions as conditions_of
from .restoration_conditions import in_words
from .restoration_period import compliant_ids, day_that_counts, kept_ids

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
        help="Released without preference, and the period for restoration has not ended.",
    )
    is_lost = fields.Boolean(
        string="Restoration Expired",
        compute="_compute_restoration",
        search="_search_is_lost",
        help="The period for restoration ended while the preference was withheld.",
    )
    restoration_days_left = fields.Integer(
        string="Days Left",
        compute="_compute_restoration",
        search="_search_restoration_days_left",
        help="Calendar days to the last day for restoration, in the authority's time zone.",
    )
    lost_reason = fields.Char(string="Why Expired", compute="_compute_lost_reason")
    restoration_reminded_on = fields.Date(
        string="Restoration Reminder Sent on", readonly=True, copy=False, help="The reminder is sent once."
    )

    decision_line_ids = fields.One2many("customs.preference.decision.line", "line_id", string="Decisions")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"restoration_reminded_on"}

    @api.depends("preference_state", "restorable_until", "importing_authority_id.tz")
    def _compute_restoration(self):
        todays = {authority: authority.sudo()._today() for authority in self.importing_authority_id}
        falsified = self._falsified_ids()
        past = self.filtered(
            lambda line: (
                line.preference_state in WITHHELD
                and line.restorable_until
                and line.restorable_until < todays.get(line.importing_authority_id, line.restorable_until)
            )
        )
        kept = kept_ids(self.env) if past else set()
        for line in self:
            today, last = todays.get(line.importing_authority_id), line.restorable_until
            left = (last - today).days if last and today and not line.restorable_always else 0
            withheld = bool(last and today) and line.preference_state in WITHHELD
            line.restoration_days_left = left
            line.can_be_restored = (
                line.preference_state == "released"
                and bool(last and today)
                and (left >= 0 or line._origin.id in kept)
                and line._origin.id not in falsified
            )
            line.is_lost = withheld and left < 0 and line._origin.id not in kept

    def _search_can_be_restored(self, operator, value):
        not_falsified = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "NOT EXISTS (SELECT 1 FROM customs_declaration_line l WHERE l.id = %s AND %s)",
                SQL.identifier(alias, "id"),
                FALSIFIED,
            )
        )
        in_time = self.env["customs.authority"]._by_today("restorable_until", ">=")
        if kept := kept_ids(self.env):
            in_time |= Domain("id", "in", sorted(kept))
        domain = Domain("preference_state", "=", "released") & in_time & not_falsified
        return yes_or_no(domain, operator, value)

    def _search_is_lost(self, operator, value):
        passed = self.env["customs.authority"]._by_today("restorable_until", "<")
        domain = Domain("preference_state", "in", WITHHELD) & passed
        if kept := kept_ids(self.env):
            domain &= Domain("id", "not in", sorted(kept))
        return yes_or_no(domain, operator, value)

    def _search_restoration_days_left(self, operator, value):
        return self.env["customs.authority"]._by_days_left("restorable_until", operator, value)

    @api.depends("is_lost", "preference_state", "mark_ids.suspension_id.state")
    def _compute_lost_reason(self):
        for line in self:
            line.lost_reason = line._why_lost() if line.is_lost else False

    def _why_lost(self):
        """Return why the preference was not restored before the period ended."""
        self.ensure_one()
        law, marks = self.agreement_id, self.sudo().mark_ids.suspension_id
        past = with_article(
            self.env._("The last day was %s", long_date(self.restorable_until, self.env.lang)),
            law._cite(law.restoration_article),
        )
        open_ = marks.filtered(lambda suspension: not suspension.ended_on)
        if open_:
            return self.env._(
                "%(past)s; still suspended by %(names)s.", past=past, names=", ".join(open_.mapped("name"))
            )
        ended = max(filter(None, marks.mapped("ended_on")), default=False)
        if ended and ended > self.restorable_until:
            return self.env._(
                "%(past)s; the suspension ended only on %(day)s.",
                past=past,
                day=long_date(ended, self.env.lang),
            )
        return self.env._("%s; the restoration was not decided by then.", past)

    # Why it cannot be restored

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

    def _restoration_problems(self, decision=None, applied_on=None, conditions=True):
        """Return every reason why the preference of these goods cannot be restored, as sentences.

        Each sentence names the goods. A constant number of queries for any number of goods.

        :param decision: the one that would restore them
        :param applied_on: the day of the application; empty: that of the decision
        :param conditions: whether the conditions of the preference are asked, too
        """
        lines = self.sudo()
        lines.fetch(["agreement_id", "preference_claimed", "preference_state", "restorable_until"])
        falsified, compliant = lines._falsified_ids(), compliant_ids(lines)
        applied_on = applied_on or (decision.applied_on if decision else None)
        groups = defaultdict(self.browse)
        for line in lines:
            for problem in line._own_restoration_problems(falsified, applied_on, compliant):
                groups[problem] |= line
        for problem, among in lines._problems_with_others(decision):
            groups[problem] |= among
        if conditions:
            groups.update(conditions_of(lines)[0])
        return in_words(self, groups)

    def _own_restoration_problems(self, falsified, applied_on=None, compliant=frozenset()):
        """Return why the preference of these goods cannot be restored, but for its conditions.

        :param falsified: ids of goods whose proof was falsified
        :param compliant: ids of goods that a visit found to comply, which no period bars
        """
        self.ensure_one()
        law, last = self.agreement_id, self.restorable_until
        if not law:
            # Goods released without a claim can get it afterwards, too: under the agreement they name.
            return [self.env._("No agreement is given for restoring the preference")]
        problems = []
        if not last:
            problems.append(self.env._("%s does not provide for restoration of the preference", law.code))
        elif last < day_that_counts(self, applied_on) and self.id not in compliant:
            problems.append(
                with_article(
                    self.env._("The last day for restoration was %s", long_date(last, self.env.lang)),
                    law._cite(law.restoration_article),
                )
            )
        if applied_on and applied_on < self.registered_on:
            problems.append(
                self.env._(
                    "The application of %s is older than the declaration",
                    long_date(applied_on, self.env.lang),
                )
            )
        if self.id in falsified:
            problems.append(
                with_article(
                    self.env._("The proof was falsified, so the preference cannot be restored"),
                    law._cite(law.falsification_article),
                )
            )
        if self.preference_state == "restored":
            problems.append(self.env._("The preference is already restored"))
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
            yield self.env._("%s already proposes the restoration", other.name), among

    def _source_of_restoration(self):
        """Return the visit under whose suspensions all these goods are, else the first declaration."""
        marks = self.env["customs.suspended.line"].sudo().search([("line_id", "in", self.ids)])
        visits = marks.suspension_id.visit_id
        return visits if len(visits) == 1 and len(marks.line_id) == len(self) else self[:1].declaration_id

    def action_restore_preference(self):
        """Open the application for the restoration of these goods.

        :raises UserError: every reason why it cannot be restored, all at once
        """
        self._check_may_apply()
        return self.env["customs.choose.goods"]._get_records_action(
            name=self.env._("Restore Preference"),
            target="new",
            context={"default_mode": "restore", "default_line_ids": self.ids},
        )

    def apply_for_restoration(self, reason, applied_on=None):
        """Propose to restore the preference of these goods, with ``reason``; return the decision's id.

        :param applied_on: the day on which the application came (``YYYY-MM-DD`` or date); empty: today
        :raises AccessError: the user is no officer of the authority
        :raises UserError: every reason why it cannot be restored, all at once (RS10.3, RS10.5)
        """
        return apply_for(self, reason, applied_on).id

    def _check_may_apply(self):
        self.check_access("read")
        self.env["customs.preference.decision"]._require_officer()

    # Goods that were decided upon are evidence: neither changed nor deleted, through any door (IT9).

    @api.model
    def _sources_of_state(self):
        """The last decision in force counts."""
        decided = last_decision(SQL("CASE d.kind WHEN 'restoration' THEN 'restored' ELSE 'refused' END"))
        return [decided, *super()._sources_of_state()]

    def _states_in_database(self):
        self.env["customs.preference.decision"].flush_model()
        return super()._states_in_database()

    def _refuse_change_of_evidence(self, vals):
        """Refuse values that change what was decided upon; return the goods whose duty they may complete."""
        names = vals.keys() - MOVING
        if not names:
            return self.browse()
        self.check_access("write")
        decided = self._decided_lines()
        completed = decided.filtered(lambda line: not line.duty_known) if names <= DUTY else self.browse()
        (decided - completed)._refuse_difference(vals)
        return completed

    def _complete_decisions(self):
        """Enter the duty into the decisions in force that lacked it, and into their record."""
        self.flush_recordset()
        rows = self.env["customs.preference.decision.line"].sudo()
        rows = rows.search([("line_id", "in", self.ids), ("duty_known", "=", False), *IN_FORCE])
        for row in rows.filtered("line_id.duty_known"):
            row._write_guarded({"duty": row.line_id.duty_at_stake, "duty_known": True})
        for decision, completed in rows.filtered("duty_known").grouped("decision_id").items():
            decision.invalidate_recordset(["totals"])
            decision.with_env(self.env)._log(
                "decision_duty",
                self.env._("Unknown duty entered"),
                decision.importing_authority_id._today(),
                note=" - ".join(
                    (completed.line_id._names(), decision._totals()),
                ),
            )

    def _decided_lines(self):
        """Return those of the goods that a decision in force covers: nobody changes them."""
        rows = self.env["customs.preference.decision.line"].sudo()
        groups = rows._read_group([("line_id", "in", self.ids), *IN_FORCE], ["line_id"])
        ids = {line.id for (line,) in groups}
        return self.filtered(lambda line: line.id in ids)

    def _refuse_difference(self, vals):
        """Refuse values that differ from those of the goods; the same values again change nothing."""
        changed = self.filtered(lambda line: any(differs(line, *pair) for pair in vals.items()))
        if changed:
            raise UserError(
                self.env._(
                    "%s: a decision on the preference covers these goods, so they cannot be changed. A "
                    "supervisor can revoke the decision.",
                    changed._names(),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._refuse_loss_of_evidence()

    def _refuse_loss_of_evidence(self):
        """Refuse the deletion of goods that are under a suspension or in a decision."""
        lines = self.sudo()
        for model, text in (
            ("customs.preference.decision.line", self.env._("In a decision on the preference: %s")),
            ("customs.suspended.line", self.env._("Marked under a suspension: %s")),
        ):
            groups = lines.env[model]._read_group([("line_id", "in", lines.ids)], ["line_id"])
            if groups:
                kept = lines.browse(line.id for (line,) in groups)
                names = kept._names()
                raise UserError(text % names + "\n" + self.env._("They cannot be deleted."))

    # Corrections are logged with their declaration

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self._comes_with_its_whole():
            entries = defaultdict(list)
            for line in lines.sudo():
                entries[line.declaration_id].append(
                    Markup("%s") % self.env._("Added: %s", line._in_words()[1])
                )
            lines.declaration_id._log_correction(entries, {}, None)
        return lines

    def write(self, vals):
        with self._logging_correction(vals):
            completed = self._refuse_change_of_evidence(vals)
            result = super().write(vals)
            if completed:
                completed._complete_decisions()
            return result

    def _logging_correction(self, vals):
        """Return the context of a write with ``vals``: goods without their declaration are logged here."""
        if self._comes_with_its_whole() or not self._declared_fields() & vals.keys():
            return nullcontext()
        self.check_access("write")
        return self.declaration_id._correcting(self, ())

    def unlink(self):
        if self._comes_with_its_whole():
            return super().unlink()
        self.check_access("unlink")
        entries = defaultdict(list)
        for line in self.sudo():
            entries[line.declaration_id].append(Markup("<s>%s</s>") % line._in_words()[1])
        heads = self.declaration_id
        result = super().unlink()
        heads._log_correction(entries, {}, None)
        return result

    def correct_goods(self, values, reason):
        """Correct goods under a suspension, with the reason; see the method of the declaration."""
        for head, lines in self.grouped("declaration_id").items():
            commands = [Command.update(line.id, values) for line in lines]
            head.correct_goods({"line_ids": commands}, reason)
        return True

    @api.model
    def _declared_fields(self):
        """Return the names of the fields that somebody has declared and that count in law."""
        return declared_fields(self) - MOVING

    def _in_words(self):
        """Return the declaration and what the goods are, in a line."""
        self.ensure_one()
        return self.declaration_id, f"{self.position}. {self.hs_code} {self.description}"

    @contextmanager
    def _logging_import(self):
        """Around an import that corrects these suspended goods: log what it changes."""
        if not self:
            yield
            return
        names = self.declaration_id._declared_fields()
        with self.sudo().declaration_id._correcting(self, names):
            yield
            self.env.invalidate_all()
            # All goods of the import are marked when it ends; of these it must be known here.
            self.declaration_id.line_ids._mark_lines()

    def _by_visit(self):
        """Return {visit: goods}: the visit of the last suspension under which the goods are."""
        marks = self.env["customs.suspended.line"].search([("line_id", "in", self.ids)], order="id")
        visit_of = {mark.line_id.id: mark.suspension_id.visit_id for mark in marks}
        return {
            visit: self.browse(number for number in self.ids if visit_of.get(number) == visit)
            for visit in set(visit_of.values())
        }
