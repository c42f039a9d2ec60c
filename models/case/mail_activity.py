from odoo import models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "customs.inner.note.mixin"]

    def _place_of_note(self):
        return self.res_model

    def _check_access(self, operation):
        return self._without_kept(operation, super()._check_access(operation))

    def write(self, vals):
        """Write; an activity that comes to another record is one that its user may make there (CU-A).

        Odoo asks of a new activity alone, and whoever it is assigned to may write it. An activity has the
        name of its record, of whichever model: of an activity on a case, of a file. When it is done, the
        software posts on the record.
        """
        result = super().write(vals)
        if self and not self.env.su and not vals.keys().isdisjoint(("res_model_id", "res_model", "res_id")):
            self.check_access("create")
        return result

    def _compute_res_name(self):  # pylint: disable=missing-return
        super()._compute_res_name()
        for activity in self:
            if not isinstance(activity.id, int) and activity.res_name:
                record = self.env[activity.res_model].sudo(False).browse(activity.res_id)
                if not record._filtered_access("read"):
                    activity.res_name = False
