from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.dates import long_date
from .suspension_consistency import findings

# The facts of a visit with which a suspension ends by itself -> how it ended.
ENDS = {"report_approved_on": "report", "withdrawn_on": "withdrawn"}


class CustomsVerificationVisit(models.Model):
    """The suspensions of a visit: begun from it, ended by its facts (RS16.12, RS16.12b)."""

    _inherit = "customs.verification.visit"

    suspension_ids = fields.One2many("customs.preference.suspension", "visit_id", string="Suspensions")
    suspension_count = fields.Integer(compute="_compute_suspensions")
    suspensions_in_force = fields.Char(compute="_compute_suspensions", help="The suspensions in force.")
    suspension_possible = fields.Boolean(compute="_compute_suspensions")

    @api.depends("suspension_ids.state", "request_sent_on", "closed_on", "report_approved_on", "procedure_id")
    def _compute_suspensions(self):
        for visit in self:
            suspensions = visit.suspension_ids.filtered(lambda row: row.state != "cancelled")
            visit.suspension_count = len(suspensions)
            visit.suspensions_in_force = "; ".join(
                self.env._(
                    "%(name)s from %(day)s (%(goods)s)",
                    name=suspension.name,
                    day=long_date(suspension.starts_on, self.env.lang),
                    goods=suspension.goods_summary or "",
                )
                for suspension in suspensions.sorted("id")
                if suspension.state == "in_force"
            )
            visit.suspension_possible = bool(not visit._problems_of_suspending() and visit._free_goods())

    def _problems_of_suspending(self):
        """Return why the preference cannot be suspended on the strength of this visit, as sentences."""
        self.ensure_one()
        procedure, visit = self.procedure_id, self.display_name
        article = procedure.suspension_article or ""
        if not article:
            return [
                self.env._("%s has no article that allows a suspension.", procedure.display_name or visit)
            ]
        checks = [
            (
                not self.request_sent_on,
                self.env._(
                    "%(visit)s: the request was not sent. The preference may be suspended from the day on "
                    "which it is sent (%(article)s).",
                    visit=visit,
                    article=article,
                ),
            ),
            (
                self.report_approved_on,
                self.env._(
                    "%(visit)s: the report was approved on %(day)s. The preference may be suspended until "
                    "then (%(article)s).",
                    visit=visit,
                    day=long_date(self.report_approved_on, self.env.lang),
                    article=article,
                ),
            ),
            (
                self.closed_on and not self.report_approved_on,
                self.env._(
                    "%(visit)s was closed on %(day)s.",
                    visit=visit,
                    day=long_date(self.closed_on, self.env.lang),
                ),
            ),
        ]
        return [sentence for stands_against, sentence in checks if stands_against]

    # From the visit to its suspensions

    def draft_suspension(self):
        """Draft the suspension of the preference for goods similar to those of the visit (RS16.12).

        The goods of the visit that no other suspension of it holds are taken over; the officer names their
        characteristics.

        :return: the id of the draft
        :raises AccessError: the user may not change the visit
        :raises UserError: the visit allows none, or all its goods are under a suspension: all is named
        """
        self.ensure_one()
        self.check_access("write")
        problems, free, held = self._problems_of_suspending(), self._free_goods(), self._suspended_goods()
        if not problems and not free:
            problems = [self._suspended_sentence(goods, held[goods]) for goods in self.goods_ids] or [
                self.env._("%s names no goods.", self.display_name)
            ]
        if problems:
            raise UserError("\n".join(problems))
        rows = self.env["customs.suspension.goods"]
        values = [fields.Command.create(rows._from_visit_goods(goods)) for goods in free]
        return self.env["customs.preference.suspension"].create({"visit_id": self.id, "goods_ids": values}).id

    def _suspended_goods(self):
        """Return goods of the visit -> the suspension that holds them, a draft or one in force."""
        return {
            goods.visit_goods_id: suspension
            for suspension in self.suspension_ids
            if suspension.state in ("draft", "in_force")
            for goods in suspension.goods_ids
        }

    def _free_goods(self):
        held = self._suspended_goods()
        return self.goods_ids.filtered(lambda goods: goods._origin not in held)

    def _suspended_sentence(self, goods, suspension):
        if suspension.state == "draft":
            return self.env._(
                "%(goods)s: already in the draft %(name)s.", goods=goods.display_name, name=suspension.name
            )
        return self.env._(
            "%(goods)s: already suspended by %(name)s since %(day)s.",
            goods=goods.display_name,
            name=suspension.name,
            day=long_date(suspension.started_on, self.env.lang),
        )

    def action_draft_suspension(self):
        """Draft a suspension and open it."""
        suspension = self.env["customs.preference.suspension"].browse(self.draft_suspension())
        return suspension._action_open()

    def action_open_suspensions(self):
        """Open the suspensions of the visit."""
        self.ensure_one()
        self.check_access("read")
        return self.suspension_ids._action_open(self.env._("Suspensions of %s", self.display_name))

    # What the facts of the visit mean for them

    def _after_facts(self, facts):
        super()._after_facts(facts)
        if facts.keys() & {*ENDS, "request_sent_on"}:
            for visit in self.sudo().filtered("suspension_ids"):
                visit._update_suspensions(facts)
        if facts.get("refusal_received_on") or facts.get("no_answer_on"):
            self._schedule_decision_on_suspensions()

    def _update_suspensions(self, facts):
        """End, move or reopen the suspensions that depend on ``facts``."""
        for fact in facts.keys() & ENDS.keys():
            for suspension in self.suspension_ids:
                suspension._apply_end(ENDS[fact], facts[fact], self._fact_label(fact))
        if "request_sent_on" in facts:
            self._move_windows(facts["request_sent_on"])

    def _move_windows(self, sent_on):
        """No window begins before the request was sent; without a request sent nothing was suspended."""
        label = self._fact_label("request_sent_on")
        for suspension in self.suspension_ids.filtered(lambda row: row.state in ("in_force", "ended")):
            if sent_on and suspension.starts_on < sent_on:
                suspension._move_start(sent_on, self.env._("'%s' was corrected.", label))
            elif not sent_on and suspension.ended_on > suspension.starts_on:
                suspension._end(
                    suspension.starts_on,
                    suspension.end_kind,
                    self.env._("Covers no goods: '%s' was withdrawn.", label),
                )

    def _withdrawal_problems(self, name):
        """The sending is not withdrawn under a suspension in force (RS16.12)."""
        problems = super()._withdrawal_problems(name)
        if name != "request_sent_on":
            return problems
        standing = self.sudo().suspension_ids.filtered(lambda row: row.state == "in_force")
        return problems + [
            self.env._(
                "%(fact)s cannot be withdrawn while the preference is suspended (%(name)s, in force "
                "since %(day)s). End the suspension first.",
                fact=self._fact_label(name),
                name=suspension.name,
                day=long_date(suspension.started_on, self.env.lang),
            )
            for suspension in standing
        ]

    def _schedule_decision_on_suspensions(self):
        """A visit that ends without a report ends no suspension: a supervisor decides (RS16.6, RS16.12)."""
        for visit in self.sudo():
            user = visit._supervisor() or visit._responsible()
            standing = visit.suspension_ids.filtered(lambda row: row.state == "in_force")
            for suspension in standing if user else ():
                suspension.activity_schedule(
                    "customs_verification.mail_activity_type_decision",
                    summary=self.env._("Decide whether %s ends: there will be no report", suspension.name),
                    user_id=user.id,
                )

    def _derived_findings(self):
        """Add what does not follow any more from the goods of the suspensions."""
        found = super()._derived_findings()
        for visit, of_visit in findings(self).items():
            found[visit] += of_visit
        return found
