from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.search import yes_or_no
from ..case.answer_check import WAITING


class CustomsTask(models.Model):
    """A task by which the requested authority asks on its own account (RS13.5).

    It belongs to the case that gave rise to it. Both authorities read the answer; neither accepts it or sends
    it back: what it is worth, the result of the requested authority says.
    """

    _inherit = "customs.task"

    asked_by_authority_id = fields.Many2one(
        "customs.authority",
        string="Asked by the Requested Authority",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The requested authority that asks. Empty: the authority whose case it is.",
    )

    @api.depends("asked_by_authority_id.name", "asked_by_authority_id.tz")
    def _compute_authority(self):
        return super()._compute_authority()

    def _asking_authority(self):
        own = self.sudo().asked_by_authority_id.with_context(lang=self.env.lang)
        return own or super()._asking_authority()

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"asked_by_authority_id"}

    @api.depends("asked_by_authority_id.tz")
    def _compute_is_late(self):
        return super()._compute_is_late()

    def _search_is_late(self, operator, value):
        days = self.env["customs.authority"]
        own = Domain("asked_by_authority_id", "=", False) & days._by_today("due_on", "<")
        theirs = Domain("asked_by_authority_id", "!=", False)
        theirs &= days._by_today("due_on", "<", of="asked_by_authority_id")
        return yes_or_no(Domain("state", "in", WAITING) & (own | theirs), operator, value)

    def _is_final(self):
        return bool(self.sudo().asked_by_authority_id) or super()._is_final()

    def _notify_answered(self, answer):
        # The officers of the case have nothing to do: the answer is not theirs to assess.
        asked = self.filtered(lambda task: not task.sudo().asked_by_authority_id)
        return super(CustomsTask, asked)._notify_answered(answer) if asked else None

    @api.model
    def _reminder_steps(self):
        # Ahead of the last day only: what follows after it, the requested authority sees on its request.
        asked = Domain("asked_by_authority_id", "=", False)
        for name, today, domain in super()._reminder_steps():
            yield name, today, domain if name == "reminder" else domain & asked
