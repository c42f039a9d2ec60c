from odoo import fields, models


class CustomsPreferenceDecision(models.Model):
    """Notices to importers of a decision."""

    _name = "customs.preference.decision"
    _inherit = ["customs.preference.decision", "customs.notified.mixin"]

    told_importers = fields.Text(
        string="Message to Importers",
        copy=False,
        help="Shown to each importer of the goods, exactly as entered. Nothing else of the case is "
        "shown, neither reasons nor doubts.",
    )
    notice_ids = fields.One2many("customs.preference.notice", "decision_id", string="Notified Importers")

    def write(self, vals):
        if "told_importers" in vals:
            self._refuse_change_of_decided()
        return super().write(vals)

    def _consequences(self, act):
        return [*super()._consequences(act), self._notify_importers]

    def _notify_importers(self):
        """Store the notices to the importers of its goods, and close those that it settles."""
        self.env["customs.preference.notice"]._store_for_decisions(self)
