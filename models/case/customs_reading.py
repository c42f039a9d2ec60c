from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsReading(models.Model):
    """Who read or downloaded a confidential document, and when (RSM26). Supervisors read this log."""

    _name = "customs.reading"
    _description = "Reading of a Confidential Document"
    _order = "id desc"
    _rec_name = "way"

    document_id = fields.Many2one("customs.document", index="btree_not_null", ondelete="restrict")
    answer_id = fields.Many2one("customs.task.answer", index="btree_not_null", ondelete="restrict")
    file_id = fields.Many2one("customs.file", ondelete="restrict")
    importing_authority_id = fields.Many2one("customs.authority", index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    read_at = fields.Datetime(required=True, default=fields.Datetime.now)
    way = fields.Selection(
        [
            ("opened", "Opened"),
            ("downloaded", "Downloaded"),
            ("printed", "Printed"),
            ("exported", "Exported"),
        ],
        required=True,
    )

    document_subject = fields.Char(related="document_id.subject", string="Subject")
    answer_task_id = fields.Many2one(related="answer_id.task_id", string="Task")

    @api.model
    def _note(self, way, records, file=None):
        """Note that the user read these confidential ``records``, documents or answers, in one statement."""
        column = {"customs.document": "document_id", "customs.task.answer": "answer_id"}[records._name]
        return self.sudo().create(
            [
                {
                    "way": way,
                    "user_id": self.env.uid,
                    "importing_authority_id": record.importing_authority_id.id,
                    "file_id": file.id if file else False,
                    column: record.id,
                }
                for record in records.sudo()
            ]
        )

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(self.env._("The log of readings is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The log of readings is never deleted."))
