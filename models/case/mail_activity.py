from odoo import models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "customs.inner.note.mixin"]

    def _place_of_note(self):
        return self.res_model

    def _compute_res_name(self):  # pylint: disable=missing-return
        super()._compute_res_name()
        for activity in self:
            if not isinstance(activity.id, int) and activity.res_name:
                record = self.env[activity.res_model].sudo(False).browse(activity.res_id)
                if not record._filtered_access("read"):
                    activity.res_name = False
