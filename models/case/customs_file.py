import base64
import hashlib

from odoo import api, fields, models


class CustomsFile(models.Model):
    """A file from outside: of an answer or of a document."""

    _name = "customs.file"
    _description = "File from Outside"
    _order = "id"

    name = fields.Char(required=True)
    content = fields.Binary(attachment=True)
    size = fields.Integer()
    sha256 = fields.Char()
    uploaded_by_id = fields.Many2one("res.users", ondelete="restrict")
    uploaded_at = fields.Datetime()
    is_pending = fields.Boolean()
    task_id = fields.Many2one("customs.task", index="btree_not_null", ondelete="restrict")
    answer_id = fields.Many2one("customs.task.answer", index="btree_not_null", ondelete="restrict")
    document_id = fields.Many2one("customs.document", index="btree_not_null", ondelete="restrict")
    importing_authority_id = fields.Many2one("customs.authority", index=True)
    exporting_authority_id = fields.Many2one("customs.authority", index="btree_not_null")
    commercial_person_id = fields.Many2one("res.partner", index="btree_not_null")

    @api.model
    def _owner_fields(self):
        return ["document_id", "answer_id"]

    @api.model
    def _place(self, owner):
        place = dict(owner)
        if place.get("document_id"):
            document = self.env["customs.document"].sudo().browse(place["document_id"])
            place["importing_authority_id"] = document.importing_authority_id.id
        if place.get("task_id"):
            task = self.env["customs.task"].sudo().browse(place["task_id"])
            place["importing_authority_id"] = task.importing_authority_id.id
            place["commercial_person_id"] = task.commercial_person_id.id
        return place | {"is_pending": not any(place.get(name) for name in self._owner_fields())}

    @api.model
    def _take(self, uploads, **owner):
        values = [
            {
                "name": name,
                "content": base64.b64encode(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "uploaded_by_id": self.env.uid,
                **self._place(owner),
            }
            for name, content in uploads
        ]
        return self.sudo().create(values).with_env(self.env)

    def _bind(self, **owner):
        self.sudo().write(self._place(owner))
