from odoo import api, fields, models

from ...tools import characteristics

# What tells goods of one HS code apart, beside who made and who sold them (RS16.12c).
CHARACTERISTICS = ("brand", "goods_model", "article_no")


class CustomsDeclarationLine(models.Model):
    """What makes goods similar: their characteristics and the firms behind them (RS16.12c).

    Persons are one by their firm (`commercial_partner_id`); characteristics are compared by their keys
    (`tools/characteristics.py`). Both are stored, because millions of lines are matched by them in SQL.
    """

    _inherit = "customs.declaration.line"

    producer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    brand = fields.Char(help="Trade mark.")
    goods_model = fields.Char(string="Model")
    article_no = fields.Char(string="Article No.", help="The producer's own number of the goods.")
    net_weight_kg = fields.Float(string="Net Weight (kg)", digits=(16, 3))
    proof_reference = fields.Char(
        string="Proof as Declared",
        help="Number of the proof of origin as the declaration gives it, whether or not that proof is in the "
        "register.",
    )
    proof_dated_on = fields.Date(string="Date of the Proof as Declared")
    importer_firm_id = fields.Many2one(
        "res.partner", compute="_compute_firms", store=True, index=True, string="Importing Firm"
    )
    exporter_firm_id = fields.Many2one(
        "res.partner", compute="_compute_firms", store=True, string="Exporting Firm"
    )
    producer_firm_id = fields.Many2one(
        "res.partner", compute="_compute_firms", store=True, string="Producing Firm"
    )
    mark_ids = fields.One2many("customs.suspended.line", "line_id", string="Suspensions")
    decision_line_ids = fields.One2many("customs.preference.decision.line", "line_id", string="Decisions")
    hs_chapter = fields.Char(
        string="HS Chapter", compute="_compute_hs_chapter", store=True, help="First two digits."
    )
    brand_key = fields.Char(compute="_compute_characteristics", store=True)
    goods_model_key = fields.Char(compute="_compute_characteristics", store=True)
    article_no_key = fields.Char(compute="_compute_characteristics", store=True)
    characteristics_key = fields.Char(
        compute="_compute_characteristics",
        store=True,
        help="The same for goods whose brand, model, article number and description say the same.",
    )

    @api.depends(
        "declaration_id.importer_id.commercial_partner_id",
        "declaration_id.exporter_id.commercial_partner_id",
        "producer_id.commercial_partner_id",
    )
    def _compute_firms(self):
        for line in self:
            line.importer_firm_id = line.declaration_id.importer_id.sudo().commercial_partner_id
            line.exporter_firm_id = line.declaration_id.exporter_id.sudo().commercial_partner_id
            line.producer_firm_id = line.producer_id.sudo().commercial_partner_id

    @api.depends("hs_code")
    def _compute_hs_chapter(self):
        for line in self:
            line.hs_chapter = (line.hs_code or "")[:2]

    @api.depends(*CHARACTERISTICS, "description")
    def _compute_characteristics(self):
        for line in self:
            for name in CHARACTERISTICS:
                line[f"{name}_key"] = characteristics.key(line[name])
            texts = (line[name] for name in CHARACTERISTICS)
            line.characteristics_key = characteristics.digest(*texts, line.description)
