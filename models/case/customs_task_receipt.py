from odoo import models

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
