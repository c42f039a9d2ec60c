"""Letters of a decision: one for each importing firm, over its own goods only (CU-A)."""

from odoo.exceptions import UserError

from ...reports.decision.decision_letter_data import decision_data, decision_rows, letter_language
from ...tools.letter_template import LetterKind
from .letter_fields import of_decision


def kinds(env):
    """Return the letters of decisions: code -> `LetterKind`."""
    fields = of_decision(env)
    return {
        "refusal": LetterKind(env._("Refusal"), fields),
        "restoration": LetterKind(env._("Restoration"), fields),
    }


def draw_up(decision):
    """Enter the draft of a letter to each importing firm into the register, where there is none yet."""
    firms = decision._importing_firms() - decision.sudo().document_ids.addressee_id.commercial_partner_id
    if not firms and not decision.document_ids:
        raise UserError(decision.env._("%s has no goods, so there is no addressee.", decision.name))
    for firm in firms:
        decision.env["customs.document"]._draw_up(
            decision._source(),
            f"{decision.name.replace('/', '-')}.pdf",
            b"",  # what it says is rendered for good when it is approved; drafts come from the Print menu
            kind="decision",
            subject=f"{decision._kind_in_words()}: {decision.name}",
            language=letter_language(decision.sudo(), firm),
            dated_on=decision.decided_on,
            addressee_id=firm.id,
            decision_id=decision.id,
        )


def problems_of_letter(decision, firm):
    """Return why the letter to ``firm`` would not say what it must, as sentences."""
    authority, rows = decision.importing_authority_id, decision_rows(decision, firm)
    label = authority._fields
    problems = []
    unknown = rows.filtered(lambda row: not row.duty_known)
    if unknown:
        problems.append(
            decision.env._(
                "The duty on these goods is not known, so the letter cannot state a total: %s. Enter the "
                "rate or duty on the declared goods.",
                unknown.line_id._names(),
            )
        )
    needed = ["decision_rights"]
    if decision.kind == "refusal" and any(rows.mapped("duty")):
        needed.append("decision_payment")
    problems += [
        decision.env._(
            "'%(field)s' of %(authority)s is empty but needed for the letter. Ask an administrator "
            "to enter it.",
            field=label[name]._description_string(decision.env),
            authority=authority.display_name,
        )
        for name in needed
        if not (authority[name] or "").strip()
    ]
    signatory = decision.decided_by_id
    if not signatory._position_in_letters():
        problems.append(
            decision.env._(
                "%s signs the letter. Ask an administrator to enter this user's Position in Letters.",
                signatory.sudo().name,
            )
        )
    return problems


def print_all(decision):
    """Return the letters to all importing firms in one PDF: as approved, else as drafts."""
    firms = decision._importing_firms()
    if not firms:
        raise UserError(decision.env._("%s has no goods, so there is no addressee.", decision.name))
    stored = {
        document.addressee_id.commercial_partner_id: document.with_env(decision.env)
        for document in decision.sudo().document_ids
        if document.approved_at
    }
    letters = [
        stored[firm]._printed_content() if firm in stored else draft(decision.sudo(), firm) for firm in firms
    ]
    title = f"{decision._kind_in_words()} {decision.name}"
    return decision.env["ir.actions.report"]._merge(letters, title)


def preview(decision):
    """Return (envelope, values) of the letter to the first importing firm, or to nobody without goods."""
    return decision_data(decision, decision._importing_firms()[:1])


def draft(decision, firm):
    """Return the draft of the letter of ``decision`` to the importing ``firm``, as PDF."""
    return decision._letter_pdf(decision.kind, *decision_data(decision, firm))
