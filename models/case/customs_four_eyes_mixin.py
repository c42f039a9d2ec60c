from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..setup.roles import SUPERVISORS


class CustomsFourEyesMixin(models.AbstractModel):
    """What one person prepares and another one, a supervisor, approves."""

    _name = "customs.four.eyes.mixin"
    _description = "Record Approved by Another Person than Its Author"
    _inherit = ["customs.guarded.mixin"]

    # The field that holds who prepared it. Empty: nothing of it is approved.
    _author_field = ""

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | ({self._author_field} if self._author_field else set())

    def _authors(self):
        """Return who prepared it, and so does not approve it."""
        return self.sudo()[self._author_field] if self._author_field else self.env["res.users"]

    def _add_author(self):
        """Remember that the user prepared it."""
        new = self.filtered(lambda record: self.env.user not in record.sudo()[self._author_field])
        if new:
            new.sudo()._write_guarded({self._author_field: [fields.Command.link(self.env.uid)]})

    @api.model
    def _is_supervisor(self):
        return self.env.su or self.env.user.has_group(SUPERVISORS)

    @api.model
    def _require_supervisor(self):
        """Refuse anybody but a supervisor."""
        if not self._is_supervisor():
            raise AccessError(self.env._("Only a supervisor can do this."))

    def _check_may_approve(self):
        """Refuse who may not change it, and anybody but a supervisor."""
        self.check_access("write")
        self._require_supervisor()

    def _own_work_problems(self):
        """Return that the user prepared it and so cannot approve it, as a list of sentences."""
        self.ensure_one()
        if self.env.user not in self._authors():
            return []
        return [self.env._("You prepared %s. Another supervisor must approve it.", self.display_name)]

    def _refuse_own_work(self):
        """Refuse that the user approves what the user prepared."""
        problems = self._own_work_problems()
        if problems:
            raise UserError(problems[0])

    @api.model
    def _approved_now(self):
        """Return the values that say that the user approves it now."""
        return {"approved_by_id": self.env.uid, "approved_at": fields.Datetime.now()}
