from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _portal_readers(self):
        """Return company -> its contacts with an e-mail who read the portal (as superuser), in one search.

        Whose company a contact is, the record rules read as well: nobody else is told of anything (CU-A).
        """
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                Domain("partner_id.commercial_partner_id", "in", self.ids)
                & Domain("all_group_ids", "in", self.env.ref("base.group_portal").ids)
                & Domain("partner_id.email", "!=", False),
                order="id",
            )
        )
        readers = defaultdict(self.env["res.partner"].sudo().browse)
        for user in users:
            readers[user.partner_id.commercial_partner_id] |= user.partner_id
        return readers

    def _told_instead(self):
        """Return whom to write where nobody of the company reads the portal: the person's own e-mail."""
        return self.sudo().filtered(lambda person: person.active and person.email)
