from odoo import models
from odoo.tools.mail import formataddr


class CustomsAuthority(models.Model):
    """The authority as the sender of mails."""

    _inherit = "customs.authority"

    def _mail_sender(self):
        """Return the authority as a sender of mails, with its own e-mail or else that of the system."""
        authority = self.sudo()
        email = authority.email or self.env.company.email or self.env.user.email
        return formataddr((authority.name, email)) if email else False
