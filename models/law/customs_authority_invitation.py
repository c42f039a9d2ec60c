from odoo import models
from odoo.exceptions import AccessError, UserError

ADMINISTRATORS = "customs_verification.group_administrator"


class CustomsAuthority(models.Model):
    """Liaison officers: people of the authority that is asked, who work on the portal (RS15, RS16)."""

    _inherit = "customs.authority"

    def invite_liaison(self, name, email, lang=None):
        """Invite a liaison officer of this authority to the portal; return the id of the contact.

        :raises AccessError: the user is no administrator of the law
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(ADMINISTRATORS):
            raise AccessError(self.env._("Only an administrator of the law invites liaison officers."))
        if not self.is_customs_authority and not self.is_verification_authority:
            raise UserError(
                self.env._("%s answers no requests: it has no liaison officers.", self.display_name)
            )
        contact = self.env["res.users"]._invite_to_portal(name, email, lang, self, authority=self)
        self._message_log(
            body=self.env._("Invited to the portal: %(name)s, %(email)s", name=contact.name, email=email)
        )
        return contact.id
