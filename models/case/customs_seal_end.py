from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsSealEnd(models.Model):
    """Where the seals of a record end: how many there are, and the hash of the last."""

    _name = "customs.seal.end"
    _description = "End of the Seals of a Record"
    _log_access = False
    _rec_name = "res_model"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True)
    kind = fields.Selection([("contents", "Contents"), ("readings", "Access Log")], required=True)
    count = fields.Integer(aggregator=None)
    head = fields.Char(size=64)

    _chain_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, kind)", ("The seals of this record already have an end.")
    )

    def write(self, vals):  # pylint: disable=method-required-super  # a new seal alone moves it
        raise UserError(self.env._("The end of the seals changes only with a new seal."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The end of the seals cannot be deleted."))

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super  # acts alone make seals
        if vals_list:
            raise UserError(self.env._("Seals are made by the actions of a record and cannot be entered."))
        return self.browse()
