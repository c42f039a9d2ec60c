from odoo import api, fields, models


class CustomsCaseMixin(models.AbstractModel):
    _inherit = "customs.case.mixin"

    decision_ids = fields.One2many(
        "customs.preference.decision",
        "res_id",
        string="Decisions",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )

    decision_count = fields.Integer(compute="_compute_decision_count")

    @api.depends("decision_ids")
    def _compute_decision_count(self):
        for case in self:
            case.decision_count = len(case.decision_ids)

    def action_open_decisions(self):
        """Open the decisions on the preference that followed from this case."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decisions of %s", self.display_name),
            "res_model": "customs.preference.decision",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {"create": False},
        }

    def _withdraw_proposal(self, trigger, label):
        """Take back what was proposed from a fact that was withdrawn."""
        for case in self:
            self.env["customs.preference.decision"]._void(
                case, trigger, self.env._("No longer founded: '%s' was withdrawn.", label)
            )

    def _on_lapse_undone(self, deadline):
        """A corrected date may show that a last day had not passed: nothing follows from it then."""
        super()._on_lapse_undone(deadline)
        self.env["customs.preference.decision"]._void(
            self,
            f"lapse:{deadline.rule_id.code}",
            self.env._("No longer founded: the time of '%s' did not lapse.", deadline.rule_id.name),
        )

    def _decision_person(self):
        """Return the person whose goods a decision concerns, where the case knows one."""
        return self.env["res.partner"]

    def _decision_scope(self):
        """Return which goods a refusal is about that follows from this case (`SCOPES`)."""
        return "chosen"

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
                scope=self._decision_scope(),
                fact_on=deadline.due_on,
            )
