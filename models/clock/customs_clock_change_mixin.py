from odoo import api, models
from odoo.exceptions import UserError

# The key to the door: an object, so that no remote call can send it.
TAKEN_BACK = object()


class CustomsClockChangeMixin(models.AbstractModel):
    """A change of a clock, extension or pause: it goes only when it is taken back, which the record keeps."""

    _name = "customs.clock.change.mixin"
    _description = "Change of a Deadline"

    def _take_back(self):
        """Delete the change: the caller has checked who does it, and records it with the reason."""
        self.with_context(customs_taken_back=TAKEN_BACK).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken_back(self):
        if self.env.context.get("customs_taken_back") is not TAKEN_BACK:
            raise UserError(
                self.env._("Extensions and pauses cannot be deleted. Undo them and give a reason.")
            )
