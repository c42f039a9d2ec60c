from odoo import api, fields, models


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
