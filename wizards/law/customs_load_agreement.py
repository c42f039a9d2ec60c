import json
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...models.law import law_file
from ...tools.inputs import given_content

FOLDER = "data/agreements"
LARGEST = 5 * 1024 * 1024  # bytes; the largest agreement with its goods takes a tenth of it


class CustomsLoadAgreement(models.TransientModel):
    """Load an agreement with all its law from a file: one that is shipped, or one of the administrator's."""

    _name = "customs.load.agreement"
    _description = "Load an Agreement"
    _inherit = ["customs.once.mixin"]

    shipped = fields.Selection(selection="_selection_shipped", string="Agreement")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    problems = fields.Text(compute="_compute_content")
    content_name = fields.Char(string="Contains", compute="_compute_content")
    content_digest = fields.Char(string="SHA-256", compute="_compute_content")
    agreement_id = fields.Many2one("customs.agreement", string="Loaded Agreement", readonly=True)

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
        if self.file:
            content = given_content(self.file) or b"-"  # no JSON: it is refused by that
            return content, self.file_name or self.env._("file")
        if self.shipped:
            known = dict(self._selection_shipped())
            path = Path(__file__).parents[2] / FOLDER / self.shipped
            return (path.read_bytes(), self.shipped) if self.shipped in known else (b"", "")
        return b"", ""

    @api.depends("shipped", "file")
    def _compute_content(self):
        for wizard in self:
            content, _name = wizard._content()
            wizard.problems = wizard.content_name = wizard.content_digest = False
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

    def action_load(self):
        """Load the agreement, once, and open it.

        :raises AccessError: the user may not create agreements
        :raises UserError: no file is chosen, or something in it is wrong: all of it is named
        """
        if self._begin():
            content, name = self._content()
            if not content:
                raise UserError(self.env._("Choose an agreement or a file."))
            if self.problems:
                raise UserError(self.problems)
            trusted = not self.file  # the marks of a file from elsewhere are somebody else's
            self.agreement_id = self.env["customs.agreement"]._load_file(content, name, keep_marks=trusted)
        return self.agreement_id.get_formview_action()
