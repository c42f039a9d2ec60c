from odoo import fields, models
from odoo.exceptions import UserError

# Which methods take a reason from this wizard: nothing else may be called through it.
METHODS = {
    "customs.preference.decision": ("dismiss", "revoke"),
    "customs.preference.decision.line": ("leave_out",),
    "customs.preference.suspension": ("give_up", "take_back"),
    "customs.task": ("withdraw",),
}


class CustomsGiveReason(models.TransientModel):
    """Ask for the reason that an act of law needs, then do it."""

    _name = "customs.give.reason"
    _description = "Give the Reason"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    method = fields.Char(required=True)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Do what was asked for, with the reason."""
        self.ensure_one()
        if self.method not in METHODS.get(self.res_model, ()):
            raise UserError(self.env._("There is nothing here that takes a reason."))
        getattr(self.env[self.res_model].browse(self.res_id), self.method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
