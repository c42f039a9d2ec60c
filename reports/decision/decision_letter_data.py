"""What the letter of a decision says to one importer, taken from the records."""

from datetime import timedelta
from decimal import Decimal

from ..origin import letter_pdf as pdf
from ..origin.letter_data import LANGUAGES
from .decision_letter_pdf import DecisionFacts, DecisionGoods, compose_decision

# What a decision without a source of its own follows from, as the letter names it.
PLAIN = ("restoration", "application")
LAPSES = {"customs.verification.visit": "no_reply", "customs.verification.request": "no_result"}


def decision_data(decision, firm, number="", draft=True):
    """Return (letter, facts) of ``decision`` to the importing ``firm``, over the firm's goods only.

    The letter has a number and a date of its own, and names those of the decision.
    """
    language = letter_language(decision, firm)
    installed = dict(decision.env["res.lang"].get_installed())
    lang = LANGUAGES[language] if LANGUAGES[language] in installed else "en_US"
    decision = decision.with_context(lang=lang)
    authority = decision.importing_authority_id
    signatory = decision.decided_by_id.sudo()
    letter = pdf.LetterData(
        sender=_sender(authority),
        addressee=pdf.LetterAuthority(
            name=firm.name or "",
            native_name=firm.customs_native_name or "",
            address=firm._customs_address(),
        ),
        language=language,
        number=number,
        date=authority._today() if number else None,
        signatory_name=signatory.name or "",
        signatory_position=signatory._position_in_letters(),
        signatory_basis=authority.signing_basis or "",
        draft=draft,
    )
    return letter, _facts(decision, firm, letter.date)


def decision_pdf(decision, firm, number="", draft=True):
    """Return the letter of ``decision`` to the importing ``firm`` as PDF, over the firm's goods only."""
    return pdf.build_letter(compose_decision(*decision_data(decision, firm, number, draft)))


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


def _facts(decision, firm, letter_day):
    authority = decision.importing_authority_id
    rows = decision_rows(decision, firm)
    proofs = rows.line_id.proof_id.sorted("number")
    follows, source, day = _follows(decision)
    days = authority.payment_days
    return DecisionFacts(
        kind=decision.kind,
        agreement=decision.agreement_id.citation or decision.agreement_id.name,
        goods=tuple(map(_goods, rows)),
        number=decision.name,
        date=decision.decided_on or None,
        authority=authority.name or "",
        case=decision.case_name or "",
        proofs=tuple((proof.number, proof.issued_on or None) for proof in proofs),
        exporters=tuple(dict.fromkeys(filter(None, rows.line_id.exporter_id.mapped("name")))),
        ground=decision.ground_id.name or "",
        ground_article=decision.agreement_id._cite(decision.ground_article),
        follows=follows,
        follows_article=decision.agreement_id._cite(decision.article),
        source=source,
        day=day,
        reasons=decision.decision_reason or "",
        payment=authority.decision_payment or "",
        pay_by=letter_day + timedelta(days=days) if letter_day and days else None,
        rights=authority.decision_rights or "",
    )


def _follows(decision):
    """Return (key of the sentence, (number, date) of what it names, day) of the fact that it follows from."""
    trigger, case = decision.trigger.partition(":")[0], decision.sudo()._source()
    day = decision.fact_on or None
    if trigger == "lapse":
        return LAPSES.get(decision.res_model, ""), _request(case), day
    if trigger == "report":
        report = case.report_id
        return "report", (report.name or "", report.reported_on or None), day
    if trigger in ("refusal", "obstruction", "insufficient", "false"):
        return trigger, _request(case), day
    if trigger in ("annulled", "overweight"):
        source = (case.number or "", case.issued_on or None)
        return trigger, source, case.annulled_on if trigger == "annulled" else None
    if trigger == "revoked":
        former = decision.sudo().origin_decision_id
        return "revoked", (former.name or "", former.decided_on or None), former.revoked_on or None
    return (trigger if trigger in PLAIN else ""), ("", None), None


def _request(case):
    letter = case._request_letter()
    return letter["number"], letter["date"] or None


def decision_rows(decision, firm):
    """Return the goods of ``firm``, in the order of the declarations: nobody sees another's goods."""
    rows = decision.line_ids.filtered(lambda row: not row.left_out and row.importer_firm_id == firm)
    return rows.sorted(lambda row: (row.declaration_id.number, row.position, row.id))


def _goods(row):
    places = row.currency_id.decimal_places
    return DecisionGoods(
        declaration=row.declaration_id.number,
        position=row.position,
        hs_code=row.hs_code or "",
        description=row.description or "",
        value=Decimal(f"{row.customs_value:.{places}f}") if row.customs_value else None,
        duty=Decimal(f"{row.duty:.{places}f}") if row.duty_known else None,
        currency=row.currency_id.name,
        places=places,
    )
