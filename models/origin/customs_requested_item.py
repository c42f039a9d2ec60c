from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsRequestedItem(models.Model):
    """One thing that a documentary verification asks for, and whether it was supplied (RS15.5, RS15.8).

    Listed from the request when it is approved, one for each line. Data or copies that were not supplied
    leave no conclusion, whatever the result says.
    """

    _name = "customs.requested.item"
    _description = "Requested Data or Document"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _seal_path = ("request_id",)
    _order = "request_id, sequence, id"

    request_id = fields.Many2one(
        "customs.verification.request", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    name = fields.Text(string="What Is Requested", required=True)
    supplied = fields.Selection(
        [("yes", "Supplied"), ("no", "Not supplied"), ("none", "Nothing to supply")],
        help="Whether it came with the result. Nothing to supply: it is answered by the result itself.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"request_id", "sequence", "name"}

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: this follows from the approved request and cannot be changed.", names)

    def write(self, vals):
        self.check_access("write")
        result = super().write(vals)
        if "supplied" in vals:
            self.request_id._on_outcome()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_listed(self):
        """It goes only when the request is approved anew and lists what it asks for then (IT9)."""
        if not self._is_behind_the_door():
            raise UserError(
                self.env._("%s: this was requested and cannot be deleted.", self[:1].display_name)
            )
