from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _recorded(self):
        """The file of an import that was started says where declarations came from."""
        recorded = super()._recorded()
        files = self.sudo().filtered(lambda file: file.res_model == "customs.declaration.import")
        runs = self.env["customs.declaration.import"].sudo().browse(files.mapped("res_id")).exists()
        started = set(runs.filtered("started_at").ids)
        return recorded | files.filtered(lambda file: file.res_id in started and file.res_field == "file")
