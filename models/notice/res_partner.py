from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Importers who were notified of a suspension or a decision."""

    _inherit = "res.partner"

    def _concerned_by_cases(self):
        """Return them, with the importers who were notified of a suspension or a decision."""
        notices = (
            self.env["customs.preference.notice"]
            .sudo()
            ._read_group([("importer_firm_id", "in", self.ids)], ["importer_firm_id"])
        )
        return super()._concerned_by_cases() | self.sudo().browse(firm.id for (firm,) in notices)

    @api.model
    def _columns_of_written(self):
        notices = ("customs.preference.notice", "importer_firm_id", Domain.TRUE)
        return [*super()._columns_of_written(), notices]
