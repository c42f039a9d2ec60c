from odoo import Command, api, fields, models

from ...tools import letter_template as plain


class CustomsLetterPart(models.Model):
    """A part of a letter: a heading, words, a table, a list, and when it is printed."""

    _name = "customs.letter.part"
    _description = "Part of a Letter"
    _inherit = ["customs.noted.mixin"]
    _belongs_to = "template_id"
    _noted_on = "template_id.agreement_id"
    _order_counts = True
    _order = "template_id, sequence, id"
    _rec_name = "heading"

    template_id = fields.Many2one(
        "customs.letter.template", string="Letter", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    heading = fields.Char(
        help="Begins a section. Empty: the part continues the section before it; before the first section it "
        "belongs to the opening words."
    )
    article = fields.Char(help="Printed beside the heading.")
    text = fields.Text(help="Each line is a paragraph.")
    layout = fields.Selection(
        plain.LAYOUTS, help="How text and table are printed. Empty: as paragraphs and a table."
    )
    unnumbered = fields.Boolean(string="Without a Number", help="The section it begins is not counted.")
    table = fields.Char(help="The table that is printed below the text.")
    listing = fields.Char(string="Numbered List", help="The list that is printed below text and table.")
    shown_if = fields.Char(string="Only if", help="Printed only if this field has a value. Empty: always.")
    shown_unless = fields.Char(string="Not if", help="Left out if this field has a value.")
    column_ids = fields.One2many("customs.letter.column", "part_id", string="Columns", copy=False)
    field_choices = fields.Json(compute="_compute_choices")
    table_choices = fields.Json(compute="_compute_choices")
    list_choices = fields.Json(compute="_compute_choices")

    @api.depends("template_id.res_model", "template_id.kind")
    @api.depends_context("lang")
    def _compute_choices(self):
        for part in self:
            known = part.template_id._fields_of_letter() if part.template_id else {}
            part.field_choices = [[name, field.label] for name, field in known.items()]
            part.table_choices = [pair for pair in part.field_choices if known[pair[0]].kind == "table"]
            part.list_choices = [pair for pair in part.field_choices if known[pair[0]].kind == "list"]

    @api.depends("heading", "text", "table")
    def _compute_display_name(self):
        for part in self:
            words = part.heading or (part.text or "").split("\n")[0] or part.table or ""
            part.display_name = words[:80]

    def _plain(self):
        """Return the part as plain data."""
        self.ensure_one()
        return plain.LetterPart(
            heading=self.heading or "",
            article=self.article or "",
            text=self.text or "",
            table=self.table or "",
            columns=tuple(column._plain() for column in self.column_ids),
            listing=self.listing or "",
            shown_if=self.shown_if or "",
            shown_unless=self.shown_unless or "",
            layout=self.layout or "",
            unnumbered=self.unnumbered,
        )

    def _values_of_copy(self):
        """Return the values of a copy of this part with its columns."""
        self.ensure_one()
        [values] = self.copy_data()
        values.pop("template_id")
        columns = [Command.create(column._values_of_copy()) for column in self.column_ids]
        return values | {"column_ids": columns}

    @api.constrains(
        "heading", "article", "text", "table", "listing", "shown_if", "shown_unless", "column_ids"
    )
    def _check_words(self):
        self.template_id._check_words()

    def unlink(self):
        self.column_ids.unlink()
        return super().unlink()
