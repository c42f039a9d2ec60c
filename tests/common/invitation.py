"""Invitations to the portal, as an officer sends them, and the mails that go out."""

from .task_mail import MailCase

NOT_HERE = "cannot be invited"


class InvitationCase(MailCase):
    def invite(self, email="new@firm.example", user=None, case=None, person=None, **values):
        """Invite as an officer; return the contact."""
        contact_id = (
            (case or self.case)
            .with_user(user or self.officer)
            .invite_contact((person or self.firm).id, values.pop("name", "New Contact"), email, **values)
        )
        return self.env["res.partner"].browse(contact_id)

    def invitations(self, email="new@firm.example"):
        return self.env["mail.mail"].search([("email_to", "ilike", email)])
