from odoo import api, models
from odoo.tools import SQL

from ..decision.decisions_in_force import GOODS_IN_FORCE


class CustomsOriginProof(models.Model):
    """A proof that is registered after the declarations that name its number."""

    _inherit = "customs.origin.proof"

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        proofs._link_awaiting_lines()
        return proofs

    def write(self, vals):
        result = super().write(vals)
        if not {"number", "agreement_id", "importing_authority_id", "active"}.isdisjoint(vals):
            self._link_awaiting_lines()
        return result

    def _link_awaiting_lines(self):
        """Link the goods whose declaration named the number of these proofs, where it means them for certain.

        Goods in a decision that was made stay as they are.
        """
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customs_declaration_line AS l SET proof_id = p.id
                  FROM customs_origin_proof p
                 WHERE p.id = ANY(%s) AND p.active IS TRUE
                   AND l.proof_id IS NULL AND l.proof_reference_key <> ''
                   AND l.proof_reference_key = p.number_key AND l.agreement_id = p.agreement_id
                   AND l.importing_authority_id = p.importing_authority_id
                   AND NOT EXISTS (
                       SELECT FROM customs_origin_proof other
                        WHERE other.number_key = p.number_key AND other.agreement_id = p.agreement_id
                          AND other.importing_authority_id = p.importing_authority_id
                          AND other.active IS TRUE AND other.id <> p.id)
                   AND NOT EXISTS (
                       SELECT FROM %s WHERE dl.line_id = l.id)
                RETURNING l.id
                """,
                self.ids,
                GOODS_IN_FORCE,
            )
        )
        ids = [line_id for (line_id,) in self.env.cr.fetchall()]
        if ids:
            lines = self.env["customs.declaration.line"].sudo().browse(ids)
            self.invalidate_model()
            lines.invalidate_model()
            lines.modified(["proof_id"])
            self.env.flush_all()
            lines.declaration_id._log_linked(lines)
