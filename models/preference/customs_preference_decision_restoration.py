from uuid import uuid4

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.given import given_text


class CustomsPreferenceDecision(models.Model):
    """Restoration of the preference (RS10.3): proposed when a suspension or refusal falls, or applied for."""

    _inherit = "customs.preference.decision"

    def _problems_of_deciding(self, slips_answer, falsified):
        problems = super()._problems_of_deciding(slips_answer, falsified)
        if self.kind != "restoration":
            return problems
        lines = self.sudo().line_ids.filtered(lambda row: not row.left_out).line_id
        if not lines:
            problems.append(self.env._("%s has no goods: there is nothing to restore.", self.name))
        return problems + lines._restoration_problems(self)

    @api.model
    def _propose_restoration(self, source, trigger, reason, scope, origin=None):
        """Propose to restore the preference of the goods of ``scope``; nothing where there are none."""
        source = source.sudo()
        if not self._would_find(source, scope, origin):
            return self.browse()
        return self._propose(
            source,
            None,
            trigger,
            reason,
            source.agreement_id.restoration_article,
            origin.person_id if origin else source._decision_person(),
            kind="restoration",
            scope=scope,
            fact_on=source._today(),
            origin_decision_id=origin.id if origin else False,
        )

    def _after_revocation(self):
        """The duty of goods whose refusal was wrong is repaid: their restoration is proposed (RS10.3)."""
        for decision in self.sudo():
            source = decision._source()
            if decision.kind == "refusal" and source:
                decision._propose_restoration(
                    source,
                    f"revoked:{decision.id}",
                    self.env._(
                        "%(decision)s was revoked: %(reason)s",
                        decision=decision.name,
                        reason=decision.revocation_reason,
                    ),
                    "revoked",
                    decision,
                )
        return super()._after_revocation()

    @api.model
    def _apply_for(self, lines, reason):
        """Propose to restore the preference of chosen goods of one authority and agreement; return it."""
        self._check_may_apply(lines)
        reason = given_text(reason)
        problems = [] if reason else [self.env._("Say why the preference is restored.")]
        problems += self._problems_of_application(lines)
        if problems:
            raise UserError("\n".join(problems))
        source = lines._source_of_restoration()
        decision = (
            self.sudo()
            ._create_proposed(
                source,
                {
                    "kind": "restoration",
                    "scope": "chosen",
                    "agreement_id": lines.agreement_id.id,
                    "trigger": f"application:{uuid4().hex}",
                    "article": lines.agreement_id.restoration_article,
                    "reason": reason,
                    "officer_id": self.env.uid,
                    "proposed_on": lines.importing_authority_id._today(),
                    "person_id": lines.sudo().exporter_id[:1].id,
                },
            )
            .with_env(self.env)
        )
        decision._add_goods(lines, reason)
        decision._note_preparation(self.env._("Goods added"), lines, reason)
        decision.sudo()._ask_for_decision(decision._supervisor_at_work())
        return decision

    @api.model
    def _check_may_apply(self, lines):
        lines.check_access("read")
        self._require_officer()

    @api.model
    def _problems_of_application(self, lines):
        """Return why the preference of these goods cannot be restored in one decision, as sentences."""
        if not lines:
            return [self.env._("Choose the goods.")]
        problems = []
        if len(lines.importing_authority_id) > 1:
            problems.append(self.env._("The goods are of several authorities: choose those of one."))
        if len(lines.agreement_id) > 1:
            problems.append(self.env._("The goods fall under several agreements: choose those of one."))
        return problems + lines._restoration_problems()
