from odoo import models

from ..law.customs_procedure_step import DECIDING


class CustomsProcedureStep(models.Model):
    """By the steps facts are recorded and states follow."""

    _name = "customs.procedure.step"
    _inherit = ["customs.procedure.step", "customs.sealed.law.mixin"]
    _seal_path = ("procedure_id",)
    _counted_fields = DECIDING | {"article", "verified", "source"}
