"""What the letter of a decision says to one importer, taken from the records."""

from datetime import timedelta

from ..kit import letter_pdf as pdf
from ..kit.letter_phrases import phrases
from ..origin.letter_data import LANGUAGES
from .amounts import amount, totals

# From what a decision may follow, as its letter tells it.
REASONS = (
    "refusal",
    "no_reply",
    "obstruction",
    "report",
    "insufficient",
    "no_result",
    "false",
    "not_originating",
    "rules_not_met",
    "confirmed",
    "complies",
    "annulled",
    "overweight",
    "restoration",
    "revoked",
    "application",
)
# Those that name the request.
OF_REQUEST = (
    *("refusal", "obstruction", "insufficient", "false"),
    *("not_originating", "rules_not_met", "confirmed"),
)
PLAIN = ("restoration", "application")  # those without a source of their own
LAPSES = {"customs.verification.visit": "no_reply", "customs.verification.request": "no_result"}


def decision_data(decision, firm, number="", draft=True):
    """Return (letter, values) of ``decision`` to the importing ``firm``, over the firm's goods only.

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
            address=firm._customs_address() if firm else "",
        ),
        language=language,
        number=number,
        date=authority._today() if number else None,
        signatory_name=signatory.name or "",
        signatory_position=signatory._position_in_letters(),
        signatory_basis=authority.signing_basis or "",
        draft=draft,
    )
    return letter, _values(decision, firm, letter)


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


def _values(decision, firm, letter):
    authority, law, language = decision.importing_authority_id, decision.agreement_id, letter.language
    rows = decision_rows(decision, firm)
    follows, (source_number, source_date), day = _follows(decision)
    words = decision._letter_words(decision.kind, language)
    told = {part.shown_if for part in words.parts} if words else set()
    has_facts = bool(follows) and f"follows_{follows}" in told
    days = authority.payment_days
    names = rows.line_id.exporter_id.mapped("name")
    duty = [(row.duty if row.duty_known else None, row.currency_id) for row in rows]
    article = law._cite(decision.ground_article)
    proofs = _listed(_number_and_date(proof, language) for proof in rows.line_id.proof_id.sorted("number"))
    exporters = _listed(dict.fromkeys(filter(None, names)))
    return {
        "agreement": law.citation or law.name,
        "number": decision.name,
        "date": decision.decided_on or None,
        "authority": authority.name or "",
        "case": decision.case_name or "",
        "has_matter": bool(decision.case_name or proofs or exporters),
        "proofs": proofs,
        "exporters": exporters,
        "ground": decision.ground_id.name or "",
        "ground_article": article,
        # What the law says of several cases ("refused, or not answered") is not what happened in this one.
        "states_article_alone": bool(has_facts and article),
        "follows_article": law._cite(decision.article),
        **{f"follows_{reason}": reason == follows for reason in REASONS},
        "has_facts": has_facts,
        "source_number": source_number,
        "source_date": source_date,
        "fact_on": day,
        "goods": tuple(_goods(number, row, language) for number, row in enumerate(rows, 1)),
        "total": totals(duty, language),
        "reasons": (decision.decision_reason or "").strip(),
        "conditions": (decision.conditions_note or "").strip(),
        "has_payment": any(not row.duty_known or row.duty for row in rows),
        "payment": (authority.decision_payment or "").strip(),
        "pay_by": letter.date + timedelta(days=days) if letter.date and days else None,
        "rights": (authority.decision_rights or "").strip(),
    }


def _listed(texts):
    return "; ".join(texts)


def _number_and_date(proof, language):
    day = pdf.letter_date(proof.issued_on or None, language)
    return phrases(language)["running"].format(number=proof.number, date=day)


def _follows(decision):
    """Return (key of the sentence, (number, date) of what it names, day) of the fact that it follows from."""
    trigger, case = decision.trigger.partition(":")[0], decision.sudo()._source()
    day = decision.fact_on or None
    if trigger == "lapse":
        return LAPSES.get(decision.res_model, ""), _request(case), day
    if trigger in ("report", "complies"):
        report = case.report_id
        return trigger, (report.name or "", report.reported_on or None), day
    if trigger in OF_REQUEST:
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


def _goods(number, row, language):
    value = amount(row.customs_value, row.currency_id, language) if row.customs_value else ""
    unknown = phrases(language)["not_known"]
    return {
        "no": number,
        "declaration": f"{row.declaration_id.number}\n{row.position}",
        "hs_code": row.hs_code or "",
        "description": row.description or "",
        "value": value or unknown,
        "duty": amount(row.duty, row.currency_id, language) if row.duty_known else unknown,
    }
