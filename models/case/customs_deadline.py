from odoo import api, fields, models

from .customs_sealed_mixin import REFERENCE


class CustomsDeadline(models.Model):
    """Deadlines count in law: the seals of their case cover their days, extensions and pauses."""

    _name = "customs.deadline"
    _inherit = ["customs.deadline", "customs.sealed.mixin"]
    _seal_path = REFERENCE
    # What the case and the rule say already; the check works out anew what the rule says.
    _unsealed_fields = frozenset(
        {
            "case_name",
            "agreement_id",
            "procedure_id",
            "importing_authority_id",
            "exporting_authority_id",
            "day_authority_id",
            "officer_id",
            "owed_by",
            "warn_on",
        }
    )

    sent_on = fields.Date(
        string="Sent",
        compute="_compute_sent_on",
        compute_sudo=True,
        help="The day on which the answer was sent, as it is dated. Its receipt meets the deadline.",
    )
    is_sent_in_time = fields.Boolean(
        string="Sent in Time",
        compute="_compute_sent_on",
        compute_sudo=True,
        help="The answer was received after the last day, and is dated by it.",
    )

    @api.depends("res_model", "res_id", "rule_id.sent_fact", "due_on", "done_on", "rule_id.bound")
    def _compute_sent_on(self):
        """Read the day of sending from the cases, those of one kind in one query (RS15.6a, RS16.5a)."""
        answers = self.filtered(lambda row: row.done_on and row.rule_id.sent_fact)
        (self - answers).update({"sent_on": False, "is_sent_in_time": False})
        for model, rows in answers.grouped("res_model").items():
            cases = self.env[model].browse(rows.mapped("res_id"))
            for row, case in zip(rows, cases, strict=True):
                row.sent_on = case[row.rule_id.sent_fact]
                row.is_sent_in_time = bool(row.is_met_late and row.sent_on and row.sent_on <= row.due_on)

    def _after_sql(self, names=None):
        self._add_to_seal(names)
        return super()._after_sql(names)
