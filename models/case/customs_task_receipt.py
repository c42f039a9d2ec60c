from odoo import models
from odoo.exceptions import UserError

from ...reports.receipt_data import receipt_data
from ...reports.receipt_pdf import build_receipt


class CustomsTaskAnswer(models.Model):
    """The receipt of an answer: what the person holds against the authority's record."""

    _inherit = "customs.task.answer"

    def _receipt_number(self):
        """Return the number of the receipt: that of the case, of the task, and of the round."""
        self.ensure_one()
        return f"{self.task_id.case_name}/{self.task_id.id}/{self.number}"

    def _pdf_receipt(self):
        """Return the receipt as PDF bytes, in the user's language; the same record gives the same bytes."""
        self.ensure_one()
        self.check_access("read")
        return build_receipt(receipt_data(self))


class CustomsTask(models.Model):
    """The receipt of the last answer, in the Print menu of the task."""

    _inherit = "customs.task"

    def _pdf_receipt(self):
        """Return the receipt of the last answer as PDF bytes."""
        self.ensure_one()
        answer = self._current_answer()
        if not answer:
            raise UserError(self.env._("%s has no answer yet.", self.display_name))
        answer._note_reading("printed")
        return answer._pdf_receipt()
