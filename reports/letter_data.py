"""What the letters of a case say, taken from the records: the thin layer between the case and its letters.

A letter's language is the addressee's, English or Russian (RS15.5), whatever the user's language is.
"""

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
        draft=draft,
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


def _visit_request(letter, visit):
    preceding = ". ".join(
        part.strip().rstrip(".") for part in (visit.verification_request_id.name, visit.dissatisfaction) if part
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
