from odoo import api, fields, models


class CustomsRecordOriginal(models.TransientModel):
    """Demand the paper original of a proof, or record that it was or was not presented (RS12.2, RS14.3)."""

    _name = "customs.record.original"
    _description = "Record the Paper Original"

    proof_id = fields.Many2one("customs.origin.proof", required=True, readonly=True)
    proof_type_id = fields.Many2one(related="proof_id.proof_type_id")
    agreement_id = fields.Many2one(related="proof_id.agreement_id")
    act = fields.Selection(
        [("demand", "Demand it"), ("presented", "It was presented"), ("missing", "It was not presented")],
        string="Record",
        required=True,
        default="demand",
    )
    reason_id = fields.Many2one("customs.original.reason", domain="[('proof_type_id', '=', proof_type_id)]")
    asks_certificate = fields.Boolean(compute="_compute_asks_certificate")
    article = fields.Char(related="reason_id.article")
    due_on = fields.Date(string="To Be Presented by", help="The agreement sets no last day. Empty: none.")
    asks_importer = fields.Boolean(
        string="Ask the Importer on the Portal", help="In the open case that concerns the proof."
    )
    open_case = fields.Char(
        compute="_compute_open_case", help="The open case in which the importer is asked."
    )
    day = fields.Date(string="Date")
    certificate_id = fields.Many2one(
        "customs.origin.proof",
        string="Certificate Presented",
        domain="[('kind', '=', 'certificate'), ('agreement_id', '=', agreement_id)]",
    )
    note = fields.Char(string="Remark")

    @api.depends("proof_id")
    def _compute_open_case(self):
        for wizard in self:
            wizard.open_case = wizard.proof_id._open_case().display_name

    @api.depends("proof_id")
    def _compute_asks_certificate(self):
        for wizard in self:
            wizard.asks_certificate = wizard.proof_id.original_reason_id.demanded == "certificate"

    def action_record(self):
        """Record the chosen act."""
        self.ensure_one()
        if self.act == "demand":
            self.proof_id.demand_original(self.reason_id.code, self.due_on, self.note, self.asks_importer)
        elif self.act == "presented":
            self.proof_id.record_original(self.day, self.certificate_id.id)
        else:
            self.proof_id.record_original_missing(self.day, self.note)
        return {"type": "ir.actions.act_window_close"}
