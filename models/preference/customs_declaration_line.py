from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..origin.customs_origin_proof_line import HS_CODE


class CustomsDeclarationLine(models.Model):
    """Goods of a declaration with the proof of origin they use.

    Weights in kg. Whether a proof is usable, heavy enough or not needed at all is the agreement's to say.
    """

    _name = "customs.declaration.line"
    _description = "Goods on a Customs Declaration"
    _order = "declaration_id, position, id"

    declaration_id = fields.Many2one("customs.declaration", required=True, index=True, ondelete="cascade")
    registered_on = fields.Date(related="declaration_id.registered_on", store=True, index=True)
    importing_authority_id = fields.Many2one(related="declaration_id.importing_authority_id", store=True, index=True)
    importer_id = fields.Many2one(related="declaration_id.importer_id", store=True, index=True)
    exporter_id = fields.Many2one(related="declaration_id.exporter_id", store=True, index=True)
    position = fields.Integer(string="No.", required=True, default=1)
    hs_code = fields.Char(string="HS Code", required=True, index=True)
    description = fields.Char(required=True)
    gross_weight_kg = fields.Float(string="Gross Weight (kg)", digits=(16, 3))
    customs_value = fields.Monetary(currency_field="currency_id")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
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
        help="Customs value in the currency of the agreement's limits, at the rate of the day of registration.",
    )
    limit_currency_id = fields.Many2one(related="agreement_id.limit_currency_id", string="Currency of the Limits")
    splitting_suspected = fields.Boolean(
        compute="_compute_splitting_suspected",
        help="Small consignments of one exporter to one importer within a short time add up to more than needs "
        "no proof (RS14.1).",
    )

    @api.depends("declaration_id.number", "position")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.declaration_id.number} / {line.position}"

    @api.depends("customs_value", "currency_id", "agreement_id.limit_currency_id", "registered_on")
    def _compute_limit_value(self):
        for line in self:
            target = line.agreement_id.limit_currency_id
            if not target or not line.currency_id or line.currency_id == target:
                line.limit_value = line.customs_value
            else:
                line.limit_value = line.currency_id._convert(
                    line.customs_value,
                    target,
                    self.env.company,
                    line.registered_on or fields.Date.context_today(line),
                )

    def _compute_splitting_suspected(self):
        for line in self:
            line.splitting_suspected = bool(line._split_consignments())

    def _split_consignments(self):
        """Return the declarations that look like one consignment split to need no proof (RS14.1).

        Each lies under the limit, together they lie above it, within the agreement's own number of days.
        """
        self.ensure_one()
        agreement = self.agreement_id
        if self.proof_id or not agreement.waiver_limit or not agreement.splitting_days or not self.registered_on:
            return self.env["customs.declaration"]
        near = self.search(
            [
                ("agreement_id", "=", agreement.id),
                ("proof_id", "=", False),
                ("preference_claimed", "=", True),
                ("importer_id", "=", self.importer_id.id),
                ("exporter_id", "=", self.exporter_id.id),
                ("registered_on", ">=", fields.Date.subtract(self.registered_on, days=agreement.splitting_days)),
                ("registered_on", "<=", fields.Date.add(self.registered_on, days=agreement.splitting_days)),
            ]
        )
        declarations = near.declaration_id
        split = len(declarations) > 1 and sum(near.mapped("limit_value")) > agreement.waiver_limit
        return declarations if split else self.env["customs.declaration"]

    @api.constrains(
        "proof_id", "registered_on", "hs_code", "customs_value", "currency_id", "preference_claimed", "agreement_id"
    )
    def _check_line(self):
        for line in self:
            problems = line._problems()
            if problems:
                raise ValidationError("\n".join(problems))

    def _problems(self):
        """Return every reason why the line cannot stand: a bad HS code, or a proof that cannot serve it."""
        self.ensure_one()
        problems = []
        if not HS_CODE.match(self.hs_code or ""):
            problems.append(
                self.env._("Goods %(no)s: HS code '%(code)s' has not 6 to 10 digits.", no=self.position, code=self.hs_code)
            )
        if self.proof_id:
            if self.proof_id.agreement_id != self.agreement_id:
                problems.append(self.env._("%s was issued under another agreement.", self.proof_id.display_name))
            problems += self.proof_id._reasons_not_usable(self.registered_on)
            problems += self.proof_id._reasons_over_limit()
        elif self.preference_claimed and self.agreement_id:
            problems += self._missing_proof_problems()
        return problems

    def _missing_proof_problems(self):
        """Without a proof the preference is possible up to the agreement's limit only (RS14.1)."""
        lines = self.declaration_id.line_ids.filtered(
            lambda line: line.preference_claimed and not line.proof_id and line.agreement_id == self.agreement_id
        )
        value = sum(lines.mapped("limit_value"))
        if value <= self.agreement_id.waiver_limit:
            return []
        return [
            self.env._(
                "Goods without a proof of origin are worth %(value).2f %(currency)s; no proof is needed up to "
                "%(limit).2f %(currency)s (%(article)s).",
                value=value,
                currency=self.agreement_id.limit_currency_id.name or "",
                limit=self.agreement_id.waiver_limit,
                article=self.agreement_id.waiver_article or "",
            )
        ]
