from odoo import models
from odoo.tools import split_every

BATCH = 1000


class CustomsProcedure(models.Model):
    """Whose day counts is a setting of the procedure, by which its open deadlines are judged."""

    _inherit = "customs.procedure"

    def write(self, vals):
        other = self.filtered(lambda row: "whose_day" in vals and row.whose_day != vals["whose_day"])
        result = super().write(vals)
        other._judge_open_deadlines_anew()
        return result

    def _judge_open_deadlines_anew(self):
        """Bring the open deadlines of these procedures in step with whose day counts now."""
        if not self:
            return
        deadlines = self.env["customs.deadline"].sudo()
        rows = deadlines.search_fetch(
            [("procedure_id", "in", self.ids), ("is_open", "=", True)], ["res_model", "res_id"]
        )
        for model, of_model in rows.grouped("res_model").items():
            for ids in split_every(BATCH, sorted(set(of_model.mapped("res_id"))), list):
                deadlines._count_anew(self.env[model].browse(ids))
