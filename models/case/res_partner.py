from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_one_line(vals) for vals in vals_list])

    def write(self, vals):
        if "email" in vals and not self.env.su:
            self._refuse_other_address(vals["email"])
        return super().write(self._with_one_line(vals))

    def _refuse_other_address(self, email):
        """To this address goes the link for a new password: with another one, another person answers.

        So an administrator of the users changes it, or the contact in the own account (RS16.5b, CU-A).
        """
        if self.env.user.has_group("base.group_erp_manager"):
            return
        with_login = self.sudo().filtered(
            lambda contact: contact.email and contact.email != email and any(contact.user_ids.mapped("share"))
        )
        if with_login:
            raise UserError(
                self.env._(
                    "%s log in on the portal with their e-mail addresses. An administrator of the users "
                    "changes them, or they themselves in their own account.",
                    ", ".join(with_login.mapped("display_name")),
                )
            )

    @api.model
    def _with_one_line(self, vals):
        """A name has one line: Odoo writes it as it is into the header ``To`` of a mail (people outside name
        themselves in their own account)."""
        name = vals.get("name")
        if isinstance(name, str) and len(name.splitlines()) > 1:
            return vals | {"name": " ".join(name.split())}
        return vals

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
