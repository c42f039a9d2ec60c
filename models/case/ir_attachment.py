import hashlib

from odoo import api, models
from odoo.exceptions import UserError

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

    def write(self, vals):
        # The system itself may move files to another storage.
        if CONTENT & vals.keys() and not self.env.su:
            self._refuse_loss_of_recorded()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        self._refuse_loss_of_recorded()

    def _refuse_loss_of_recorded(self):
        """The files of a recorded fact, and of an answer that was given, are evidence."""
        recorded = self.ids and (
            self.env["customs.fact"].sudo().search_count([("attachment_ids", "in", self.ids)], limit=1)
            or self.env["customs.task.answer"]
            .sudo()
            .search_count([("attachment_ids", "in", self.ids)], limit=1)
        )
        if recorded:
            raise UserError(
                self.env._("This file is part of the record of a case: it is neither changed nor deleted.")
            )
