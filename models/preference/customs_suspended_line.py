from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsSuspendedLine(models.Model):
    """A mark: goods of a declaration fall under a suspension (RS16.12), and by whom they are the same.

    It follows from the suspension, the judgements and the declaration alone and is written by SQL in sets;
    it stays when the suspension has ended, because the goods were released without preference under it.
    """

    _name = "customs.suspended.line"
    _description = "Goods under Suspension"
    _order = "id desc"
    _rec_name = "line_id"
    _log_access = False

    suspension_id = fields.Many2one(
        "customs.preference.suspension", required=True, readonly=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "customs.declaration.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        string="Goods",
    )
    same_firm = fields.Selection(
        [
            ("producer", "Same producer"),
            ("exporter", "Same exporter"),
            ("both", "Same producer and exporter"),
        ],
        readonly=True,
    )
    by_judgement = fields.Boolean(
        readonly=True, help="A person judged that the characteristics are the same."
    )
    state = fields.Selection(related="suspension_id.state", string="State")
    importing_authority_id = fields.Many2one(related="suspension_id.importing_authority_id")
    visit_id = fields.Many2one(related="suspension_id.visit_id", string="Visit")
    goods_summary = fields.Char(related="suspension_id.goods_summary", string="Suspended for")
    starts_on = fields.Date(related="suspension_id.starts_on")
    ended_on = fields.Date(related="suspension_id.ended_on")

    _pair_uniq = models.UniqueIndex("(suspension_id, line_id)", "These goods are marked already.")

    def action_open_suspension(self):
        """Open the suspension."""
        self.ensure_one()
        self.check_access("read")
        return self.suspension_id._action_open()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A mark follows from the suspension and the declaration: it is not deleted.")
        )
