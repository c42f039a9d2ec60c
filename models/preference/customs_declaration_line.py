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
    splitting_reason = fields.Text(
        string="Why Splitting Is Suspected", compute="_compute_splitting_suspected"
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

    @api.depends(
        "agreement_id",
        "proof_id",
        "preference_claimed",
        "importer_id",
        "exporter_id",
        "registered_on",
        "limit_value",
    )
    def _compute_splitting_suspected(self):
        near = self._small_lines_near()
        for line in self:
            lines = near.get(line, self.browse())
            line.splitting_suspected = line._look_split(lines)
            line.splitting_reason = line._splitting_text(lines) if line.splitting_suspected else False

    def _split_consignments(self):
        """Return the declarations that look like one consignment split to need no proof (RS14.1)."""
        self.ensure_one()
        lines = self._small_lines_near().get(self, self.browse())
        return lines.declaration_id if self._look_split(lines) else self.env["customs.declaration"]

    def _look_split(self, lines):
        """Each consignment lies under the limit, or it could not stand; together they lie above it."""
        self.ensure_one()
        return (
            len(lines.declaration_id) > 1
            and sum(lines.mapped("limit_value")) > self.agreement_id.waiver_limit
        )

    def _splitting_text(self, lines):
        return self.env._(
            "%(declarations)s: small consignments of the same exporter and importer within %(days)s days, "
            "together worth %(value).2f %(currency)s. No proof is needed up to %(limit).2f %(currency)s, "
            "unless a consignment was split to avoid it (%(article)s).",
            declarations=", ".join(lines.declaration_id.mapped("display_name")),
            days=self.agreement_id.splitting_days,
            value=sum(lines.mapped("limit_value")),
            currency=self.limit_currency_id.name or "",
            limit=self.agreement_id.waiver_limit,
            article=self.agreement_id.waiver_article or "",
        )

    def _small_lines_near(self):
        """Return per line the goods without a proof of the same exporter and importer around its day.

        Around means within the agreement's own number of days. One query for all lines of ``self``.
        """
        lines = self.filtered(
            lambda line: (
                line.preference_claimed
                and not line.proof_id
                and line.registered_on
                and line.agreement_id.waiver_limit
                and line.agreement_id.splitting_days
            )
        )
        if not lines:
            return {}
        days = max(lines.agreement_id.mapped("splitting_days"))
        found = self.search(
            [
                ("agreement_id", "in", lines.agreement_id.ids),
                ("proof_id", "=", False),
                ("preference_claimed", "=", True),
                ("importer_id", "in", lines.importer_id.ids),
                ("exporter_id", "in", [line.exporter_id.id for line in lines]),
                ("registered_on", ">=", fields.Date.subtract(min(lines.mapped("registered_on")), days=days)),
                ("registered_on", "<=", fields.Date.add(max(lines.mapped("registered_on")), days=days)),
            ]
        )
        by_trade = found.grouped(self._trade)
        return {line: by_trade.get(self._trade(line), found.browse())._around(line) for line in lines}

    @api.model
    def _trade(self, line):
        """Return who trades with whom under which agreement."""
        return line.agreement_id.id, line.importer_id.id, line.exporter_id.id

    def _around(self, line):
        """Return those of ``self`` that were registered within the agreement's days around ``line``."""
        days = line.agreement_id.splitting_days
        return self.filtered(lambda other: abs((other.registered_on - line.registered_on).days) <= days)

    @api.constrains(
        "proof_id",
        "registered_on",
        "hs_code",
        "customs_value",
        "currency_id",
        "preference_claimed",
        "agreement_id",
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
                self.env._(
                    "Goods %(no)s: HS code '%(code)s' has not 6 to 10 digits.",
                    no=self.position,
                    code=self.hs_code,
                )
            )
        if self.proof_id:
            if self.proof_id.agreement_id != self.agreement_id:
                problems.append(
                    self.env._("%s was issued under another agreement.", self.proof_id.display_name)
                )
            problems += self.proof_id._reasons_not_usable(self.registered_on)
            problems += self.proof_id._reasons_over_limit()
        elif self.preference_claimed and self.agreement_id:
            problems += self._missing_proof_problems()
        return problems

    def _missing_proof_problems(self):
        """Without a proof the preference is possible up to the agreement's limit only (RS14.1)."""
        lines = self.declaration_id.line_ids.filtered(
            lambda line: (
                line.preference_claimed and not line.proof_id and line.agreement_id == self.agreement_id
            )
        )
        value = sum(lines.mapped("limit_value"))
        if value <= self.agreement_id.waiver_limit:
            return []
        return [
            self.env._(
                "Goods without a proof of origin are worth %(value).2f %(currency)s; no proof is needed up "
                "to %(limit).2f %(currency)s (%(article)s).",
                value=value,
                currency=self.agreement_id.limit_currency_id.name or "",
                limit=self.agreement_id.waiver_limit,
                article=self.agreement_id.waiver_article or "",
            )
        ]
