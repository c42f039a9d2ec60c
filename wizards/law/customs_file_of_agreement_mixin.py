import json
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...models.law import law_file
from ...tools.inputs import given_content

FOLDER = "data/agreements"
LARGEST = 5 * 1024 * 1024  # bytes; the largest agreement with its goods takes a tenth of it


class CustomsFileOfAgreementMixin(models.AbstractModel):
    """A form in which a file of an agreement is chosen: one that is shipped, or one of the user's own."""

    _name = "customs.file.of.agreement.mixin"
    _description = "File of an Agreement"

    shipped = fields.Selection(selection="_selection_shipped", string="File of the Product")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    problems = fields.Text(compute="_compute_content")
    content_name = fields.Char(string="Contains", compute="_compute_content")
    content_digest = fields.Char(string="SHA-256", compute="_compute_content")
    known_agreement_id = fields.Many2one(
        "customs.agreement",
        string="Already There",
        compute="_compute_content",
        help="The agreement with the code of the file.",
    )

    @api.model
    def _selection_shipped(self):
        """Return the agreements that are shipped as files: name of the file -> code and name."""
        found = []
        for path in sorted(Path(__file__).parents[2].glob(f"{FOLDER}/*.json")):
            row = json.loads(path.read_text(encoding="utf-8"))["agreement"]
            found.append((path.name, law_file.title(row)))
        return found

    def _content(self):
        """Return (bytes, name) of the file that is chosen, or (b"", "")."""
        self.ensure_one()
        # Odoo's form asks for the size in place of the content.
        file = self.with_context(bin_size=False, bin_size_file=False).file
        if file:
            content = given_content(file) or b"-"  # no JSON: it is refused by that
            return content, self.file_name or self.env._("file")
        if self.shipped:
            known = dict(self._selection_shipped())
            path = Path(__file__).parents[2] / FOLDER / self.shipped
            return (path.read_bytes(), self.shipped) if self.shipped in known else (b"", "")
        return b"", ""

    @api.depends("shipped", "file")
    def _compute_content(self):
        agreements = self.env["customs.agreement"]
        for wizard in self:
            content, _name = wizard._content()
            wizard.problems = wizard.content_name = wizard.content_digest = False
            wizard.known_agreement_id = False
            if not content:
                continue
            wizard.content_digest = law_file.digest(content)
            if len(content) > LARGEST:
                wizard.problems = self.env._("The file is larger than 5 MB.")
                continue
            try:
                row = law_file.read(self.env, content)
            except ValidationError as error:
                wizard.problems = str(error)
                continue
            wizard.content_name = law_file.title(row)
            wizard.known_agreement_id = agreements.search([("code", "=", row["code"])], limit=1)

    def _checked_content(self):
        """Return (bytes, name) of the file that is chosen, in which nothing is wrong.

        :raises UserError: none is chosen, or something in it is wrong: all of it is named
        """
        content, name = self._content()
        if not content:
            raise UserError(self.env._("Choose an agreement or a file."))
        if self.problems:
            raise UserError(self.problems)
        return content, name
