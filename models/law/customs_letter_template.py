import json
from dataclasses import replace

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ...reports.kit.letter_pdf import LetterAuthority, LetterData, compose
from ...reports.kit.missing_glyphs import excerpt, named, unprintable
from ...reports.kit.report_pdf import ReportPaper, build_paper
from ...tools import letter_template as plain
from .law_file import Loader

SHIPPED = {"customs_verification.agreement_eaeu_rs": "customs_verification/data/letters_eaeu_rs.json"}


class CustomsLetterTemplate(models.Model):
    """The words of one letter of a procedure or agreement, in one language (RS15.5, RS16.3, RS16.4).

    The words have places for fields from a list that the kind of letter has; nothing in them is run.
    """

    _name = "customs.letter.template"
    _description = "Letter"
    _inherit = ["customs.noted.mixin"]
    _belongs_to = "agreement_id"
    _noted_on = "agreement_id"
    _order = "agreement_id, procedure_id, res_model, kind, language, id"
    # Its words name the articles of content lists.
    _created_after = ("customs.content.item",)

    agreement_id = fields.Many2one(
        "customs.agreement",
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
    )
    procedure_id = fields.Many2one(
        "customs.procedure",
        index=True,
        ondelete="cascade",
        domain="[('agreement_id', '=', agreement_id)]",
        help="Whose letter this is. Empty: it belongs to the agreement, as letters of decisions do.",
    )
    res_model = fields.Selection(
        selection="_selection_res_model",
        string="Written from",
        required=True,
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
    )
    kind = fields.Char(string="Letter", required=True)
    kind_choices = fields.Json(compute="_compute_kind_choices")
    language = fields.Selection(plain.LANGUAGES, required=True, default="en")
    subject = fields.Char(required=True)
    salutation = fields.Char()
    closing = fields.Text(string="Closing Words")
    part_ids = fields.One2many("customs.letter.part", "template_id", string="Parts", copy=False)
    field_list = fields.Html(
        string="Fields", compute="_compute_field_list", help="What the words may name between double braces."
    )

    _letter_uniq = models.UniqueIndex(
        "(agreement_id, COALESCE(procedure_id, 0), res_model, kind, language)",
        "There is already a text for this letter in this language.",
    )

    @api.model
    def _selection_res_model(self):
        """Return the models from which the software writes letters, whichever room brings them."""
        return [
            (name, model._description)
            for name, model in self.env.items()
            if not model._abstract and hasattr(model, "_letter_kinds") and model._letter_kinds()
        ]

    @api.depends("procedure_id")
    def _compute_place(self):
        for template in self:
            procedure = template.procedure_id
            template.agreement_id = procedure.agreement_id or template.agreement_id
            template.res_model = procedure.case_model if procedure else template.res_model

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_kind_choices(self):
        for template in self:
            kinds = self.env[template.res_model]._letter_kinds() if template.res_model else {}
            template.kind_choices = [[code, kind.label] for code, kind in kinds.items()]

    @api.depends("res_model", "kind", "language", "procedure_id.name", "agreement_id.code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        languages = dict(self._fields["language"]._description_selection(self.env))
        for template in self:
            kind = template._kind()
            parts = (
                template.procedure_id.name or template.agreement_id.code,
                kind.label if kind else template.kind,
                languages.get(template.language),
            )
            template.display_name = ", ".join(filter(None, parts))

    @api.depends("res_model", "kind", "procedure_id.content_item_ids.field_name")
    @api.depends_context("lang")
    def _compute_field_list(self):
        for template in self:
            rows = [
                Markup("<tr><td><code>%s</code></td><td>%s</td><td>%s</td></tr>")
                % (name, field.label, template._use_of(field))
                for name, field in template._fields_of_letter().items()
            ]
            template.field_list = Markup("<table class='table table-sm'>%s</table>") % Markup("").join(rows)

    def _use_of(self, field):
        """Return, in words, where a field of this kind may stand."""
        uses = {
            "text": self.env._("In words: {{ … }}"),
            "lines": self.env._("In words: {{ … }}; may have several lines"),
            "day": self.env._("In words: {{ … }}; printed as a date"),
            "yes_no": self.env._("Under 'Only if' and 'Not if'"),
            "list": self.env._("As a numbered list"),
        }
        if field.kind == "table":
            columns = ", ".join(f"{name} ({label})" for name, label in field.columns.items())
            return self.env._("As a table. Columns: %s", columns)
        return uses[field.kind]

    def _kind(self):
        """Return the `LetterKind`, or None where the choice is not made yet."""
        self.ensure_one()
        return self.env[self.res_model]._letter_kinds().get(self.kind) if self.res_model else None

    def _fields_of_letter(self):
        """Return what the words may name: name -> `LetterField`; the articles of its content list, too."""
        self.ensure_one()
        kind = self._kind()
        if not kind:
            return {}
        article = self.env._("Article: %s")
        return kind.fields | {
            f"article_{item.field_name}": plain.LetterField(article % item.name)
            for item in self.procedure_id._items_of_letters("report" if kind.is_report else "request")
        }

    def _words(self):
        """Return the words as plain data."""
        self.ensure_one()
        return plain.LetterWords(
            subject=self.subject or "",
            salutation=self.salutation or "",
            closing=self.closing or "",
            parts=tuple(
                part._plain() for part in self.part_ids.sorted(lambda part: (part.sequence, part.id))
            ),
        )

    # Preview

    def action_preview(self):
        """Open the letter as it would be printed, without a record or with one that the user may read."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customs.preview.letter"]._open(self)

    def _records_of_letter(self):
        """Return records of the user's own authorities from which this letter may be written.

        None for who reads no cases, as the administrator of the law.
        """
        self.ensure_one()
        if not self.env[self.res_model].has_access("read"):
            return self.env[self.res_model]
        law = ("agreement_id", "=", self.agreement_id.id)
        if self.procedure_id:
            law = ("procedure_id", "=", self.procedure_id.id)
        own = ("importing_authority_id", "in", self.env.user.customs_authority_ids.ids)
        return self.env[self.res_model].search([law, own], limit=80)

    def _preview(self, record=None):
        """Return the letter as a draft in PDF, from ``record``, else with the names of its fields."""
        self.ensure_one()
        if record:
            letter, values = record._letter_preview(self.kind)
            letter, words = replace(letter, language=self.language), self._words()
        else:
            paper = ReportPaper if self._kind().is_report else LetterData
            letter = paper(
                sender=LetterAuthority(f"[{self.env._('Sending authority')}]"),
                addressee=LetterAuthority(f"[{self.env._('Addressee')}]"),
                language=self.language,
            )
            words, values = plain.sample(self._words(), self._fields_of_letter())
        filled, _missing = compose(letter, words, values)
        return build_paper(replace(filled, draft=True))

    @api.constrains("subject", "salutation", "closing", "kind", "res_model", "procedure_id", "part_ids")
    def _check_words(self):
        for template in self:
            if not template._kind():
                raise ValidationError(
                    self.env._(
                        "The software writes no letter '%(kind)s' from this: %(model)s. Choose another.",
                        kind=template.kind,
                        model=dict(self._selection_res_model()).get(template.res_model, template.res_model),
                    )
                )
            procedure = template.procedure_id
            if procedure and (procedure.case_model, procedure.agreement_id) != (
                template.res_model,
                template.agreement_id,
            ):
                raise ValidationError(
                    self.env._(
                        "%(procedure)s is of another agreement or another type of case than this letter.",
                        procedure=procedure.display_name,
                    )
                )
            wrong = plain.unknown_names(template._words(), template._fields_of_letter())
            odd = list(unprintable(template._words()))
            if odd:
                raise ValidationError(
                    self.env._(
                        "%(letter)s: the characters %(signs)s cannot be printed (“%(text)s”). Use other "
                        "characters.",
                        letter=template.display_name,
                        signs=named(odd[0].letters),
                        text=excerpt(odd[0].text),
                    )
                )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(letter)s: there is no such field for this use: %(names)s. Choose from the list "
                        "on the page 'Fields'.",
                        letter=template.display_name,
                        names=", ".join(wrong),
                    )
                )

    def unlink(self):
        self.part_ids.unlink()  # each leaves a note of what it said
        return super().unlink()

    def copy(self, default=None):
        """Copy the letter with its parts, at once: the words are checked as a whole."""
        copies = super().copy(default)
        for template, copied in zip(self, copies, strict=True):
            copied.part_ids = [Command.create(part._values_of_copy()) for part in template.part_ids]
        return copies

    def copy_data(self, default=None):
        data = super().copy_data(default)
        other = [code for code, _label in plain.LANGUAGES]
        for template, values in zip(self, data, strict=True):
            if not (default or {}).keys() & {"procedure_id", "agreement_id", "language"}:
                taken = template._letters_beside().mapped("language")
                values["language"] = next((code for code in other if code not in taken), template.language)
        return data

    def _letters_beside(self):
        """Return this letter in all its languages."""
        self.ensure_one()
        return self.search(
            [
                ("agreement_id", "=", self.agreement_id.id),
                ("procedure_id", "=", self.procedure_id.id),
                ("res_model", "=", self.res_model),
                ("kind", "=", self.kind),
            ]
        )

    @api.model
    def _load_shipped(self):
        """Load the shipped letters that are not there yet; what an administrator changed stays as it is."""
        for xmlid, path in SHIPPED.items():
            agreement = self.env.ref(xmlid, raise_if_not_found=False)
            if agreement:
                with file_open(path) as file:
                    self._load(agreement, json.load(file))

    @api.model
    def _load(self, agreement, data):
        """Create the letters of ``agreement`` that ``data``, in the shape of its file, holds and it lacks."""
        loader = Loader(self.env)
        place = {"agreement_id": agreement.id}
        loader.rows(self._name, self._not_there(agreement, data["letter_ids"]), place, place)
        codes = {procedure.code: procedure for procedure in agreement.procedure_ids}
        for row in data["procedure_ids"]:
            procedure = codes.get(row["code"])
            if procedure:
                place = {"procedure_id": procedure.id}
                loader.rows(self._name, self._not_there(procedure, row["letter_ids"]), place, place)

    @api.model
    def _not_there(self, law, rows):
        """Return the rows of which the agreement or procedure ``law`` has no letter."""
        known = {(letter.res_model, letter.kind, letter.language) for letter in law.letter_ids}
        model = law.case_model if law._name == "customs.procedure" else None
        return [row for row in rows if (model or row["res_model"], row["kind"], row["language"]) not in known]
