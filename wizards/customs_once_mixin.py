from odoo import api, fields, models


class CustomsOnceMixin(models.AbstractModel):
    """A wizard that acts once: pressed twice, or sent again by a bad line, it does nothing more."""

    _name = "customs.once.mixin"
    _description = "Wizard that Acts Once"

    done = fields.Boolean(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards._check_named_records()  # a form tells of what it is about: sums, grounds, names
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self._check_named_records()
        return result

    def _begin(self):
        """Tell whether the wizard has still to act, and note that it does: under the lock of its row."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self.invalidate_recordset(["done"])
        if self.done:
            return False
        self.done = True
        return True
