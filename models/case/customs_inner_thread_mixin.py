from odoo import models

from ..setup.roles import READERS


class CustomsInnerThreadMixin(models.AbstractModel):
    """Messages about a case among those who run it: nobody else is a follower and gets them by mail (CU-A).

    Odoo lets anybody follow anything, and makes a follower of whoever answers a mail. A follower gets each
    later message by mail, and may read it, whatever the record rules say.
    """

    _name = "customs.inner.thread.mixin"
    _description = "Messages among Those Who Run a Case"
    _inherit = ["mail.thread"]

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        if not self:
            return True
        inside = self._partners_inside(partner_ids or [])
        return super()._message_subscribe(inside, subtype_ids=subtype_ids, customer_ids=customer_ids)

    def _partners_inside(self, partner_ids):
        """Return which of the partners are people of all the authorities that run these cases."""
        authorities = self.sudo().importing_authority_id
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        return [
            partner.id
            for partner in partners
            if any(
                user.has_group(READERS) and authorities <= user.customs_authority_ids
                for user in partner.user_ids
            )
        ]
