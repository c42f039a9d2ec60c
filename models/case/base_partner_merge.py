from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge; Odoo writes in SQL who represents whom now, so what is under seals is sealed anew (IT9)."""
        self.env["res.partner"].browse(partner_ids).check_access("write")
        named = list(self._sealed_rows_naming(partner_ids))
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        for rows, field in named:
            rows._add_to_seal([field])
        return result

    def _sealed_rows_naming(self, partner_ids):
        """Yield the rows under seals that name one of these partners, and by which field."""
        for name in self.env["customs.seal"]._sealed_models():
            model = self.env[name].sudo().with_context(active_test=False)
            for field in model._sealed_fields():
                if model._fields[field].comodel_name == "res.partner":
                    yield model.search([(field, "in", list(partner_ids))], order="id"), field
