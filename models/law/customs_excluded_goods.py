import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import convert

MODULE = "customs_verification"
CODE = re.compile(r"[0-9]{2,10}\Z")
SIGNS = re.compile(r"[\s.\-]+")
FEWEST_DIGITS, KEY_DIGITS = (
    2,
    6,
)  # a code of a row; what of it is looked up, as many as every declared code has
BETWEEN = ", "  # between the codes of exceptions, as they are stored


class CustomsExcludedGoods(models.Model):
    """Goods that an agreement leaves outside the preference, or grants it to within a quota (RSM4.3).

    One row is one code of its lists, with what narrows it. Declared goods are compared with them in
    `goods_outside.py`.
    """

    _name = "customs.excluded.goods"
    _description = "Goods outside the Preference"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _order = "agreement_id, importing_side, sequence, hs_code, id"
    _rec_names_search = ["hs_code", "description"]

    # Its sides are those of the Parties.
    _created_after = ("customs.party",)

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    importing_side = fields.Char(
        required=True,
        help="The side of the Parties that imports the goods, as the agreement's Parties name it.",
    )
    kind = fields.Selection(
        [
            ("excluded", "Outside the preference"),
            ("quota", "Within a tariff quota"),
            ("free", "Outside the tariff quota, free of duty"),
        ],
        required=True,
        default="excluded",
        help="The last one is for goods that a remark on their proof exempts from the tariff quota.",
    )
    hs_code = fields.Char(
        string="HS Code",
        required=True,
        help="2 to 10 digits of the national code. All goods whose code begins with them are meant.",
    )
    except_codes = fields.Char(
        string="Except", help="Codes within this one that are not meant, separated by commas."
    )
    partly = fields.Boolean(help="Only some goods of this code are meant: those described.")
    narrowed_by = fields.Char(
        help="What narrows the code, in words: for example 'not of a power above 90 kW'."
    )
    origin_country_ids = fields.Many2many(
        "res.country",
        string="States of Origin",
        ondelete="restrict",  # without its states a row would be of goods of all
        help="Empty: goods that originate in any state of the Party.",
    )
    goods_condition = fields.Selection(
        [("new", "New"), ("used", "Used")], string="New or Used", help="Empty: both."
    )
    description = fields.Char(required=True)
    quantity = fields.Float(digits=(16, 3), aggregator=None, help="The tariff quota of a year.")
    unit = fields.Char(help="For example: t a year.")
    proof_remark = fields.Char(
        string="Remark on the Proof",
        help="Words of which the description on the proof must have one, separated by ' | '.",
    )
    article = fields.Char(required=True)
    valid_from = fields.Date()
    valid_to = fields.Date(string="Valid until")
    active = fields.Boolean(default=True)
    hs_key = fields.Char(string="Looked up by", compute="_compute_hs_key", store=True)

    _match_idx = models.Index("(hs_key)")
    _dates = models.Constraint("CHECK(valid_to >= valid_from)", "The last day is before the first.")
    _quota_is_complete = models.Constraint(
        "CHECK(kind != 'quota' OR (quantity > 0 AND unit IS NOT NULL))",
        "A tariff quota needs its quantity and unit.",
    )
    _remark_is_given = models.Constraint(
        "CHECK(kind != 'free' OR proof_remark IS NOT NULL)",
        "Enter the remark on the proof that exempts the goods from the tariff quota.",
    )

    @api.depends("hs_code")
    def _compute_hs_key(self):
        for row in self:
            row.hs_key = (row.hs_code or "")[:KEY_DIGITS]

    @api.depends("article", "hs_code", "description")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.article or ''}: {row.hs_code or ''} {row.description or ''}"

    @api.constrains("hs_code", "except_codes")
    def _check_codes(self):
        for row in self:
            if not CODE.match(row.hs_code):
                raise ValidationError(
                    self.env._(
                        "%(goods)s: HS code '%(code)s' must have 2 to 10 digits.",
                        goods=row.description,
                        code=row.hs_code,
                    )
                )
            for code in (row.except_codes or "").split(BETWEEN) if row.except_codes else ():
                if not CODE.match(code) or not code.startswith(row.hs_code) or code == row.hs_code:
                    raise ValidationError(
                        self.env._(
                            "%(goods)s: '%(code)s' is not a code within %(whole)s. Separate exceptions "
                            "by commas.",
                            goods=row.description,
                            code=code,
                            whole=row.hs_code,
                        )
                    )

    @api.constrains("importing_side", "agreement_id")
    def _check_side(self):
        """A row is for a side of the Parties; shipped ones come all the same (see `goods_outside`)."""
        for row in self.browse() if self._is_loaded() else self:
            sides = row.agreement_id.party_ids.mapped("side")
            if row.importing_side not in sides:
                raise ValidationError(
                    self.env._(
                        "%(goods)s: '%(side)s' is not a side of %(agreement)s. Its sides: %(sides)s.",
                        goods=row.description,
                        side=row.importing_side,
                        agreement=row.agreement_id.code,
                        sides=", ".join(sorted(set(sides))),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidied(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidied(vals))

    @api.model
    def _tidied(self, vals):
        """Return ``vals`` with codes as they are compared: an official list writes 8414 30 200 1."""
        tidied = dict(vals)
        if isinstance(vals.get("hs_code"), str):
            tidied["hs_code"] = SIGNS.sub("", vals["hs_code"])
        if isinstance(vals.get("except_codes"), str):
            codes = (SIGNS.sub("", code) for code in re.split(r"[,;\n]", vals["except_codes"]))
            tidied["except_codes"] = BETWEEN.join(filter(None, codes)) or False
        return tidied

    @api.model
    def _load_shipped(self):
        """Load the rows that are shipped and not there yet; what an administrator changed stays as it is."""
        convert.convert_file(
            self.env, MODULE, "data/customs.excluded.goods.csv", {}, mode="update", noupdate=True
        )
