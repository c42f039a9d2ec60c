from odoo import models


class CustomsVerificationRequest(models.Model):
    """What an insufficient result means for the preference: a proposed refusal (RS15.8, RS11.1.4)."""

    _inherit = "customs.verification.request"

    def _decision_person(self):
        return self.proof_ids.exporter_id[:1]

    def _after_facts(self, facts):
        super()._after_facts(facts)
        if not facts.get("result_received_on"):
            return
        for request in self.filtered(lambda case: not case.is_sufficient):
            self.env["customs.preference.decision"]._propose(
                request,
                request.procedure_id.failure_ground_id,
                "insufficient",
                self.env._(
                    "The result of %s does not answer all three questions.", request.result_received_on
                ),
                "Annex 3, Art. 15(8)",
                request._decision_person(),
            )
