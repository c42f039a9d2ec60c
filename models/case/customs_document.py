import base64
import hashlib
from urllib.parse import quote as url_quote

from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsDocument(models.Model):
    """A letter or report of a case as it was approved: the file for good, with its SHA-256.

    Approved documents are stored once and never rendered again, so that what was sent can be proven.
    """

    _name = "customs.document"
    _description = "Document of a Case"
    _order = "id desc"

    name = fields.Char(required=True, string="Number")
    kind = fields.Selection(
        [
            ("request", "Request"),
            ("report", "Report"),
            ("reminder", "Reminder"),
        ],
        required=True,
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(string="Reference")
    importing_authority_id = fields.Many2one("customs.authority", index=True, ondelete="restrict")
    version = fields.Integer(default=1)
    file = fields.Binary(attachment=True, required=True)
    file_name = fields.Char(required=True)
    sha256 = fields.Char(string="SHA-256", readonly=True, size=64)
    approved_by_id = fields.Many2one("res.users", ondelete="restrict")
    approved_at = fields.Datetime()
    superseded = fields.Boolean(help="A later version took its place; this one stays as it was approved.")

    _case_idx = models.Index("(res_model, res_id)")

    @api.model
    def _store(self, case, kind, number, content):
        """Store ``content`` (bytes of the PDF) for ``case`` for good, and return the document."""
        former = case.sudo().document_ids.filtered(lambda document: document.kind == kind)
        version = max(former.mapped("version"), default=0) + 1
        return self.sudo().create(
            {
                "name": number,
                "kind": kind,
                "res_model": case._name,
                "res_id": case.id,
                "case_name": case.display_name,
                "importing_authority_id": case.importing_authority_id.id,
                "version": version,
                "file": base64.b64encode(content),
                "file_name": f"{number.replace('/', '-')}{f'-{version}' if version > 1 else ''}.pdf",
                "sha256": hashlib.sha256(content).hexdigest(),
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )

    def write(self, vals):
        if set(vals) - {"superseded"}:
            raise UserError(self.env._("An approved document stays as it was approved."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        raise UserError(self.env._("An approved document is kept."))

    def action_download(self):
        """Download the stored file, byte for byte as approved."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{url_quote(self.file_name)}?download=true",
            "target": "self",
        }

    def _is_unchanged(self):
        """Tell whether the stored file still has the SHA-256 of its approval."""
        self.ensure_one()
        return hashlib.sha256(self._content() or b"").hexdigest() == self.sha256

    def _content(self):
        """Return the stored bytes, exactly as approved."""
        self.ensure_one()
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "=", self.id)],
                limit=1,
            )
        )
        return attachment.raw
