from odoo import fields, models


class CustomsDecidePreference(models.TransientModel):
    """Beside the reasons, which stay inside: what importers are told of the decision."""

    _inherit = "customs.decide.preference"

    told_importers = fields.Text(
        string="What Importers Are Told",
        help="Shown on the portal to each importer over whose goods it goes.",
    )

    def action_decide(self):
        """Write down what importers are told, then decide."""
        told = (self.told_importers or "").strip()
        if told and not self.done:
            self.decision_id.told_importers = told
        return super().action_decide()
