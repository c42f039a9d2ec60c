from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _recorded(self):
        """Documents of transit are evidence of the direct consignment (RS9.3)."""
        lines = self.env["customs.declaration.line"].sudo()
        shown = lines.search([("transit_attachment_ids", "in", self.ids)]) if self.ids else lines
        return super()._recorded() | (self.sudo() & shown.transit_attachment_ids)
