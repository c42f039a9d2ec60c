from odoo import api, fields, models


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
    reason = fields.Text(string="Reasons", required=True)

    @api.model
    def _answers(self, name):
        return self.env["customs.preference.decision"]._fields[name]._description_selection(self.env)

    def action_decide(self):
        """Decide, once, with the answers and the reasons."""
        if self._begin():
            self.decision_id.decide(
                self.reason, slips_answer=self.slips_answer or None, falsified=self.falsified or None
            )
        return {"type": "ir.actions.act_window_close"}
