from odoo import api, fields, models

from ...tools import letter_template as plain


class CustomsLetterColumn(models.Model):
    """A column of a table in a letter: what it shows, its heading and its width."""

    _name = "customs.letter.column"
    _description = "Column of a Letter"
    _inherit = ["customs.noted.mixin"]
    _belongs_to = "part_id"
    _noted_on = "part_id.template_id.agreement_id"
    _order_counts = True
    _order = "part_id, sequence, id"
    _rec_name = "heading"

    part_id = fields.Many2one("customs.letter.part", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Shows", required=True)
    name_choices = fields.Json(compute="_compute_name_choices")
    heading = fields.Char()
    share = fields.Float(string="Width", default=1, help="Relative to the other columns.")
    is_amount = fields.Boolean(string="Amount", help="Aligned to the right.")

    is_optional = fields.Boolean(string="Optional", help="Left out if none of its cells says anything.")

    _share_positive = models.Constraint("CHECK(share > 0)", "The width of a column is a positive number.")

    @api.depends("part_id.table")
    @api.depends_context("lang")
    def _compute_name_choices(self):
        for column in self:
            part = column.part_id
            known = part.template_id._fields_of_letter().get(part.table) if part.template_id else None
            column.name_choices = [list(pair) for pair in known.columns.items()] if known else []

    def _plain(self):
        """Return the column as plain data."""
        self.ensure_one()
        return plain.LetterColumn(
            name=self.name,
            heading=self.heading or "",
            share=self.share,
            is_amount=self.is_amount,
            is_optional=self.is_optional,
        )

    def _values_of_copy(self):
        """Return the values of a copy."""
        self.ensure_one()
        [values] = self.copy_data()
        values.pop("part_id")
        return values

    @api.constrains("name")
    def _check_words(self):
        self.part_id._check_words()
