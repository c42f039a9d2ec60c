"""What the letters of a case say, taken from the records: the thin layer between the case and its letters.

A letter's language is the addressee's, English or Russian (RS15.5), whatever the user's language is.
"""

from babel.units import format_unit

from . import letter_pdf as pdf

ROLES = {
    "en": {"exporter": "Exporter", "producer": "Producer", "both": "Exporter and producer"},
    "ru": {"exporter": "Экспортёр", "producer": "Производитель", "both": "Экспортёр и производитель"},
}
FUNCTIONS = {
    "en": {
        "is_customs_authority": "customs authority",
        "is_verification_authority": "verification authority",
        "is_authorised_body": "authorised body",
    },
    "ru": {
        "is_customs_authority": "таможенный орган",
        "is_verification_authority": "верифицирующий орган",
        "is_authorised_body": "уполномоченный орган",
    },
}
DURATIONS = {"day": "duration-day", "month": "duration-month", "year": "duration-year"}
ENCLOSURES = {
    "en": "Copy of the proof of origin No. {number} of {date}",
    "ru": "Копия документа о происхождении № {number} от {date}",
}
OTHER_ROLE = {"exporter": "producer", "producer": "exporter"}
LANGUAGES = {"en": "en_US", "ru": "ru_RU"}


def request_pdf(case, draft=False):
    """Return the request of ``case`` (documentary verification or visit) as PDF bytes."""
    case = _in_letter_language(case)
    letter = _letter(case, case.request_approved_on, draft)
    return pdf.build_letter(COMPOSERS[case._name](letter, case))


def reminder_pdf(visit):
    """Return the reminder of the answer to the request of ``visit`` as PDF bytes, dated today."""
    visit = _in_letter_language(visit)
    clock = visit.deadline_ids.filtered(lambda row: row.rule_id.done_fact == "answer_received_on")[:1]
    facts = pdf.VisitReminderFacts(
        agreement=_agreement(visit),
        request_number=visit.name,
        request_date=visit.request_approved_on,
        sent_on=visit.request_sent_on,
        reply_due=clock.due_on,
        goods=_goods(visit),
        **_terms(visit, "answer_received_on"),
    )
    return pdf.build_letter(pdf.compose_visit_reminder(_letter(visit, visit._today(), draft=False), facts))


def _in_letter_language(case):
    language = LANGUAGES[case.letter_language]
    installed = dict(case.env["res.lang"].get_installed())
    return case.with_context(lang=language if language in installed else "en_US")


def _letter(case, day, draft):
    return pdf.LetterData(
        sender=_authority(case.importing_authority_id, case),
        addressee=_authority(case.exporting_authority_id, case),
        language=case.letter_language,
        number=case.name,
        date=day or None,
        signatory_name=case.signatory_name or "",
        signatory_position=case.signatory_position or "",
        enclosures=_enclosures(case),
        draft=draft,
    )


def _enclosures(case):
    """Return the list of enclosed copies: a request carries those of the proofs it is about (RS15.5)."""
    text, language = ENCLOSURES[case.letter_language], case.letter_language
    proofs = case.proof_ids if case._name == "customs.verification.request" else case.goods_ids.proof_id
    return tuple(
        text.format(number=proof.number, date=pdf.letter_date(proof.issued_on, language))
        for proof in proofs.sorted("number")
    )


def _authority(authority, case):
    contact = authority._contact_on(case._today(), "verification") if authority else authority
    return pdf.LetterAuthority(
        name=authority.name or "",
        native_name=authority.native_name or "",
        address="\n".join(authority._address_lines()) if authority else "",
        phone=(contact.phone if contact else "") or authority.phone or "",
        email=(contact.email if contact else "") or authority.email or "",
        contact=", ".join(filter(None, (contact.name, contact.position))) if contact else "",
    )


def _agreement(case):
    return case.agreement_id.citation or case.agreement_id.name


def _rule(case, done_fact):
    return case.procedure_id.rule_ids.filtered(lambda rule: rule.done_fact == done_fact and rule.length)[:1]


def _terms(case, done_fact):
    """Return the period for the answer and the articles, as the agreement's data has them."""
    rule = _rule(case, done_fact)
    # Articles are kept in English; the letters know those of EAEU-Serbia in Russian themselves.
    english = case.letter_language == "en"
    articles = {item.code: item.article for item in case.procedure_id.content_item_ids} if english else {}
    return {"period": _duration(rule.length, rule.unit, case.letter_language), "articles": articles}


def _extension(case, done_fact):
    rule = _rule(case, done_fact)
    if not rule.extension_times:
        return ""
    return _duration(rule.extension_length, rule.extension_unit, case.letter_language)


def _duration(length, unit, language):
    """Return '60 days' or '60 дней'; nothing for a unit that the letters have no words for."""
    return format_unit(length, DURATIONS[unit], locale=language) if length and unit in DURATIONS else ""


def _visit_request(letter, visit):
    preceding = ". ".join(
        part.strip().rstrip(".")
        for part in (visit.verification_request_id.name, visit.dissatisfaction)
        if part
    )
    facts = pdf.VisitRequestFacts(
        agreement=_agreement(visit),
        persons=tuple(_persons(visit)),
        goods=_goods(visit),
        doubts=visit.doubts or "",
        bodies=tuple(
            pdf.LetterBody(
                name=body.name, party=body.country_id.name, function=_function(body, visit.letter_language)
            )
            for body in visit.preliminary_body_ids
        ),
        other_reasons=visit.other_reasons or "",
        preceding=preceding,
        **_terms(visit, "answer_received_on"),
    )
    return pdf.compose_visit_request(letter, facts)


def _documentary_request(letter, request):
    facts = pdf.DocumentaryRequestFacts(
        agreement=_agreement(request),
        proofs=tuple(
            pdf.LetterProof(
                number=proof.number,
                date=proof.issued_on,
                issued_by=proof.issuing_body_id.name or "",
                exporter=proof.exporter_id.name,
            )
            for proof in request.proof_ids
        ),
        reasons=request.doubts or "" if request.basis == "doubt" else "",
        asked=tuple(line.strip() for line in (request.asked_data or "").splitlines() if line.strip()),
        extension=_extension(request, "result_received_on"),
        **_terms(request, "result_received_on"),
    )
    return pdf.compose_documentary_request(letter, facts)


COMPOSERS = {
    "customs.verification.visit": _visit_request,
    "customs.verification.request": _documentary_request,
}


def _function(authority, language):
    """Return what an authority is, as the letter's list of bodies names it."""
    text = ", ".join(word for field, word in FUNCTIONS[language].items() if authority[field])
    return text[:1].upper() + text[1:]


def _persons(visit):
    roles = ROLES[visit.letter_language]
    for person, role in (
        (visit.verified_person_id, visit.verified_role),
        (visit.second_person_id, OTHER_ROLE.get(visit.verified_role)),
    ):
        if person:
            yield pdf.LetterPerson(
                name=person.name,
                native_name=person.customs_native_name or "",
                role=roles.get(role, ""),
                registration_number=person.company_registry or person.vat or "",
                address=person._customs_address(),
            )


def _goods(visit):
    return tuple(
        pdf.LetterGoods(
            no=no,
            hs_code=line.hs_code,
            description=line.description,
            proof_number=line.proof_id.number or "",
            proof_date=line.proof_id.issued_on or None,
        )
        for no, line in enumerate(visit.goods_ids, 1)
    )
