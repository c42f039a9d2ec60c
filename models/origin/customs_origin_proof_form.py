from odoo import api, fields, models

# Longer names do not fit into the field of a box, on a phone first of all.
SHORT_NAME = 36


class CustomsOriginProof(models.Model):
    """What the form of a proof shows beside its boxes: where it stands today, which remarks it carries."""

    _inherit = "customs.origin.proof"

    validity = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("annulled", "Annulled")],
        compute="_compute_validity",
        help="Today. What counts for a declaration is the day of its registration (RS12.4).",
    )
    type_code = fields.Char(related="proof_type_id.code", string="Type")
    exporter_lines = fields.Text(compute="_compute_person_lines", help="Box 1: name and address in full.")
    consignee_lines = fields.Text(compute="_compute_person_lines", help="Box 2: name and address in full.")
    is_duplicate = fields.Boolean(compute="_compute_remark_kinds")
    is_replacement = fields.Boolean(compute="_compute_remark_kinds")
    is_back_to_back = fields.Boolean(compute="_compute_remark_kinds")

    @api.depends("valid_until", "annulled_on", "original_id.annulled_on", "importing_authority_id.tz")
    def _compute_validity(self):
        todays = {authority: authority._today() for authority in self.importing_authority_id}
        for proof in self:
            today = todays.get(proof.importing_authority_id) or fields.Date.context_today(proof)
            expired = proof.valid_until and proof.valid_until < today
            # A duplicate is one certificate with its original (RS12.7).
            annulled = proof.annulled_on or proof.original_id.annulled_on
            proof.validity = "annulled" if annulled else "expired" if expired else "valid"

    @api.depends(
        "exporter_id.name",
        "exporter_id.customs_native_name",
        "exporter_id.contact_address",
        "consignee_id.name",
        "consignee_id.customs_native_name",
        "consignee_id.contact_address",
    )
    def _compute_person_lines(self):
        for proof in self:
            proof.exporter_lines = proof._person_lines(proof.exporter_id)
            proof.consignee_lines = proof._person_lines(proof.consignee_id)

    @api.model
    def _person_lines(self, person):
        """Return name and address as the box has them, without a name that its field shows in full."""
        name = person.name if len(person.name or "") > SHORT_NAME else ""
        address = (person._display_address(without_company=True) or "").split("\n") if person else []
        lines = (name, person.customs_native_name, *address)
        return "\n".join(line.strip() for line in lines if line and line.strip()) or False

    @api.depends("remark_ids.kind")
    def _compute_remark_kinds(self):
        for proof in self:
            kinds = set(proof.remark_ids.mapped("kind"))
            proof.is_duplicate = "duplicate" in kinds
            proof.is_replacement = "replacement" in kinds
            proof.is_back_to_back = "back_to_back" in kinds

    @api.onchange("proof_type_id")
    def _onchange_proof_type_id(self):
        """The type of proof belongs to an agreement: chosen first, it brings the agreement along."""
        self.agreement_id = self.agreement_id or self.proof_type_id.agreement_id

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
