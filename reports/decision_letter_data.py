"""What the letter of a decision says to one importer, taken from the records."""

from decimal import Decimal

from . import letter_pdf as pdf
from .decision_letter_pdf import DecisionFacts, DecisionGoods, compose_decision
from .letter_data import LANGUAGES

# What a proposal follows from, as the letter names it; a lapse depends on the kind of case.
FOLLOWS = {
    "refusal": "visit_refused",
    "obstruction": "obstruction",
    "report": "report",
    "insufficient": "documents",
    "false": "false",
    "annulled": "annulled",
    "overweight": "overweight",
    "restoration": "restoration",
    "revoked": "revoked",
    "application": "application",
}
LAPSES = {"customs.verification.visit": "visit_refused", "customs.verification.request": "documents"}


def decision_pdf(decision, firm, number="", draft=True):
    """Return the letter of ``decision`` to the importing ``firm`` as PDF, over the firm's goods only."""
    language = letter_language(decision, firm)
    installed = dict(decision.env["res.lang"].get_installed())
    lang = LANGUAGES[language] if LANGUAGES[language] in installed else "en_US"
    decision = decision.with_context(lang=lang)
    signatory = decision.decided_by_id.sudo().partner_id
    letter = pdf.LetterData(
        sender=_sender(decision.importing_authority_id),
        addressee=pdf.LetterAuthority(
            name=firm.name or "",
            native_name=firm.customs_native_name or "",
            address=firm._customs_address(),
        ),
        language=language,
        number=number or decision.name,
        date=decision.decided_on or None,
        signatory_name=signatory.name or "",
        signatory_position=signatory.function or "",
        draft=draft,
    )
    return pdf.build_letter(compose_decision(letter, _facts(decision, firm)))


def letter_language(decision, firm):
    """Return the language of the letter: the firm's where it has one of the two, else the authority's."""
    known = (firm.lang or "")[:2]
    return known if known == "ru" else decision.importing_authority_id.letter_language


def _sender(authority):
    return pdf.LetterAuthority(
        name=authority.name or "",
        native_name=authority.native_name or "",
        address="\n".join(authority._address_lines()),
        phone=authority.phone or "",
        email=authority.email or "",
    )


def _facts(decision, firm):
    trigger = decision.trigger.partition(":")[0]
    follows = LAPSES.get(decision.res_model, "") if trigger == "lapse" else FOLLOWS.get(trigger, "")
    # Articles are kept as the law's data has them, in English.
    return DecisionFacts(
        kind=decision.kind,
        agreement=decision.agreement_id.citation or decision.agreement_id.name,
        goods=tuple(_goods(decision, firm)),
        ground=decision.ground_id.name or "",
        ground_article=decision.ground_article or "",
        follows=follows,
        follows_article=decision.article or "",
        reasons=decision.decision_reason or "",
        rights=decision.importing_authority_id.decision_rights or "",
    )


def _goods(decision, firm):
    """Yield the goods of ``firm``, in the order of the declarations: nobody sees another's goods."""
    rows = decision.line_ids.filtered(lambda row: not row.left_out and row.importer_firm_id == firm)
    for row in rows.sorted(lambda row: (row.declaration_id.number, row.position, row.id)):
        places = row.currency_id.decimal_places
        yield DecisionGoods(
            declaration=row.declaration_id.number,
            position=row.position,
            hs_code=row.hs_code or "",
            description=row.description or "",
            value=Decimal(f"{row.customs_value:.{places}f}"),
            duty=Decimal(f"{row.duty:.{places}f}"),
            currency=row.currency_id.name,
            places=places,
        )
