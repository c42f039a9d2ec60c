from odoo import models

from ..law.customs_result_question import DECIDING


class CustomsResultQuestion(models.Model):
    """By the questions a result allows a conclusion or not."""

    _name = "customs.result.question"
    _inherit = ["customs.result.question", "customs.sealed.law.mixin"]
    _seal_path = ("procedure_id",)
    _counted_fields = DECIDING | {"sequence", "article", "verified", "source"}
