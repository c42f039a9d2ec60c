from odoo import api, fields, models


class CustomsOriginProof(models.Model):
    """What the declarations that use a proof say of it: weight in the tolerance, value in the limit."""

    _inherit = "customs.origin.proof"

    declaration_line_ids = fields.One2many("customs.declaration.line", "proof_id", string="Used by")
    declared_gross_weight_kg = fields.Float(
        string="Declared Gross Weight (kg)", compute="_compute_declared_weight", digits=(16, 3)
    )
    weight_excess_percent = fields.Float(
        string="Weight over the Proof (%)",
        compute="_compute_declared_weight",
        digits=(16, 2),
        help="By how many per cent the actual gross weight exceeds the proof's.",
    )
    weight_exceeded = fields.Boolean(
        string="Too Heavy",
        compute="_compute_declared_weight",
        help="The actual gross weight exceeds the proof's by more than the agreement allows: a ground of "
        "refusal (RS12.5, RS11.1.5).",
    )

    limit_reasons = fields.Text(
        string="Over the Limit",
        compute="_compute_limit_reasons",
        help="The declarations that use the proof are worth more than it will do for (RS13.1).",
    )

    @api.depends(
        "declaration_line_ids.gross_weight_kg",
        "total_gross_weight_kg",
        "proof_type_id.weight_tolerance_percent",
    )
    def _compute_declared_weight(self):
        sums = dict(
            self.env["customs.declaration.line"]
            .sudo()
            ._read_group([("proof_id", "in", self.ids)], ["proof_id"], ["gross_weight_kg:sum"])
        )
        for proof in self:
            declared, stated = sums.get(proof._origin, 0.0), proof.total_gross_weight_kg
            proof.declared_gross_weight_kg = declared
            excess = (declared - stated) / stated * 100 if stated else 0.0
            proof.weight_excess_percent = max(excess, 0.0)
            # A gram is the smallest weight that the boxes hold: below it there is rounding only.
            allowed = stated * (1 + proof.proof_type_id.weight_tolerance_percent / 100)
            proof.weight_exceeded = bool(stated) and declared > allowed + 0.0005

    @api.depends("declaration_line_ids.limit_value", "proof_type_id.value_limit")
    def _compute_limit_reasons(self):
        for proof in self:
            proof.limit_reasons = "\n".join(proof._reasons_over_limit()) or False

    def _reasons_over_limit(self):
        """Return why the consignment is worth more than this proof will do for (RS13.1), as sentences."""
        self.ensure_one()
        limit = self.proof_type_id.value_limit
        if not limit:
            return []
        value = sum(self.sudo().declaration_line_ids.mapped("limit_value"))
        if value <= limit:
            return []
        return [
            self.env._(
                "%(proof)s: the declarations that use it are worth %(value).2f %(currency)s, and it will do "
                "up to %(limit).2f %(currency)s (%(article)s).",
                proof=self.display_name,
                value=value,
                currency=self.proof_type_id.limit_currency_id.name or "",
                limit=limit,
                article=self.proof_type_id.article,
            )
        ]
