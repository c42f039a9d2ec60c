import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import import_columns
from ...tools.import_batch import BatchReader
from ...tools.import_values import Reader
from ...tools.inputs import given_text
from .intake_pipeline import Intake

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


MOST_ROWS = 1000


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
        required=True,
        default="iso",
    )
    sheet = fields.Char(help="Name of the sheet; empty: the first one.")
    header_row = fields.Integer(
        string="Row of the Headings", required=True, default=1, help="The lines start below this row."
    )
    column_ids = fields.One2many("customs.import.column", "source_id", string="Columns", copy=True)
    agreement_id = fields.Many2one(
        "customs.agreement",
        ondelete="restrict",
        domain="[('kind', '=', 'agreement')]",
        help="Default for goods with a preference and no agreement in the file.",
    )
    currency_id = fields.Many2one(
        "res.currency", help="Default for goods without a currency in the file.", ondelete="restrict"
    )
    consignment_country_id = fields.Many2one(
        "res.country",
        string="Country of Consignment",
        ondelete="restrict",
        help="Default for declarations without one in the file.",
    )
    create_persons = fields.Boolean(
        string="Add Unknown Persons",
        help="Adds a contact if no contact has the code and name. Otherwise the line is rejected.",
    )
    run_ids = fields.One2many("customs.declaration.import", "source_id", string="Imports")

    _name_uniq = models.UniqueIndex(
        "(importing_authority_id, lower(name))", "This authority already has a source with this name."
    )
    _header_row_positive = models.Constraint(
        "CHECK(header_row BETWEEN 1 AND 1000)", "The row of the headings must be from 1 to 1000."
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
            raise UserError(self.env._("A source cannot be moved to another authority. Create a new one."))

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
                        "%s has imported declarations and cannot be deleted. Archive it instead.",
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

    # How a clearance system sends declarations: line by line as they come, or a file.

    def import_lines(self, rows, dry_run=False):
        """Import lines of declarations into the register, as the clearance system registers them.

        Good lines are imported and bad ones reported, each with all its reasons in the caller's language.
        The same lines again change nothing; a line with other contents corrects the goods with its
        declaration's number and position. What falls under a suspension in force is marked at once (RS16.12).

        :param list rows: up to 1,000 objects. Names: `number`, `registered_on` (YYYY-MM-DD), `importer_code`,
            `importer_name`, `exporter_code`, `exporter_name` (who sold the goods), `consignor_code`,
            `consignor_name`, `consignee_code`, `consignee_name`, `consignment_country`, `position`,
            `hs_code`,
            `description`, `brand`, `goods_model`, `article_no`, `origin_country`, `condition` (`new` or
            `used`), `producer_code`, `producer_name`,
            `gross_weight_kg`, `net_weight_kg`, `customs_value`, `currency`, `agreement`,
            `preference_claimed`, `proof_reference`, `proof_dated_on`, `rate_without`, `rate_with` (per cent),
            `duty_without`, `duty_with` (in the currency of the value). Required: number, registered_on,
            position, hs_code, description, and the importer's code or name. Numbers are numbers, or texts
            with a decimal point.
        :param bool dry_run: only say what would become of each line
        :return: one object for each row, in their order: `row` (from 1), `status` (`new`, `changed`,
            `unchanged`, `bad`), `declaration_id`, `line_id` (0 where there is none), `reasons` (sentences)
        :rtype: list
        :raises AccessError: the caller is no officer of the source's authority
        :raises UserError: `rows` is no list, or a longer one
        """
        self.ensure_one()
        self.check_access("write")
        self.env["customs.declaration"].check_access("create")
        if not isinstance(rows, list | tuple) or len(rows) > MOST_ROWS:
            raise UserError(self.env._("Send a list of up to %s lines at once.", MOST_ROWS))
        source = self.sudo()
        batch = BatchReader(Reader()).of_objects(rows)
        report = Intake(source, source._settings(), dry_run=bool(dry_run)).accept(batch, each=True)
        return [
            {
                "row": record.line_no,
                "status": record.status,
                "declaration_id": record.declaration_id or 0,
                "line_id": record.line_id or 0,
                "reasons": self._sentences(record.problems),
            }
            for record in report.records()
        ]

    def start_import(self, file_name, content, dry_run=False):
        """Start the import of a file in the background.

        How it goes on is read from the fields of the import: `state` (`running`, `stopped`, `done`),
        `progress` (%), `lines_new`, `lines_changed`, `lines_unchanged`, `lines_bad`, `problem_ids`.

        :param str file_name: name of the file
        :param str content: the file, base64
        :param bool dry_run: only say what would become of each line
        :return: id of the import (`customs.declaration.import`)
        :rtype: int
        :raises AccessError: the caller is no officer of the source's authority
        :raises UserError: the file cannot be read, or lacks columns; every reason at once
        """
        self.ensure_one()
        self.check_access("write")
        name = given_text(file_name)
        if not name or not self._is_base64(content):
            raise UserError(self.env._("Send the file name and its content as base64."))
        run = self.env["customs.declaration.import"]._for_file(self, name, content, dry_run)
        run.action_start()
        return run.id

    @staticmethod
    def _is_base64(content):
        """Tell whether ``content`` is a file in base64, with line ends or without."""
        try:
            return bool(base64.b64decode(content))
        except (ValueError, TypeError):
            return False

    # What is wrong with a line, in the person's language.

    def _titles(self):
        """Return {what a line says: its title}."""
        column = self.env["customs.import.column"]
        return dict(column._fields["field"]._description_selection(self.env))

    def _sentences(self, problems):
        """Return every `tools/import_values.Problem` as a sentence, each once."""
        titles = self._titles()
        return list(dict.fromkeys(self._sentence(problem, titles) for problem in problems))

    def _sentence(self, problem, titles):
        title = ", ".join(titles.get(name, name) for name in problem.field.split(","))
        values = {"title": title, "text": problem.text, "other": problem.other}
        for sentences in (self._value_sentences, self._line_sentences, self._register_sentences):
            if text := sentences(values).get(problem.code):
                return text
        return self.env._("%(title)s: '%(text)s' is not a valid value.", **values)

    def _value_sentences(self, values):
        return {
            "missing": self.env._("%(title)s is missing.", **values),
            "too_long": self.env._("%(title)s: longer than %(other)s characters ('%(text)s…').", **values),
            "no_number": self.env._(
                "%(title)s: '%(text)s' is not a number in the format of this source.", **values
            ),
            "no_position": self.env._(
                "%(title)s: '%(text)s' is not a whole number from 1 to 99999.", **values
            ),
            "no_date": self.env._(
                "%(title)s: '%(text)s' is not a date in the format of this source.", **values
            ),
            "no_flag": self.env._("%(title)s: '%(text)s' is not yes or no.", **values),
            "no_hs_code": self.env._("%(title)s: '%(text)s' must have 6 to 10 digits.", **values),
            "future": self.env._("%(title)s: %(text)s is in the future.", **values),
            "below_zero": self.env._("%(title)s is negative.", **values),
            "net_above_gross": self.env._("The net weight is greater than the gross weight.", **values),
        }

    def _line_sentences(self, values):
        return {
            "encoding": self.env._("The encoding of the line does not match the source."),
            "open_quote": self.env._("The line cannot be read because a quotation mark is not closed."),
            "unknown": self.env._("'%(text)s' is not a field of a line.", **values),
            "no_row": self.env._("The line is not a set of names and values."),
            "other_head": self.env._(
                "%(title)s: line %(other)s has a different value for declaration %(text)s.", **values
            ),
            "other_goods": self.env._(
                "Item %(text)s of this declaration is already in line %(other)s with different data.",
                **values,
            ),
        }

    def _register_sentences(self, values):
        return {
            "no_person": self.env._(
                "%(title)s: no contact is named '%(text)s' %(other)s. Add it, or tick \"Add Unknown "
                'Persons" on the source.',
                **values,
            ),
            "two_persons": self.env._(
                "%(title)s: '%(text)s' %(other)s matches several contacts. Merge them or give the code.",
                **values,
            ),
            "no_country": self.env._("%(title)s: '%(text)s' is not a country.", **values),
            "no_currency": self.env._("%(title)s: '%(text)s' is not a currency.", **values),
            "no_condition": self.env._("%(title)s: enter 'new' or 'used', not '%(text)s'.", **values),
            "no_agreement": self.env._("%(title)s: agreement '%(text)s' does not exist.", **values),
            "typed": self.env._(
                "Declaration %(text)s was entered by hand and cannot be overwritten by an import.", **values
            ),
            "head_decided": self.env._(
                "Declaration %(text)s: its goods are in decision %(other)s, so its data cannot be changed.",
                **values,
            ),
            "goods_decided": self.env._(
                "Item %(text)s is in decision %(other)s and cannot be changed.", **values
            ),
        }
