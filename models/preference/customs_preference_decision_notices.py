from odoo import fields, models


class CustomsPreferenceDecision(models.Model):
    """What importers are told of a decision."""

    _inherit = "customs.preference.decision"

    told_importers = fields.Text(
        string="What Importers Are Told",
        copy=False,
        help="Shown to each importer over whose goods it goes, as written here. Nothing else of the case is: "
        "neither the reasons, nor doubts.",
    )
    notice_ids = fields.One2many("customs.preference.notice", "decision_id", string="Importers Told")
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

    def _refresh_line_states(self):
        result = super()._refresh_line_states()
        self.env["customs.preference.notice"]._note_decided(self)
        return result

    def action_open_notices(self):
        """Open what importers are told of it, and what they answered."""
        self.ensure_one()
        return self.env["customs.preference.notice"]._action_open(
            self.env._("Importers of %s", self.name), [("decision_id", "=", self.id)]
        )
