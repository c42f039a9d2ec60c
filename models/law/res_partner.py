from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..setup.roles import OFFICERS

# What decides which company a contact represents (``commercial_partner_id``), and whether it does at all.
COMPANY = {"parent_id", "is_company", "commercial_partner_id", "active"}


# The same, and of which kind an address is.
STANDING = frozenset({"parent_id", "is_company", "commercial_partner_id", "active", "type"})

FIRM = frozenset({"parent_id", "is_company", "commercial_partner_id"})

ERP_ADMINISTRATORS = "base.group_erp_manager"

CONTACT_MANAGERS = "base.group_partner_manager"

KEYS = frozenset({"token", "auth_signup_token"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Write; in this order (CU-A):

        - who may not say which firm a contact represents is refused,
        - the API keys end of who stands for another company from then on,
        - logins are let in for the firm to which an administrator moved them, and it is noted.
        """
        write = super().write
        return self._write_standing_of(vals, lambda values: self._write_ending_keys(values, write))

    def _can_be_edited_by_current_customer(self, **kwargs):
        """Let nobody outside edit, or archive, a contact with a login but the own one (RS16.5b, CU-A).

        Odoo's portal lets each contact of a firm edit the firm's addresses. One of them may log in, and who
        changes its email gets its next password.
        """
        may = super()._can_be_edited_by_current_customer(**kwargs)
        if not may or self == self._get_current_partner(**kwargs):
            return may
        return not self.sudo().with_context(active_test=False).user_ids

    @api.model
    def _get_frontend_writable_fields(self):
        """Let nobody rename a firm of a case, or a contact of an authority, by the form of an address (CU-A).

        Odoo's portal gives the firm the name of the company that one of its contacts enters. Letters and
        decisions name it; an officer or an administrator corrects it. The form sends the name as it is, too.
        """
        names = super()._get_frontend_writable_fields()
        firm = self.env.user.partner_id.commercial_partner_id
        return names - {"company_name"} if firm._are_firms_of_cases() else names

    def _write_ending_keys(self, vals, write):
        if not self or COMPANY.isdisjoint(vals):
            return write(vals)
        self.check_access("write")
        with self._key_holders()._ending_keys_of_leavers():
            return write(vals)

    def _key_holders(self):
        """Return the users with API keys who are these contacts, or contacts of theirs, as superuser.

        Asked from the keys, of which there are few: most changes of contacts concern none of them.
        """
        holders = self.env["res.users"]._all_key_holders()
        below = holders and self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        return holders.filtered(lambda user: user.partner_id in below)

    def unlink(self):
        """Delete; the contacts of a deleted company represent themselves from then on (CU-A)."""
        if not self:
            return super().unlink()
        self.check_access("unlink")
        with self._key_holders()._ending_keys_of_leavers():
            return super().unlink()

    # Which firm a contact represents is not changed by who happens to keep the contact book (CU-A).
    #
    # Who logs in on the portal reads and answers what was asked of the firm, and answers count. So nobody
    # puts a login into a firm that a case names, or takes one out, and nobody turns such a firm into part of
    # another, but an administrator of the users; an authority invites from its case
    # (`docs/decisions/0016-whose-contact.md`).

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("commercial_partner_id") for vals in vals_list):
            raise UserError(self._sentence_of_standing(""))
        return super().create(vals_list)

    def _write_standing_of(self, vals, write):
        """Write ``vals`` by ``write``; refuse, let in and note what they change of who represents whom."""
        if not self or STANDING.isdisjoint(vals):
            return write(vals)
        self.check_access("write")
        if self.env.user.has_group(ERP_ADMINISTRATORS) and not FIRM.isdisjoint(vals):
            logins = self._logins_moved_along()
            result = self._write_standing(vals, write)
            logins._confirm_firm()
            return result
        return self._write_standing(vals, write)

    def _logins_moved_along(self):
        """Return the logins of these contacts, and those below that were let in (as superuser)."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = users.search([("share", "=", True), ("partner_id", "child_of", self.ids)])
        return users.filtered(lambda user: user.partner_id in self or user._own_firm())

    def _write_standing(self, vals, write):
        changed = self._changed_standing(vals) if not self.env.su else self.browse()
        if not changed:
            return write(vals)
        if not self.env.user.has_group(ERP_ADMINISTRATORS):
            changed._refuse_another_standing(vals)
            return write(vals)
        former = {partner: partner.sudo().commercial_partner_id for partner in changed}
        result = write(vals)
        for partner, firm in former.items():
            partner._log_another_firm(firm)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standing(self):
        if not self.env.su and not self.env.user.has_group(ERP_ADMINISTRATORS):
            self._refuse_another_standing({})

    def _changed_standing(self, vals):
        """Return those of these partners for whom ``vals`` hold another standing than they have."""
        names = STANDING & vals.keys()
        if not names:
            return self.browse()
        return self.filtered(lambda partner: any(partner._is_another(name, vals[name]) for name in names))

    def _is_another(self, name, value):
        field, own = self._fields[name], self.sudo()
        return (field.convert_to_write(own[name], own) or False) != (value or False)

    def _refuse_another_standing(self, vals):
        """Refuse to move, archive, delete or merge these partners where a case or a login hangs on it.

        :raises UserError: it says the same whatever the reason is, because the reason may be another's case
        """
        tied = "commercial_partner_id" in vals or not self._may_be_moved_by_hand()
        if not tied:
            target = self.sudo().browse(vals.get("parent_id") or ()).exists()
            tied = self._are_tied(target)
        if tied:
            raise UserError(self._sentence_of_standing(", ".join(self.sudo().mapped("display_name"))))

    @api.model
    def _sentence_of_standing(self, names):
        return self.env._(
            "%s: this contact uses the portal or may be a party to a customs case. Only an "
            "administrator of the users can change its company. To give another person access, "
            "invite a new contact of the company from the case.",
            names or self.env._("A contact"),
        )

    def _may_be_moved_by_hand(self):
        """Return whether the user keeps the contact book, or entered these partners for the own authority.

        Officers write contacts for their cases: whom they or their colleagues have entered, and nobody else.
        """
        user = self.env.user
        if user.has_group(CONTACT_MANAGERS):
            return True
        authors = self.sudo().create_uid
        return all(
            author == user or author.customs_authority_ids & user.customs_authority_ids for author in authors
        )

    def _are_tied(self, target):
        """Return whether a login or a case stands against moving these partners to the firm of ``target``."""
        below, logins, serves = self._logins_below()
        if serves or self.env["res.partner"].browse(below)._are_named(self._own_authorities()):
            return True
        if not logins:
            return False
        if not self.env.user.has_group(CONTACT_MANAGERS):
            return True
        firms = self.sudo().commercial_partner_id | target.commercial_partner_id
        return firms._are_firms_of_cases()

    @api.model
    def _own_authorities(self):
        """Return the authorities whose drafts do not stand in the user's way: those that the user serves."""
        user = self.env.user
        served = user.has_group(OFFICERS)
        return user.customs_authority_ids if served else user.customs_authority_ids.browse()

    def _logins_below(self):
        """Return (ids of these and all below, do outsiders log in, does one serve an authority)."""
        self.env["res.partner"].flush_model(["parent_id"])
        self.env["res.users"].flush_model(["partner_id", "share", "customs_authority_ids"])
        [row] = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE below(id) AS (
                    SELECT unnest(%(ids)s)
                     UNION
                    SELECT p.id FROM res_partner p JOIN below b ON p.parent_id = b.id
                )
                SELECT array_agg(DISTINCT b.id), bool_or(u.share IS TRUE), bool_or(r.user_id IS NOT NULL)
                  FROM below b
                  LEFT JOIN res_users u ON u.partner_id = b.id
                  LEFT JOIN customs_authority_users_rel r ON r.user_id = u.id AND u.share IS TRUE
                """,
                ids=self.ids,
            )
        )
        return row

    def _are_firms_of_cases(self):
        """Return whether a case names these firms or who represents them, or these serve an authority."""
        family = self.sudo().with_context(active_test=False)
        family = family.search([("commercial_partner_id", "in", self.commercial_partner_id.ids)])
        return family._are_named() or any(family.user_ids.mapped("customs_authority_ids"))

    def _are_named(self, drafts_of=()):
        """Return whether a record of this addon names one of these partners.

        :param drafts_of: authorities of which the records count only where they open something to a contact
        """
        if not self.ids:
            return False
        own = [authority.id for authority in drafts_of]
        conditions = []
        for model, name, more in self._columns_naming_persons():
            self.env[model].flush_model([name])
            among = SQL("%s = ANY(%s)", SQL.identifier(name), self.ids)
            if more == "asked":
                among = SQL("%s AND asked_on IS NOT NULL", among)
            elif more == "own" and own:
                among = SQL("%s AND importing_authority_id <> ALL(%s)", among, own)
            table = SQL.identifier(self.env[model]._table)
            conditions.append(SQL("EXISTS (SELECT FROM %s WHERE %s)", table, among))
        [[named]] = self.env.execute_query(SQL("SELECT %s", SQL(" OR ").join(conditions)))
        return named

    @api.model
    @tools.ormcache(cache="stable")
    def _columns_naming_persons(self):
        """Return (model, field, when it counts) of what names a person and is found by an index.

        ``asked``: once it was asked; ``own``: not where it is the user's own authority's; else always,
        because the record is open to the contacts of the firm that it names.
        """
        columns = []
        for name, model in self.env.registry.items():
            if not name.startswith("customs.") or model._abstract or model._transient or not model._auto:
                continue
            authority, asked = model._fields.get("importing_authority_id"), "asked_on" in model._fields
            for field in model._fields.values():
                opens = field.name in ("commercial_person_id", "importer_firm_id")
                if field.type != "many2one" or field.comodel_name != "res.partner" or not field.store:
                    continue
                # What follows from another field is named there.
                if field.related or (field.compute and field.name != "commercial_person_id"):
                    continue
                if opens and asked:
                    columns.append((name, field.name, "asked"))
                elif field.index:
                    is_own = not opens and authority and authority.store
                    columns.append((name, field.name, "own" if is_own else ""))
        return tuple(columns)

    def _log_another_firm(self, former):
        """Note on the contact that an administrator moved it where a case may be concerned."""
        now = self.sudo().commercial_partner_id
        if now != former and self._logins_below()[1] and (now | former)._are_firms_of_cases():
            self._message_log(
                body=self.env._(
                    "Now represents %(now)s, no longer %(former)s.",
                    now=now.display_name,
                    former=former.display_name,
                )
            )

    # The key with which somebody signs up as a contact, or chooses its password, is nobody's to ask for.
    #
    # Odoo gives it to every employee (``signup_get_auth_param``), and puts it into links that whoever shares
    # a record reads as well. It is given to administrators of the users, and into the mails that Odoo and
    # this addon write as superuser; for everybody else the same link comes without it (CU-A).

    def signup_get_auth_param(self):
        if self._gives_keys():
            return super().signup_get_auth_param()
        # The same whatever a case says of the contact; who is let ask at all, Odoo says.
        with_login = self.filtered(lambda partner: partner.sudo().user_ids)
        return super(ResPartner, with_login).signup_get_auth_param()

    def _get_signup_url(self):
        url = super()._get_signup_url()
        if self._gives_keys() or self.env.user.partner_id == self:
            return url
        return _without_key(url)

    def _get_signup_url_for_action(self, *args, **kwargs):
        if self._gives_keys():
            return super()._get_signup_url_for_action(*args, **kwargs)
        urls = super(ResPartner, self.with_context(signup_valid=False))._get_signup_url_for_action(
            *args, **kwargs
        )
        return {partner_id: _without_key(url) for partner_id, url in urls.items()}

    def _gives_keys(self):
        return self.env.su or self.env.user.has_group(ERP_ADMINISTRATORS)


def _without_key(url):
    """Return the address without the key that it carries."""
    if not url:
        return url
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in KEYS]
    return urlunsplit(parts._replace(query=urlencode(query)))
