from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class ResUsers(models.Model):
    """Invitation to the portal, Odoo's way: a contact, its user, and a mail to choose a password with."""

    _inherit = "res.users"

    @api.model
    def _invite_to_portal(self, name, email, lang, sender, company=None, authority=None):
        """Invite a contact of ``company`` or a liaison officer of ``authority``; return the contact.

        The caller has checked that the user may invite for them.

        :param sender: the authority in whose name the mail is written
        :raises UserError: everything that stands against it, all at once. Whose the address is already is not
            said: that concerns nobody here.
        """
        known = self._users_of_email(email)
        problems = self._problems_of_invitation(name, email, lang)
        if known and not all(user._is_own_invited(company, authority) for user in known):
            problems.append(
                self.env._("%s cannot be invited here. Ask the person for another e-mail address.", email)
            )
        elif known.filtered(lambda user: user.active and user.login_date):
            problems.append(self.env._("%s uses the portal already.", email))
        if problems:
            raise UserError("\n".join(problems))
        contact = known.partner_id[:1] or self._contact_to_invite(name, email, lang, company)
        contact.write({"lang": lang or contact.lang})
        self._grant_portal(contact, sender, bool(authority))
        if authority:
            contact.with_context(active_test=False).user_ids.customs_authority_ids |= authority
        return contact

    @api.model
    def _problems_of_invitation(self, name, email, lang):
        problems = []
        if not (name or "").strip():
            problems.append(self.env._("Give the name of the person."))
        if not email_normalize(email or ""):
            problems.append(self.env._("“%s” is no e-mail address.", email or ""))
        if lang and lang not in dict(self.env["res.lang"].get_installed()):
            problems.append(self.env._("The language %s is not installed.", lang))
        return problems

    @api.model
    def _users_of_email(self, email):
        """Return all users, archived ones too, who log in with this address or get their mail there."""
        email = email_normalize(email or "")
        users = self.sudo().with_context(active_test=False)
        if not email:
            return users.browse()
        return users.search(["|", ("login", "=ilike", _literal(email)), ("email_normalized", "=", email)])

    def _is_own_invited(self, company, authority):
        """Tell whether this outside user is of the same company or authority, and so may be invited again."""
        self.ensure_one()
        if not self.share or self._is_public():
            return False
        if authority:
            return self.customs_authority_ids == authority
        return not self.customs_authority_ids and self.partner_id.commercial_partner_id == company

    @api.model
    def _contact_to_invite(self, name, email, lang, company):
        """Return the company's contact with this address that has no login, or a new one (as superuser)."""
        partners = self.env["res.partner"].sudo()
        email = email_normalize(email)
        if company:
            contact = partners.search(
                [("parent_id", "child_of", company.id), ("email_normalized", "=", email)]
            ).filtered(lambda partner: partner.commercial_partner_id == company and partner != company)[:1]
            if contact:
                return contact
        return partners.create(
            {
                "name": name.strip(),
                "email": email,
                "lang": lang or self.env.lang,
                "parent_id": company.id if company else False,
                "is_company": False,
            }
        )

    @api.model
    def _grant_portal(self, contact, sender, is_liaison):
        """Let Odoo's own wizard grant the access and send the mail."""
        invitation = {
            "customs_authority": sender.sudo().name,
            "customs_sender": sender._mail_sender(),
            "customs_liaison": is_liaison,
        }
        wizard = (
            self.env["portal.wizard"]
            .sudo()
            .with_context(customs_invitation=invitation)
            .create({"partner_ids": [(6, 0, contact.ids)]})
        )
        line = wizard.user_ids
        archived = line.user_id.filtered(lambda user: not user.active)
        (contact | archived.partner_id).filtered(lambda partner: not partner.active).active = True
        archived.active = True
        if line.is_portal:
            line.action_invite_again()
        else:
            line.action_grant_access()


def _literal(text):
    """Return ``text`` as a pattern that matches nothing but itself."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
