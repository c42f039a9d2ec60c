from odoo import models

from ...tools.dates import long_date


class CustomsVerificationRequest(models.Model):
    """What a result means for the preference: insufficient (RS15.8), or the proof is false (RS11.1.3)."""

    _inherit = "customs.verification.request"

    def _decision_person(self):
        return self.proof_ids.exporter_id[:1]

    def _decision_scope(self):
        return "proofs"

    def _after_facts(self, facts):
        super()._after_facts(facts)
        if "result_received_on" in facts:
            self._weigh_result()
            self._weigh_authenticity()

    def write(self, vals):
        result = super().write(vals)
        if {"authentic", "originating", "rules_met"} & vals.keys():
            self._weigh_result()
        if "authentic" in vals:
            self._weigh_authenticity()
        return result

    def _weigh_result(self):
        """Propose the refusal that follows from an insufficient result; take it back when it is none."""
        for request in self:
            if not request.result_received_on or request.is_sufficient:
                reason = self.env._(
                    "No longer justified: the result was withdrawn or answers all three questions."
                )
                request._withdraw_refusal("insufficient", reason)
                continue
            request._propose_refusal(
                request.procedure_id.failure_ground_id,
                "insufficient",
                self.env._(
                    "The result of %s does not answer all three questions.",
                    long_date(request.result_received_on, self.env.lang),
                ),
                "Annex 3, Art. 15(8)",
                fact_on=request.result_received_on,
            )

    def _weigh_authenticity(self):
        """Propose the refusal that follows from a proof that is not authentic; take it back when it is."""
        for request in self:
            if not request.result_received_on or request.authentic != "no":
                reason = self.env._(
                    "No longer justified: no result states that the documents are not authentic."
                )
                request._withdraw_refusal("false", reason)
                continue
            ground = request.procedure_id.false_ground_id
            request._propose_refusal(
                ground,
                "false",
                self.env._(
                    "The result of %s states that the documents are not authentic.",
                    long_date(request.result_received_on, self.env.lang),
                ),
                ground.article,
                fact_on=request.result_received_on,
            )
