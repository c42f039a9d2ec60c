from odoo import models
from odoo.exceptions import UserError


class CustomsCaseMixin(models.AbstractModel):
    """Contacts of the persons of a case, invited to the portal by whoever runs the case."""

    _inherit = "customs.case.mixin"

    def invite_contact(self, person_id, name, email, lang=None):
        """Invite a contact of a person of the case to the portal; return the id of the contact.

        What was asked of the person's company, the new contact sees at once (CU-A).

        :param person_id: the person, or a contact of the same company
        :raises AccessError: the user may not run the case
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self.check_access("write")
        person = self.env["res.partner"].sudo().browse(person_id).exists()
        company = person.commercial_partner_id
        if not company or company not in self._persons_concerned().commercial_partner_id:
            raise UserError(self.env._("Choose a person of whom something is asked in this case."))
        contact = self.env["res.users"]._invite_to_portal(
            name, email, lang, self.sudo().importing_authority_id, company=company
        )
        self._message_log(
            body=self.env._(
                "Invited to the portal: %(name)s, %(email)s, of %(company)s",
                name=contact.name,
                email=email,
                company=company.name,
            )
        )
        return contact.id
