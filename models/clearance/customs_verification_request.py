from odoo import models
from odoo.tools import SQL


class CustomsVerificationRequest(models.Model):
    _inherit = "customs.verification.request"

    def _sources_of_goods(self):
        field = self._fields["proof_ids"]
        self.flush_model(["proof_ids"])
        proofs = SQL(
            "SELECT %(case)s, %(proof)s FROM %(table)s WHERE %(case)s = ANY(%(ids)s)",
            case=SQL.identifier(field.column1),
            proof=SQL.identifier(field.column2),
            table=SQL.identifier(field.relation),
            ids=self.ids,
        )
        return [*super()._sources_of_goods(), self._goods_of_proofs(proofs)]

    def _domain_of_goods(self):
        return super()._domain_of_goods() | self._domain_of_proofs(self.sudo().proof_ids)
