from odoo import api, fields, models

from ...models.origin.customs_verification_request import ANSWERS
from ...models.origin.result_answers import ANSWERED


class CustomsRecordFact(models.TransientModel):
    """With a result also what it says is recorded, in one act (RS15.6c)."""

    _inherit = "customs.record.fact"

    asks_answers = fields.Boolean(compute="_compute_answers_asked", help="The result answers questions.")
    authentic_statement = fields.Char(compute="_compute_answers_asked")
    originating_statement = fields.Char(compute="_compute_answers_asked")
    rules_met_statement = fields.Char(compute="_compute_answers_asked")
    authentic = fields.Selection(ANSWERS, string="Documents Are Authentic")
    originating = fields.Selection(ANSWERS, string="Goods Originate")
    rules_met = fields.Selection(ANSWERS, string="Other Rules Are Met")
    result_note = fields.Text(string="Result")

    @api.depends("res_model", "res_id", "fact")
    @api.depends_context("lang")
    def _compute_answers_asked(self):
        for wizard in self:
            case = wizard._case_with_answers()
            wizard.asks_answers = bool(case)
            for name in ("authentic", "originating", "rules_met"):
                wizard[f"{name}_statement"] = case[f"{name}_statement"] if case else False

    def _case_with_answers(self):
        """Return the case whose result is recorded here with its answers; or None.

        What a person sent the officer assesses afterwards.
        """
        case = self._case_of(self.res_model, self.res_id)
        asks = (
            case is not None
            and case._name == "customs.verification.request"
            and self.fact == "result_received_on"
            and not case.result_received_on
            and case.answered_by == "authority"
        )
        return case if asks else None

    def _record_on(self, case, day, paper):
        if not day or not self._case_with_answers():
            return super()._record_on(case, day, paper)
        paper = {name: value for name, value in paper.items() if name not in ("reason", "channel")}
        return case.record_result(day, {name: self[name] for name in ANSWERED}, **paper)
