import logging
from functools import partial

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

_logger = logging.getLogger(__name__)
KEPT = "customs_verification.readings"
PATIENCE = "2s"  # for the end of the chain of readings, which the code itself may hold


class CustomsReading(models.Model):
    """Who read or downloaded a confidential document, and when (RSM26). Supervisors read this log."""

    _name = "customs.reading"
    _description = "Access to a Confidential Document"
    _inherit = ["customs.sealed.mixin"]
    _order = "id desc"
    _seal_path = ("document_id", "answer_id")
    _seal_kind = "readings"
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
            ("by_code", "Read by Code Kept in the Database"),
        ],
        required=True,
    )

    _one_thing = models.Constraint(
        "CHECK (num_nonnulls(document_id, answer_id) = 1)", "A reading is of one document or of one answer."
    )

    document_subject = fields.Char(related="document_id.subject", string="Subject")
    answer_task_id = fields.Many2one(related="answer_id.task_id", string="Task")

    @api.model
    def _log_readings(self, way, records, file=None):
        """Note that the user read confidential ``records``, documents or answers; return the entries."""
        column = {"customs.document": "document_id", "customs.task.answer": "answer_id"}[records._name]
        # Every column is given: a default that the reader set does not reach the log.
        empty = {"document_id": False, "answer_id": False, "read_at": fields.Datetime.now()}
        values = [
            empty
            | {
                "way": way,
                "user_id": self._reader_id(),
                "importing_authority_id": record.importing_authority_id.id,
                "file_id": file.id if file else False,
                column: record.id,
            }
            for record in records.sudo()
        ]
        noted = self._note_for_good(values) if way == "by_code" else None
        if not noted:
            noted = self.sudo().create(values)
            self._keep_at_the_end(noted.ids, values)
        return noted

    @api.model
    def _keep_at_the_end(self, ids, values):
        """Let what was noted here be noted also where this transaction is taken back, whole or in part.

        A reading is not undone by what fails after it, and an error may say what was read. It is written when
        the transaction has ended: before, the chain of readings would be written by two at once.
        """
        for hooks in (self.env.cr.postcommit, self.env.cr.postrollback):
            if KEPT not in hooks.data:
                hooks.data[KEPT] = {}
                hooks.add(partial(self.env(context={}, su=True)[self._name]._note_lost, hooks.data))
            hooks.data[KEPT] |= dict(zip(ids, values, strict=True))

    @api.model
    def _note_lost(self, data):
        """Note those of the kept readings that are not in the log, after the end of their transaction."""
        kept = data.pop(KEPT)
        try:
            with self.env["customs.upload.limit"]._own_transaction() as cr:
                cr.execute("SELECT id FROM customs_reading WHERE id = ANY(%s)", [list(kept)])
                there = {number for (number,) in cr.fetchall()}
            lost = [values for number, values in kept.items() if number not in there]
            if lost:
                self._note_for_good(lost)
        except Exception:  # pylint: disable=broad-exception-caught  # the end of a transaction must not fail
            _logger.exception("Readings of confidential records could not be noted: %s", kept)

    @api.model
    def _note_for_good(self, values):
        """Note in a transaction of its own: code may take its own one back, and raise what it has read.

        Return nothing where that cannot be: what was read is not committed itself, or the code holds the log.
        """
        try:
            with self.env["customs.upload.limit"]._own_transaction() as cr:
                cr.execute(f"SET LOCAL lock_timeout TO '{PATIENCE}'")  # pylint: disable=sql-injection
                noted = self.env(cr=cr, context={}, su=True)["customs.reading"].create(values)
        except psycopg2.Error:
            return None
        return self.browse(noted.ids)

    @api.model
    def _reader_id(self):
        """Return whose reading it is: of a request, whoever is logged in, in whose name ever it reads."""
        return (request and request.session and request.session.uid) or self.env.uid

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(self.env._("The access log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The access log cannot be deleted."))
