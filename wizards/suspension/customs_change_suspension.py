from odoo import api, fields, models

GOODS = (
    "hs_code",
    "description",
    "brand",
    "goods_model",
    "article_no",
    "no_characteristics",
    "person_judges",
    "producer_id",
    "exporter_id",
)


class CustomsChangeSuspension(models.TransientModel):
    """Change the window or the goods of a suspension in force, or end it, with the reason (RS16.12)."""

    _name = "customs.change.suspension"
    _description = "Change or End a Suspension"
    _inherit = ["customs.once.mixin"]

    suspension_id = fields.Many2one("customs.preference.suspension", required=True, readonly=True)
    kind = fields.Selection([("change", "Change"), ("end", "End")], required=True, default="change")
    # Read as the user: a wizard must not show another authority's suspension.
    visit_id = fields.Many2one(related="suspension_id.visit_id", related_sudo=False)
    request_sent_on = fields.Date(related="suspension_id.request_sent_on", related_sudo=False)
    article = fields.Char(related="suspension_id.article", related_sudo=False)
    digits_note = fields.Text(related="suspension_id.digits_note", related_sudo=False)
    digits_of_procedure = fields.Boolean(
        string="Use the Digits of the Procedure",
        help="From now on, the number of digits of the HS code that must match is that of the procedure.",
    )
    starts_on = fields.Date(
        string="Declarations from", compute="_compute_from_suspension", store=True, readonly=False
    )
    day = fields.Date(
        string="Ends on",
        default=fields.Date.context_today,
        help="Declarations registered on this day and later are no longer covered.",
    )
    goods_ids = fields.One2many(
        "customs.change.suspension.goods",
        "wizard_id",
        compute="_compute_from_suspension",
        store=True,
        readonly=False,
    )
    reason = fields.Text(required=True)

    @api.depends("suspension_id")
    def _compute_from_suspension(self):
        for wizard in self:
            wizard.starts_on = wizard.suspension_id.starts_on
            wizard.goods_ids = [fields.Command.clear()] + [
                fields.Command.create({"goods_id": goods.id} | wizard.goods_ids._values_of(goods))
                for goods in wizard.suspension_id.goods_ids
            ]

    def action_apply(self):
        """Change or end the suspension, once."""
        if self._begin():
            suspension = self.suspension_id
            if self.kind == "end":
                suspension.end(self.reason, self.day)
            else:
                suspension.change(
                    self.reason, self.starts_on, self._goods_commands(), self.digits_of_procedure
                )
        return {"type": "ir.actions.act_window_close"}

    def _goods_commands(self):
        """Return what became of the rows, as commands."""
        commands = []
        for row in self.goods_ids:
            values = row._values_of(row)
            if row.goods_id and values != row._values_of(row.goods_id):
                commands.append(fields.Command.update(row.goods_id.id, values))
            elif not row.goods_id:
                commands.append(fields.Command.create(values))
        gone = self.suspension_id.goods_ids - self.goods_ids.goods_id
        return commands + [fields.Command.delete(goods.id) for goods in gone]


class CustomsChangeSuspensionGoods(models.TransientModel):
    """Goods of a suspension as they shall be (RS16.12c)."""

    _name = "customs.change.suspension.goods"
    _description = "Goods of a Changed Suspension"

    wizard_id = fields.Many2one("customs.change.suspension", ondelete="cascade")
    goods_id = fields.Many2one("customs.suspension.goods", readonly=True)
    hs_code = fields.Char(string="HS Code", required=True)
    description = fields.Char(required=True)
    brand = fields.Char()
    goods_model = fields.Char(string="Model")
    article_no = fields.Char(string="Article No.")
    no_characteristics = fields.Boolean(string="No Distinguishing Characteristics")
    person_judges = fields.Boolean(string="Requires Assessment")
    producer_id = fields.Many2one("res.partner")
    exporter_id = fields.Many2one("res.partner")

    @api.model
    def _values_of(self, record):
        """Return what the rows of the form and of the suspension both say."""
        return {
            name: record[name].id if record._fields[name].relational else record[name] or False
            for name in GOODS
        }
