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
        string="Importers to Ask", compute="_compute_importer_count", help="Importers not asked yet."
    )
    due_on = fields.Date(string="Last Day for the Answer", required=True)
    question = fields.Text(string="What Is Requested", required=True)

    @api.model
    def default_get(self, fields):  # pylint: disable=redefined-outer-name
        values = super().default_get(fields)
        suspension = self.env["customs.preference.suspension"].browse(values.get("suspension_id")).exists()
        if suspension:
            suspension.check_access("read")
            values["due_on"] = suspension.importing_authority_id._today() + timedelta(days=USUAL_DAYS)
            values["question"] = self.env._(
                "The preference for goods that you import is suspended (%(reference)s, %(article)s). You "
                "can comment on your goods and add documents.",
                reference=suspension.name,
                article=suspension.agreement_id._cite(suspension.article),
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
