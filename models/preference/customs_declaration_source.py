from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import remark_text


class CustomsDeclaration(models.Model):
    """A declaration that a source has brought is kept by its imports, and by nobody's hand."""

    _inherit = "customs.declaration"
    _guarded_fields = frozenset(["source_id"])

    source_id = fields.Many2one(
        "customs.import.source",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="From where it was imported; empty: entered by hand.",
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        return {name: value for name, value in values.items() if name not in self._guarded_fields}

    def _refuse_by_hand(self):
        """Refuse that anybody changes what the clearance system has said."""
        if self._is_by_the_software():
            return
        for declaration in self:
            if declaration.source_id:
                raise UserError(
                    self.env._(
                        "%(declaration)s was imported from %(origin)s: it is corrected there and imported "
                        "again, not by hand.",
                        declaration=declaration.display_name,
                        origin=declaration.source_id.sudo().name,
                    )
                )

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        """What was imported by mistake is taken out by a supervisor."""
        if not self.env.su and not self.env.user.has_group("customs_verification.group_supervisor"):
            self._refuse_by_hand()


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
            line.proof_reference_key = remark_text.number_key(line.proof_reference)

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
        if not self.env.su and not self.env.user.has_group("customs_verification.group_supervisor"):
            self.declaration_id._refuse_by_hand()
