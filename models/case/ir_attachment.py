import base64
import hashlib

from odoo import api, models
from odoo.exceptions import UserError

from .customs_guarded_mixin import DOOR

CONTENT = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "checksum",
    "url",
    "type",
    "res_model",
    "res_id",
    "res_field",
}

# Of a file from outside also what decides how it is shown and to whom.
SHOWN = {"name", "mimetype", "public", "access_token"}


# The models whose attachments are the evidence itself.
STORED = ("customs.file", "customs.document")


class IrAttachment(models.Model):
    """Files of a case: taken in only from the person who uploaded them, kept as they are once recorded."""

    _inherit = "ir.attachment"

    def _take_for(self, record):
        """Let files that the user has just uploaded belong to ``record``; refuse those of anything else."""
        if not self:
            return
        self.check_access("read")
        files = self.sudo()
        own = files.filtered(lambda file: file.res_model == record._name and file.res_id == record.id)
        uploaded = (files - own).filtered(
            lambda file: file.create_uid == self.env.user and file._is_unbound()
        )
        if files.filtered("res_field") or own | uploaded != files:
            raise UserError(
                self.env._(
                    "Only files that you upload here are taken: the others belong to something else already."
                )
            )
        uploaded.write({"res_model": record._name, "res_id": record.id})

    def _is_unbound(self):
        """Tell whether the file was uploaded for a form and belongs to no record yet."""
        self.ensure_one()
        for_a_form = self.res_model in self.env and self.env[self.res_model].is_transient()
        return not self.public and (not self.res_id or for_a_form)

    def _content_sha256(self):
        """Return the SHA-256 of the bytes that are stored now; empty where there are none."""
        self.ensure_one()
        file = self.sudo().with_context(bin_size=False)
        content = file.raw
        # A record may hold many large files: one is in memory at a time.
        file.invalidate_recordset(["raw", "db_datas", "datas"])
        return hashlib.sha256(content).hexdigest() if content else ""

    @api.model_create_multi
    def create(self, vals_list):
        # A second content beside the first would be taken for it.
        of_files = any(vals.get("res_model") in STORED for vals in vals_list)
        if of_files and self.env.context.get("customs_door") is not DOOR:
            self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        files = self
        recorded = self._recorded() if (CONTENT | SHOWN) & vals.keys() else self.browse()
        if recorded:
            # The system itself may move files to another storage; large pictures would be drawn anew then.
            if any(file._is_another_by(vals) for file in recorded):
                self._refuse_change()
            files = self.with_context(image_no_postprocess=True)
        return super(IrAttachment, files).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        if self._recorded():
            self._refuse_change()

    def _recorded(self):
        """Return the files among these that are evidence: of a fact, of an answer, from outside."""
        if not self.ids:
            return self.browse()
        files = self.sudo()
        facts = self.env["customs.fact"].sudo().search([("attachment_ids", "in", self.ids)])
        answers = self.env["customs.task.answer"].sudo().search([("attachment_ids", "in", self.ids)])
        messages = self.env["mail.message"].sudo().search([("attachment_ids", "in", self.ids)])
        told = messages._of_kept_history().attachment_ids
        return files & (facts.attachment_ids | answers.attachment_ids | told | files._stored())

    def _stored(self):
        """Return those that hold the bytes of a file from outside or of a document that is there."""
        stored = self.browse()
        for model in STORED:
            held = self.filtered(lambda file, model=model: file.res_model == model)
            ids = set(self.env[model].sudo().browse(held.mapped("res_id")).exists().ids)
            stored |= held.filtered(lambda file, ids=ids: file.res_id in ids)
        return stored

    def _read_format(self, fnames, load="_classic_read"):
        # The bytes of a confidential document, read as those of an attachment (RSM26).
        if {"raw", "datas", "db_datas"} & set(fnames) and not self.env.su:
            ids = [file.res_id for file in self.sudo() if file.res_model == "customs.document"]
            self.env["customs.document"].browse(ids)._note_reading("downloaded")
        return super()._read_format(fnames, load)

    def _is_another_by(self, vals):
        """Tell whether ``vals`` would make this evidence another file, or show it another way."""
        self.ensure_one()
        names = CONTENT | (SHOWN if self.res_model == "customs.file" else set())
        return any(self._differs(name, vals[name]) for name in names & vals.keys())

    def _differs(self, name, value):
        """Tell whether ``value`` is another one than the field ``name`` has."""
        if name in ("raw", "datas", "db_datas"):
            content = base64.b64decode(value or b"") if name == "datas" else value or b""
            return (content.encode() if isinstance(content, str) else content) != self.raw
        return (value or False) != (self[name] or False)

    def _refuse_change(self):
        raise UserError(
            self.env._("This file is part of the record of a case: it is neither changed nor deleted.")
        )
