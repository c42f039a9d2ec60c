from odoo import api, models

# So many contacts are named in the record of a case, of those that moved together.
MOST = 20


class ResPartner(models.Model):
    """A person who comes to represent another firm brings other goods under a suspension (RS16.12c)."""

    _inherit = "res.partner"

    @api.model
    def _firms_of_goods(self):
        suspended = [
            ("customs.suspension.goods", f"{role}_id", f"{role}_firm_id") for role in ("exporter", "producer")
        ]
        return [*super()._firms_of_goods(), *suspended]

    def _on_goods_moved(self, goods):  # pylint: disable=missing-return
        super()._on_goods_moved(goods)
        lines = goods["customs.declaration.line"]
        suspensions = goods["customs.suspension.goods"].suspension_id.filtered("started_on")
        standing = self.env["customs.suspended.line"].sudo()
        standing = standing.search(
            ["|", ("line_id", "in", lines.ids), ("suspension_id", "in", suspensions.ids)]
        )
        marks = standing._as_pairs()
        lines._mark_lines()
        suspensions._mark()
        self._log_goods_gone(marks)

    def _log_goods_gone(self, marks):
        """Write into the cases which goods fall under a suspension no more, and whom these represent now."""
        gone = self.env["customs.suspended.line"]._gone_of(marks)
        if not gone:
            return
        stand_for = [
            (contact.display_name, contact.commercial_partner_id.display_name)
            for contact in self.sudo().exists()[:MOST]
        ]
        for suspension, lines in gone.items():
            suspension.with_env(self.env)._log_gone(
                "suspended_goods_moved",
                self.env._("Contacts merged or moved: goods no longer under the suspension"),
                lines,
                [name if name == firm else f"{name} → {firm}" for name, firm in stand_for],
            )
