from datetime import timedelta

from odoo import api, fields, models

USUAL_DAYS = 21


class CustomsAskImporters(models.TransientModel):
    """Ask all importers whose goods a suspension touches for what they have to say: a task for each."""

    _name = "customs.ask.importers"
    _description = "Ask the Importers"
    _inherit = ["customs.once.mixin"]

    suspension_id = fields.Many2one("customs.preference.suspension", required=True, readonly=True)
    suspension_name = fields.Char(related="suspension_id.name", related_sudo=False)
    importer_count = fields.Integer(
        string="Importers Asked", compute="_compute_importer_count", help="Who is not asked already."
    )
    due_on = fields.Date(string="Last Day for the Answer", required=True)
    question = fields.Text(string="What Is Asked", required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        suspension = self.env["customs.preference.suspension"].browse(values.get("suspension_id")).exists()
        if suspension:
            suspension.check_access("read")
            values["due_on"] = suspension.importing_authority_id._today() + timedelta(days=USUAL_DAYS)
            values["question"] = self.env._(
                "The preference for goods that you import is suspended (%(reference)s, %(article)s). You may "
                "say what concerns your goods, and add documents.",
                reference=suspension.name,
                article=suspension.article or "",
            )
        return values

    @api.depends("suspension_id")
    def _compute_importer_count(self):
        for wizard in self:
            wizard.importer_count = len(wizard.suspension_id.notice_ids._not_asked())

    def action_ask(self):
        """Ask, once; open the importers with their answers."""
        suspension = self.suspension_id
        if self._begin():
            suspension.ask_importers(self.question, self.due_on)
        return suspension.action_open_notices()

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards._check_suspension()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self._check_suspension()
        return result

    def _check_suspension(self):
        """Only who may read the suspension names it here."""
        self.suspension_id.check_access("read")
