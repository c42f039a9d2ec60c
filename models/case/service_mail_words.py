"""What a mail says of a document that is ready on the portal (RS16.11)."""

from ...tools.dates import long_date


def mail_rows(service):
    """Return what a mail says of the document: (label, value); never what it is about (RSM26)."""
    document = service.document_id
    kinds = dict(document._fields["kind"]._description_selection(service.env))
    rows = [
        (service.env._("Document"), " ".join(filter(None, (kinds.get(document.kind), document.name)))),
        (service.env._("Sent by"), document.authority_name),
        (service.env._("Reference"), document.case_name),
        (service.env._("Sent on"), long_date(service.sent_on, service.env.lang)),
        (
            service.env._("Until when"),
            service.env._("Open it without delay: periods stated in it may already be running."),
        ),
        (
            service.env._("What happens if you do not answer"),
            service.env._("The document says what follows. Its periods run even if you do not open it."),
        ),
        (service.env._("How to reach us"), service.sudo().importing_authority_id._mail_reach()),
    ]
    return [(label, value) for label, value in rows if value]
