from odoo import models
from odoo.fields import Domain

from ...tools.dates import long_date
from . import decision_restoration


class CustomsCaseMixin(models.AbstractModel):
    """What follows for the preference from what a case records: the refusals that are proposed.

    They follow from facts, outcomes, clocks and the day alone: in whatever order things were recorded,
    corrected and withdrawn, and whenever the daily job ran, the same stands proposed in the end.
    """

    _name = "customs.case.mixin"
    _inherit = ["customs.case.mixin", "customs.decision.source.mixin"]

    def _after_facts(self, facts):
        super()._after_facts(facts)
        self._bring_proposals_in_step()

    def _on_deadline_lapsed(self, deadline):
        super()._on_deadline_lapsed(deadline)
        self._bring_proposals_in_step(deadline)

    def _on_days_moved(self):
        super()._on_days_moved()
        self._bring_proposals_in_step()

    def _on_letter_sent(self, document):
        super()._on_letter_sent(document)
        self._bring_proposals_in_step()  # a second letter may have been all that was missing

    def _bring_proposals_in_step(self, lapsed=None):
        """Propose what follows now, correct what follows otherwise, withdraw what follows no more.

        (RS11.1, RS15.8, RS16.6, RS16.8b). What was decided or dismissed stays as it is.

        :param lapsed: the missed deadline of these cases with which the daily job deals
        """
        decisions = self.env["customs.preference.decision"].sudo()
        proposed = decisions.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "=", "proposed"),
            ]
        ).grouped("res_id")
        # One query for the clocks of all cases.
        clocks = self.env["customs.deadline"].sudo()
        clocks = clocks.search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("rule_id.lapse", "=", "proposed_decision"),
            ],
            [
                *("rule_id", "start_on", "due_on", "done_on", "ended_on", "paused_on"),
                *("is_open", "gives_way", "lapse_handled_on"),
            ],
        ).grouped("res_id")
        for case in self:
            follows = case._what_follows(clocks.get(case.id, ()), lapsed)
            for trigger, proposal in follows.items():
                case._propose_refusal(**proposal, trigger=trigger)
            restored = {} if case._is_undone() else case._what_is_restored()
            known = {(row.kind, row.code) for row in case.procedure_id.sudo().consequence_ids}
            found = {(row.kind, row.trigger) for row in proposed.get(case.id, ())}
            for kind, trigger in sorted(found):
                # What was proposed for another reason, as an application, is none of these.
                if trigger in follows or trigger in restored:
                    continue
                if (kind, trigger) in known or trigger.startswith("lapse:"):
                    case._withdraw_refusal(
                        trigger, self.env._("No longer justified by what is recorded in the case.")
                    )
            for trigger, proposal in restored.items():
                decision_restoration.propose(case, trigger, **proposal)

    def _what_is_restored(self):
        """Return trigger -> values of the restoration that follows now from this case (VN4.31(9))."""
        return {
            row.code: {"reason": reason, "scope": self._scope_of(row), "article": row.article}
            for row, _day, reason in self._shown("restoration")
        }

    def _shown(self, kind, outcome=None):
        """Yield (consequence, day, sentence) of the consequences of ``kind`` that the record shows.

        :param outcome: says what the record shows, in place of `_outcome`
        """
        self.ensure_one()
        shown = outcome or self._outcome
        for row in self.procedure_id.sudo().consequence_ids.filtered(lambda row: row.kind == kind):
            found = shown(row.outcome) if row.outcome else self._recorded(row.step_id.fact)
            if found:
                yield row, *found

    def _is_undone(self):
        """Return whether a step was recorded after which nothing follows from the case any more."""
        return any(step.undoes and self[name] for name, step in self._steps().items())

    def _is_random_check(self):
        """Return whether the case was opened at random, not because of a doubt."""
        self.ensure_one()
        return False

    def _is_no_ground(self, ground):
        """Return whether nothing is proposed on ``ground``, because it holds in case of doubt only."""
        return ground.doubt_only and self._is_random_check()

    def _what_follows(self, clocks, lapsed=None, outcome=None):
        """Return trigger -> values of the refusal that follows now from this case with its ``clocks``.

        A deadline that is still open is left to the daily job: who enters an old case fact by fact comes to
        its answer a moment later. A trial of the law says by ``outcome`` what the record shows (`_outcome`).
        """
        self.ensure_one()
        if self._is_undone():
            return {}
        follows = {}
        for row, day, reason in self._shown("refusal", outcome):
            if not self._is_no_ground(row.ground_id):
                follows[row.code] = {
                    "ground": row.ground_id,
                    "reason": reason,
                    "article": row.article,
                    "fact_on": day,
                    "scope": self._scope_of(row),
                }
        grounds = {proposal["ground"] for proposal in follows.values()}
        for deadline in clocks:
            rule = deadline.rule_id
            # The same refusal may follow from what came after the last day.
            if rule.lapse_ground_id in grounds or self._is_no_ground(rule.lapse_ground_id):
                continue
            waits = deadline.is_open or (rule.bound == "at_least" and not deadline.ended_on)
            settled = not waits or deadline.lapse_handled_on or deadline == lapsed
            if settled and deadline._has_lapsed() and not self._holds_back_lapse(deadline):
                follows[f"lapse:{rule.code}"] = self._what_follows_from_lapse(deadline)
        return follows

    def _what_follows_from_lapse(self, deadline):
        """Return the refusal that follows from a missed deadline; what was sent in time is marked so.

        The ground counts the receipt of the answer (RS15.6a, RS16.5a): the supervisor decides.
        """
        rule = deadline.rule_id
        words = {
            "step": rule.name,
            "day": long_date(deadline.due_on, self.env.lang),
            "article": rule.article,
            "meaning": rule.lapse_meaning or "",
        }
        passed = (
            self.env._(
                "%(step)s: the period ended on %(day)s without an answer (%(article)s). %(meaning)s", **words
            )
            if rule.bound == "at_least"
            else self.env._("%(step)s: the last day, %(day)s, has passed (%(article)s). %(meaning)s", **words)
        )
        reason = [passed.strip()]
        sent_on = self[rule.sent_fact] if rule.sent_fact and deadline.done_on else False
        if rule.sent_fact and deadline.done_on:
            reason.append(self._late_answer(deadline, sent_on))
        return {
            "ground": rule.lapse_ground_id,
            "reason": " ".join(reason),
            "article": rule.lapse_article or rule.article,
            "fact_on": deadline.due_on,
            "answer_sent_on": sent_on if sent_on and sent_on <= deadline.due_on else False,
        }

    def _late_answer(self, deadline, sent_on):
        """Return the sentence that says when an answer was received late, and when it was sent."""
        received = long_date(deadline.done_on, self.env.lang)
        sent = long_date(sent_on, self.env.lang)
        if not sent_on:
            return self.env._("The answer was received on %s; the day it was sent is not recorded.", received)
        if sent_on > deadline.due_on:
            return self.env._(
                "The answer was sent on %(sent)s and received on %(day)s.", sent=sent, day=received
            )
        return self.env._(
            "The answer was sent in time, on %(sent)s, and received on %(day)s.", sent=sent, day=received
        )

    def _recorded(self, fact):
        """Return (day, sentence) of a recorded fact, or None."""
        if not self[fact]:
            return None
        return self[fact], f"{self._fact_label(fact)}: {long_date(self[fact], self.env.lang)}."

    def _decided_on_outcomes(self, outcomes):
        """Return the decisions in force that rest on one of the ``outcomes`` of these cases."""
        decisions = self.env["customs.preference.decision"].sudo()
        return decisions.search(self._resting_on(outcomes) & Domain("state", "=", "decided"))

    def _resting_on(self, outcomes):
        """Return the domain of the decisions on these cases that rest on one of the ``outcomes``."""
        rows = self.procedure_id.sudo().consequence_ids.filtered(lambda row: row.outcome in outcomes)
        of_cases = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        return of_cases & Domain("trigger", "in", rows.mapped("code"))

    def _scope_of(self, consequence):
        """Return which goods the decision covers that follows from ``consequence``."""
        return self._decision_scope()
