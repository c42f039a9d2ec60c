from odoo import api, fields, models
from odoo.exceptions import UserError

from ...reports.case.receipt_data import receipt_data
from ...reports.case.receipt_pdf import build_receipt
from ..setup.roles import READERS


class CustomsTaskAnswer(models.Model):
    """An answer to a task: by whom and when (server time), with its files, accepted or sent back (RS16.9).

    Append-only: what was answered stays as it was answered, and what was decided of it.
    """

    _name = "customs.task.answer"
    _description = "Answer to a Task"
    _inherit = [
        "customs.guarded.mixin",
        "customs.outside.mixin",
        "customs.confidential.mixin",
        "customs.sealed.mixin",
    ]
    _order = "number, id"
    _rec_name = "number"
    _confided_fields = frozenset({"text", "file_ids"})
    _seal_path = ("task_id",)
    _sealed_derived = frozenset({"commercial_person_id"})

    task_id = fields.Many2one("customs.task", required=True, index=True, ondelete="restrict")
    number = fields.Integer(string="Round", required=True)
    importing_authority_id = fields.Many2one(related="task_id.importing_authority_id", store=True, index=True)
    commercial_person_id = fields.Many2one(related="task_id.commercial_person_id", store=True, index=True)
    choice = fields.Selection([("consent", "Consents"), ("refuse", "Refuses")])
    # Fetched by itself, so that its reading is noted, and no other field's.
    text = fields.Text(string="Answer", prefetch=False)
    is_confidential = fields.Boolean(
        string="Provided in Confidence", help="Not disclosed without the provider's written consent."
    )
    by_letter = fields.Boolean(help="Received by letter and recorded by an officer.")
    answered_by_id = fields.Many2one(
        "res.users",
        string="Answered by",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        groups=READERS,
    )
    answered_by_name = fields.Char(
        string="Name", help="The name at the time of the answer. It is kept if the person leaves."
    )
    answered_at = fields.Datetime(required=True, default=fields.Datetime.now)
    answered_on = fields.Date(required=True, help="The date in the authority's time zone.")
    due_on = fields.Date(string="Last Day", help="The last day at the time of the answer.")
    file_ids = fields.One2many("customs.file", "answer_id", string="Files")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "customs_task_answer_attachment_rel",
        string="Files of the Letter",
        bypass_search_access=True,
        groups=READERS,
    )
    outcome = fields.Selection([("accepted", "Accepted"), ("sent_back", "Sent back")])
    decided_on = fields.Date()
    decided_by_id = fields.Many2one("res.users", ondelete="restrict", groups=READERS)
    reason = fields.Text(string="Why It Was Sent Back")
    sent_back_file_ids = fields.Many2many(
        "customs.file",
        "customs_task_answer_sent_back_rel",
        string="Files Sent Back",
        bypass_search_access=True,
    )

    _round_uniq = models.Constraint(
        "UNIQUE(task_id, number)", "An answer was given in the meantime. Reload the page."
    )

    def _confided(self):
        return self.filtered("is_confidential")

    def _is_own_giving(self):
        company = self.env.user._own_firm()
        return self.env.user.share and bool(company) and self.sudo().commercial_person_id == company

    @api.model
    def _guarded_fields(self):
        # Everything: an answer is given through its task, and judged through it.
        return self._written_fields()

    @api.model
    def _guarded_message(self, names):
        return self.env._("Answers cannot be changed.")

    @api.model_create_multi
    def create(self, vals_list):
        # Only through the task: nobody but the acts of the addon, which run as superuser, makes an answer.
        if not self.env.su:
            raise UserError(self.env._("Answers are given in the task."))
        tasks = self.env["customs.task"].browse(vals["task_id"] for vals in vals_list)
        return super(CustomsTaskAnswer, self._behind_the_door()).create(
            [
                {"answered_by_name": self.env.user.name, "due_on": task.due_on, **vals}
                for task, vals in zip(tasks, vals_list, strict=True)
            ]
        )

    def _decide(self, outcome, reason=False, file_ids=()):
        """Record what was decided of the answer, once."""
        self.sudo()._write_guarded(
            {
                "outcome": outcome,
                "decided_on": self.task_id._today(),
                "decided_by_id": self.env.uid,
                "reason": reason,
                "sent_back_file_ids": [fields.Command.set(list(file_ids or ()))],
            }
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Answers cannot be deleted."))

    # The receipt of an answer: what the person holds against the authority's record.

    def _receipt_number(self):
        """Return the number of the receipt: that of the case, of the task, and of the round."""
        self.ensure_one()
        return f"{self.task_id.case_name}/{self.task_id.id}/{self.number}"

    def _pdf_receipt(self):
        """Return the receipt as PDF bytes, in the user's language; the same record gives the same bytes."""
        self.ensure_one()
        self.check_access("read")
        if not self._is_own_giving():
            self._log_reading("printed")
        return build_receipt(receipt_data(self))
