from odoo import models

# What decides for which company a contact stands (``commercial_partner_id``), and whether it does at all.
COMPANY = {"parent_id", "is_company", "commercial_partner_id", "active"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Write; who moves to another company sees that company's cases from the next search on (CU-A)."""
        moves = not COMPANY.isdisjoint(vals)  # asked first: Odoo takes keys out of ``vals``
        result = super().write(vals)
        if moves and self._have_logins():
            self.env["ir.rule"]._forget_domains()
        return result

    def unlink(self):
        """Delete; the contacts of a deleted company stand for themselves from then on (CU-A)."""
        leaves = self._have_logins()
        result = super().unlink()
        if leaves:
            self.env["ir.rule"]._forget_domains()
        return result

    def _have_logins(self):
        """Tell whether these partners, or any below them, have a login: one query.

        Logins that are archived count: they may be taken back without a change of the contact.
        """
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return bool(users.search_count([("partner_id", "child_of", self.ids)], limit=1))
