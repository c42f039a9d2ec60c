from odoo import api, fields, models


class CustomsSendBack(models.TransientModel):
    """Send an answer back: why, until when it is awaited anew, and which of its files (RS16.9)."""

    _name = "customs.send.back"
    _description = "Send an Answer Back"
    _inherit = ["customs.once.mixin"]

    task_id = fields.Many2one("customs.task", required=True, readonly=True)
    # Read as the user: a wizard must not show another authority's task.
    task_name = fields.Char(related="task_id.name", related_sudo=False)
    question = fields.Text(related="task_id.question", related_sudo=False)
    former_due_on = fields.Date(related="task_id.due_on", related_sudo=False, string="Last Day until Now")
    answer_id = fields.Many2one("customs.task.answer", compute="_compute_answer")
    text = fields.Text(string="Text of the Answer", compute="_compute_answer")
    reason = fields.Text(required=True, help="The person sees this text exactly as entered.")
    due_on = fields.Date(string="New Last Day", help="Empty: the last day does not change.")
    file_ids = fields.Many2many(
        "customs.file",
        string="Files Sent Back",
        domain="[('answer_id', '=', answer_id)]",
        help="The other files are kept and need not be sent again.",
    )

    @api.depends("task_id")
    def _compute_answer(self):
        for wizard in self:
            answer = wizard.task_id._current_answer() if wizard.task_id else wizard.task_id.answer_ids
            wizard.answer_id = answer
            wizard.text = answer.text

    def action_apply(self):
        """Send the answer back, once."""
        if self._begin():
            self.task_id.send_back(self.reason, self.due_on, self.file_ids.ids)
        return {"type": "ir.actions.act_window_close"}
