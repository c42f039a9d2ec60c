from odoo import api, fields, models

from ...models.origin.customs_verification_request import ANSWERS
from ...models.origin.result_answers import ANSWERED


class CustomsCorrectResult(models.TransientModel):
    """Correct what a recorded result says, or whether something requested was supplied (RS15.6c, RS15.8)."""

    _name = "customs.correct.result"
    _description = "Correct the Result"

    request_id = fields.Many2one("customs.verification.request", required=True, readonly=True)
    item_id = fields.Many2one("customs.requested.item", readonly=True)
    item_name = fields.Text(related="item_id.name", string="What Is Requested")
    authentic_statement = fields.Char(related="request_id.authentic_statement")
    originating_statement = fields.Char(related="request_id.originating_statement")
    rules_met_statement = fields.Char(related="request_id.rules_met_statement")
    authentic = fields.Selection(ANSWERS, string="Documents Are Authentic")
    originating = fields.Selection(ANSWERS, string="Goods Originate")
    rules_met = fields.Selection(ANSWERS, string="Other Rules Are Met")
    result_note = fields.Text(string="Result")
    supplied = fields.Selection([("yes", "Supplied"), ("no", "Not supplied"), ("none", "Nothing to supply")])
    reason = fields.Text(string="Reason for the Correction", required=True)

    @api.model
    def _open(self, case, item=None):
        """Return the action that opens the form for the result of ``case``, or for one ``item`` of it."""
        values = {"request_id": case.id, **{name: case[name] for name in ANSWERED}}
        if item:
            values = {"request_id": case.id, "item_id": item.id, "supplied": item.supplied}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the Result"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_apply(self):
        """Correct it, with the reason."""
        self.ensure_one()
        if self.item_id:
            self.item_id.correct_supplied(self.supplied, self.reason)
        else:
            self.request_id.correct_result({name: self[name] for name in ANSWERED}, self.reason)
        return {"type": "ir.actions.act_window_close"}
