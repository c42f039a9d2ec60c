"""Versions of a procedure: a copy in draft, put in force from a day; which one holds on a day."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.dates import long_date


def versions_of(procedure):
    """Return all versions of which ``procedure`` is one, drafts too, in the order in which they replace."""
    procedures = procedure.with_context(active_test=False)
    found, level = procedure.browse(), procedure
    while level:
        found |= level
        level = (
            level.former_version_id | procedures.search([("former_version_id", "in", level.ids)])
        ) - found
    return found.sorted(lambda row: (row.valid_from or fields.Date.from_string("0001-01-01"), row.id))


def in_force(day):
    """Return the domain of the procedures that new cases take on ``day``."""
    begun = Domain("valid_from", "=", False) | Domain("valid_from", "<=", day)
    not_ended = Domain("valid_to", "=", False) | Domain("valid_to", ">=", day)
    return Domain("is_draft", "=", False) & begun & not_ended


def holds_on(procedure, day):
    """Return whether new cases take ``procedure`` on ``day``."""
    return not procedure.is_draft and (
        (not procedure.valid_from or procedure.valid_from <= day)
        and (not procedure.valid_to or day <= procedure.valid_to)
    )


def why_not_on(procedure, day):
    """Return why no new case can be under ``procedure`` on ``day``, as a sentence, or ""."""
    if holds_on(procedure, day):
        return ""
    env = procedure.env
    if procedure.is_draft:
        return env._("%s is a draft. Choose a procedure that is in force.", procedure.display_name)
    other = versions_of(procedure).filtered(lambda row: row.active and holds_on(row, day))[:1]
    words = {"procedure": procedure.display_name, "day": long_date(day, env.lang)}
    if other:
        return env._(
            "%(procedure)s does not apply to cases opened on %(day)s. Choose %(other)s (%(code)s).",
            **words,
            other=other.display_name,
            code=other.code,
        )
    return env._("%(procedure)s does not apply to cases opened on %(day)s.", **words)


def new_version(procedure):
    """Return the draft that is to replace ``procedure``: the one that is there, else a copy of it."""
    draft = versions_of(procedure).filtered("is_draft")[:1]
    if draft:
        return draft
    latest = versions_of(procedure)[-1:]
    return latest.copy(
        {
            "code": free_code(latest.agreement_id, versions_of(procedure)[0].code),
            "is_draft": True,
            "former_version_id": latest.id,
            "valid_from": False,
            "valid_to": False,
        }
    )


def free_code(agreement, code):
    """Return the code of the next version of the procedure whose first version has ``code``."""
    taken = set(agreement.with_context(active_test=False).procedure_ids.mapped("code"))
    number = 2
    while f"{code}-{number}" in taken:
        number += 1
    return f"{code}-{number}"


def problems_of_putting_in_force(procedure):
    """Return, as sentences, all that stands against putting the draft ``procedure`` in force."""
    env, former = procedure.env, procedure.former_version_id
    problems = []
    if not procedure.is_draft:
        return [env._("%s is in force already.", procedure.display_name)]
    if not procedure.valid_from:
        problems.append(env._("Enter the day from which the version applies."))
    elif former.valid_from and procedure.valid_from <= former.valid_from:
        problems.append(
            env._(
                "The former version applies from %s. Enter a later day.",
                long_date(former.valid_from, env.lang),
            )
        )
    if procedure.step_problems:
        problems.append(procedure.step_problems)
    return problems


def put_in_force(procedure):
    """End the former version on the day before, and let new cases take ``procedure`` from its first day on.

    :raises UserError: all that stands against it, at once
    """
    problems = problems_of_putting_in_force(procedure)
    if problems:
        raise UserError("\n".join(problems))
    former = procedure.former_version_id
    day_before = fields.Date.subtract(procedure.valid_from, days=1)
    if former and (not former.valid_to or former.valid_to > day_before):
        former.valid_to = day_before
    procedure.is_draft = False
