from odoo import fields, models


class CustomsPreferenceDecisionLine(models.Model):
    """Goods of a declaration over which a decision goes, with the duty that it is about."""

    _name = "customs.preference.decision.line"
    _description = "Goods of a Decision on Preference"
    _inherit = ["customs.guarded.mixin"]
    _order = "decision_id, id"
    _rec_name = "line_id"

    decision_id = fields.Many2one(
        "customs.preference.decision", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "customs.declaration.line", required=True, index=True, ondelete="restrict", string="Goods"
    )
    importing_authority_id = fields.Many2one(
        related="decision_id.importing_authority_id", store=True, index=True
    )
    importer_firm_id = fields.Many2one(related="line_id.importer_firm_id", store=True, index=True)
    duty = fields.Monetary(
        currency_field="currency_id", help="The duty to be paid (refusal) or repaid (restoration)."
    )
    currency_id = fields.Many2one("res.currency", required=True)
    why = fields.Char(help="Why the goods are among those over which it goes.")
    left_out = fields.Boolean(help="An officer took the goods out of the decision.")
    left_out_reason = fields.Char()

    _line_uniq = models.UniqueIndex("(decision_id, line_id)", "These goods are in the decision already.")

    def _guarded_fields(self):
        return self._written_fields()
