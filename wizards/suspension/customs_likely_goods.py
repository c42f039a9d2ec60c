from odoo import fields, models
from odoo.exceptions import UserError


class CustomsLikelyGoods(models.TransientModel):
    """Goods described alike that are likely to be similar: a person looks at them and judges (RS16.12c).

    The queue as it stood when its user opened it; what is judged leaves it.
    """

    _name = "customs.likely.goods"
    _description = "Possible Similar Goods"
    _order = "suspension_id, line_count desc, id"
    _rec_name = "described_as"

    suspension_id = fields.Many2one("customs.preference.suspension", readonly=True, ondelete="cascade")
    goods_id = fields.Many2one(
        "customs.suspension.goods", string="Compared with", readonly=True, ondelete="cascade"
    )
    characteristics_key = fields.Char(readonly=True)
    described_as = fields.Char(string="Description", readonly=True)
    hs_code = fields.Char(string="HS Code", readonly=True)
    line_count = fields.Integer(
        string="Goods", readonly=True, help="Number of declared goods with this description."
    )
    duty = fields.Char(string="Duty at Stake", readonly=True)
    sample_line_id = fields.Many2one(
        "customs.declaration.line", string="Example", readonly=True, ondelete="cascade"
    )
    why = fields.Char(string="Why Possible", readonly=True)
    missing = fields.Char(string="What Is Missing", readonly=True)

    def action_judge(self):
        """Open the form in which these goods are judged: all of one suspension."""
        self.check_access("read")
        if not self.suspension_id:
            raise UserError(self.env._("Choose the goods to assess."))
        suspensions = self.suspension_id
        suspensions.check_access("read")
        if len(suspensions) > 1:
            raise UserError(self.env._("Assess the goods of one suspension at a time."))
        return suspensions._action_judge(self.env._("Assess Similar Goods"), likely=self)

    def action_open_sample(self):
        """Open one of the goods that are described so."""
        self.ensure_one()
        self.check_access("read")
        self.sample_line_id.check_access("read")
        return self.sample_line_id._get_records_action(context={})
