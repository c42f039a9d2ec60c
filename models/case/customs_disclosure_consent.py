from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomsDisclosureConsent(models.Model):
    """The written consent of the giving Party to pass a confidential document on (RSM26, IT8).

    Recorded once, with its paper; it is never changed or deleted.
    """

    _name = "customs.disclosure.consent"
    _description = "Consent to Disclosure"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _order = "id desc"
    _seal_path = ("document_id",)
    _rec_name = "reference"

    document_id = fields.Many2one("customs.document", required=True, index=True, ondelete="restrict")
    importing_authority_id = fields.Many2one(
        related="document_id.importing_authority_id", store=True, index=True
    )
    to_authority_id = fields.Many2one("customs.authority", string="To the Authority", ondelete="restrict")
    to_person_id = fields.Many2one("res.partner", string="To the Person", ondelete="restrict")
    given_by = fields.Char(required=True, help="Who signed the consent and in what capacity.")
    reference = fields.Char(required=True, string="Reference of the Consent")
    dated_on = fields.Date(string="Date of the Consent", required=True)
    purpose = fields.Text(help="For customs purposes only.")
    recorded_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )

    @api.constrains("to_authority_id", "to_person_id", "dated_on", "given_by", "reference")
    def _check_content(self):
        for consent in self:
            problems = []
            if bool(consent.to_authority_id) == bool(consent.to_person_id):
                problems.append(self.env._("Choose the authority or person to whom it may be disclosed."))
            if consent.dated_on > consent.document_id._case()._today():
                problems.append(self.env._("The date of the consent is in the future."))
            if not (consent.given_by or "").strip() or not (consent.reference or "").strip():
                problems.append(self.env._("Enter who gave the consent and its reference."))
            if problems:
                raise ValidationError("\n".join(problems))

    @api.model_create_multi
    def create(self, vals_list):
        consents = super().create([{**vals, "recorded_by_id": self.env.uid} for vals in vals_list])
        for consent in consents:
            consent.document_id._check_may_run_case()
            if consent.document_id.confidentiality != "confidential":
                raise UserError(self.env._("%s is not confidential.", consent.document_id.display_name))
        return consents

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(self.env._("A recorded consent cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A recorded consent cannot be deleted."))
