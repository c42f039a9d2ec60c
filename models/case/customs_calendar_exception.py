from odoo import models


class CustomsCalendarException(models.Model):
    """By it a day counts or does not."""

    _name = "customs.calendar.exception"
    _inherit = ["customs.calendar.exception", "customs.sealed.law.mixin"]
    _seal_path = ()
    _may_be_deleted = False
    _counted_fields = frozenset({"country_id", "day", "is_working", "active"})
