from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge; Odoo writes the new firms by SQL alone, so the firms of goods are brought in step here."""
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        merged = self.env["res.partner"].browse(partner_ids).exists()._with_those_below()
        if merged:
            self.env.add_to_compute(merged._fields["commercial_partner_id"], merged)
            self.env.flush_all()
            self.env.invalidate_all(flush=False)
            # Where a firm becomes another, Odoo has written that already, and no mark follows.
            merged._move_goods(every=True)
        return result
