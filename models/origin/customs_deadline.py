from odoo import models

from ...reports.origin.deadline_register_data import register


class CustomsDeadline(models.Model):
    """The register of deadlines as XLSX: register, overdue, summary and the visits that they belong to."""

    _inherit = "customs.deadline"

    def _xlsx_register(self):
        """Return the XLSX of these deadlines; of all that the user may read when none is chosen."""
        deadlines = self or self.search([("start_on", "!=", False), ("rule_id.bound", "=", "at_most")])
        visits = self.env["customs.verification.visit"]
        ids = {
            row["res_id"]
            for row in deadlines.read(["res_id", "res_model"])
            if row["res_model"] == visits._name
        }
        return register(self.env, deadlines, visits.search([("id", "in", list(ids))]))
