from odoo import fields, models


class CustomsNotifiedMixin(models.AbstractModel):
    """What importers are notified of, a suspension or a decision: it shows their notices, by `notice_ids`."""

    _name = "customs.notified.mixin"
    _description = "What Importers Are Notified Of"

    notice_count = fields.Integer(compute="_compute_notice_count")

    def _its_notices(self):
        """Return the domain of the notices of these records."""
        return [(self._fields["notice_ids"].inverse_name, "in", self.ids)]

    def _compute_notice_count(self):
        groups = self.env["customs.preference.notice"]._read_group(
            self._its_notices(), [self._fields["notice_ids"].inverse_name], ["__count"]
        )
        counts = {source.id: count for source, count in groups}
        for source in self:
            source.notice_count = counts.get(source.id, 0)

    def action_open_notices(self):
        """Open the notices to importers, with their answers."""
        self.ensure_one()
        return self.env["customs.preference.notice"]._action_open(
            self.env._("Importers of %s", self.name), self._its_notices()
        )
