"""What must hold after an upgrade, beside that nothing is lost; run by `./dev test --upgrade`.

The command itself compares every stored value of every record of the former version with the present one
(models ``customs.*``, their files, messages and activities, the numbers of sequences). Write here:

- into ``MOVED`` what a migration changes on purpose, under the version that it leads to:
  ``"19.0.2.0.0": {(model, field): "why, and which check looks after it"}``, the field ``*`` for a model whose
  rows all went elsewhere; an entry that changes nothing is refused;
- into ``KEPT`` what an upgraded database has otherwise than a new one, on purpose: ``(part, field): "why"``,
  where a part is a model of which the addon ships records, ``column``, ``index`` or ``constraint`` (field
  ``as``);
- a function ``check_…(env, former)`` for each promise: ``env`` is the superuser's in the upgraded database,
  archived records included; ``former["records"][model][id][field]`` is what stood there before, dates as ISO
  texts, relations as ids, files as SHA-256; ``former["version"]`` is the version it came from.

This file is read alone: it imports nothing from the other tests.
"""

import hashlib

MOVED = {
    "19.0.2.0.0": {
        ("customs.task", "answer"): "answers are rows of their own: check_answers",
    }
}
KEPT = {}


def check_documents_are_as_approved(env, former):
    """Approved documents have the bytes that their SHA-256 was made of (IT9)."""
    for document in env["customs.document"].browse(former["records"]["customs.document"]):
        stored = former["records"]["customs.document"][document.id]["sha256"]
        if not stored:
            continue
        assert document.sha256 == stored, f"{document.name} has another SHA-256"
        if not document.file_ids:
            found = hashlib.sha256(document._content()).hexdigest()
            assert found == stored, f"{document.name} is another file"
        assert document._is_unchanged(), f"{document.name}: its files are others"


def check_answers(env, former):
    """What was answered before answers were rows of their own stands in one, with its files (RS16.9)."""
    if former["version"] != "19.0.1.0.0":
        return
    for task in env["customs.task"].browse(former["records"]["customs.task"]):
        then = former["records"]["customs.task"][task.id]
        if not (then["answered_on"] or then["sent_back_on"] or then["accepted_on"]):
            continue
        assert task.answer_ids.text == (then["answer"] or False), f"{task.name}: another answer"
        assert set(task.answer_ids.attachment_ids.ids) == set(then["answer_attachment_ids"] or ())
        assert (task.answer_ids.outcome == "accepted") == bool(then["accepted_on"])


def check_register_and_facts_agree(env, former):
    """Each letter that was sent and each document that came is in the register, with the day of its fact."""
    for model in ("customs.verification.visit", "customs.verification.request"):
        for case in env[model].search([]):
            for name, spec in case._fact_specs().items():
                if case[name] and spec.received:
                    found = case.document_ids.filtered(lambda row, kind=spec.received: row.kind == kind)
                    assert found.mapped("received_on") == [case[name]], f"{case.name}: {name}"
                elif case[name] and spec.letter and case._letter(spec.letter):
                    assert case._letter(spec.letter).sent_on == case[name], f"{case.name}: {name}"


def check_records_are_chained(env, former):
    """What was recorded before there were chains is chained, and the check finds nothing (IT9)."""
    assert not env["customs.fact"].search_count([("hash", "=", False)]), "entries without a hash"
    for model in ("customs.verification.visit", "customs.verification.request"):
        for case, found in env[model].search([])._check_chain():
            assert not found, f"{case.name}: {found}"
            assert case.fact_count == len(case.fact_ids), f"{case.name} knows of {case.fact_count} entries"


def check_law_of_preference(env, former):
    """An agreement that was there has the terms of restoration and suspension (RS10.3, RS10.5, RS16.12)."""
    law = env.ref("customs_verification.agreement_eaeu_rs")
    assert (law.restoration_length, law.restoration_unit) == (12, "month")
    assert law.falsification_article
    assert env.ref("customs_verification.procedure_eaeu_rs_visit").suspension_article
    assert env.ref("customs_verification.ground_eaeu_rs_1").asks_slips
    assert env.ref("customs_verification.ground_eaeu_rs_3").asks_falsified


def check_declarations_are_ready(env, former):
    """Declared goods of a former version have what matching and restoration read (RS16.12c, RS10.3)."""
    for line in env["customs.declaration.line"].search([]):
        assert line.characteristics_key, f"{line.display_name} has no key"
        assert line.importer_firm_id == line.declaration_id.importer_id.commercial_partner_id
        assert line.preference_state == ("claimed" if line.preference_claimed else "not_claimed")
        assert bool(line.restorable_until) == bool(line.agreement_id), f"{line.display_name}: last day"


def check_something_was_there(env, former):
    """The demonstration of the former version held what the comparison is for."""
    records = former["records"]
    for model in ("customs.fact", "customs.document", "customs.deadline", "customs.verification.visit"):
        assert records[model], f"the former version had no {model}"
