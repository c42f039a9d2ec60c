"""Whom the requested authority sees on its window, and what it asks of them (RS13.5, RS16.5b)."""

from collections import defaultdict

from odoo import fields
from odoo.fields import Domain

from ...tools.citing import with_article
from ...tools.dates import long_date
from .visit_task_words import question_of_visit

# What a proof of origin says in which role it was made out -> the person of that role.
ROLES = {"exporter": "exporter_id", "consignor": "consignor_id"}


def persons_of(window, case):
    """Return what the window says of each person whom its letter names, or of whom something was asked."""
    if window.kind == "visit":
        asked = case.task_ids.filtered(lambda task: task.kind == "consent" and task.asked_on)
        label = case._fields["verified_person_id"]._description_string(window.env)
        return [_person(person, asked) | {"role": label} for person in case._verified_persons()]
    label = case.proof_ids._fields["exporter_id"]._description_string(window.env)
    asked = demands_of(case)
    exporters = case.proof_ids.exporter_id
    others = asked.person_id.filtered(
        lambda person: person.commercial_partner_id not in exporters.commercial_partner_id
    )
    roles = case.proof_ids._fields["signatory_role"]._description_selection(window.env)
    return [_person(person, asked) | {"role": label} for person in exporters] + [
        _person(person, asked) | {"role": _role_of(case, person, dict(roles))} for person in others
    ]


def _role_of(case, person, labels):
    company = person.commercial_partner_id
    proof = case.proof_ids.filtered(lambda row: company in makers_of(row).commercial_partner_id)[:1]
    return labels.get(proof.signatory_role, "")


def _person(person, tasks):
    """Return what the letter says of a person, and what was asked of it and answered (RS13.5, RS16.5b)."""
    asked = tasks.filtered(
        lambda task: task.commercial_person_id == person.commercial_partner_id and task.state != "withdrawn"
    ).sorted("id")[-1:]
    answer = asked.answer_ids.sorted("number")[-1:]
    return {
        "name": person.name,
        "native_name": person.customs_native_name or "",
        "registration_number": person.company_registry or person.vat or "",
        "address": person._customs_address(),
        "asked_on": fields.Date.to_string(asked.asked_on) or "",
        "due_on": fields.Date.to_string(asked.due_on) or "",
        "answered_on": fields.Date.to_string(answer.answered_on) or "",
        "choice": answer.choice or "",
    }


# Documents of who made out a proof: the type of proof says whether, in which words and by which article.


def makers_of(proof):
    """Return who made out the proof, by the role in which it was signed; nobody where it is not known."""
    if proof.signatory_role == "producer":
        return proof.line_ids.producer_id
    return proof[ROLES.get(proof.signatory_role, "exporter_id")] or proof.exporter_id


def demands_of(case):
    """Return the tasks, as superuser, by which the requested authority asks in ``case``."""
    return case.sudo().task_ids.filtered(lambda task: task.asked_by_authority_id and task.asked_on)


def demandable(case):
    """Return {person: proofs} of which the requested authority can demand documents and has not yet."""
    asked = demands_of(case).filtered(lambda task: task.state != "withdrawn").commercial_person_id
    proofs = defaultdict(case.proof_ids.browse)
    for proof in case.proof_ids:
        for person in makers_of(proof) if _demanded(proof) else ():
            if person.commercial_partner_id not in asked:
                proofs[person] |= proof
    return proofs


def _demanded(proof):
    return proof.sudo().proof_type_id.question_ids.filtered("is_demanded")


def demands_in_words(window, case):
    """Return what can be demanded of whom: rows of ``person``, ``proofs`` and ``text`` with its article."""
    return [
        {
            "person": person.name,
            "proofs": ", ".join(proofs.mapped("number")),
            "text": "\n".join(
                with_article(row.name, case.agreement_id._cite(row.article))
                for row in _demanded(proofs).with_env(window.env).sudo()
            ),
        }
        for person, proofs in demandable(case).items()
    ]


def problems_of_demand(window, case, due_on):
    """Return why documents cannot be demanded until ``due_on``, as sentences."""
    env, problems = window.env, []
    if case.result_received_on:
        problems.append(
            env._("This was already answered on %s.", long_date(case.result_received_on, env.lang))
        )
    elif not demandable(case):
        problems.append(
            env._(
                "Nobody is left to be asked: the persons who made out the proofs were asked already, or the "
                "agreement does not let you demand documents for these proofs."
            )
        )
    if due_on and due_on < case._today_there():
        problems.append(env._("The last day is in the past."))
    return problems


def demand(window, case, due_on):
    """Ask, for the requested authority, each person who made out a proof for its documents; return the tasks.

    The agreement sets no time for it: ``due_on`` is the authority's own last day, or none.
    """
    tasks = window.env["customs.task"].sudo()._behind_the_door()
    for person, proofs in demandable(case).items():
        there = window.with_context(lang=person.lang or window.env.lang)
        rows = _demanded(proofs).with_env(there.env).sudo()
        tasks |= tasks.create(
            {
                "name": there.env._("Documents on %s", ", ".join(proofs.mapped("number"))),
                "kind": "documents",
                "res_model": case._name,
                "res_id": case.id,
                "person_id": person.id,
                "officer_id": case.officer_id.id,
                "asked_by_authority_id": window.exporting_authority_id.id,
                "due_on": due_on,
                "article": ", ".join(dict.fromkeys(rows.mapped("article"))),
                "question": _question(there, proofs, rows),
            }
        )
    tasks.action_ask()
    return tasks


def answers_to(windows):
    """Return (model, id of the case) -> the answers to what the user's own authority demanded there."""
    own = [("asked_by_authority_id", "in", windows.env.user.customs_authority_ids.ids)]
    of_these = Domain.OR(
        Domain("task_id.res_model", "=", model) & Domain("task_id.res_id", "in", rows.mapped("res_id"))
        for model, rows in windows.grouped("res_model").items()
    )
    # As who looks: the rules say whose answers are read.
    found = windows.env["customs.task.answer"].search(Domain(own) & of_these)
    tasks = {answer: answer.sudo().task_id for answer in found}
    return found.grouped(lambda answer: (tasks[answer].res_model, tasks[answer].res_id))


def _question(window, proofs, rows):
    """Return what is asked, in the language of the person: what the type of proof says, and who reads it."""
    asking, asked = window.sudo().importing_authority_id, window.sudo().exporting_authority_id
    return "\n".join(
        (
            window.env._(
                "%(authority)s verifies the origin of the goods of %(proofs)s and demands your documents.",
                authority=asked.name,
                proofs=", ".join(proofs.mapped("display_name")),
            ),
            *rows.mapped("name"),
            window.env._(
                "What you submit here is also read by %(authority)s, which requested the verification.",
                authority=asking.name,
            ),
        )
    )


# The verified persons of a visit


def ask_for_consent(window, case, due_on):
    """Ask, for the requested authority, the verified persons of a visit for their consent."""
    tasks = window.env["customs.task"].sudo()
    for person in case._verified_persons():
        tasks |= tasks.create(
            {
                "name": window.env._("Consent to the verification visit %s", window.name),
                "kind": "consent",
                "res_model": case._name,
                "res_id": case.id,
                "person_id": person.id,
                "officer_id": case.officer_id.id,
                "due_on": due_on,
                "question": question_of_visit(window.env, window.sudo().importing_authority_id),
            }
        )
    tasks.action_ask()
