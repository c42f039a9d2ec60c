from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsAuthoritySpecimen(models.Model):
    """A specimen of a form, stamp or signature exchanged before any certificate counts (RS15.1-3)."""

    _name = "customs.authority.specimen"
    _description = "Specimen of a Form, Stamp or Signature"
    _inherit = ["customs.noted.mixin"]
    _belongs_to = "authority_id"
    _noted_on = "authority_id"
    _order = "valid_from desc, id desc"

    authority_id = fields.Many2one("customs.authority", required=True, index=True, ondelete="cascade")
    agreement_id = fields.Many2one("customs.agreement", required=True, ondelete="restrict")
    kind = fields.Selection(
        [("form", "Form"), ("stamp", "Stamp"), ("signature", "Signature")], required=True, default="stamp"
    )
    name = fields.Char(string="Reference", required=True)
    image = fields.Binary(attachment=True)
    image_name = fields.Char(string="File Name")
    received_on = fields.Date()
    valid_from = fields.Date(required=True)
    valid_to = fields.Date()

    @api.constrains("valid_from", "valid_to")
    def _check_dates(self):
        for specimen in self:
            if specimen.valid_to and specimen.valid_to < specimen.valid_from:
                raise ValidationError(
                    self.env._("Specimen %s: the last day is before the first day.", specimen.name)
                )

    def _is_valid(self, day):
        """Return whether the specimen is valid on ``day``."""
        self.ensure_one()
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)
