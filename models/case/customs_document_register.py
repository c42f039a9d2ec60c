from odoo import api, fields, models

from ...reports.document_register_data import document_register


class CustomsDocument(models.Model):
    """What the screens of the register show beside the document itself, and its print-out."""

    _inherit = "customs.document"

    correspondent = fields.Char(
        string="From or To",
        compute="_compute_correspondent",
        groups="customs_verification.group_reader",
        help="Of an incoming document its sender, of an outgoing one all its addressees.",
    )
    moved_on = fields.Date(
        string="Sent or Received",
        compute="_compute_moved_on",
        help="The day on which an outgoing document was first sent, or an incoming one came.",
    )
    is_own = fields.Boolean(
        string="Of My Authority",
        compute="_compute_is_own",
        groups="customs_verification.group_reader",
        help="It belongs to a case of an authority that you serve.",
    )
    reading_ids = fields.One2many(
        "customs.reading", "document_id", string="Readings", groups="customs_verification.group_supervisor"
    )

    @api.depends(
        "direction",
        "sender_id",
        "sender_authority_id",
        "addressee_id",
        "addressee_authority_id",
        "service_ids.addressee_id",
        "service_ids.addressee_authority_id",
        "service_ids.cancelled",
    )
    @api.depends_context("uid")
    def _compute_correspondent(self):
        found = {document: document._correspondents() for document in self}
        names = {}
        for model in ("res.partner", "customs.authority"):
            ids = {id_ for records in found.values() if records._name == model for id_ in records.ids}
            names[model] = {record.id: record.name for record in self.env[model].sudo().browse(ids)}
        for document, records in found.items():
            own = [names[records._name][id_] or "" for id_ in records.ids]
            document.correspondent = ", ".join(own) or False

    def _correspondents(self):
        """Return (persons or authorities) with whom the document was exchanged, seen by the user.

        Who was sent a document by another authority, or sent it, dealt with that one, and learns of no other.
        """
        self.ensure_one()
        if not self.is_own:
            return self.importing_authority_id
        if self.direction == "in":
            return self.sender_id or self.sender_authority_id
        sent = self.service_ids.filtered(lambda row: not row.cancelled)
        persons = self.addressee_id | sent.addressee_id
        return persons or self.addressee_authority_id | sent.addressee_authority_id

    @api.depends("direction", "sent_on", "received_on")
    def _compute_moved_on(self):
        for document in self:
            document.moved_on = document.received_on if document.direction == "in" else document.sent_on

    @api.depends("importing_authority_id")
    @api.depends_context("uid")
    def _compute_is_own(self):
        served = set(self.env.user.sudo().customs_authority_ids.ids)
        for document in self:
            document.is_own = document.sudo().importing_authority_id.id in served

    def _xlsx_documents(self):
        """Return the XLSX of these documents; of all that the user may read when none is chosen."""
        documents = self or self.search([])  # pylint: disable=no-search-all  # the whole register
        return document_register(self.env, documents)
