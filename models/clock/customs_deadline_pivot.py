from odoo import models


class CustomsDeadline(models.Model):
    """The pivot of the register: its groups are sorted after they are counted."""

    _name = "customs.deadline"
    _inherit = ["customs.deadline", "customs.sorted.groups.mixin"]
