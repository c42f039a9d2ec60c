from odoo import models


class CustomsVerificationRequest(models.Model):
    """What a result means for the preference: the goods that use the proofs (RS15.8, RS11.1.1, RS11.1.3)."""

    _inherit = "customs.verification.request"

    def _decision_person(self):
        return self.proof_ids.exporter_id[:1]

    def _decision_scope(self):
        return "proofs"

    def _on_outcome(self):
        super()._on_outcome()
        self._bring_proposals_in_step()

    def write(self, vals):
        result = super().write(vals)
        if {"authentic", "originating", "rules_met"} & vals.keys():
            self._bring_proposals_in_step()
        return result
