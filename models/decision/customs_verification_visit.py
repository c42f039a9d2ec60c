from odoo import api, fields, models

from ...tools.fact_spec import FactSpec


class CustomsVerificationVisit(models.Model):
    """What a visit means for the preference of the goods that it is about (RS16.6, RS16.8b, RS11.1.7)."""

    _inherit = "customs.verification.visit"

    report_received_on = fields.Date(
        string="Report received by the verified person",
        readonly=True,
        copy=False,
        help="The day from which the verified person's time for comments may count, before the decision.",
    )

    @api.model
    def _fact_specs(self):
        received = FactSpec(usual=False, after=("report_sent_on",))
        return {**super()._fact_specs(), "report_received_on": received}

    def _decision_person(self):
        return self.verified_person_id

    def _decision_scope(self):
        return "named"

    def _scope_of(self, consequence):
        if consequence.kind == "restoration":
            return "named"
        return "report" if consequence.outcome == "report" else super()._scope_of(consequence)

    def _on_outcome(self):
        super()._on_outcome()
        self._bring_proposals_in_step()
