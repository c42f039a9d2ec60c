from odoo import api, models


class CustomsDocument(models.Model):
    """What was sent to the company of a user of the portal: its own sendings, and their first opening."""

    _inherit = "customs.document"

    @api.model
    def _own_services_domain(self):
        return [
            ("commercial_person_id", "=", self.env.user.commercial_partner_id.id),
            ("cancelled", "=", False),
        ]

    @api.model
    def _own_domain(self):
        """Return the domain of what was sent to the user's own company, whatever else the user may see."""
        services = self.env["customs.service"].sudo()._search(self._own_services_domain())
        return [("direction", "=", "out"), ("id", "in", services.subselect("document_id"))]

    def _own_services(self):
        """Return document id -> the last sending to the user's own company, read as superuser."""
        services = (
            self.env["customs.service"]
            .sudo()
            .search([("document_id", "in", self.ids), *self._own_services_domain()])
        )
        return {service.document_id.id: service for service in services}

    def _note_own_opening(self):
        """Note that the company opened it: the first time proves its receipt; a confidential one, each time.

        The sendings to others stay as they are.
        """
        self.ensure_one()
        services = self.sudo().service_ids.filtered_domain(self._own_services_domain())
        services._note_opening()
        self._note_reading("downloaded")
