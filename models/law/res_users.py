import logging
import secrets
from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import email_normalize
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.auth_signup.models.res_partner import SignupError

from .res_partner import ERP_ADMINISTRATORS

# The key of an invitation by an authority. An object, not a word: no remote call can put it into a context.
INVITED = object()

# What gives a login to a contact, or takes it.
LOGIN = frozenset({"partner_id", "active", "group_ids"})

_logger = logging.getLogger(__name__)

SCOPE = "customs_taken_address"

HOURS = 144  # as long as Odoo's own invitations

PATH = "/customs/invitation/"


class ResUsers(models.Model):
    _inherit = "res.users"

    customs_authority_ids = fields.Many2many(
        "customs.authority",
        "customs_authority_users_rel",
        "user_id",
        "authority_id",
        string="Customs Authorities",
        help="The authorities the user serves. The user sees only their cases.",
    )

    customs_position = fields.Char(
        "Position in Letters",
        translate=True,
        help="As in the signature of letters, in each language. If empty: the job position of the contact.",
    )

    customs_invited_for_id = fields.Many2one(
        "res.partner",
        string="Invited for the Company",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups=NO_ACCESS,
        help="The company for which an authority or an administrator of the users gave this login access.",
    )

    def write(self, vals):
        """Write; who may not give logins for a firm is refused, as they are and as they become (CU-A).

        What the record rules read of these users holds from the next search on (CU-A, IT9).

        Groups and archiving are Odoo's own to tell; the company is part of what the domains are kept by. A
        new user has no rules kept, and those of a deleted one Odoo forgets.
        """
        logins = self._logins_changed_by(vals)
        if logins:
            logins.check_access("write")
        logins._refuse_login_for_firm()
        if "customs_authority_ids" in vals:
            self.check_access("write")
            with self._noting_who_serves("customs_authority_ids", self):
                result = super().write(vals)
            self.env["ir.rule"]._forget_domains()
        else:
            result = super().write(vals)
        logins._refuse_login_for_firm()
        if self._may_confirm_firm():
            logins._confirm_firm()
        return result

    @api.model
    def _who_serves(self, name, rows):
        """Return (authority, user) of each service among ``rows``, read by the field ``name`` of them."""
        rows = rows.sudo().with_context(active_test=False)
        found = {(row, other) for row in rows for other in row[name]}
        return {pair[::-1] for pair in found} if rows._name == self._name else found

    @api.model
    @contextmanager
    def _noting_who_serves(self, name, rows):
        """Note in the history of authorities who serves them since what is done inside, and who no more."""
        before = self._who_serves(name, rows)
        yield
        after = self._who_serves(name, rows)
        self.env["customs.authority"]._note_users(after - before, before - after)

    def _of_a_role(self):
        return super()._of_a_role() | {"customs_authority_ids"}

    def _with_customs_role(self):
        """Return them, with liaison officers: people outside who serve an authority."""
        serving = self.sudo().filtered("customs_authority_ids")
        return super()._with_customs_role() | serving

    def _is_meant_by_demand(self, role):
        if role == "liaison":
            return self.share and bool(self.customs_authority_ids)
        return super()._is_meant_by_demand(role)

    # Who logs in for a firm of a case is said by an authority or an administrator of the users (CU-A).
    #
    # Odoo lets whoever keeps the contact book grant any contact the portal, and whoever has the link of a
    # mail sign up as the contact that it was sent to.

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["customs.authority"]._note_users(self._who_serves("customs_authority_ids", users))
        users._refuse_login_for_firm()
        if self._may_confirm_firm():
            users._confirm_firm()
        return users

    def _logins_changed_by(self, vals):
        """Return those of these users whose logins ``vals`` give or take; the own account one may close."""
        return self.browse() if LOGIN.isdisjoint(vals) else self - self.env.user

    def _create_user_from_template(self, values):
        """Make a login; who may not have one is told why, which Odoo would tell as a fault of the server."""
        try:
            return super()._create_user_from_template(values)
        except SignupError as error:
            if isinstance(error.__context__, UserError):
                raise error.__context__ from None
            raise

    def _may_confirm_firm(self):
        """Return whether an authority invites now, or an administrator of the users acts."""
        return self.env.context.get("customs_invited") is INVITED or self.env.user.has_group(
            ERP_ADMINISTRATORS
        )

    def _confirm_firm(self):
        """Confirm that these outsiders represent the firms that their contacts belong to now."""
        for user in self.sudo().filtered("share"):
            firm = user.partner_id.commercial_partner_id
            if user.customs_invited_for_id != firm:
                user.customs_invited_for_id = firm

    def _position_in_letters(self):
        """Return the position of this user in the language of the context; empty: it is not known."""
        user = self.sudo()
        return (user.customs_position or user.partner_id.function or "").strip()

    def _own_firm(self):
        """Return the firm that this login represents: none, unless it was confirmed for it.

        Who signed up by themselves, or was given a login by whoever keeps the contact book before a case
        named the firm, represents nobody, until an authority invites them or an administrator confirms it.
        """
        user = self.sudo()
        firm = user.partner_id.commercial_partner_id
        return firm if user.customs_invited_for_id == firm else firm.browse()

    def _refuse_login_for_firm(self):
        """Refuse logins for firms of cases, unless an authority invites or an administrator acts."""
        if self._may_confirm_firm():
            return
        outside = self.sudo().filtered("share")
        if outside and (
            outside.customs_authority_ids or outside.partner_id.commercial_partner_id._are_firms_of_cases()
        ):
            raise UserError(self._sentence_of_refused_login(outside))

    def _sentence_of_refused_login(self, outside):
        """Return what is wrong and what to do: for who signs up, and for who keeps the contact book."""
        if not self.env.user._is_internal():
            return self.env._(
                "No login was created. Users of companies and authorities that deal with a customs "
                "authority need its invitation. Write to the customs authority, give your name, your "
                "company and the email address for the login, and ask for an invitation."
            )
        return self.env._(
            "%s: this contact may be a party to a customs case or belongs to an authority. Invite it "
            "from the case or the authority, or ask an administrator of the users to change its "
            "access.",
            ", ".join(outside.mapped("name")),
        )

    def _represents_nobody(self):
        """Return whether this is a login of the portal that represents no firm and for no authority."""
        return self._is_portal() and not self._own_firm() and not self.sudo().customs_authority_ids

    # Invitation to the portal, Odoo's way: a contact, its user, and a mail to choose a password with.

    @api.model
    def _invite_to_portal(self, name, email, lang, sender, company=None, authority=None):
        """Invite a contact of ``company`` or a liaison officer of ``authority``; return the contact.

        The caller has checked that the user may invite for them.

        :param sender: the authority in whose name the mail is written
        :raises UserError: everything that stands against it, all at once. Whose the address is already is not
            said: that concerns nobody here.
        """
        known = self._users_of_email(email)
        own = known.filtered(lambda user: user._is_own_invited(company, authority))
        taken = known - own
        problems = self._problems_of_invitation(name, email, lang)
        if not all(user._is_made_by_itself() for user in taken):
            problems.append(
                self.env._("%s cannot be invited. Ask the person for another email address.", email)
            )
        elif own.filtered(
            lambda user: user.active and user.login_date and (user.customs_authority_ids or user._own_firm())
        ):
            problems.append(self.env._("%s already uses the portal.", email))
        if problems:
            raise UserError("\n".join(problems))
        contact = own.partner_id[:1] or self._contact_to_invite(name, email, lang, company)
        contact.write({"lang": lang or contact.lang})
        if taken and not own:
            self._invite_by_proof(contact, sender, company, authority)
            return contact
        if not authority:
            own.filtered(lambda user: not user._own_firm())._give_to_address(email)
        self._grant_portal(contact, sender, bool(authority))
        if authority:
            contact.with_context(active_test=False).user_ids.customs_authority_ids |= authority
        return contact

    def _give_to_address(self, email):
        """Take these logins of the firm, which nobody let in, from whoever made them.

        Nobody proved the address when they were made: from now on whoever reads its mail chooses the
        password.
        """
        email = email_normalize(email)
        for user in self.sudo():
            user._end_keys("invited by an authority")
            password = user._crypt_context().hash(secrets.token_urlsafe(32))
            user._set_encrypted_password(user.id, password)
            user.partner_id.email = email
            if not self.with_context(active_test=False).search_count([("login", "=", email)], limit=1):
                user.login = email

    @api.model
    def _problems_of_invitation(self, name, email, lang):
        problems = []
        if not (name or "").strip():
            problems.append(self.env._("Enter the name of the person."))
        if not email_normalize(email or ""):
            problems.append(self.env._("“%s” is not an email address.", email or ""))
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
        """Return whether this outside user is of the same company or authority: may be invited again."""
        self.ensure_one()
        if not self.share or self._is_public():
            return False
        if authority:
            return self.customs_authority_ids == authority
        return not self.customs_authority_ids and self.partner_id.commercial_partner_id == company

    @api.model
    def _contact_to_invite(self, name, email, lang, company):
        """Return the company's contact with this address that has no login, or a new one (as superuser).

        An address of the company (of invoices, of deliveries) is none: its contacts edit it on the portal.
        """
        partners = self.env["res.partner"].sudo()
        email = email_normalize(email)
        if company:
            contact = partners.search(
                [
                    ("parent_id", "child_of", company.id),
                    ("email_normalized", "=", email),
                    ("type", "=", "contact"),
                ]
            ).filtered(lambda partner: partner.commercial_partner_id == company and partner != company)[:1]
        else:  # of a liaison officer who was invited before, and has not proven the address yet
            contact = partners.search(
                [
                    ("email_normalized", "=", email),
                    ("name", "=", name.strip()),
                    ("parent_id", "=", False),
                    ("is_company", "=", False),
                    ("type", "=", "contact"),
                ]
            ).filtered(lambda partner: not partner.with_context(active_test=False).user_ids)[:1]
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
        sender = sender.sudo().with_context(lang=contact.lang)
        invitation = {
            "customs_authority": sender.name,
            "customs_sender": sender._mail_sender() if sender else False,
            "customs_reach": sender._mail_reach() if sender else False,
            "customs_liaison": is_liaison,
            "customs_officer_id": self.env.uid,
            "customs_no_mail": self.env.context.get("customs_no_mail"),
        }
        wizard = (
            self.env["portal.wizard"]
            .sudo()
            .with_context(customs_invitation=invitation, customs_invited=INVITED)
            .create({"partner_ids": [(6, 0, contact.ids)]})
        )
        email = contact.email
        try:
            with self.env.cr.savepoint():
                self._grant_by(wizard, contact)
        except (UniqueViolation, SignupError) as error:
            # Odoo passes on what the database says, as the fault of a sign-up.
            if not any(isinstance(one, UniqueViolation) for one in (error, error.__context__)):
                raise
            raise UserError(
                self.env._("Another person is inviting %s at this moment. Reload the page.", email)
            ) from None

    @api.model
    def _grant_by(self, wizard, contact):
        """Let Odoo's wizard grant the access to ``contact``, in the savepoint of the caller."""
        line = wizard.user_ids
        archived = line.user_id.filtered(lambda user: not user.active)
        (contact | archived.partner_id).filtered(lambda partner: not partner.active).active = True
        archived.active = True
        if line.is_portal:
            line.action_invite_again()
        else:
            line.action_grant_access()
        contact.user_ids._confirm_firm()

    # An invitation to an address with which somebody signed up by themselves, perhaps somebody else.
    #
    # That login gets nothing. The invited person opens a link from the mail, which proves the address, and
    # is asked there: with a yes the former login ends, and a new one begins (docs/hardening.md).

    def _is_made_by_itself(self):
        """Return whether this is a login of the portal that represents nobody but itself.

        It has no role here and no company: as sign-up leaves it.
        """
        self.ensure_one()
        contact = self.partner_id
        return (
            self.share
            and self._is_portal()
            and self != self.env.ref("base.template_portal_user_id", raise_if_not_found=False)
            and not contact.parent_id
            and not self._with_customs_role()
        )

    @api.model
    def _invite_by_proof(self, contact, sender, company, authority):
        """Send the mail with which the invited person shows that the address is theirs."""
        email = email_normalize(contact.email)
        values = [contact.id, email, company.id if company else False, authority.id if authority else False]
        token = hash_sign(self.env(su=True), SCOPE, values, expiration_hours=HOURS)
        template = self.env.ref("customs_verification.mail_template_invitation_by_proof")
        sender = sender.sudo().with_context(lang=contact.lang)
        # The mail holds a key: it belongs to no record and no sender, and is deleted once it is sent.
        template.with_user(SUPERUSER_ID).with_context(
            customs_authority=sender.name,
            customs_sender=sender._mail_sender(),
            customs_reach=sender._mail_reach(),
            customs_link=f"{contact.get_base_url()}{PATH}{token}",
            lang=contact.lang,
        ).send_mail(
            contact.id,
            email_values={
                "model": False,
                "res_id": False,
                "author_id": self.env.ref("base.partner_root").id,
                "email_to": email,
                "recipient_ids": [],
                # Who invited is told where it cannot be sent.
                "customs_officer_id": self.env.uid,
                "customs_res_model": contact._name,
                "customs_res_id": contact.id,
            },
        )

    @api.model
    def _read_proof(self, token):
        """Return (contact, e-mail, authority) as superuser, of a link that still holds; or None."""
        try:
            values = verify_hash_signed(self.env(su=True), SCOPE, token)
        except (ValueError, OverflowError):
            return None
        if not values:
            return None
        contact_id, email, company_id, authority_id = values
        contact = self.env["res.partner"].sudo().browse(contact_id).exists()
        authority = self.env["customs.authority"].sudo().browse(authority_id or []).exists()
        holds = (
            contact.active
            and contact.email_normalized == email
            and not contact.with_context(active_test=False).user_ids
            and (contact.commercial_partner_id.id == company_id if company_id else not contact.parent_id)
            and bool(authority.active) == bool(authority_id)
            and all(user._is_made_by_itself() for user in self._users_of_email(email))
        )
        return (contact, email, authority) if holds else None

    @api.model
    def _accept_by_proof(self, token):
        """End the former login, make the invited one; return the address at which its password is chosen.

        :return: None when the link holds no more
        """
        found = self._read_proof(token)
        if not found:
            return None
        contact, email, authority = found
        users = self.sudo()  # the link proves who asks
        for user in users._users_of_email(email):
            if email_normalize(user.login) == email:
                user._end_taken_login(contact)
        users.with_context(customs_no_mail=True)._grant_portal(contact, authority, bool(authority))
        if authority:
            contact.user_ids.customs_authority_ids |= authority
        contact.signup_prepare()
        return contact._get_signup_url()

    def _end_taken_login(self, contact):
        """Shut this login out: its password, sessions and keys end, and its address is free."""
        self.ensure_one()
        former = self.login
        self._end_keys("taken address")
        password = self._crypt_context().hash(secrets.token_urlsafe(32))
        self._set_encrypted_password(self.id, password)
        self.with_context(mail_notrack=True, customs_invited=INVITED).write(
            {"login": f"{former}#{self.id}", "active": False}
        )
        _logger.info("The login %r (#%d) ended: the address was proven by another person.", former, self.id)
        note = self.env._(
            "The invited person confirmed the address %(email)s. The login that someone had created "
            "with it (number %(number)s) was closed.",
            email=former,
            number=self.id,
        )
        contact._message_log(body=note)


def _literal(text):
    """Return ``text`` as a pattern that matches nothing but itself."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
