from odoo import api, fields, models


class CustomsDeclarationLine(models.Model):
    """What the form of a declaration says of goods that look like one consignment split (RS14.1)."""

    _inherit = "customs.declaration.line"

    splitting_reason = fields.Text(string="Why Splitting Is Suspected", compute="_compute_splitting_reason")

    @api.depends("splitting_suspected")
    def _compute_splitting_reason(self):
        split = self._split_consignments()
        for line in self:
            declarations = split.get(line)
            line.splitting_reason = line._splitting_text(declarations) if declarations else False

    def _splitting_text(self, declarations):
        return self.env._(
            "%(declarations)s: small consignments of the same exporter and importer within %(days)s days. "
            "Together they are worth more than %(limit).2f %(currency)s, up to which no proof is needed, "
            "unless a consignment was split to avoid it (%(article)s).",
            declarations=", ".join(declarations.mapped("display_name")),
            days=self.agreement_id.splitting_days,
            limit=self.agreement_id.waiver_limit,
            currency=self.limit_currency_id.name or "",
            article=self.agreement_id.waiver_article or "",
        )


class CustomsDeclaration(models.Model):
    _inherit = "customs.declaration"

    splitting_reasons = fields.Text(
        string="Possibly Split",
        compute="_compute_splitting_reasons",
        help="Why one consignment may have been split to need no proof (RS14.1).",
    )

    @api.depends("line_ids.splitting_reason")
    def _compute_splitting_reasons(self):
        for declaration in self:
            reasons = filter(None, declaration.line_ids.mapped("splitting_reason"))
            declaration.splitting_reasons = "\n".join(dict.fromkeys(reasons)) or False

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Number goods as they are added, under the same agreement as those before."""
        known, agreement = set(), self.env["customs.agreement"]
        for line in self.line_ids:
            if line.position in known:
                line.position = max(known) + 1
                line.agreement_id = line.agreement_id or agreement
            known.add(line.position)
            agreement = line.agreement_id or agreement
