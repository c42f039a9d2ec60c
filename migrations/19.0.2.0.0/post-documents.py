"""The register of documents: to whom letters went, and what came in, from the recorded facts."""

from odoo import SUPERUSER_ID, api

from odoo.addons.customs_verification.tools.fact_document import FactDocument

BATCH = 200


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for model in ("customs.verification.request", "customs.verification.visit"):
        ids = env[model].search([], order="id").ids
        for start in range(0, len(ids), BATCH):
            cases = env[model].browse(ids[start : start + BATCH])
            for case in cases:
                _address_letters(case)
                _enter_facts(case)
            env.flush_all()
            env.invalidate_all()


def _address_letters(case):
    """Say from whom, to whom, of which day and in which language the stored letters are."""
    for document in case.document_ids.filtered(lambda row: row.direction == "out" and row.approved_at):
        addressee = case._addressees(document.kind)[0]
        document._write_guarded(
            {
                "sender_authority_id": case.importing_authority_id.id,
                "dated_on": document.approved_at.date(),
                "language": case.letter_language if document.kind == "request" else "en",
                "drawn_up_by_id": False,
                **addressee,
            }
        )


def _enter_facts(case):
    """Enter the sendings and the incoming documents of the facts that stand."""
    for name, spec in case._fact_specs().items():
        if not case[name] or not (spec.letter or spec.received):
            continue
        known = case.document_ids.filtered(
            lambda row, kind=spec.received: row.direction == "in" and row.kind == kind
        )
        if known:
            continue
        paper = FactDocument(
            reference=case[spec.reference_field] if spec.reference_field else False,
            dated_on=case[spec.dated_field] if spec.dated_field else False,
        )
        case._enter_documents({name: case[name]}, {}, paper)
