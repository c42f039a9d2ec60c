from odoo import api, fields, models


class CustomsFile(models.Model):
    """Files that came by mail: they belong to the message, and only the authority sees them."""

    _inherit = "customs.file"

    mail_message_id = fields.Many2one(
        "mail.message", string="Mail", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _owner_fields(self):
        return [*super()._owner_fields(), "mail_message_id"]
