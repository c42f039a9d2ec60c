from odoo import fields, models


class CustomsPreferenceDecision(models.Model):
    """Notices to importers of a decision."""

    _inherit = "customs.preference.decision"

    told_importers = fields.Text(
        string="Message to Importers",
        copy=False,
        help="Shown to each importer of the goods, exactly as entered. Nothing else of the case is "
        "shown, neither reasons nor doubts.",
    )
    notice_ids = fields.One2many("customs.preference.notice", "decision_id", string="Notified Importers")
    notice_count = fields.Integer(compute="_compute_notice_count")

    def _compute_notice_count(self):
        groups = self.env["customs.preference.notice"]._read_group(
            [("decision_id", "in", self.ids)], ["decision_id"], ["__count"]
        )
        counts = {decision.id: count for decision, count in groups}
        for decision in self:
            decision.notice_count = counts.get(decision.id, 0)

    def write(self, vals):
        if "told_importers" in vals:
            self._refuse_change_of_decided()
        return super().write(vals)

    def _consequences(self, act):
        return [*super()._consequences(act), self._notify_importers]

    def _notify_importers(self):
        """Store the notices to the importers of its goods, and close those that it settles."""
        self.env["customs.preference.notice"]._store_for_decisions(self)

    def action_open_notices(self):
        """Open the notices to importers, with their answers."""
        self.ensure_one()
        return self.env["customs.preference.notice"]._action_open(
            self.env._("Importers of %s", self.name), [("decision_id", "=", self.id)]
        )
