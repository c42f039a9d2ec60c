from odoo import models
from odoo.fields import Domain


class CustomsConsequence(models.Model):
    """Decisions rest on it: by its code they know it."""

    _inherit = "customs.consequence"

    def _resting_decision(self):
        self.ensure_one()
        cases = self.env[self.case_model]._search([("procedure_id", "=", self.procedure_id.id)])
        of_cases = Domain("res_model", "=", self.case_model) & Domain("res_id", "in", cases)
        decisions = self.env["customs.preference.decision"]
        return decisions.search(of_cases & Domain("trigger", "=", self.code), limit=1) or None
