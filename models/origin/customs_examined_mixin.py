from odoo import api, fields, models

from ...tools.citing import with_article


class CustomsExaminedMixin(models.AbstractModel):
    """What an officer found who examined the paper of a proof (RS13.7, RS18.2-3); a breach is a warning."""

    _name = "customs.examined.mixin"
    _description = "Proof Whose Paper Is Examined"

    examined_on = fields.Date(
        string="Paper Examined on", tracking=True, copy=False, help="The day on which the paper was examined."
    )
    breach_ids = fields.Many2many(
        "customs.proof.question",
        "customs_proof_breach_rel",
        "proof_id",
        "question_id",
        string="Requirements Not Met",
        tracking=True,
        copy=False,
        ondelete="restrict",
        domain="[('proof_type_id', '=', proof_type_id), ('is_asked', '=', True)]",
        help="What the paper does not meet, as found when it was examined.",
    )
    breach_note = fields.Text(string="What Was Found", tracking=True, copy=False)
    breach_warning = fields.Text(compute="_compute_breach_warning", help="Requirements that are not met.")
    requirements = fields.Text(
        compute="_compute_requirements", help="What the agreement asks of such proofs, with its articles."
    )

    @api.depends("breach_ids.name", "breach_ids.article")
    @api.depends_context("lang")
    def _compute_breach_warning(self):
        for proof in self:
            proof.breach_warning = proof._cited_requirements(proof.breach_ids)

    @api.depends("proof_type_id.question_ids.name", "proof_type_id.question_ids.article")
    @api.depends_context("lang")
    def _compute_requirements(self):
        for proof in self:
            proof.requirements = proof._cited_requirements(proof.proof_type_id.question_ids)

    def _cited_requirements(self, rows):
        cite = self.agreement_id._cite
        return "\n".join(with_article(row.name, cite(row.article)) for row in rows) or False
