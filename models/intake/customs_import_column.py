from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import import_columns


class CustomsImportColumn(models.Model):
    """Which column of a source says what of declared goods."""

    _name = "customs.import.column"
    _description = "Column of a Source of Declarations"
    _inherit = ["customs.guarded.mixin"]
    _order = "source_id, sequence, id"
    _rec_name = "heading"

    source_id = fields.Many2one("customs.import.source", required=True, index=True, ondelete="cascade")
    importing_authority_id = fields.Many2one(
        related="source_id.importing_authority_id", store=True, index=True
    )
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    field = fields.Selection(
        [(target.name, target.title) for target in import_columns.TARGETS], string="Meaning", required=True
    )
    heading = fields.Char(help="Heading of the column in the file. Empty: not in the file.")

    _field_uniq = models.UniqueIndex("(source_id, field)", "Each field can be assigned to only one column.")

    @api.depends("field")
    def _compute_sequence(self):
        places = {target.name: place for place, target in enumerate(import_columns.TARGETS, 1)}
        for column in self:
            column.sequence = places.get(column.field, 0)

    def write(self, vals):
        if "source_id" in vals and any(column.source_id.id != vals["source_id"] for column in self):
            raise UserError(self.env._("A column cannot be moved to another source."))
        return super().write(vals)
