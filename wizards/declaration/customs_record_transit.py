from odoo import api, fields, models
from odoo.fields import Command

from ...models.declaration.claim_checks import NOTHING_SHOWN


class CustomsRecordTransit(models.TransientModel):
    """Record which document of transit an officer saw for goods of a declaration (RS9.2, RS9.3)."""

    _name = "customs.record.transit"
    _description = "Record the Proof of Transit"

    line_ids = fields.Many2many(
        "customs.declaration.line", string="Goods", required=True, default=lambda self: self._chosen()
    )
    agreement_ids = fields.Many2many("customs.agreement", compute="_compute_agreement_ids")
    none_shown = fields.Boolean(string="None Presented")
    document_id = fields.Many2one(
        "customs.transit.document",
        string="Document Checked",
        domain="[('agreement_id', 'in', agreement_ids)]",
    )
    article = fields.Char(related="document_id.article")
    proves = fields.Boolean(related="document_id.proves")
    why_not = fields.Char(related="document_id.why_not")
    answer_ids = fields.One2many(
        "customs.record.transit.answer",
        "wizard_id",
        string="What It States",
        compute="_compute_answer_ids",
        store=True,
        readonly=False,
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Document", bypass_search_access=True)
    note = fields.Char(string="Number, Date, Remark")

    @api.model
    def _chosen(self):
        """Return the goods from which the wizard is opened: those chosen, or all of a declaration."""
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "customs.declaration":
            return self.env["customs.declaration"].browse(ids).line_ids.filtered("preference_claimed")
        return self.env["customs.declaration.line"].browse(ids)

    @api.depends("line_ids")
    def _compute_agreement_ids(self):
        for wizard in self:
            wizard.agreement_ids = wizard.line_ids.agreement_id

    @api.depends("document_id", "none_shown")
    def _compute_answer_ids(self):
        for wizard in self:
            asked = [] if wizard.none_shown or not wizard.document_id else wizard.document_id._questions()
            wizard.answer_ids = [Command.clear()] + [
                Command.create({"sequence": number, "question": question})
                for number, question in enumerate(asked)
            ]

    def action_record(self):
        """Record it for the chosen goods."""
        self.ensure_one()
        kind = NOTHING_SHOWN if self.none_shown else self.document_id.code
        answers = self.answer_ids.sorted("sequence").mapped(lambda row: row.answer or "")
        self.line_ids.record_transit_proof(kind, self.note, answers, self.attachment_ids.ids)
        return {"type": "ir.actions.act_window_close"}


class CustomsRecordTransitAnswer(models.TransientModel):
    """What a document of transit states, as one of the questions of its kind asks."""

    _name = "customs.record.transit.answer"
    _description = "What a Transit Document States"
    _order = "sequence, id"

    wizard_id = fields.Many2one("customs.record.transit", ondelete="cascade")
    sequence = fields.Integer()
    question = fields.Char(readonly=True)
    answer = fields.Char()
