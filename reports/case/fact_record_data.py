"""What the record of facts prints, taken from the records: the thin layer between a case and its PDF.

Reads fields only, as the user who prints. In English, but for the labels, which stay as they were recorded.
"""

from . import fact_record_pdf as pdf


def fact_record_data(case):
    """Return the plain data of the record of ``case`` for its PDF."""
    case = case.with_context(lang="en_US")
    return pdf.FactRecordData(
        number=case.display_name,
        kind=case._description,
        importing_authority=case.importing_authority_id.name or "",
        exporting_authority=_exporting_authority(case),
        agreement=case.agreement_id.name or "",
        count=case.fact_count,
        head=case.fact_head or "",
        findings=case._findings_on_paper(),
        seals=tuple(pdf.RecordedSeals(*end) for end in case._seal_ends()),
        facts=tuple(
            _fact(entry) for entry in case.fact_ids.sorted(lambda entry: (entry.chain_index, entry.id))
        ),
    )


def _exporting_authority(case):
    return case.exporting_authority_id.name or "" if "exporting_authority_id" in case._fields else ""


def _fact(entry):
    return pdf.RecordedFact(
        index=entry.chain_index,
        label=entry.label,
        value_on=entry.value_on or None,
        former_value_on=entry.former_value_on or None,
        correction=entry.is_correction,
        reference=entry.reference or "",
        former_reference=entry.former_reference or "",
        dated_on=entry.dated_on or None,
        note=entry.note or "",
        reason=entry.reason or "",
        recorded_by=_who(entry.recorded_by_id),
        recorded_at=entry.recorded_at,
        files=tuple(_files(entry)),
        previous_hash=entry.previous_hash or "",
        hash=entry.hash or "",
    )


def _who(user):
    """Return who recorded something: the entry holds the user's id, names are those of today."""
    name = user.name or ""
    return f"{name} ({user.sudo().login})" if name else ""


def _files(entry):
    if entry.document_sha256:
        # The number of a document says nothing that the case's own reader does not know.
        yield pdf.RecordedFile(entry.document_id.sudo().display_name or "", entry.document_sha256)
    for file in entry.files or []:
        yield pdf.RecordedFile(file["name"] or "", file["sha256"])
