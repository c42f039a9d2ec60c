from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomsVerificationVisit(models.Model):
    _inherit = "customs.verification.visit"

    def _sources_of_goods(self):
        self.env["customs.visit.goods"].flush_model(["visit_id", "proof_id"])
        self.env["customs.preference.suspension"].flush_model(["visit_id"])
        proofs = SQL(
            "SELECT visit_id, proof_id FROM customs_visit_goods"
            " WHERE visit_id = ANY(%s) AND proof_id IS NOT NULL",
            self.ids,
        )
        marks = SQL(
            """
            SELECT s.visit_id, m.line_id
              FROM customs_preference_suspension s
              JOIN customs_suspended_line m ON m.suspension_id = s.id
             WHERE s.visit_id = ANY(%s)
            """,
            self.ids,
        )
        return [*super()._sources_of_goods(), self._goods_of_proofs(proofs), marks]

    def _domain_of_goods(self):
        marked = Domain("line_id.mark_ids.suspension_id.visit_id", "in", self.ids)
        return super()._domain_of_goods() | self._domain_of_proofs(self.sudo().goods_ids.proof_id) | marked
