from datetime import timedelta

from odoo import api, fields, models

from ..origin.customs_origin_proof_line import HS_CODE


class CustomsDeclarationLine(models.Model):
    """Goods of a declaration with the proof of origin they use.

    Weights in kg. Whether a proof is usable, heavy enough or not needed at all is the agreement's to say.
    """

    _name = "customs.declaration.line"
    _description = "Goods on a Customs Declaration"
    _inherit = ["customs.checked.mixin"]
    _order = "declaration_id, position, id"
    _whole_field = "declaration_id"
    _checked_fields = frozenset(
        [
            "position",
            "hs_code",
            "description",
            "gross_weight_kg",
            "customs_value",
            "currency_id",
            "agreement_id",
            "preference_claimed",
            "proof_id",
            "net_weight_kg",
            "rate_without",
            "rate_with",
            "duty_without",
            "duty_with",
        ]
    )

    declaration_id = fields.Many2one("customs.declaration", required=True, index=True, ondelete="cascade")
    registered_on = fields.Date(related="declaration_id.registered_on", store=True, index=True)
    importing_authority_id = fields.Many2one(
        related="declaration_id.importing_authority_id", store=True, index=True
    )
    importer_id = fields.Many2one(related="declaration_id.importer_id", store=True, index=True)
    exporter_id = fields.Many2one(related="declaration_id.exporter_id", store=True, index=True)
    position = fields.Integer(string="No.", required=True, default=1)
    hs_code = fields.Char(string="HS Code", required=True, index=True)
    description = fields.Char(required=True)
    gross_weight_kg = fields.Float(string="Gross Weight (kg)", digits=(16, 3))
    customs_value = fields.Monetary(currency_field="currency_id")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    agreement_id = fields.Many2one("customs.agreement", index=True, ondelete="restrict")
    preference_claimed = fields.Boolean(default=True)
    proof_id = fields.Many2one(
        "customs.origin.proof",
        string="Proof of Origin",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
    )
    limit_value = fields.Monetary(
        string="Value in the Limits' Currency",
        currency_field="limit_currency_id",
        compute="_compute_limit_value",
        store=True,
        help="Customs value in the currency of the agreement's limits, at the rate of the day of "
        "registration.",
    )
    limit_currency_id = fields.Many2one(
        related="agreement_id.limit_currency_id", string="Currency of the Limits"
    )
    splitting_suspected = fields.Boolean(
        compute="_compute_splitting_suspected",
        help="Small consignments of one exporter to one importer within a short time add up to more than "
        "needs no proof (RS14.1).",
    )

    # Not unique: goods of one declaration are renumbered one after the other, and checked as a whole.
    _position_idx = models.Index("(declaration_id, position)")

    @api.depends("declaration_id.number", "position")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.declaration_id.number} / {line.position}"

    @api.depends(
        "customs_value",
        "currency_id",
        "agreement_id.limit_currency_id",
        "registered_on",
        # The rate may have been entered after the line: it is taken anew when the value begins to matter.
        "proof_id",
        "preference_claimed",
    )
    def _compute_limit_value(self):
        rates = {}
        for line in self:
            key = (line.agreement_id, line.currency_id, line.registered_on or fields.Date.context_today(line))
            if key not in rates:
                rates[key] = line.agreement_id._limit_rate(*key[1:]) if line.agreement_id else 1.0
            value = line.customs_value * (rates[key] or 0.0)
            target = line.agreement_id.limit_currency_id
            line.limit_value = target.round(value) if target else value

    @api.depends(
        "agreement_id.waiver_limit",
        "agreement_id.splitting_days",
        "preference_claimed",
        "proof_id",
        "registered_on",
        "importer_id",
        "exporter_id",
        "limit_value",
    )
    def _compute_splitting_suspected(self):
        split = self._split_consignments()
        for line in self:
            line.splitting_suspected = bool(split.get(line))

    def _split_consignments(self):
        """Return {line: declarations} where these look like one consignment split to need no proof (RS14.1).

        Each lies under the limit; together those of some days in a row, as many as the authority has set, lie
        above it. Persons are one by their firm, and who is not named counts as one, so that leaving out the
        exporter hides nothing. One query for any number of lines.
        """
        small = self.filtered(lambda line: line._may_be_split())
        consignments = small._small_consignments()
        found = {}
        for line in small:
            limit, days = line.agreement_id.waiver_limit, timedelta(days=line.agreement_id.splitting_days)
            near = consignments.get(
                line._trade_key(line.agreement_id, line.importer_id, line.exporter_id), []
            )
            split = {
                declaration.id
                for first_on in {day for day, _value, _declaration in near}
                if first_on <= line.registered_on <= first_on + days
                for declaration in self._over_limit(near, first_on, first_on + days, limit)
            }
            if split:
                found[line] = self.env["customs.declaration"].browse(sorted(split))
        return found

    def _may_be_split(self):
        self.ensure_one()
        law = self.agreement_id
        return bool(
            self.preference_claimed
            and not self.proof_id
            and self.registered_on
            and law.waiver_limit > 0
            and law.splitting_days > 0
        )

    def _small_consignments(self):
        """Return the declarations around these lines: {trade: [(day, value, declaration)]}."""
        if not self:
            return {}
        days = max(self.agreement_id.mapped("splitting_days"))
        registered = self.mapped("registered_on")
        rows = self.env["customs.declaration.line"]._read_group(
            [
                ("agreement_id", "in", self.agreement_id.ids),
                ("proof_id", "=", False),
                ("preference_claimed", "=", True),
                ("importer_id.commercial_partner_id", "in", self.importer_id.commercial_partner_id.ids),
                ("registered_on", ">=", min(registered) - timedelta(days=days)),
                ("registered_on", "<=", max(registered) + timedelta(days=days)),
            ],
            ["agreement_id", "importer_id", "exporter_id", "declaration_id"],
            ["registered_on:min", "limit_value:sum"],
        )
        consignments = {}
        for agreement, importer, exporter, declaration, day, value in rows:
            key = self._trade_key(agreement, importer, exporter)
            consignments.setdefault(key, []).append((day, value, declaration))
        return consignments

    @api.model
    def _trade_key(self, agreement, importer, exporter):
        return agreement.id, importer.commercial_partner_id.id, exporter.commercial_partner_id.id

    @api.model
    def _over_limit(self, consignments, first_on, last_on, limit):
        """Return the declarations of these days when they are several and worth more than the limit."""
        inside = [
            (value, declaration) for day, value, declaration in consignments if first_on <= day <= last_on
        ]
        over = sum(value for value, _declaration in inside) > limit + 0.005
        return [declaration for _value, declaration in inside] if over and len(inside) > 1 else []

    @api.model
    def _field_title(self, name, number=None):
        return self.env._(
            "Goods %(no)s: %(field)s", no=number or "?", field=super()._field_title(name, number)
        )

    def _problems(self):
        """Return every reason why the line cannot stand as entered, as sentences."""
        problems, no = super()._problems(), self.position
        checks = [
            (no < 1, self.env._("Goods are numbered from 1 on.")),
            (
                self.hs_code and not HS_CODE.match(self.hs_code),
                self.env._(
                    "Goods %(no)s: HS code '%(code)s' has not 6 to 10 digits.", no=no, code=self.hs_code
                ),
            ),
            (self.gross_weight_kg < 0, self.env._("Goods %s: the gross weight is below zero.", no)),
            (self.customs_value < 0, self.env._("Goods %s: the customs value is below zero.", no)),
            (self.net_weight_kg < 0, self.env._("Goods %s: the net weight is below zero.", no)),
            (
                self.gross_weight_kg and self.net_weight_kg > self.gross_weight_kg,
                self.env._("Goods %s: the net weight is above the gross weight.", no),
            ),
            (
                min(self.rate_without, self.rate_with, self.duty_without, self.duty_with) < 0,
                self.env._("Goods %s: a rate or a duty is below zero.", no),
            ),
            (
                self.preference_claimed and not self.agreement_id,
                self.env._("Goods %s: name the agreement under which the preference is claimed.", no),
            ),
            (
                self.proof_id and self.agreement_id and self.proof_id.agreement_id != self.agreement_id,
                self.env._(
                    "Goods %(no)s: %(proof)s was issued under another agreement.",
                    no=no,
                    proof=self.proof_id.display_name,
                ),
            ),
        ]
        return problems + [text for wrong, text in checks if wrong]
