from odoo import models
from odoo.exceptions import AccessError, MissingError


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None):
        """Files from outside leave by their own route alone, and no file of this addon by a token.

        `/web/content` shows what it finds under a type that the link names (``?mimetype=text/html``), and
        `/web/image` decodes pictures of any size. Persons get their letters from the portal's page alone,
        where the first opening is noted as the proof of receipt.
        """
        # Odoo compares tokens as bytes of ASCII: another one is none, and no error of the server.
        if access_token and not access_token.isascii():
            access_token = None
        record = super()._find_record(xmlid, res_model, res_id, access_token, field)
        # Odoo has checked the user's access to it, or else opened it by a token or as public: as superuser.
        model = record.res_model if record._name == "ir.attachment" else record._name
        if (model or "").startswith("customs."):
            record = record.with_env(self.env)
            self._check_ours(record, model)
        return record

    def _check_ours(self, record, model):
        """Refuse a record of this addon that the user may not read, or whose file has a page of its own."""
        try:
            record.check_access("read")
        except AccessError:
            # Who may not read it learns not even that it is there.
            raise MissingError(self.env._("This file does not exist, or you have no access to it.")) from None
        if model == "customs.file" or (model == "customs.document" and self.env.user.share):
            raise MissingError(self.env._("Download this file from its page."))
        if model == "customs.document":
            document = record if record._name == model else self.env[model].browse(record.res_id)
            if document._unopened():
                # What it says is shown by the act that records its opening, and never by a link.
                raise MissingError(self.env._("Open this letter on its form: that records its receipt."))

    def _record_to_stream(self, record, field_name):
        """Serve of a stored file what the check of the record knows: the first attachment of the field.

        Odoo takes the last, and who can write to the database puts another one beside the first.
        """
        if record._name.startswith("customs.") and record._fields[field_name].attachment:
            record._check_field_access(record._fields[field_name], "read")
            file = self.env["ir.attachment"]._first_of_field(record, field_name)
            if not file:
                raise MissingError(self.env._("This file does not exist, or you have no access to it."))
            return file._to_http_stream()
        return super()._record_to_stream(record, field_name)

    def _get_stream_from(
        self,
        record,
        field_name="raw",
        filename=None,
        filename_field="name",
        mimetype=None,
        default_mimetype="application/octet-stream",
    ):  # pylint: disable=too-many-positional-arguments  # Odoo passes all of them so, for every picture
        """Note who downloads what was given in confidence (RSM26).

        A document goes out under the type that it has, not under one that the link names.
        """
        if record._name in ("ir.attachment", "customs.document", "customs.file"):
            # Some routes of Odoo leave the check to the first field that is read: it is done before anything
            # is looked up here, which would otherwise be in the cache already. As superuser nothing is asked.
            record.check_access("read")
        if record._name == "customs.document":
            record._log_reading("downloaded")
            mimetype = None
        elif record._name == "ir.attachment":
            record._log_content("downloaded")
        return super()._get_stream_from(
            record, field_name, filename, filename_field, mimetype, default_mimetype
        )
