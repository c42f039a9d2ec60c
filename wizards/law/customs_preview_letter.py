from odoo import api, fields, models


class CustomsPreviewLetter(models.TransientModel):
    """A letter as it would be printed: with the names of its fields, or with a case or decision."""

    _name = "customs.preview.letter"
    _description = "Preview of a Letter"

    template_id = fields.Many2one("customs.letter.template", required=True, readonly=True)
    record_choices = fields.Json(compute="_compute_record_choices")
    record = fields.Char(
        string="Written from", help="Choose from those that you may read. Empty: the names of the fields."
    )
    paper_url = fields.Char(string="Address of the Preview", compute="_compute_paper_url")

    @api.model
    def _open(self, template):
        """Return the action that shows ``template``."""
        return self.create({"template_id": template.id})._get_records_action(
            name=self.env._("Preview"), target="new", context={"dialog_size": "extra-large"}
        )

    @api.depends("template_id")
    def _compute_record_choices(self):
        for wizard in self:
            template = wizard.template_id
            records = template._records_of_letter() if template else ()
            wizard.record_choices = [[str(record.id), record.display_name] for record in records]

    @api.depends("template_id", "record")
    def _compute_paper_url(self):
        for wizard in self:
            known = any(wizard.record == value for value, _label in wizard.record_choices or [])
            record = f"?record_id={wizard.record}" if known else ""
            wizard.paper_url = f"/customs/letter/{wizard.template_id.id}{record}"
