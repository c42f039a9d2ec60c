from odoo import api, models


class CustomsSuspensionJudgement(models.Model):
    """A judgement that is passed, changed or taken back changes which goods fall under the suspension."""

    _inherit = "customs.suspension.judgement"

    @api.model_create_multi
    def create(self, vals_list):
        judgements = super().create(vals_list)
        judgements.suspension_id._mark_changed()
        return judgements

    def write(self, vals):
        result = super().write(vals)
        self.suspension_id._mark_changed()
        return result

    def unlink(self):
        suspensions = self.suspension_id
        result = super().unlink()
        suspensions._mark_changed()
        return result
