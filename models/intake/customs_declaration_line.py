from odoo import api, fields, models

from ...tools import box_remark
from ..setup.roles import SUPERVISORS


class CustomsDeclarationLine(models.Model):
    _inherit = "customs.declaration.line"

    proof_reference_key = fields.Char(compute="_compute_proof_reference_key", store=True)

    # What a proof that is registered later looks for.
    _awaited_proof_idx = models.Index(
        "(proof_reference_key, importing_authority_id, agreement_id)"
        " WHERE proof_id IS NULL AND proof_reference_key <> ''"
    )

    @api.depends("proof_reference")
    def _compute_proof_reference_key(self):
        for line in self:
            line.proof_reference_key = box_remark.number_key(line.proof_reference)

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals.get("declaration_id") for vals in vals_list} - {None, False}
        self.env["customs.declaration"].browse(ids)._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self.declaration_id._refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        if not self.env.su and not self.env.user.has_group(SUPERVISORS):
            self.declaration_id._refuse_by_hand()
