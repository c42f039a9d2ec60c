from odoo import models
from odoo.exceptions import UserError

ANSWERS = frozenset({"authentic", "originating", "rules_met"})


class CustomsVerificationRequest(models.Model):
    """What a result means for the preference: the goods that use the proofs (RS15.8, RS11.1.1, RS11.1.3)."""

    _inherit = "customs.verification.request"

    def _decision_person(self):
        return self.proof_ids.exporter_id[:1]

    def _decision_scope(self):
        return "proofs"

    def _is_random_check(self):
        self.ensure_one()
        return self.basis == "random"

    def _on_outcome(self):
        super()._on_outcome()
        self._bring_proposals_in_step()

    def write(self, vals):
        answers = ANSWERS & vals.keys()
        if answers:
            self.check_access("write")
            self._refuse_change_of_relied(answers, vals)
        result = super().write(vals)
        if answers:
            self._bring_proposals_in_step()
        return result

    def _refuse_change_of_relied(self, answers, vals):
        """Leave the correction of answers on which a decision in force rests to supervisors."""
        self.filtered(
            lambda case: any(case[name] != (vals[name] or False) for name in answers)
        )._refuse_correction_of_result()

    def _refuse_correction_of_result(self):
        """Leave what the result said to supervisors, where a decision in force rests on it (RS11.1)."""
        for case in self if not self._is_supervisor() else ():
            decided = case._decided_on_outcomes(case._outcomes())
            if decided:
                raise UserError(
                    self.env._(
                        "%(case)s: %(decision)s is based on the result, so the answers cannot be changed. A "
                        "supervisor can correct them.",
                        case=case.display_name,
                        decision=decided.display_name,
                    )
                )
