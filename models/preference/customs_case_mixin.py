from odoo import fields, models


class CustomsCaseMixin(models.AbstractModel):
    _inherit = "customs.case.mixin"

    decision_ids = fields.One2many(
        "customs.preference.decision",
        "res_id",
        string="Decisions",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )

    def _decision_person(self):
        """Return the person whose goods a decision concerns, where the case knows one."""
        return self.env["res.partner"]

    def _on_deadline_lapsed(self, deadline):
        """Propose the decision that the rule attaches to a lapse (RS16.6, RS15.8)."""
        super()._on_deadline_lapsed(deadline)
        rule = deadline.rule_id
        if rule.lapse == "proposed_decision":
            reason = self.env._(
                "%(step)s: the last day %(day)s has passed (%(article)s). %(meaning)s",
                step=rule.name,
                day=deadline.due_on,
                article=rule.article,
                meaning=rule.lapse_meaning or "",
            )
            self.env["customs.preference.decision"]._propose(
                self,
                rule.lapse_ground_id,
                f"lapse:{rule.code}",
                reason,
                rule.article,
                self._decision_person(),
            )
