from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..law.res_partner import CONTACT_MANAGERS, ERP_ADMINISTRATORS
from ..setup.roles import OFFICERS

INSIDE = "base.group_user"

# By what letters and tasks find a firm, and say who it is.
ADDRESS = frozenset(
    {
        *("name", "vat", "company_registry", "street", "street2", "zip", "city", "state_id", "country_id"),
        "email",
        "lang",  # of its mails and letters
    }
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    message_ids = fields.One2many(groups=INSIDE, bypass_search_access=False)
    website_message_ids = fields.One2many(groups=INSIDE, bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    has_message = fields.Boolean(groups=INSIDE)
    message_has_error = fields.Boolean(groups=INSIDE)
    message_has_error_counter = fields.Integer(groups=INSIDE)
    activity_exception_decoration = fields.Selection(groups=INSIDE)
    activity_exception_icon = fields.Char(groups=INSIDE)
    activity_type_icon = fields.Char(groups=INSIDE, related_sudo=False)
    activity_summary = fields.Char(related_sudo=False)
    activity_type_id = fields.Many2one(related_sudo=False)
    comment = fields.Html(groups=INSIDE)
    create_uid = fields.Many2one("res.users", string="Created by", readonly=True, groups=INSIDE)
    write_uid = fields.Many2one("res.users", string="Last Updated by", readonly=True, groups=INSIDE)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_one_line(vals) for vals in vals_list])

    def write(self, vals):
        # The portal writes as superuser for whoever is logged in.
        if self and "email" in vals and (not self.env.su or self.env.user._is_portal()):
            self._refuse_other_address(vals["email"])
        vals = self._with_one_line(vals)
        if self and not self._names_of_address().isdisjoint(vals):
            self._refuse_other_firm(vals)
            self._rename_accounts(vals.get("name"))
        return super().write(vals)

    @api.model
    def _names_of_address(self):
        return ADDRESS

    def _refuse_other_firm(self, vals):
        """Who a firm is, and where it is reached, is not changed by whoever keeps the contact book (CU-A).

        Where nobody of a firm logs in, its tasks and letters are told at its email; letters go to its street.
        So, once one went, officers of an authority that runs a case with the firm change that, the firm
        itself on the portal, or an administrator of the users.
        """
        user = self.env.user
        if (self.env.su and not user._is_portal()) or user.has_group(ERP_ADMINISTRATORS):
            return
        self.check_access("write")
        own = user.partner_id | user._own_firm()
        changed = self.sudo().filtered(lambda partner: partner._is_reached_otherwise(vals))
        changed = changed.filtered(lambda one: one not in own and one.commercial_partner_id not in own)
        if not changed:
            return
        served = set(user.customs_authority_ids.ids) if user.has_group(OFFICERS) else set()
        wrote = changed.commercial_partner_id._authorities_that_wrote()
        closed = {firm for firm, authorities in wrote.items() if authorities.isdisjoint(served)}
        refused = changed.filtered(lambda partner: partner.commercial_partner_id in closed)
        if refused:
            raise UserError(
                self.env._(
                    "%s: this company may be a party to a customs case. Only officers of an authority that "
                    "runs a case with it, or an administrator of the users, can change its name, numbers, "
                    "address and language, and the email addresses and languages of its contacts.",
                    ", ".join(refused.mapped("display_name")),
                )
            )

    def _is_reached_otherwise(self, vals):
        """Return whether ``vals`` say something else of the firm that this is, or how it is reached."""
        names = self._names_of_address() & vals.keys()
        if self != self.commercial_partner_id:
            names &= {"email", "lang"}
        return any(self._is_another(name, vals[name]) for name in names)

    def _authorities_that_wrote(self):
        """Return firm -> ids of the authorities that asked something of it or sent it a letter."""
        wrote = defaultdict(set)
        for model, firm, condition in self._columns_of_written():
            rows = (
                self.env[model]
                .sudo()
                ._read_group(Domain(firm, "in", self.ids) & condition, [firm, "importing_authority_id"])
            )
            for partner, authority in rows:
                wrote[partner].add(authority.id)
        return wrote

    def _uninvited(self):
        """Return firm -> contacts of its logins that represent nobody: nobody confirmed them (CU-A)."""
        logins = self.env["res.users"].sudo()
        logins = logins.search([("share", "=", True), ("partner_id.commercial_partner_id", "in", self.ids)])
        strangers = logins.filtered(lambda user: not user._own_firm())
        return strangers.partner_id.grouped("commercial_partner_id")

    @api.model
    def _columns_of_written(self):
        """Return (model, field of the firm, which records went to it)."""
        return [
            ("customs.task", "commercial_person_id", Domain("asked_on", "!=", False)),
            ("customs.service", "commercial_person_id", Domain("cancelled", "!=", True)),
        ]

    def _rename_accounts(self, name):
        """Let bank accounts in the name of these contacts have their new name.

        Odoo does so as the user, and who may write contacts as an officer alone writes no accounts.
        """
        if not name or self.env.su or self.env["res.partner.bank"].has_access("write"):
            return
        self.check_access("write")
        for account in self.sudo().bank_ids:
            if account.acc_holder_name == account.partner_id.name:
                account.acc_holder_name = name

    def _refuse_other_address(self, email):
        """To this address goes the link for a new password: with another one, another person answers.

        So an administrator of the users changes it, or the contact in the own account (RS16.5b, CU-A). That
        holds for contacts of firms that a case may concern, and of authorities; whoever may write contacts
        as an officer alone changes no address of a login at all.
        """
        self.check_access("write")
        if self.env.user.has_group(ERP_ADMINISTRATORS):
            return
        with_login = self.sudo().filtered(
            lambda contact: contact.email and contact.email != email and any(contact.user_ids.mapped("share"))
        )
        if self.env.user._is_portal():
            with_login -= self.env.user.partner_id
        if with_login and self.env.user.has_group(CONTACT_MANAGERS):
            with_login = with_login.filtered(
                lambda contact: (
                    contact.user_ids.customs_authority_ids
                    or contact.commercial_partner_id._are_firms_of_cases()
                )
            )
        if with_login:
            raise UserError(
                self.env._(
                    "%s: these contacts log in on the portal with their email addresses. They can change the "
                    "address in their account, or an administrator of the users can.",
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

    def _concerned_by_cases(self):
        """Return those of these firms of whom something was asked, or to whom a letter went, as superuser."""
        tasks = (
            self.env["customs.task"]
            .sudo()
            ._read_group([("commercial_person_id", "in", self.ids)], ["commercial_person_id"])
        )
        letters = (
            self.env["customs.document"]
            .sudo()
            ._read_group([("addressee_id", "child_of", self.ids)], ["addressee_id"])
        )
        addressees = self.sudo().browse(firm.id for (firm,) in letters)
        return self.sudo().browse(firm.id for (firm,) in tasks) | addressees.commercial_partner_id

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
        for user in users.filtered(lambda user: user._own_firm()):
            readers[user.partner_id.commercial_partner_id] |= user.partner_id
        return readers

    def _recipients_without_login(self):
        """Return whom to write to where nobody of the company reads the portal: the person's own e-mail."""
        return self.sudo().filtered(lambda person: person.active and person.email)

    # What the house says of a contact is not the contact's to read, neither directly nor by asking (CU-A).
    #
    # A contact of a firm reads its own firm, and Odoo opens the messages of what somebody reads, past the
    # rules of messages: by searches one could ask word by word what the officers noted.

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Notify of a note those who serve its authority, and whom its writer named; no other follower."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        kept = message.sudo()
        if not kept.customs_authority_ids:
            return recipients
        named = kept.partner_ids.ids
        users = self.env["res.users"]
        return [
            row
            for row in recipients
            if row["id"] in named
            or (row.get("uid") and not message.with_user(users.browse(row["uid"]))._is_kept_from_user())
        ]
