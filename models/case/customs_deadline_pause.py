from odoo import models


class CustomsDeadlinePause(models.Model):
    _name = "customs.deadline.pause"
    _inherit = ["customs.deadline.pause", "customs.sealed.mixin"]
    _seal_path = ("deadline_id",)
