from odoo import api, fields, models


class CustomsOriginProof(models.Model):
    """What the form of a proof shows beside its boxes: where it stands today, and which remarks it carries."""

    _inherit = "customs.origin.proof"

    validity = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("annulled", "Annulled")],
        compute="_compute_validity",
        help="Today. What counts for a declaration is the day of its registration (RS12.4).",
    )
    is_duplicate = fields.Boolean(compute="_compute_remark_kinds")
    is_replacement = fields.Boolean(compute="_compute_remark_kinds")
    is_back_to_back = fields.Boolean(compute="_compute_remark_kinds")

    @api.depends("valid_until", "annulled_on", "importing_authority_id.tz")
    def _compute_validity(self):
        todays = {authority: authority._today() for authority in self.importing_authority_id}
        for proof in self:
            today = todays.get(proof.importing_authority_id) or fields.Date.context_today(proof)
            expired = proof.valid_until and proof.valid_until < today
            proof.validity = "annulled" if proof.annulled_on else "expired" if expired else "valid"

    @api.depends("remark_ids.kind")
    def _compute_remark_kinds(self):
        for proof in self:
            kinds = set(proof.remark_ids.mapped("kind"))
            proof.is_duplicate = "duplicate" in kinds
            proof.is_replacement = "replacement" in kinds
            proof.is_back_to_back = "back_to_back" in kinds

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Number goods as they are added: box 6 counts from 1 on."""
        known = set()
        for line in self.line_ids:
            if line.position in known:
                line.position = max(known) + 1
            known.add(line.position)

    def action_request_verification(self):
        """Open a new documentary verification of these proofs (RS15.4)."""
        self.env["customs.verification.request"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documentary Verification"),
            "res_model": "customs.verification.request",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_proof_ids": self.ids,
                "default_importing_authority_id": self.importing_authority_id[:1].id,
            },
        }
