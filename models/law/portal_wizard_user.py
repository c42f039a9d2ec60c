from odoo import SUPERUSER_ID, models


class PortalWizardUser(models.TransientModel):
    _inherit = "portal.wizard.user"

    def _send_email(self):
        """Invite with the addon's own words where an authority invites; by the queue, not at once."""
        invitation = self.env.context.get("customs_invitation")
        template = self.env.ref("customs_verification.mail_template_invitation", raise_if_not_found=False)
        if not invitation or not template:
            return super()._send_email()
        user = self.user_id.sudo()
        user.partner_id.signup_prepare()
        # The mail holds the key with which the password is chosen. So it belongs to no record and to no
        # sender: nobody but its reader ever sees it, and it is deleted once it is sent.
        template.with_user(SUPERUSER_ID).with_context(**invitation, lang=user.lang).send_mail(
            user.id,
            email_values={
                "model": False,
                "res_id": False,
                "author_id": self.env.ref("base.partner_root").id,
            },
        )
        return True
