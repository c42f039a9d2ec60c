from odoo import fields, models
from odoo.exceptions import UserError


class CustomsGiveReason(models.TransientModel):
    """Ask for the reason that an act of law needs, then do it.

    A model names the methods that take their reason from here in `_acts_with_reason`: nothing else is called.
    """

    _name = "customs.give.reason"
    _description = "Enter the Reason"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    method = fields.Char(required=True)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Do what was asked for, with the reason."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if self.method not in getattr(model, "_acts_with_reason", ()):
            raise UserError(self.env._("No reason can be entered here."))
        getattr(model.browse(self.res_id), self.method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
