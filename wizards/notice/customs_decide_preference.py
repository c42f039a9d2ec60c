from odoo import fields, models


class CustomsDecidePreference(models.TransientModel):
    """Beside the reasons, which stay inside: the message to importers."""

    _inherit = "customs.decide.preference"

    told_importers = fields.Text(
        string="Message to Importers",
        help="Shown on the portal to each importer of the goods.",
    )

    def action_decide(self):
        """Store the message to importers, then decide."""
        message = (self.told_importers or "").strip()
        if message and not self.done:
            self.decision_id.told_importers = message
        return super().action_decide()
