from odoo import api, fields, models


class CustomsGround(models.Model):
    """A ground on which preference is refused, or another decision rests, with its article (RS11.1)."""

    _name = "customs.ground"
    _description = "Ground"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _order = "agreement_id, sequence, id"
    _rec_names_search = ["code", "name"]

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="The number of the provision, for example 11.1.8.")
    name = fields.Char(required=True, translate=True)
    article = fields.Char(required=True)
    binding = fields.Selection(
        [("shall", "Preference is refused"), ("may", "Preference may be refused")],
        required=True,
        default="shall",
    )
    note = fields.Text(
        translate=True, help="Shown with the ground, for example what is not a ground for refusal."
    )
    full_note = fields.Text(
        compute="_compute_full_note", help="Its own note, and that of the agreement on all its grounds."
    )
    asks_slips = fields.Boolean(
        string="Ask about Minor Discrepancies",
        help="Before the ground is used, the supervisor states whether it is based only on formal "
        "errors that neither affect the data nor cast doubt on the origin.",
    )
    asks_falsified = fields.Boolean(
        string="Ask about Falsification",
        help="Before the ground is used, the supervisor states whether the proof was falsified. If "
        "so, the preference is never restored.",
    )
    doubt_only = fields.Boolean(
        string="In Case of Doubt Only", help="After a random check nothing is proposed on this ground."
    )
    valid_from = fields.Date()
    valid_to = fields.Date()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(agreement_id, code)", "This ground is already in the agreement.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for ground in self:
            ground.display_name = f"{ground.code} {ground.name}"

    @api.depends("note", "agreement_id.grounds_note")
    @api.depends_context("lang")
    def _compute_full_note(self):
        for ground in self:
            notes = (ground.note, ground.agreement_id.grounds_note)
            ground.full_note = "\n".join(filter(None, notes)) or False
