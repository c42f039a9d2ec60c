from odoo import models

from ...tools.dates import long_date


class CustomsVerificationVisit(models.Model):
    """What the facts of a visit mean for the preference: proposals, each once (RS16.6, RS16.8b, RS11.1.7)."""

    _inherit = "customs.verification.visit"

    def _decision_person(self):
        return self.verified_person_id

    def _decision_scope(self):
        return "named"

    def _after_facts(self, facts):
        super()._after_facts(facts)
        gone = {"refusal_received_on": "refusal", "report_approved_on": "report"}
        for fact, trigger in gone.items():
            if facts.get(fact) is False:
                self._withdraw_proposal(trigger, self._fact_label(fact))
        if facts.get("refusal_received_on"):
            for visit in self:
                visit._propose_refusal(
                    visit.procedure_id.refusal_ground_id,
                    "refusal",
                    self.env._(
                        "The visit was refused on %s.", long_date(visit.refusal_received_on, self.env.lang)
                    ),
                    "Annex 3, Art. 16(6)",
                    fact_on=visit.refusal_received_on,
                )

    def _on_obstruction(self, obstruction):
        super()._on_obstruction(obstruction)
        self._propose_refusal(
            self.procedure_id.obstruction_ground_id,
            "obstruction",
            self.env._(
                "Obstruction on %(day)s by %(who)s: %(what)s",
                day=long_date(obstruction.happened_on, self.env.lang),
                who=obstruction.who,
                what=obstruction.description,
            ),
            "Annex 3, Art. 16(8)",
            fact_on=obstruction.happened_on,
        )

    def _on_no_obstruction(self):
        super()._on_no_obstruction()
        self._withdraw_proposal("obstruction", self.env._("Obstruction"))

    def _on_report_approved(self, report):
        super()._on_report_approved(report)
        if report.conclusion == "not_complies":
            self._propose_refusal(
                self.procedure_id.failure_ground_id,
                "report",
                self.env._("The report %s states that the goods do not comply.", report.name),
                "Annex 3, Art. 11(1)(7)",
                scope="report",
                fact_on=self.report_approved_on,
            )

    def _withdraw_proposal(self, trigger, label):
        self._withdraw_refusal(trigger, self.env._("No longer justified: '%s' was withdrawn.", label))
