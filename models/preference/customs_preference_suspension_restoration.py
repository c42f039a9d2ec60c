from odoo import models


class CustomsPreferenceSuspension(models.Model):
    """What the end of a suspension means for the goods that were released under it (RS16.12b, RS10.3)."""

    _inherit = "customs.preference.suspension"

    def write(self, vals):
        ending = self.filtered(lambda suspension: not suspension.ended_on) if vals.get("ended_on") else None
        result = super().write(vals)
        if ending:
            ending._propose_restorations()
        return result

    def _propose_restorations(self):
        """Propose, once for each visit, to restore the preference where compliance or a withdrawal ended it.

        What a supervisor ended for other reasons is restored on application only.
        """
        ended = self.filtered(lambda suspension: suspension.end_kind in ("report", "withdrawn"))
        if not ended:
            return
        for visit, suspensions in ended.sudo().grouped("visit_id").items():
            self.env["customs.preference.decision"]._propose_restoration(
                visit,
                "restoration",
                suspensions._why_restored(),
                "released",
            )

    def _why_restored(self):
        names = ", ".join(self.mapped("name"))
        if "withdrawn" in self.mapped("end_kind"):
            return self.env._("%s ended, because the request was withdrawn.", names)
        return self.env._("%s ended with the report on the goods that comply.", names)
