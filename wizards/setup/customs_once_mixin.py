from odoo import fields, models


class CustomsOnceMixin(models.AbstractModel):
    """A wizard that acts once: pressed twice, or sent again by a bad line, it does nothing more."""

    _name = "customs.once.mixin"
    _description = "Wizard that Acts Once"

    done = fields.Boolean(readonly=True)

    def _begin(self):
        """Return whether the wizard has still to act, and note that it does: under the lock of its row."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self.invalidate_recordset(["done"])
        if self.done:
            return False
        self.done = True
        return True
