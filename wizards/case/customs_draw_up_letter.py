from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsDrawUpLetter(models.TransientModel):
    """Enter the draft of a letter that was written outside the system into the register of a case."""

    _name = "customs.draw.up.letter"
    _description = "Add a Letter"
    _inherit = ["customs.once.mixin"]

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(compute="_compute_case_name")
    kind = fields.Selection(
        [("letter", "Letter"), ("notice", "Notice"), ("reminder", "Reminder")],
        required=True,
        default="letter",
    )
    subject = fields.Char()
    language = fields.Selection(
        [("en", "English"), ("ru", "Russian"), ("sr", "Serbian"), ("kk", "Kazakh"), ("other", "Other")]
    )
    dated_on = fields.Date(string="Dated")
    addressee_id = fields.Many2one("res.partner", string="To the Person")
    addressee_authority_id = fields.Many2one("customs.authority", string="Or to the Authority")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    document_id = fields.Many2one("customs.document", readonly=True)

    def _case(self):
        """Return the case, or None where the user names none of its own."""
        self.ensure_one()
        return self.env["customs.case.mixin"]._case_of(self.res_model, self.res_id)

    @api.model
    def default_get(self, fields):  # pylint: disable=redefined-outer-name
        values = super().default_get(fields)
        case = self.env["customs.case.mixin"]._case_of(values.get("res_model"), values.get("res_id"))
        if case:
            values.setdefault("dated_on", case._today())
        return values

    @api.depends("res_model", "res_id")
    def _compute_case_name(self):
        for wizard in self:
            case = wizard._case()
            wizard.case_name = case.display_name if case else False

    def action_draw_up(self):
        """Enter the letter, once, and open it."""
        if self._begin():
            case = self._case()
            if not case:
                raise UserError(self.env._("This case does not exist."))
            self.document_id = case.draw_up_letter(
                self.subject,
                self.file_name,
                self.file,
                kind=self.kind,
                language=self.language,
                dated_on=self.dated_on,
                addressee_id=self.addressee_id.id,
                addressee_authority_id=self.addressee_authority_id.id,
            )
        return self.document_id.get_formview_action()
