from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsFact(models.Model):
    """The record of a legal fact of a case: what, on which day, by whom and when, the former value.

    Append-only: the case writes it, nobody changes or deletes it.
    """

    _name = "customs.fact"
    _description = "Recorded Fact"
    _order = "id desc"
    _rec_name = "label"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(string="Reference")
    importing_authority_id = fields.Many2one("customs.authority", index=True, ondelete="restrict")
    fact = fields.Char(required=True, help="The field of the case that holds the fact.")
    label = fields.Char(required=True, string="What")
    value_on = fields.Date(string="Date")
    former_value_on = fields.Date(string="Former Date")
    is_correction = fields.Boolean(string="Correction")
    reference = fields.Char(string="Document")
    former_reference = fields.Char(string="Former Document")
    dated_on = fields.Date(string="Document of")
    note = fields.Text()
    reason = fields.Text(string="Reason for the Correction")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)
    recorded_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    recorded_at = fields.Datetime(required=True, default=fields.Datetime.now)

    _case_idx = models.Index("(res_model, res_id, id)")

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(
            self.env._("What was recorded stays as it was. A correction is recorded as a fact of its own.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What was recorded is never deleted."))
