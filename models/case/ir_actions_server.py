from odoo import models

from ...tools import database_code

# By these an act of a person sets off the automation of another module: the act itself is in due form.
ACTS = ("write", "create", "unlink", "message_post", "_message_post", "_compute_field_value")


class IrActionsServer(models.Model):
    """A server action acts as the software: what it leaves in a record says so (IT9)."""

    _inherit = "ir.actions.server"

    def _run(self, records, eval_context):
        by_itself = not database_code.inside_of(*ACTS)
        if by_itself and self._writes_what_it_likes():
            self.env["customs.seal"]._add_code(f"{self.name} ({self._name} {self.id})")
        return super()._run(records, eval_context)

    def _writes_what_it_likes(self):
        """Return whether the action may write past the acts of the models."""
        if self.state == "code":
            return bool(self.code) and not database_code.calls_one_act(self.code)
        return self.state.startswith("object_")
