from odoo import api, models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _customs_kinds(self):
        return ["customs.verification.visit", "customs.verification.request", *super()._customs_kinds()]
