from odoo import api, fields, models
from odoo.fields import Domain


class CustomsTask(models.Model):
    """A task that an importer answers to a notice: asked by the officer, or begun by the importer itself."""

    _inherit = "customs.task"

    notice_id = fields.Many2one(
        "customs.preference.notice", string="About the Notice", readonly=True, ondelete="restrict"
    )
    begun_by_person = fields.Boolean(
        string="Started by the Person",
        readonly=True,
        help="The importer started it without a request. No reminders are sent.",
    )

    _notice_idx = models.Index("(notice_id) WHERE notice_id IS NOT NULL")
    _one_for_notice = models.UniqueIndex(
        "(notice_id) WHERE notice_id IS NOT NULL AND accepted_on IS NULL AND withdrawn_on IS NULL",
        "This importer was already asked about it.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"notice_id", "begun_by_person"}

    def _problems_of_asking(self):
        # A notice is answered whether or not the case goes on: it concerns goods that were declared already.
        if self.notice_id:
            return []
        return super()._problems_of_asking()

    @api.depends("begun_by_person")
    def _compute_is_late(self):
        begun = self.filtered(lambda task: task.begun_by_person and task.state == "asked")
        begun.update({"days_left": 0, "is_late": False})
        return super(CustomsTask, self - begun)._compute_is_late()

    @api.model
    def _reminder_steps(self):
        asked = Domain("begun_by_person", "!=", True) | Domain("state", "=", "sent_back")
        for name, today, domain in super()._reminder_steps():
            yield name, today, domain & asked
