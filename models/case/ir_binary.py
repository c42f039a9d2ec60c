from odoo import models
from odoo.exceptions import MissingError


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None):
        """Files from outside leave by their own route alone.

        `/web/content` shows what it finds under a type that the link names (``?mimetype=text/html``), and
        `/web/image` decodes pictures of any size. Persons get their letters from the portal's page alone,
        where the first opening is noted as the proof of receipt.
        """
        # Odoo compares tokens as bytes of ASCII: another one is none, and no error of the server.
        if access_token and not access_token.isascii():
            access_token = None
        record = super()._find_record(xmlid, res_model, res_id, access_token, field)
        model = record.sudo().res_model if record._name == "ir.attachment" else record._name
        if model == "customs.file" or (model == "customs.document" and self.env.user.share):
            raise MissingError(self.env._("This file is downloaded from its own page."))
        return record

    def _get_stream_from(
        self,
        record,
        field_name="raw",
        filename=None,
        filename_field="name",
        mimetype=None,
        default_mimetype="application/octet-stream",
    ):  # pylint: disable=too-many-positional-arguments  # Odoo passes all of them so, for every picture
        """Note who downloads a confidential document, as a field of it or as the attachment (RSM26).

        A document goes out under the type that it has, not under one that the link names.
        """
        document = record
        if record._name == "ir.attachment" and record.sudo().res_model == "customs.document":
            document = self.env["customs.document"].browse(record.sudo().res_id)
        if document._name == "customs.document":
            document._note_reading("downloaded")
            mimetype = None
        return super()._get_stream_from(
            record, field_name, filename, filename_field, mimetype, default_mimetype
        )
