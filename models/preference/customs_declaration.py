from odoo import api, fields, models


class CustomsDeclaration(models.Model):
    """A customs declaration as the clearance system holds it: a register of references, nothing more."""

    _name = "customs.declaration"
    _description = "Customs Declaration"
    _order = "registered_on desc, id desc"
    _rec_name = "number"

    number = fields.Char(required=True, index="trigram")
    registered_on = fields.Date(required=True, index=True)
    importing_authority_id = fields.Many2one(
        "customs.authority",
        string="Customs Authority",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.customs_authority_ids.filtered("is_customs_authority")[:1],
        domain="[('is_customs_authority', '=', True)]",
    )
    importer_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    exporter_id = fields.Many2one("res.partner", index=True, ondelete="restrict")
    line_ids = fields.One2many("customs.declaration.line", "declaration_id", string="Goods")

    _number_uniq = models.Constraint(
        "UNIQUE(importing_authority_id, number)", "A declaration with this number is already in the register."
    )

    @api.depends("number", "registered_on")
    def _compute_display_name(self):
        for declaration in self:
            declaration.display_name = f"{declaration.number} ({declaration.registered_on})"
