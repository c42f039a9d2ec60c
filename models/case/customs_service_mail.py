from odoo import api, models


class CustomsService(models.Model):
    """The mail that a document is ready on the portal (RS16.11)."""

    _inherit = "customs.service"

    @api.model
    def _enter(self, vals_list):
        services = super()._enter(vals_list)
        services.filtered(lambda service: service.channel == "portal")._tell_ready()
        return services

    def _tell_ready(self):
        """Tell the addressees by mail that a document awaits them on the portal."""
        template = self.env.ref("customs_verification.mail_template_document_ready", raise_if_not_found=False)
        if template:
            template._queue_for(self._addressees())

    def _addressees(self):
        """Return {id of the sending: who is told}: the addressee's contacts on the portal, else itself.

        For an authority: its liaison officers on the portal.
        """
        services = self.sudo()
        readers = services.commercial_person_id._portal_readers()
        told = {}
        for service in services:
            if service.addressee_id:
                told[service.id] = (
                    readers.get(service.commercial_person_id) or service.addressee_id._told_instead()
                )
            else:
                liaisons = service.addressee_authority_id.user_ids.filtered(
                    lambda user: user.share and user.active and user.partner_id.email
                )
                told[service.id] = liaisons.partner_id
        return told

    def _mail_sender(self):
        """Return the sender of mails: the authority."""
        return self.sudo().importing_authority_id._mail_sender()

    def _mail_link(self):
        """Return the address of the documents on the portal: it asks for a login and holds no key."""
        return f"{self.get_base_url()}/my/customs/documents"

    def _mail_rows(self):
        """Return what a mail says of the document: (label, value); never what it is about (RSM26)."""
        document = self.document_id
        kinds = dict(document._fields["kind"]._description_selection(self.env))
        rows = [
            (self.env._("Document"), " ".join(filter(None, (kinds.get(document.kind), document.name)))),
            (self.env._("By whom"), document.authority_name),
            (self.env._("Reference"), document.case_name),
        ]
        return [(label, value) for label, value in rows if value]
