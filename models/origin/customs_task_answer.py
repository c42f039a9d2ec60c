from odoo import fields, models


class CustomsTaskAnswer(models.Model):
    """An answer to the requested authority is read by that one, too (RS13.5)."""

    _inherit = "customs.task.answer"
    _sealed_derived = frozenset({"commercial_person_id", "asked_by_authority_id"})

    asked_by_authority_id = fields.Many2one(
        related="task_id.asked_by_authority_id", store=True, index="btree_not_null"
    )
