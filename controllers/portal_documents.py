from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .portal_common import ID, download

DOCUMENT = f"/my/customs/documents/<{ID}:document_id>"


class PortalDocuments(CustomerPortal):
    """Letters and reports that were sent to the user's company.

    The first opening is the proof of receipt, and terms may run from it. So a letter is opened by a button,
    a POST with the token of the session: a link that is followed or fetched ahead by a browser, and one that
    somebody else has put into a page or a mail, proves nothing and sets no term going.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "customs_document_count" in counters:
            documents = request.env["customs.document"]
            may_read = documents.has_access("read")
            values["customs_document_count"] = (
                documents.search_count(documents._own_domain()) if may_read else 0
            )
        return values

    @route(
        ["/my/customs/documents", f"/my/customs/documents/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def documents(self, page=1, **_params):
        """List the letters and reports that were sent to the company, the last one first."""
        documents = request.env["customs.document"]
        if not documents.has_access("read"):
            raise request.not_found()
        domain = documents._own_domain()
        pages = pager(
            "/my/customs/documents",
            documents.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        rows = documents.search(domain, offset=max(pages["offset"], 0), limit=self._items_per_page)
        return request.render(
            "customs_verification.portal_documents",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "customs_documents",
                "title": request.env._("Letters and reports"),
                "documents": rows,
                "own_service": rows._own_services(),
                "pager": pages,
            },
        )

    def _own_document(self, document_id):
        """Return the document when it was sent to the user's company; else it is not found."""
        documents = request.env["customs.document"]
        if documents.has_access("read"):
            document = documents.search([("id", "=", document_id), *documents._own_domain()])
            if document:
                return document
        raise request.not_found()

    @route(DOCUMENT, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def document(self, document_id, **_params):
        """Show what was sent, by whom and when, with the button that opens it."""
        document = self._own_document(document_id)
        return request.render(
            "customs_verification.portal_document",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "customs_document",
                "title": document.name,
                "document": document,
                "service": document._own_services()[document.id],
                "enclosures": document._enclosed(),
            },
        )

    @route(f"{DOCUMENT}/download", type="http", auth="user", website=True, methods=["POST"])
    def download(self, document_id, **_params):
        """Send the stored file as a download, and note the first opening."""
        document = self._own_document(document_id)
        content = document._content()
        if not content:
            raise request.not_found()
        document._log_own_opening()
        return download(content, document.file_name or f"{document.name}.pdf", document._mimetype())

    @route(f"{DOCUMENT}/enclosure/<{ID}:proof_id>", type="http", auth="user", website=True, methods=["POST"])
    def enclosure(self, document_id, proof_id, **_params):
        """Send a copy that is enclosed with the letter as a download, once the letter was opened."""
        opened = self._own_document(document_id)._open_enclosure(proof_id)
        if not opened:
            raise request.not_found()
        name, mimetype, content = opened
        return download(content, name, mimetype)
