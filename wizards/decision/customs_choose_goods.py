from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsChooseGoods(models.TransientModel):
    """Choose goods of declarations for a decision on the preference: add them, or apply for restoration."""

    _name = "customs.choose.goods"
    _description = "Choose Goods"
    _inherit = ["customs.once.mixin"]

    mode = fields.Selection(
        [
            ("add", "Add to a decision"),
            ("restore", "Restore the preference"),
            ("applied", "Record an application"),
        ],
        required=True,
        default="add",
    )
    decision_id = fields.Many2one("customs.preference.decision", readonly=True)
    agreement_id = fields.Many2one("customs.agreement", compute="_compute_law")
    importing_authority_id = fields.Many2one("customs.authority", compute="_compute_law")
    line_ids = fields.Many2many("customs.declaration.line", string="Goods")
    applied_on = fields.Date(
        string="Application Received on",
        default=fields.Date.context_today,
        help="When the importer applied for the restoration.",
    )
    reason = fields.Text(required=True)

    @api.depends("decision_id", "line_ids")
    def _compute_law(self):
        """Further goods are of the authority and agreement of the decision, or of the first goods."""
        for wizard in self:
            first = wizard.decision_id or wizard.line_ids[:1]
            wizard.agreement_id = first.agreement_id
            wizard.importing_authority_id = first.importing_authority_id

    def action_apply(self):
        """Do it, once, and open the decision."""
        if self._begin():
            if self.mode == "add":
                if not self.decision_id:
                    raise UserError(self.env._("Choose the decision to which the goods are added."))
                self.decision_id.add_goods(self.line_ids.ids, self.reason)
            elif self.mode == "applied":
                self.decision_id.record_application(self.applied_on, self.reason)
            else:
                number = self.line_ids.apply_for_restoration(self.reason, self.applied_on)
                self.decision_id = self.env["customs.preference.decision"].browse(number)
        return self.decision_id.get_formview_action()
