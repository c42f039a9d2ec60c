import base64
import errno
import hashlib
import logging
import os
import re
import secrets
from contextlib import suppress

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import database_code
from ..law.customs_guarded_mixin import DOOR

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
# Of all evidence also what says which paper it is.
TITLE = {"name", "description"}


# The models whose attachments are the evidence itself.
STORED = ("customs.file", "customs.document")


OURS = "customs."

# What a file holds, and what reveals it.
CONTENT_FIELDS = {"raw", "datas", "db_datas", "index_content", "store_fname", "thumbnail"}

# The stored ones: words of a file that a filter, an order or a group would reveal one by one.
ASKED_CONTENT = {"db_datas", "index_content"}

PLACE = ("res_model", "res_id", "res_field")

_logger = logging.getLogger(__name__)

FULL = (errno.ENOSPC, errno.EDQUOT)

OWN_FILE = re.compile("[0-9a-f]{2}/[0-9a-f]{40}-[0-9a-f]{32}")


class _OwnFile:
    """The mark in the name of one file in the store: an object, so that no remote call can send one."""

    def __init__(self):
        self.mark = secrets.token_hex(16)


class IrAttachment(models.Model):
    """Files of a case: taken in only from the person who uploaded them, kept as they are once recorded."""

    _inherit = "ir.attachment"

    def _accept_for(self, record):
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
                    "You can only use files that you uploaded here. The other files already belong to "
                    "something else."
                )
            )
        uploaded.write({"res_model": record._name, "res_id": record.id})

    def _is_unbound(self):
        """Return whether the file was uploaded for a form and belongs to no record yet."""
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

    @api.model
    def _first_of_field(self, record, field):
        """Return the attachment (as superuser) that holds a stored file: the one that was there first."""
        domain = [("res_model", "=", record._name), ("res_field", "=", field), ("res_id", "=", record.id)]
        return self.sudo().search(domain, order="id", limit=1)

    @api.model
    def _with_second_of_field(self, model=None, ids=None):
        """Return {(model, id, field): names} of records of this addon with several contents for one field."""
        self.flush_model(["res_model", "res_id", "res_field", "name"])
        of_records = SQL("res_model = %s AND res_id = ANY(%s)", model, list(ids)) if model else SQL("TRUE")
        rows = self.env.execute_query(
            SQL(
                "SELECT res_model, res_id, res_field, array_agg(COALESCE(name, '') ORDER BY id)"
                " FROM ir_attachment WHERE res_model LIKE %s AND res_field IS NOT NULL AND %s"
                " GROUP BY 1, 2, 3 HAVING count(*) > 1 ORDER BY 1, 2, 3",
                f"{OURS}%",
                of_records,
            )
        )
        return {(res_model, res_id, field): names for res_model, res_id, field, names in rows}

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_public(vals_list)
        self._refuse_second_content(vals_list)
        if not any(vals.get("res_model") in STORED for vals in vals_list):
            files = super().create(vals_list)
        else:
            files = self.browse()
            for vals in vals_list:
                own = self._with_own_file() if vals.get("res_model") in STORED else self
                files += super(IrAttachment, own).create([vals]).with_env(self.env)
        # Also what a default of the user or of the context says.
        files._refuse_public([{"public": file.public, "res_model": file.res_model} for file in files.sudo()])
        return files

    @api.model
    def _refuse_second_content(self, vals_list):
        """A second content beside the first would be taken for it."""
        of_files = any(vals.get("res_model") in STORED for vals in vals_list)
        if of_files and self.env.context.get("customs_door") is not DOOR:
            self._refuse_change()

    def write(self, vals):
        """Write; first it is refused that a file leaves its record, then that evidence changes."""
        files = self._with_own_file_for(vals)
        files._refuse_leaving_by(vals)
        return super(IrAttachment, files._kept_as_recorded(vals)).write(vals)

    def _kept_as_recorded(self, vals):
        """Refuse values that change evidence; return the files with the context of their writing."""
        if not self or not (CONTENT | SHOWN | TITLE) & vals.keys():
            return self
        self.check_access("write")
        recorded = self._recorded()
        if not recorded:
            return self
        # The system itself may move files to another storage; large pictures would be drawn anew then.
        if any(file._is_another_by(vals) for file in recorded):
            self._refuse_change()
        return self.with_context(image_no_postprocess=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        self._refuse_loss()

    def _refuse_loss(self):
        """Refuse that evidence is deleted; a later room that knows a better reason names it before."""
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

    def _is_another_by(self, vals):
        """Return whether ``vals`` would make this evidence another file, or show it another way."""
        self.ensure_one()
        names = CONTENT | TITLE | (SHOWN if self.res_model == "customs.file" else set())
        return any(self._differs(name, vals[name]) for name in names & vals.keys())

    def _differs(self, name, value):
        """Return whether ``value`` is another one than the field ``name`` has."""
        if name in ("raw", "datas", "db_datas"):
            content = base64.b64decode(value or b"") if name == "datas" else value or b""
            return (content.encode() if isinstance(content, str) else content) != self.raw
        return (value or False) != (self[name] or False)

    def _refuse_change(self):
        raise UserError(
            self.env._("This file is part of the record of a case and cannot be changed or deleted.")
        )

    # The doors by which files of this addon leave the system, all others closed.
    #
    # What lies behind a field (a letter, a file from outside) is read by its field or its own page, and by
    # nobody as an attachment. What was given in confidence leaves an entry in the log. Nothing is copied out
    # of its record, moved to another one, made public or opened by a token.

    # Who reads them

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su:
            return result
        forbidden, error = result or (self.browse(), None)
        sealed = self.browse(self._ours(of_fields=True)) - forbidden
        if not sealed:
            return result
        return forbidden | sealed, error or self._sealed_error

    def _sealed_error(self):
        return AccessError(self.env._("You can only open and download this file on the page of its record."))

    def _ours(self, of_fields=False):
        """Return the ids of those that belong to records of this addon, ``of_fields``: to fields of them.

        Their access has been checked: Odoo has read by then to what they belong. From the cache, because
        this is asked for every file of the database.
        """
        of_model = self._fields["res_model"]._get_cache(self.env)
        of_field = self._fields["res_field"]._get_cache(self.env)
        return [
            number
            for number in self.ids
            if (of_model.get(number) or "").startswith(OURS) and (not of_fields or of_field.get(number))
        ]

    def _can_return_content(self, field_name=None, access_token=None):
        if not self.env.su and self._bound_to_ours():
            # Neither a token nor the mark "public" opens it.
            self.check_access("read")
            return False
        return super()._can_return_content(field_name, access_token)

    def _has_attachments_ownership(self, attachment_tokens):
        """A token of the person who uploaded a file is good for nothing where the file may not be read."""
        owned = super()._has_attachments_ownership(attachment_tokens)
        return owned and all(file.sudo(False).has_access("read") for file in self._bound_to_ours())

    def _bound_to_ours(self):
        """Return which of these belong to a record of this addon: by SQL, past the cache."""
        if not self.ids:
            return self.browse()
        self.env["ir.attachment"].flush_model(["res_model", "res_id"])
        self.env.cr.execute(
            "SELECT id FROM ir_attachment WHERE id = ANY(%s) AND res_model LIKE %s AND res_id != 0",
            [self.ids, f"{OURS}%"],
        )
        return self.browse(number for (number,) in self.env.cr.fetchall())

    # Asking about them

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False):
        domain = Domain(domain)
        names = {condition.field_expr.split(".")[0] for condition in domain.iter_conditions()}
        if names & ASKED_CONTENT and (not self.env.su or database_code.asks()):
            domain &= Domain("res_model", "not =like", f"{OURS}%")
        if not self.env.su:
            # Odoo orders as superuser.
            for part in (order or "").split(","):
                self._refuse_asking(part.strip().split(" ")[0].split(".")[0])
            if (
                names.isdisjoint(ASKED_CONTENT)
                and "res_model" in names
                and names & {"id", "res_field"}
                and not bypass_access
            ):
                domain &= Domain("res_field", "=", False) | Domain("res_model", "not =like", f"{OURS}%")
        return super()._search(
            domain, offset, limit, order, active_test=active_test, bypass_access=bypass_access
        )

    @api.model
    def _refuse_asking(self, name):
        """No group, order or aggregate reveals the words of files."""
        if name in ASKED_CONTENT and (not self.env.su or database_code.asks()):
            raise AccessError(self.env._("You cannot sort or group by the content of files."))

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        self._refuse_asking(groupby_spec.split(":")[0].split(".")[0])
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        self._refuse_asking(aggregate_spec.split(":")[0])
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        self._refuse_asking(field_name.split(".")[0])
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def create_unique(self, values_list):
        """Odoo names the file that has these bytes: never one of ours, whose bytes that would reveal."""
        ids = []
        for values in values_list:
            found = self.browse(super().create_unique([values]))
            others = found - found._bound_to_ours()
            ids += others.ids or self.create(values).ids
        return ids

    # Noting who reads them

    def _read_format(self, fnames, load="_classic_read"):
        if self.env.su or CONTENT_FIELDS.isdisjoint(fnames):
            return super()._read_format(fnames, load)
        self._log_content("downloaded")
        noted = self.with_context(customs_noted=DOOR)
        return super(IrAttachment, noted)._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if self.env.su or CONTENT_FIELDS.isdisjoint(path[0] for path in fields if path):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        self._log_content("exported")
        noted = self.with_context(customs_noted=DOOR)
        return super(IrAttachment, noted)._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _compute_raw(self):  # pylint: disable=missing-return
        # Where every way of reading the bytes by name ends, but the download as a stream.
        super()._compute_raw()
        self._log_content("opened")

    def _fetch_field(self, field):  # pylint: disable=missing-return
        super()._fetch_field(field)
        if field.name == "thumbnail" or (field.name in ASKED_CONTENT and not self.env.su):
            self._log_content("opened")

    def _fetch_query(self, query, fields):
        # Code also reads them together with others: the field itself may never be asked then.
        fetched = super()._fetch_query(query, fields)
        if any(field.name in ASKED_CONTENT for field in fields) and database_code.asks():
            fetched._log_content("opened")
        return fetched

    def _to_http_stream(self):
        # Downloads are noted where they begin (`ir_binary.py`); code asks for the stream itself.
        stream = super()._to_http_stream()
        if database_code.asks():
            self._log_content("downloaded")
        return stream

    @api.model
    def _file_read(self, fname, size=None):
        # Nor does code need the attachment to read the bytes: their name in the store will do.
        content = super()._file_read(fname, size)
        if database_code.running() and not database_code.inside_of("_compute_raw"):
            of_any_field = Domain("res_field", "=", False) | Domain("res_field", "!=", False)
            named = self.sudo().search(Domain("store_fname", "=", fname) & of_any_field)
            named._log_content("opened")
        return content

    def _log_content(self, way):
        """Note that the user reads what these hold, where it was given in confidence (RSM26).

        Their access has been checked.
        """
        if self.env.context.get("customs_noted") is DOOR or (self.env.su and not database_code.asks()):
            return
        places = [self._fields[name]._get_cache(self.env) for name in ("res_model", "res_field")]
        if not all(number in place for place in places for number in self.ids):
            self.fetch(["res_model", "res_field"])
        ids = self._ours() + self._pictured()
        if ids:
            self.browse(ids)._given_in_confidence().with_env(self.env)._log_reading(way)
        if self.env.su:
            self._note_fields(way)

    def _note_fields(self, way):
        """Note that the bytes of fields are read: as superuser, for nobody else reads them as attachments."""
        for file in self.browse(self._ours(of_fields=True)):
            record = self.env[file.res_model].browse(file.res_id) if file.res_model in STORED else None
            if record:
                record.exists()._note_content_read(way)

    def _given_in_confidence(self):
        """Return the answers (as superuser) that were given in confidence with these files, by letter."""
        answers = self.env["customs.task.answer"].sudo()
        return answers.search([("attachment_ids", "in", self.ids), ("is_confidential", "=", True)])

    def _pictured(self):
        """Return the ids of the files of which these are the pictures."""
        of_model = self._fields["res_model"]._get_cache(self.env)
        pictures = [number for number in self.ids if of_model.get(number) == self._name]
        return self.browse(pictures).sudo().mapped("res_id") if pictures else []

    # What leaves its record

    def copy_data(self, default=None):
        if self.env.context.get("customs_door") is not DOOR:
            self._refuse_copies(default or {})
        return super().copy_data(default)

    def _refuse_copies(self, default):
        """Refuse copies that are not for the same record, as of a picture that is cropped in a note.

        Of what was given in confidence there is no copy: nobody would note who reads that one.
        """
        if self:
            self.check_access("read")
        ours = self._bound_to_ours()
        away = ours and any(self._is_elsewhere(file, default) for file in ours)
        if away or (ours and (default.get("public") or ours._given_in_confidence())):
            self._refuse_leaving()

    @api.model
    def _refuse_public(self, vals_list):
        """Refuse new files of this addon that everybody could read."""
        if any(vals.get("public") and (vals.get("res_model") or "").startswith(OURS) for vals in vals_list):
            self._refuse_leaving()

    def _refuse_leaving_by(self, vals):
        """Refuse values that make a file of this addon public, or put it elsewhere.

        The software moves files itself, as superuser; it makes none of these public either.
        """
        if not self or (not vals.get("public") and vals.keys().isdisjoint(PLACE)):
            return
        self.check_access("write")
        ours = self._bound_to_ours()
        comes = self if (vals.get("res_model") or "").startswith(OURS) else ours
        public = vals.get("public") or any(file.public for file in (comes - ours).sudo())
        if public and (comes or ours):
            self._refuse_leaving()
        if self.env.su:
            return
        if any(self._is_elsewhere(file, vals) for file in ours.sudo()):
            self._refuse_leaving()

    @api.model
    def _is_elsewhere(self, file, vals):
        """Return whether ``vals`` name another place than the one of the file."""
        return any(name in vals and (vals[name] or False) != (file[name] or False) for name in PLACE)

    def _refuse_leaving(self):
        raise UserError(
            self.env._(
                "A file of a case is part of the record and cannot be copied, moved or made public. "
                "Download it from its page."
            )
        )

    # Files from outside and documents have a file in the store of their own, shared with nothing.
    #
    # Odoo names files by their content: the same bytes are one file. What a full disk left of such a file
    # would be in the way of the same bytes for good ("collides with an existing file"), and a file that is
    # given up could not be deleted at once, for somebody else might just be storing the same.

    def _with_own_file(self):
        return self.with_context(customs_own_file=_OwnFile())

    def _with_own_file_for(self, vals):
        """Return the files with the context in which a new content gets a file of its own in the store."""
        if not self or not {"raw", "datas"} & vals.keys():
            return self
        self.check_access("write")
        return self._with_own_file() if any(file.res_model in STORED for file in self.sudo()) else self

    @api.model
    def _get_path(self, bin_data, sha):
        own = self.env.context.get("customs_own_file")
        if not isinstance(own, _OwnFile):
            return super()._get_path(bin_data, sha)
        name = f"{sha[:2]}/{sha}-{own.mark}"
        path = self._full_path(name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        except OSError as error:
            self._refuse_for_room(error, path)
        return name, path

    @api.model
    def _file_write(self, bin_value, checksum):
        if not isinstance(self.env.context.get("customs_own_file"), _OwnFile):
            return super()._file_write(bin_value, checksum)
        name, path = self._get_path(bin_value, checksum)
        try:
            super()._file_write(bin_value, checksum)
        except OSError as error:
            _remove(path)
            self._refuse_for_room(error, path)
        # Of a transaction that is taken back nothing is left, not even for a day.
        self.env.cr.postrollback.add(lambda: self._remove_own_file(name))
        return name

    def _refuse_for_room(self, error, path):
        """Say what the person can do, and leave the reason to the administrator, in the log."""
        _logger.error("A file cannot be stored in %s: %s", path, error)
        if error.errno in FULL:
            message = self.env._(
                "There is no space to store the file now, and nothing was saved. Try again later. If the "
                "problem persists, contact the authority."
            )
        else:
            message = self.env._(
                "The file cannot be stored now, and nothing was saved. Try again later. If the problem "
                "persists, contact the authority."
            )
        raise UserError(message) from error

    @api.model
    def _file_delete(self, fname):  # pylint: disable=missing-return
        """Delete a file of its own as soon as nothing names it any more: its room is free at once."""
        super()._file_delete(fname)
        if OWN_FILE.fullmatch(fname):
            registry = self.env.registry
            self.env.cr.postcommit.add(lambda: self._remove_unless_named(registry, fname))

    def _remove_unless_named(self, registry, fname):
        """Remove the file: after the commit, so nothing here may fail what was done."""
        try:
            with registry.cursor() as cr:
                cr.execute("SELECT 1 FROM ir_attachment WHERE store_fname = %s LIMIT 1", [fname])
                is_named = bool(cr.rowcount)
            if not is_named:
                self._remove_own_file(fname)
        except Exception:  # pylint: disable=broad-exception-caught  # the daily job deletes it as well
            _logger.exception("A file that was given up is deleted by the daily job only: %s", fname)

    @api.model
    def _remove_own_file(self, fname):
        if OWN_FILE.fullmatch(fname):
            _remove(self._full_path(fname))
            _remove(os.path.join(self._full_path("checklist"), fname))


def _remove(path):
    with suppress(OSError):
        os.unlink(path)
