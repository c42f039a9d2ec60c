from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    customs_deadline_id = fields.Many2one(
        "customs.deadline",
        string="Deadline",
        index="btree_not_null",
        ondelete="set null",
        help="The deadline of this reminder. The reminder is removed when the deadline is met.",
    )
