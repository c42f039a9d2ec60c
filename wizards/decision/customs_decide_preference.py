from odoo import api, fields, models

from ...models.decision import restoration_conditions


class CustomsDecidePreference(models.TransientModel):
    """Take a decision on the preference: what the law asks before it, and the reasons (RS11.2, RS10.5)."""

    _name = "customs.decide.preference"
    _description = "Decide on the Preference"
    _inherit = ["customs.once.mixin"]

    decision_id = fields.Many2one("customs.preference.decision", required=True, readonly=True)
    kind = fields.Selection(related="decision_id.kind")
    ground_id = fields.Many2one(related="decision_id.ground_id")
    ground_note = fields.Text(related="decision_id.ground_note")
    asks_slips = fields.Boolean(related="decision_id.asks_slips")
    asks_falsified = fields.Boolean(related="decision_id.asks_falsified")
    line_count = fields.Integer(related="decision_id.line_count")
    importer_count = fields.Integer(related="decision_id.importer_count")
    totals = fields.Char(related="decision_id.totals")
    slips_answer = fields.Selection(
        selection=lambda self: self._answers("slips_answer"),
        string="Are the Discrepancies More Than Minor?",
    )
    falsified = fields.Selection(
        selection=lambda self: self._answers("falsified"), string="Was the Proof Falsified?"
    )
    conditions_failed = fields.Text(string="Conditions Not Met", compute="_compute_conditions")
    conditions_unknown = fields.Text(string="Conditions Not Known", compute="_compute_conditions")
    conditions_note = fields.Text(string="Why They Are Met")
    reason = fields.Text(string="Reasons", required=True)

    @api.depends("decision_id")
    def _compute_conditions(self):
        for wizard in self:
            wizard.decision_id.check_access("read")
            failed, unknown = restoration_conditions.of_decision(wizard.decision_id)
            wizard.conditions_failed = "\n".join(failed) or False
            wizard.conditions_unknown = "\n".join(unknown) or False

    @api.model
    def _answers(self, name):
        return self.env["customs.preference.decision"]._fields[name]._description_selection(self.env)

    def action_decide(self):
        """Decide, once, with the answers and the reasons."""
        if self._begin():
            self.decision_id.decide(
                self.reason,
                slips_answer=self.slips_answer or None,
                falsified=self.falsified or None,
                conditions_note=self.conditions_note or None,
            )
        return {"type": "ir.actions.act_window_close"}
