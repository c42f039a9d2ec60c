from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import characteristics
from ..origin.customs_origin_proof_line import HS_CODE


class CustomsSuspensionGoods(models.Model):
    """Goods of a suspension: what declared goods must have in common with them (RS16.12c).

    Similar goods have the same HS code, the same characteristics, and the same producer or the same exporter.
    A characteristic that is named here must be the declared one. Where the declaration leaves it out, or
    none is named here, a person judges (`customs.suspension.judgement`), unless the goods have none that
    would tell them apart (`no_characteristics`). The comparison is `similar_goods.py`.
    """

    _name = "customs.suspension.goods"
    _description = "Goods of a Suspension"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _seal_path = ("suspension_id",)
    _unsealed_fields = frozenset({"sequence"})
    _order = "suspension_id, sequence, id"
    _rec_name = "description"

    suspension_id = fields.Many2one(
        "customs.preference.suspension", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    visit_goods_id = fields.Many2one(
        "customs.visit.goods", string="Goods of the Visit", index="btree_not_null", ondelete="restrict"
    )
    hs_code = fields.Char(string="HS Code", required=True)
    description = fields.Char(required=True)
    brand = fields.Char(help="Trade mark.")
    goods_model = fields.Char(string="Model")
    article_no = fields.Char(string="Article No.")
    no_characteristics = fields.Boolean(
        string="No Distinguishing Characteristics",
        help="Tick if goods of this HS code from this producer or exporter do not differ. All of them "
        "are then similar.",
    )
    person_judges = fields.Boolean(
        string="Requires Assessment",
        help="The characteristics are not given. An officer assesses each description of goods.",
    )
    producer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    exporter_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who sold the goods, never the consignor.",
    )

    # By these the declarations' goods are matched, in SQL.
    hs_prefix = fields.Char(compute="_compute_hs_prefix", store=True)
    brand_key = fields.Char(compute="_compute_keys", store=True)
    goods_model_key = fields.Char(compute="_compute_keys", store=True)
    article_no_key = fields.Char(compute="_compute_keys", store=True)
    producer_firm_id = fields.Many2one(
        "res.partner", string="Producing Company", compute=("_compute_firms"), store=True
    )
    exporter_firm_id = fields.Many2one(
        "res.partner", string="Exporting Company", compute=("_compute_firms"), store=True
    )
    importing_authority_id = fields.Many2one(
        related="suspension_id.importing_authority_id", store=True, index=True
    )
    agreement_id = fields.Many2one(related="suspension_id.agreement_id", store=True)
    starts_on = fields.Date(related="suspension_id.starts_on", store=True)
    started_on = fields.Date(related="suspension_id.started_on", store=True)
    ended_on = fields.Date(related="suspension_id.ended_on", store=True)

    hs_digits = fields.Integer(related="suspension_id.hs_digits", store=True, aggregator=None)
    _producer_match_idx = models.Index(
        '(producer_firm_id, hs_prefix COLLATE "C") WHERE started_on IS NOT NULL'
    )
    _exporter_match_idx = models.Index(
        '(exporter_firm_id, hs_prefix COLLATE "C") WHERE started_on IS NOT NULL'
    )

    @api.depends("hs_code", "suspension_id.hs_digits")
    def _compute_hs_prefix(self):
        for goods in self:
            goods.hs_prefix = (goods.hs_code or "")[: goods.suspension_id.hs_digits]

    @api.depends(*characteristics.FIELDS)
    def _compute_keys(self):
        for goods in self:
            for name in characteristics.FIELDS:
                goods[f"{name}_key"] = characteristics.key(goods[name])

    # When a person moves to another firm, its goods follow in SQL (`res_partner.py`).
    @api.depends("producer_id", "exporter_id")
    def _compute_firms(self):
        for goods in self:
            goods.producer_firm_id = goods.producer_id.sudo().commercial_partner_id
            goods.exporter_firm_id = goods.exporter_id.sudo().commercial_partner_id

    @api.constrains("hs_code")
    def _check_hs_code(self):
        for goods in self:
            if not HS_CODE.match(goods.hs_code or ""):
                raise ValidationError(
                    self.env._(
                        "%(goods)s: HS code '%(code)s' must have 6 to 10 digits.",
                        goods=goods.description,
                        code=goods.hs_code or "",
                    )
                )

    @api.constrains("visit_goods_id", "suspension_id")
    def _check_visit_goods(self):
        """Whether goods comply is read from those of the visit that they name (RS16.12b, RS11.1.7)."""
        for goods in self:
            if goods.visit_goods_id and goods.visit_goods_id.visit_id != goods.suspension_id.visit_id:
                raise ValidationError(
                    self.env._(
                        "%(goods)s: the chosen goods do not belong to the visit %(visit)s.",
                        goods=goods._name_in_sentence(),
                        visit=goods.suspension_id.visit_id.display_name,
                    )
                )

    # Written while the suspension is a draft; later changed by a supervisor's act

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_change()
        rows.suspension_id._mark_changed()
        return rows

    def write(self, vals):
        self.check_access("write")
        if "suspension_id" in vals and any(row.suspension_id.id != vals["suspension_id"] for row in self):
            raise UserError(self.env._("Goods cannot be moved to another suspension."))
        self._check_change()
        result = super().write(vals)
        self.suspension_id._mark_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_change()

    def _check_change(self):
        """Refuse a change of what is in force; remember who wrote in what is not."""
        if self._is_behind_the_door():
            return
        self.suspension_id._refuse_unless_draft()
        self.suspension_id._add_author()

    # What the law asks of them

    def _missing(self):
        """Return what is missing to distinguish these goods from others (RS16.12c), as sentences."""
        self.ensure_one()
        goods, law = self._name_in_sentence(), self.suspension_id
        digits, article = law.hs_digits, law.article or ""
        missing = []
        if len(self.hs_code or "") < digits:
            missing.append(
                self.env._(
                    "%(goods)s: an HS code of at least %(digits)s digits (%(article)s)",
                    goods=goods,
                    digits=digits,
                    article=article,
                )
            )
        if not (self.producer_id or self.exporter_id):
            missing.append(
                self.env._(
                    "%(goods)s: the producer or the exporter (%(article)s)", goods=goods, article=article
                )
            )
        proof = self.visit_goods_id.proof_id
        if proof.persons_as_one and self.exporter_id and self.exporter_id == proof.exporter_id:
            missing.append(
                self.env._(
                    "%(goods)s: whether %(person)s sold the goods or only sent them; confirm the persons of "
                    "%(proof)s (%(article)s)",
                    goods=goods,
                    person=self.exporter_id.sudo().display_name,
                    proof=proof.display_name,
                    article=article,
                )
            )
        if not (self._named() or self.no_characteristics or self.person_judges):
            missing.append(
                self.env._(
                    "%(goods)s: brand, model or article number; or tick 'No Distinguishing Characteristics' "
                    "or 'Requires Assessment' (%(article)s)",
                    goods=goods,
                    article=article,
                )
            )
        if self._named() and self.no_characteristics:
            missing.append(
                self.env._(
                    "%s: characteristics are entered, but 'No Distinguishing Characteristics' is ticked",
                    goods,
                )
            )
        return missing

    def _named(self):
        """Return the characteristics that are named: name of the field -> text."""
        self.ensure_one()
        return {name: self[name] for name in characteristics.FIELDS if self[f"{name}_key"]}

    def _name_in_sentence(self):
        return f"{self.hs_code or ''} {self.description or ''}".strip()

    def _in_words(self):
        """Return the goods as the record of the case names them."""
        self.ensure_one()
        texts = [
            self._name_in_sentence(),
            *(f"{self._label(name)}: {text}" for name, text in self._named().items()),
            *(
                f"{self._label(name)}: {self[name].sudo().display_name}"
                for name in ("producer_id", "exporter_id")
                if self[name]
            ),
            *(self._label(name) for name in ("no_characteristics", "person_judges") if self[name]),
        ]
        return ", ".join(texts)

    @api.model
    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.model
    def _from_visit_goods(self, goods):
        """Return the values of goods taken from a visit; the officer names their characteristics."""
        visit = goods.visit_id
        persons = {"exporter": visit.verified_person_id, "producer": visit.verified_person_id}
        if visit.verified_role in persons:
            other = "producer" if visit.verified_role == "exporter" else "exporter"
            persons[other] = visit.second_person_id
        return {
            "visit_goods_id": goods.id,
            "hs_code": goods.hs_code,
            "description": goods.description,
            "producer_id": (goods.producer_id or persons["producer"]).id,
            "exporter_id": (goods.proof_id.exporter_id or persons["exporter"]).id,
        }

    def _identity(self):
        """Return by what the same goods in another suspension are known."""
        self.ensure_one()
        keys = tuple(self[f"{name}_key"] or "" for name in characteristics.FIELDS)
        return (self.hs_prefix or "", self.producer_firm_id.id, self.exporter_firm_id.id, *keys)

    # By what the goods of a suspension are found from a declared line, and what follows when they change.

    def unlink(self):
        suspensions = self.suspension_id
        result = super().unlink()
        suspensions._mark_changed()
        return result
