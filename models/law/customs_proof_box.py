from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsProofBox(models.Model):
    """What a type of proof holds: in which box of its form, in which words, whether it must (RS12.1, RS13.7).

    Checks name a box only from here. What a type of proof must contain is what its rows require.
    """

    _name = "customs.proof.box"
    _description = "Content of a Proof of Origin"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _belongs_to = "proof_type_id"
    _noted_on = "proof_type_id.agreement_id"
    _order = "proof_type_id, sequence, id"
    _rec_name = "data"

    proof_type_id = fields.Many2one("customs.proof.type", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    data = fields.Char(required=True, help="What of a proof it is.")
    name = fields.Char(
        string="Box", translate=True, help="The box of the form, as it is printed. Empty: it is in none."
    )
    label = fields.Char(
        string="Words of the Text", translate=True, help="What the text calls it. Empty: its usual name."
    )
    is_required = fields.Boolean(string="Required", help="A proof without it is shown as incomplete.")
    article = fields.Char(help="The article that asks for it. Empty: that on the content of the proof.")
    data_choices = fields.Json(compute="_compute_data_choices")

    _data_uniq = models.Constraint(
        "UNIQUE(proof_type_id, data)", "This type of proof already says where this is."
    )

    @api.depends("proof_type_id")
    @api.depends_context("lang")
    def _compute_data_choices(self):
        choices = [list(pair) for pair in self.env["customs.proof.type"]._data_of_proofs().items()]
        for row in self:
            row.data_choices = choices

    @api.depends("data", "name", "label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        known = self.env["customs.proof.type"]._data_of_proofs()
        for row in self:
            row.display_name = ": ".join(filter(None, (row.name, row.label or known.get(row.data, row.data))))

    @api.constrains("data")
    def _check_data(self):
        known = self.env["customs.proof.type"]._data_of_proofs()
        for row in self:
            if row.data not in known:
                raise ValidationError(
                    self.env._(
                        "%(type)s: a proof of origin has no data '%(data)s'. Choose from: %(known)s.",
                        type=row.proof_type_id.name,
                        data=row.data,
                        known=", ".join(known),
                    )
                )
