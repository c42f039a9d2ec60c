from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsAuthority(models.Model):
    """An authority of a Party: customs authority, verification authority, authorised body, or several.

    ``tz`` says whose day counts: "today" of a case is today in the time zone of its importing authority.
    """

    _name = "customs.authority"
    _description = "Authority"
    _inherit = ["mail.thread"]
    _order = "country_id, name"
    _rec_names_search = ["code", "name", "native_name"]

    name = fields.Char(required=True, tracking=True, help="The official name in English.")
    native_name = fields.Char(tracking=True, help="The official name in the authority's own language.")
    code = fields.Char(required=True, tracking=True)
    country_id = fields.Many2one("res.country", required=True, tracking=True, ondelete="restrict")
    is_customs_authority = fields.Boolean(
        tracking=True, help="Requests verification of imported goods, decides on the preference."
    )
    is_verification_authority = fields.Boolean(
        tracking=True,
        help="Answers verification requests of the other Party and consents to visits (RS15, RS16).",
    )
    is_authorised_body = fields.Boolean(tracking=True, help="Issues certificates of origin (RS12).")
    tz = fields.Selection(
        lambda self: [(zone, zone) for zone in pytz.common_timezones],
        string="Time Zone",
        required=True,
        default="UTC",
        tracking=True,
    )
    letter_language = fields.Selection(
        [("en", "English"), ("ru", "Russian")],
        required=True,
        default="en",
        help="Language of the letters sent to this authority. Requests are in English or Russian (RS15.5).",
    )
    decision_rights = fields.Text(
        string="Rights of the Addressee",
        translate=True,
        help="What letters of decisions on the preference say of what the addressee may do: to whom and by "
        "when to appeal, by the authority's own law. Empty: they say nothing of it.",
    )
    street = fields.Char(string="Address")
    city = fields.Char()
    phone = fields.Char()
    email = fields.Char(tracking=True)
    supervisor_id = fields.Many2one(
        "res.users",
        tracking=True,
        help="Told of late deadlines where a case names no supervisor of its own.",
    )
    user_ids = fields.Many2many(
        "res.users", "customs_authority_users_rel", "authority_id", "user_id", string="Users"
    )
    contact_ids = fields.One2many("customs.authority.contact", "authority_id", string="Contacts")
    specimen_ids = fields.One2many("customs.authority.specimen", "authority_id", string="Specimens")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "An authority with this code is already there.")

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
                        "%s: tick what it is: a customs authority, a verification authority or an authorised "
                        "body.",
                        authority.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create; the authority's first users see its cases at once (CU-A)."""
        authorities = super().create(vals_list)
        if any(vals.get("user_ids") for vals in vals_list):
            self.env["ir.rule"]._forget_domains()
        return authorities

    def write(self, vals):
        """Write; who was taken off the authority sees its cases no more, from the next search on (CU-A, IT9).

        Nobody serves an authority that is archived.
        """
        result = super().write(vals)
        if not vals.keys().isdisjoint({"user_ids", "active"}):
            self.env["ir.rule"]._forget_domains()
        return result

    def unlink(self):
        """Delete; nobody's rules name the authority any more."""
        result = super().unlink()
        self.env["ir.rule"]._forget_domains()
        return result

    def _today(self):
        """Return today's date in the authority's time zone."""
        self.ensure_one()
        return datetime.now(pytz.timezone(self.tz or "UTC")).date()

    def _contact_on(self, day, purpose=None):
        """Return the contact valid on ``day``, for ``purpose`` where one is named for it (RS15.1, RSM29)."""
        self.ensure_one()
        valid = self.contact_ids.filtered(lambda contact: contact._is_valid(day))
        return (valid.filtered(lambda contact: contact.purpose == purpose) or valid)[:1]

    def _address_lines(self):
        """Return the lines of the postal address, for letterheads."""
        self.ensure_one()
        return [line for line in (self.street, self.city, self.country_id.name) if line]

    def _has_valid_specimen(self, agreement, day):
        """Tell whether a specimen for ``agreement`` was exchanged and valid on ``day`` (RS15.1-3)."""
        self.ensure_one()
        return any(
            specimen.agreement_id == agreement and specimen._is_valid(day) for specimen in self.specimen_ids
        )
