from odoo import models

from ...tools.dates import long_date


class CustomsCaseMixin(models.AbstractModel):
    _name = "customs.case.mixin"
    _inherit = ["customs.case.mixin", "customs.decision.source.mixin"]

    def _on_lapse_undone(self, deadline):
        """A corrected date may show that a last day had not passed: nothing follows from it then."""
        super()._on_lapse_undone(deadline)
        self._withdraw_refusal(
            f"lapse:{deadline.rule_id.code}",
            self.env._("No longer justified: the deadline '%s' was not missed.", deadline.rule_id.name),
        )

    def _on_deadline_lapsed(self, deadline):
        """Propose the decision that the rule attaches to a lapse (RS16.6, RS15.8)."""
        super()._on_deadline_lapsed(deadline)
        rule = deadline.rule_id
        if rule.lapse == "proposed_decision":
            reason = self.env._(
                "%(step)s: the last day, %(day)s, has passed (%(article)s). %(meaning)s",
                step=rule.name,
                day=long_date(deadline.due_on, self.env.lang),
                article=rule.article,
                meaning=rule.lapse_meaning or "",
            )
            self._propose_refusal(
                rule.lapse_ground_id, f"lapse:{rule.code}", reason, rule.article, fact_on=deadline.due_on
            )
