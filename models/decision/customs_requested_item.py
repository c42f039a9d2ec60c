from odoo import models


class CustomsRequestedItem(models.Model):
    """What was supplied is part of the result on which a decision may rest (RS15.8, RS11.1.3)."""

    _inherit = "customs.requested.item"

    def write(self, vals):
        self.check_access("write")
        if "supplied" in vals:
            changed = self.filtered(lambda item: item.supplied != (vals["supplied"] or False))
            changed.request_id._refuse_correction_of_result()
        return super().write(vals)
