from odoo import models

from . import decision_restoration
from .decision_goods import would_find


class CustomsPreferenceSuspension(models.Model):
    """What the end of a suspension means for the goods that were released under it (RS16.12b, RS10.3)."""

    _inherit = "customs.preference.suspension"

    def write(self, vals):
        if "ended_on" not in vals:
            return super().write(vals)
        ended = self.filtered("ended_on")
        result = super().write(vals)
        if vals["ended_on"]:
            self._propose_restorations()
        else:
            ended._withdraw_restorations()
        return result

    def _propose_restorations(self):
        """Propose, once for each visit, to restore the preference where compliance or a withdrawal ended it.

        What a supervisor ended for other reasons is restored on application only.
        """
        ended = self.filtered(lambda suspension: suspension.end_kind in ("report", "withdrawn"))
        if not ended:
            return
        for visit, suspensions in ended.sudo().grouped("visit_id").items():
            decision_restoration.propose(
                visit,
                "restoration",
                suspensions._why_restored(),
                "released",
            )._refresh_goods()

    def _withdraw_restorations(self):
        """Withdraw the proposals of a suspension that is in force again after its end was corrected."""
        decisions = self.env["customs.preference.decision"]
        for visit in self.sudo().visit_id:
            if would_find(visit, "released"):
                decisions.search(
                    [
                        ("res_model", "=", visit._name),
                        ("res_id", "=", visit.id),
                        ("trigger", "=", "restoration"),
                    ]
                )._refresh_goods()
            else:
                reason = self.env._("No longer justified: the suspension is in force again.")
                decisions._void(visit, "restoration", reason)

    def _why_restored(self):
        names = ", ".join(self.mapped("name"))
        if "withdrawn" in self.mapped("end_kind"):
            return self.env._("%s ended because the request was withdrawn.", names)
        return self.env._("%s ended with the report on compliant goods.", names)
