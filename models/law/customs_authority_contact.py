from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsAuthorityContact(models.Model):
    """A contact of an authority, as exchanged between the Parties, with its dates (RS15.1, RSM29).

    A change is a new row: the old one gets its last day, so that one can always see to which address
    a letter of a former day was rightly sent.
    """

    _name = "customs.authority.contact"
    _description = "Contact of an Authority"
    _inherit = ["customs.noted.mixin"]
    _belongs_to = "authority_id"
    _noted_on = "authority_id"
    _order = "valid_from desc, id desc"

    authority_id = fields.Many2one("customs.authority", required=True, index=True, ondelete="cascade")
    purpose = fields.Selection(
        [
            ("general", "General"),
            ("verification", "Verification requests"),
            ("visit", "Verification visits"),
            ("exchange", "Information exchange"),
        ],
        required=True,
        default="general",
    )
    name = fields.Char(required=True, translate=True, help="A person or a unit of the authority.")
    position = fields.Char(translate=True)
    email = fields.Char()
    phone = fields.Char()
    address = fields.Char(translate=True)
    valid_from = fields.Date(required=True, default=fields.Date.context_today)
    valid_to = fields.Date()
    notified_on = fields.Date(help="Date when the other Party was notified of this contact.")

    @api.constrains("valid_from", "valid_to")
    def _check_dates(self):
        for contact in self:
            if contact.valid_to and contact.valid_to < contact.valid_from:
                raise ValidationError(
                    self.env._("Contact %s: the last day is before the first day.", contact.name)
                )

    def _is_valid(self, day):
        """Return whether the contact is valid on ``day``."""
        self.ensure_one()
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for contact in self:
            if contact.valid_from < contact.authority_id._today():
                raise ValidationError(
                    self.env._(
                        "%s was used and cannot be deleted. Enter its last day instead.",
                        contact.name,
                    )
                )
