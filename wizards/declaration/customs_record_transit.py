from odoo import api, fields, models


class CustomsRecordTransit(models.TransientModel):
    """Record which document of transit an officer saw for goods of a declaration (RS9.2)."""

    _name = "customs.record.transit"
    _description = "Record the Proof of Transit"

    line_ids = fields.Many2many(
        "customs.declaration.line", string="Goods", required=True, default=lambda self: self._chosen()
    )
    kind = fields.Selection(
        selection=lambda self: (
            self.env["customs.declaration.line"]._fields["transit_proof"]._description_selection(self.env)
        ),
        string="Document Checked",
        required=True,
    )
    note = fields.Char(string="Number, Date, Remark")

    @api.model
    def _chosen(self):
        """Return the goods from which the wizard is opened: those chosen, or all of a declaration."""
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "customs.declaration":
            return self.env["customs.declaration"].browse(ids).line_ids.filtered("preference_claimed")
        return self.env["customs.declaration.line"].browse(ids)

    def action_record(self):
        """Record it for the chosen goods."""
        self.ensure_one()
        self.line_ids.record_transit_proof(self.kind, self.note)
        return {"type": "ir.actions.act_window_close"}
