from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsLikelyGoods(models.TransientModel):
    """Goods described alike that are likely to be similar: a person looks at them and judges (RS16.12c).

    The queue as it stood when its user opened it; what is judged leaves it.
    """

    _name = "customs.likely.goods"
    _description = "Likely Similar Goods"
    _order = "suspension_id, line_count desc, id"
    _rec_name = "described_as"

    suspension_id = fields.Many2one("customs.preference.suspension", readonly=True, ondelete="cascade")
    goods_id = fields.Many2one(
        "customs.suspension.goods", string="Compared with", readonly=True, ondelete="cascade"
    )
    characteristics_key = fields.Char(readonly=True)
    described_as = fields.Char(string="How They Are Described", readonly=True)
    hs_code = fields.Char(string="HS Code", readonly=True)
    line_count = fields.Integer(
        string="Goods", readonly=True, help="So many declared goods are described so."
    )
    duty = fields.Char(string="Duty at Stake", readonly=True)
    sample_line_id = fields.Many2one(
        "customs.declaration.line", string="One of Them", readonly=True, ondelete="cascade"
    )
    why = fields.Char(string="Why They Are Likely", readonly=True)
    missing = fields.Char(string="What Is Missing", readonly=True)

    def action_judge(self):
        """Open the form in which these goods are judged: all of one suspension."""
        self.check_access("read")
        if not self.suspension_id:
            raise UserError(self.env._("Choose the goods that you judge."))
        suspensions = self.suspension_id
        suspensions.check_access("read")
        if len(suspensions) > 1:
            raise UserError(self.env._("Judge the goods of one suspension at a time."))
        return suspensions._action_judge(self.env._("Judge Similar Goods"), likely=self)

    def action_open_sample(self):
        """Open one of the goods that are described so."""
        self.ensure_one()
        self.check_access("read")
        self.sample_line_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "customs.declaration.line",
            "res_id": self.sample_line_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_named()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._check_named()
        return result

    def _check_named(self):
        """Only who may read a suspension, its goods and declared goods names them here."""
        for records in (self.suspension_id, self.goods_id, self.sample_line_id):
            records.check_access("read")
