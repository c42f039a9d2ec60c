from odoo import models


class CustomsDeadlineExtension(models.Model):
    _name = "customs.deadline.extension"
    _inherit = ["customs.deadline.extension", "customs.sealed.mixin"]
    _seal_path = ("deadline_id",)
