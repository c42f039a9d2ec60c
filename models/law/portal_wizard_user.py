from odoo import SUPERUSER_ID, models

from .res_users import INVITED


class PortalWizardUser(models.TransientModel):
    _inherit = "portal.wizard.user"

    def _send_email(self):
        """Invite with the addon's own words where an authority invites; by the queue, not at once."""
        if self.env.context.get("customs_no_mail"):
            return True
        invited = self.env.context.get("customs_invited") is INVITED
        invitation = invited and self.env.context.get("customs_invitation")
        template = self.env.ref("customs_verification.mail_template_invitation", raise_if_not_found=False)
        if not invitation or not template:
            return self._send_odoo_email()
        self._send_key(template, **invitation)
        return True

    def _send_odoo_email(self):
        """Invite with Odoo's words, in a mail that nobody but its reader reads."""
        self._send_key(
            self.env.ref("auth_signup.portal_set_password_email"),
            force_send=True,
            dbname=self.env.cr.dbname,
            welcome_message=self.wizard_id.welcome_message,
            medium="portalinvite",
        )
        return True

    def _send_key(self, template, force_send=False, **context):
        """Send the key with which the password is chosen.

        So the mail belongs to no record and to no sender: nobody but its reader ever sees it, and it is
        deleted once it is sent.
        """
        user = self.user_id.sudo()
        user.partner_id.signup_prepare()
        template.with_user(SUPERUSER_ID).with_context(**context, lang=user.lang).send_mail(
            user.id,
            force_send=force_send,
            email_values={
                "model": False,
                "res_id": False,
                "author_id": self.env.ref("base.partner_root").id,
                # Who invited is told where it cannot be sent.
                "customs_officer_id": context.get("customs_officer_id") or self.env.uid,
                "customs_res_model": user.partner_id._name,
                "customs_res_id": user.partner_id.id,
            },
        )
