import logging
from collections import defaultdict
from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.mail import formataddr

from ...tools.dates import country_name
from ...tools.letter_template import LANGUAGES
from ...tools.trial_moment import TRIAL, TrialMoment
from ..setup.roles import ADMINISTRATORS
from .authority_mail_words import reach
from .customs_guarded_mixin import DOOR

COMPARISONS = ("<", "<=", ">", ">=")

_logger = logging.getLogger(__name__)


class CustomsAuthority(models.Model):
    """An authority of a Party: customs authority, verification authority, authorised body, or several.

    ``tz`` says whose day counts: "today" of a case is today in the time zone of its importing authority.
    """

    _name = "customs.authority"
    _description = "Authority"
    _inherit = ["customs.noted.mixin", "mail.thread"]
    _belongs_to = None
    _noted_on = None
    _order = "country_id, name"
    _rec_names_search = ["code", "name", "native_name"]

    name = fields.Char(
        required=True,
        tracking=True,
        translate=True,
        help="Official name in English. Translate it for readers of letters and emails in other languages.",
    )
    native_name = fields.Char(tracking=True, help="The official name in the authority's own language.")
    code = fields.Char(required=True, tracking=True)
    country_id = fields.Many2one("res.country", required=True, tracking=True, ondelete="restrict")
    is_customs_authority = fields.Boolean(
        tracking=True, help="Requests verification of imported goods, decides on the preference."
    )
    is_verification_authority = fields.Boolean(
        tracking=True,
        help="Answers verification requests of the other Party and gives consent to visits.",
    )
    is_authorised_body = fields.Boolean(tracking=True, help="Issues certificates of origin.")
    tz = fields.Selection(
        lambda self: [(zone, zone) for zone in pytz.common_timezones],
        string="Time Zone",
        required=True,
        default="UTC",
        tracking=True,
    )
    letter_language = fields.Selection(
        LANGUAGES,
        required=True,
        default="en",
        help="Language of letters to this authority. Requests are written in English or Russian.",
    )
    decision_rights = fields.Text(
        string="Appeal Information",
        translate=True,
        help="Appeal information printed in decision letters: where and by when to appeal under "
        "national law. Decision letters cannot be approved while this is empty.",
    )
    decision_payment = fields.Text(
        string="How to Pay",
        translate=True,
        help="Payment details printed in refusal letters: account and payment purpose under national law.",
    )
    payment_days = fields.Integer(
        string="Days to Pay",
        tracking=True,
        help="Calendar days from the date of the letter to the last day for payment under national "
        "law. Zero: the letter names no day.",
    )
    reminder_days = fields.Integer(
        string="Days to Answer a Reminder",
        default=14,
        tracking=True,
        help="Days to answer a reminder that is sent after the last day and asks whether a reply was "
        "sent in time. The agreement sets no number; the authority chooses it.",
    )
    signing_basis = fields.Char(
        string="Basis for Signing",
        translate=True,
        help="Regulation or order under which letters are signed. Printed below the signatory.",
    )
    letters_name_officer = fields.Boolean(
        string="Letters Name the Case Officer",
        help="If off, letters name the contact notified to the other Party and do not name officers.",
    )
    street = fields.Char(string="Address", translate=True, tracking=True)
    city = fields.Char(translate=True, tracking=True)
    phone = fields.Char(tracking=True)
    email = fields.Char(tracking=True)
    exchange_decision = fields.Char(
        string="Named for Exchange by",
        tracking=True,
        help="Number and date of the decision that names it among the customs authorities that send and "
        "answer requests for information within a customs union.",
    )
    exchange_from = fields.Date(string="Named from", tracking=True)
    exchange_to = fields.Date(string="Named until", tracking=True, help="Empty: until further notice.")
    supervisor_id = fields.Many2one(
        "res.users",
        tracking=True,
        help="Notified of overdue deadlines if the case has no supervisor.",
    )
    user_ids = fields.Many2many(
        "res.users", "customs_authority_users_rel", "authority_id", "user_id", string="Users"
    )
    contact_ids = fields.One2many("customs.authority.contact", "authority_id", string="Contacts")
    specimen_ids = fields.One2many("customs.authority.specimen", "authority_id", string="Specimens")
    active = fields.Boolean(default=True, tracking=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "An authority with this code already exists.")
    _days_not_negative = models.Constraint(
        "CHECK(COALESCE(payment_days, 0) >= 0 AND COALESCE(reminder_days, 0) >= 0)",
        "Numbers of days must not be negative.",
    )

    @api.constrains("exchange_decision", "exchange_from", "exchange_to", "is_customs_authority")
    def _check_exchange(self):
        for authority in self:
            named = authority.exchange_decision or authority.exchange_from or authority.exchange_to
            problems = [
                (
                    named and not authority.is_customs_authority,
                    self.env._("Only a customs authority is named for exchange."),
                ),
                (
                    named and not (authority.exchange_decision and authority.exchange_from),
                    self.env._("Enter the decision and the first day from which the authority is named."),
                ),
                (
                    authority.exchange_from
                    and authority.exchange_to
                    and authority.exchange_to < authority.exchange_from,
                    self.env._("The last day is before the first day."),
                ),
            ]
            if wrong := [f"{authority.name}: {text}" for is_wrong, text in problems if is_wrong]:
                raise ValidationError("\n".join(wrong))

    # The name is in every new authority: none of the three may be in it at all.
    @api.constrains("name", "is_customs_authority", "is_verification_authority", "is_authorised_body")
    def _check_kind(self):
        for authority in self:
            if not (
                authority.is_customs_authority
                or authority.is_verification_authority
                or authority.is_authorised_body
            ):
                raise ValidationError(
                    self.env._(
                        "%s: tick at least one of customs authority, verification authority "
                        "and authorised body.",
                        authority.name,
                    )
                )

    reports_by_mail = fields.Boolean(
        string="Attach Reports to Emails",
        tracking=True,
        help="If on, the report is attached to the email. If off, the email says that the report is "
        "ready to download on the portal, which is safer: emails can be read by others on the "
        "way.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create; the authority's first users see its cases at once (CU-A)."""
        authorities = super().create(vals_list)
        if any(vals.get("user_ids") for vals in vals_list):
            self.env["ir.rule"]._forget_domains()
            authorities._note_users(self.env["res.users"]._who_serves("user_ids", authorities))
        return authorities

    def write(self, vals):
        """Write; who was taken off the authority sees its cases no more, from the next search on (CU-A, IT9).

        Nobody serves an authority that is archived.
        """
        if vals.keys().isdisjoint({"user_ids", "active"}):
            return super().write(vals)
        self.check_access("write")
        users = self.env["res.users"]
        with users._all_key_holders()._ending_keys_of_leavers(), users._noting_who_serves("user_ids", self):
            result = super().write(vals)
        self.env["ir.rule"]._forget_domains()
        return result

    def unlink(self):
        """Delete with the history; nobody's rules name the authority any more."""
        with self.env["res.users"]._all_key_holders()._ending_keys_of_leavers():
            result = super(CustomsAuthority, self.with_context(customs_history_goes=DOOR)).unlink()
        self.env["ir.rule"]._forget_domains()
        return result

    def _with_kept_history(self):
        """Return those whose history is kept: all. It says what letters and terms rested on before."""
        return self

    def _noted_names(self):
        # Users are noted by whichever side they are written: `_note_users`.
        return [name for name in super()._noted_names() if name != "user_ids"]

    @api.model
    def _note_users(self, joined, left=frozenset()):
        """Note who begins and who ceases to serve: sets of (authority, user); its cases are open to them.

        By number: the history is read by more people than may know each name. The server's log has logins.
        """
        changes = defaultdict(list)
        for pairs, is_new in ((left, False), (joined, True)):
            for authority, user in sorted(pairs, key=lambda pair: pair[1].id):
                number = f"#{user.id}"
                changes[authority].append((self.env._("User"), *(("", number) if is_new else (number, ""))))
                serves = "serves it from now on" if is_new else "serves it no more"
                parts = (authority.sudo().code, user.id, user.sudo().login, serves, self.env.uid)
                _logger.info("Authority %s: user #%d (%s) %s; by #%d.", *parts)
        for authority, changed in changes.items():
            known = authority.sudo()
            known._note(known, self.env._("Users changed"), changed)

    def _today(self):
        """Return today's date in the authority's time zone; in a trial of the law, that of its moment."""
        self.ensure_one()
        zone, moment = pytz.timezone(self.tz or "UTC"), self.env.context.get(TRIAL)
        if isinstance(moment, TrialMoment):
            return moment.at.astimezone(zone).date()
        return datetime.now(zone).date()

    @api.model
    def _first_to_end_a_day(self):
        """Return the ids of all authorities, those first where a day ends first."""
        authorities = self.sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        moment = datetime.now(pytz.utc)
        offsets = {
            authority.id: moment.astimezone(pytz.timezone(authority.tz or "UTC")).utcoffset()
            for authority in authorities
        }
        return sorted(offsets, key=lambda number: (-offsets[number], number))

    @api.model
    def _todays(self):
        """Return {today: ids of the authorities where it is that day}; the world has two or three days."""
        by_day = defaultdict(list)
        authorities = self.sudo().with_context(active_test=False)
        for authority in authorities.search([]):  # pylint: disable=no-search-all  # some dozens
            by_day[authority._today()].append(authority.id)
        return by_day or {fields.Date.context_today(self): []}

    @api.model
    def _by_today(self, name, operator, days=0, of="importing_authority_id"):
        """Return the domain that compares the date ``name`` with each authority's today plus ``days``.

        It begins with one range that holds for all authorities, so that an index by the date serves.

        :param operator: ``<``, ``<=``, ``>``, ``>=`` or ``=``
        :param of: the column of the authority whose today it is
        """
        by_day = {fields.Date.add(today, days=days): ids for today, ids in self._todays().items()}
        if len(by_day) == 1:
            return Domain(name, operator, next(iter(by_day)))
        if operator == "=":
            return Domain.OR(Domain(name, "=", day) & Domain(of, "in", ids) for day, ids in by_day.items())
        strictest, widest = (min, max) if operator in ("<", "<=") else (max, min)
        domain = Domain(name, operator, strictest(by_day))
        for day, ids in by_day.items():
            if day != strictest(by_day):
                domain |= Domain(name, operator, day) & Domain(of, "in", ids)
        return domain & Domain(name, operator, widest(by_day))

    @api.model
    def _by_days_left(self, name, operator, value, of="importing_authority_id"):
        """Return the domain of a search for the calendar days from today until the date ``name``.

        :param operator: as the ORM asks a search method: ``in`` with a set of numbers, or a comparison
        """
        if operator == "in":
            days = [number for number in value if number is not False and number is not None]
            return Domain.OR(self._by_today(name, "=", number, of) for number in days)
        if operator not in COMPARISONS:
            return NotImplemented
        return self._by_today(name, operator, value, of)

    def _contact_on(self, day, purpose=None):
        """Return the contact valid on ``day``, for ``purpose`` where one is named for it (RS15.1, RSM29)."""
        self.ensure_one()
        valid = self.contact_ids.filtered(lambda contact: contact._is_valid(day))
        return (valid.filtered(lambda contact: contact.purpose == purpose) or valid)[:1]

    def _address_lines(self):
        """Return the lines of the postal address, for letterheads."""
        self.ensure_one()
        country = country_name(self.country_id.code, self.env.lang) or self.country_id.name
        return [line for line in (self.street, self.city, country) if line]

    # As the sender of mails

    def _mail_sender(self):
        """Return the authority as a sender of mails, with its own e-mail or else that of the system."""
        authority = self.sudo()
        email = authority.email or self.env.company.email or self.env.user.email
        return formataddr((authority.name, email)) if email else False

    def _mail_reach(self):
        """Return how to reach those who work on a case, in the language of the context."""
        return reach(self.sudo().with_context(lang=self.env.lang))

    # Liaison officers: people of the authority that is asked, who work on the portal (RS15, RS16).

    def invite_liaison(self, name, email, lang=None):
        """Invite a liaison officer of this authority to the portal; return the id of the contact.

        :raises AccessError: the user is no administrator of the law
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(ADMINISTRATORS):
            raise AccessError(self.env._("Only an administrator of the law can invite liaison officers."))
        if not self.is_customs_authority and not self.is_verification_authority:
            raise UserError(
                self.env._(
                    "%s is not a verification authority, so it has no liaison officers.", self.display_name
                )
            )
        contact = self.env["res.users"]._invite_to_portal(name, email, lang, self, authority=self)
        self._message_log(
            body=self.env._("Invited to the portal: %(name)s, %(email)s", name=contact.name, email=email)
        )
        return contact.id
