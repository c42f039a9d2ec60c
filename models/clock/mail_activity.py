from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    customs_deadline_id = fields.Many2one(
        "customs.deadline",
        string="Deadline",
        index="btree_not_null",
        ondelete="set null",
        help="The deadline of which the daily job reminds: met, it takes the reminder away.",
    )
