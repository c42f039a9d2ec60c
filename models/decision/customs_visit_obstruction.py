from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain


class CustomsVisitObstruction(models.Model):
    """A refusal may rest on it: who entered it does not decide, and what was decided on stays (RS16.8b)."""

    _inherit = "customs.visit.obstruction"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._prepare_proposals()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._prepare_proposals()
        return result

    def _prepare_proposals(self):
        """Let whoever entered or changed it have prepared the refusal that is proposed for it."""
        for visit in self.visit_id:
            decisions = self.env["customs.preference.decision"].sudo()
            proposed = decisions.search(visit._resting_on(["obstruction"]) & Domain("state", "=", "proposed"))
            rows = self.filtered(lambda row, visit=visit: row.visit_id == visit)
            for user in (rows.create_uid | self.env.user).filtered(lambda user: user.id != SUPERUSER_ID):
                proposed.with_user(user).sudo()._add_author()

    def _is_relied_on(self):
        return bool(self.sudo().visit_id._decided_on_outcomes(["obstruction"])) or super()._is_relied_on()
