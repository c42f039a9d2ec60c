from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import import_columns

DATE_FORMATS = {
    "iso": ("%Y-%m-%d", "2026-03-31"),
    "day_dots": ("%d.%m.%Y", "31.03.2026"),
    "day_slashes": ("%d/%m/%Y", "31/03/2026"),
    "month_slashes": ("%m/%d/%Y", "03/31/2026"),
    "day_dashes": ("%d-%m-%Y", "31-03-2026"),
    "digits": ("%Y%m%d", "20260331"),
    "short_year": ("%d.%m.%y", "31.03.26"),
}
MARKS = {"point": ".", "comma": ","}
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}


class CustomsImportSource(models.Model):
    """From where an authority takes declarations, and how that system writes them.

    The mapping of its columns is remembered: the next file of the same system is read without a question.
    Through `import_lines` the same system sends declarations as they come.
    """

    _name = "customs.import.source"
    _description = "Source of Declarations"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    importing_authority_id = fields.Many2one(
        "customs.authority",
        string="Customs Authority",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.customs_authority_ids.filtered("is_customs_authority")[:1],
        domain="[('is_customs_authority', '=', True)]",
    )
    file_kind = fields.Selection([("csv", "CSV"), ("xlsx", "XLSX")], required=True, default="csv")
    encoding = fields.Selection(
        [
            ("utf-8-sig", "UTF-8"),
            ("cp1251", "Windows-1251 (Cyrillic)"),
            ("cp866", "DOS 866 (Cyrillic)"),
            ("koi8-r", "KOI8-R (Cyrillic)"),
            ("cp1250", "Windows-1250 (Latin, central Europe)"),
            ("cp1252", "Windows-1252 (Latin, western Europe)"),
        ],
        required=True,
        default="utf-8-sig",
    )
    delimiter = fields.Selection(
        [("semicolon", "Semicolon ;"), ("comma", "Comma ,"), ("tab", "Tab"), ("bar", "Bar |")],
        required=True,
        default="semicolon",
    )
    decimal_mark = fields.Selection(
        [("point", "Point: 1234.50"), ("comma", "Comma: 1234,50")], required=True, default="point"
    )
    date_format = fields.Selection(
        [(name, example) for name, (_pattern, example) in DATE_FORMATS.items()],
        string="Dates Are Written",
        required=True,
        default="iso",
    )
    sheet = fields.Char(help="Name of the sheet; empty: the first one.")
    header_row = fields.Integer(
        string="Row of the Headings", required=True, default=1, help="The lines begin below it."
    )
    column_ids = fields.One2many("customs.import.column", "source_id", string="Columns", copy=True)
    agreement_id = fields.Many2one(
        "customs.agreement",
        ondelete="restrict",
        domain="[('kind', '=', 'agreement')]",
        help="For goods with a preference that name no agreement themselves.",
    )
    currency_id = fields.Many2one(
        "res.currency", help="For goods that name no currency themselves.", ondelete="restrict"
    )
    consignment_country_id = fields.Many2one(
        "res.country",
        string="Country of Consignment",
        ondelete="restrict",
        help="For declarations that name none themselves.",
    )
    create_persons = fields.Boolean(
        string="Add Unknown Persons",
        help="A person whose code and name are not in the contacts is added to them. Otherwise the line is "
        "not taken.",
    )
    run_ids = fields.One2many("customs.declaration.import", "source_id", string="Imports")

    _name_uniq = models.UniqueIndex(
        "(importing_authority_id, lower(name))", "This authority has a source of this name already."
    )
    _header_row_positive = models.Constraint(
        "CHECK(header_row BETWEEN 1 AND 1000)", "The headings stand in one of the first 1000 rows."
    )

    def copy_data(self, default=None):
        """A copy has a name of its own."""
        return [
            {**values, "name": self.env._("%s (copy)", source.name)}
            if "name" not in (default or {})
            else values
            for source, values in zip(self, super().copy_data(default), strict=True)
        ]

    def _refuse_giving_away(self, vals):
        """A source stays with the authority whose declarations it brought."""
        if "importing_authority_id" in vals and any(
            source.importing_authority_id.id != vals["importing_authority_id"] for source in self
        ):
            raise UserError(self.env._("A source stays with its authority: make another one."))

    def write(self, vals):
        self._refuse_giving_away(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        runs = self.env["customs.declaration.import"].sudo().search([("source_id", "in", self.ids)])
        declarations = self.env["customs.declaration"].sudo()
        for source in self:
            if source in runs.source_id or declarations.search_count(
                [("source_id", "=", source.id)], limit=1
            ):
                raise UserError(
                    self.env._(
                        "%s has brought declarations: put it away (archive it) instead of deleting it.",
                        source.name,
                    )
                )

    # The columns

    def _mapping(self):
        """Return {what a line says: heading of its column}."""
        self.ensure_one()
        return {column.field: column.heading for column in self.column_ids if column.heading}

    def _propose_columns(self, headings):
        """Map the headings whose meaning is known and that are not mapped yet."""
        self.ensure_one()
        mapped = self._mapping()
        taken = {import_columns.heading_key(heading) for heading in mapped.values()}
        empty = {column.field: column for column in self.column_ids if not column.heading}
        commands = []
        for name, heading in import_columns.proposed(headings).items():
            if name in mapped or import_columns.heading_key(heading) in taken:
                continue
            if name in empty:
                commands.append(Command.update(empty[name].id, {"heading": heading}))
            else:
                commands.append(Command.create({"field": name, "heading": heading}))
        if commands:
            self.column_ids = commands

    def _settings(self):
        """Return how files of this source are read, as plain data: an import keeps what it began with."""
        self.ensure_one()
        return {
            "kind": self.file_kind,
            "encoding": self.encoding,
            "delimiter": DELIMITERS[self.delimiter],
            "decimal": MARKS[self.decimal_mark],
            "date_format": DATE_FORMATS[self.date_format][0],
            "sheet": self.sheet or "",
            "header_row": self.header_row,
            "columns": self._mapping(),
            "agreement_id": self.agreement_id.id,
            "currency_id": self.currency_id.id,
            "country_id": self.consignment_country_id.id,
            "create_persons": self.create_persons,
        }
