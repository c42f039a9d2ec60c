"""What the letters of a case say, taken from the records: the thin layer between the case and its letters.

A letter's language is the addressee's, English or Russian (RS15.5), whatever the user's language is.
"""

from dataclasses import replace
from datetime import timedelta

from babel.units import format_unit

from . import letter_pdf as pdf
from .letter_phrases import phrases

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
OTHER_ROLE = {"exporter": "producer", "producer": "exporter"}
LANGUAGES = {"en": "en_US", "ru": "ru_RU"}


def request_data(case, number="", draft=False):
    """Return (letter, facts) of the request of ``case``: documentary verification or visit."""
    case = _in_letter_language(case)
    letter = _letter(case, number, case.request_approved_on, draft)
    return replace(letter, enclosures=_enclosures(case)), FACTS[case._name](case)


def request_pdf(case, number="", draft=False):
    """Return the request of ``case`` (documentary verification or visit) as PDF bytes."""
    return pdf.build_letter(COMPOSERS[case._name](*request_data(case, number, draft)))


def reminder_data(visit, number="", draft=False):
    """Return (letter, facts) of the reminder of the reply to the request of ``visit``, dated today."""
    visit = _in_letter_language(visit)
    clock = visit._reply_clock()
    request, today = visit._request_letter(), visit._today()
    facts = pdf.VisitReminderFacts(
        agreement=_agreement(visit),
        request_number=request["number"],
        request_date=request["date"],
        sent_on=visit.request_sent_on,
        reply_due=clock.due_on,
        by=today + timedelta(days=visit.importing_authority_id.reminder_days),
        goods=_goods(visit),
        **_terms(visit, "answer_received_on"),
    )
    return _letter(visit, number, today, draft), facts


def reminder_pdf(visit, number="", draft=False):
    """Return the reminder of the reply to the request of ``visit`` as PDF bytes."""
    return pdf.build_letter(pdf.compose_visit_reminder(*reminder_data(visit, number, draft)))


def _in_letter_language(case):
    language = LANGUAGES[case.letter_language]
    installed = dict(case.env["res.lang"].get_installed())
    return case.with_context(lang=language if language in installed else "en_US")


def _letter(case, number, day, draft):
    authority = case.importing_authority_id
    return pdf.LetterData(
        sender=_authority(authority, case),
        addressee=_authority(case.exporting_authority_id, case),
        language=case.letter_language,
        number=number,
        case=case.name,
        date=day or None,
        signatory_name=case.signatory_name or "",
        signatory_position=case.signatory_position or "",
        signatory_basis=authority.signing_basis or "",
        contact=_contact(case),
        portal=_portal(case),
        copies=_lines(case.copy_to),
        draft=draft,
    )


def _lines(text):
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _contact(case):
    """Return who answers questions: the case officer where the authority names its officers in letters,
    else the contact that it has told the other Party."""
    authority = case.importing_authority_id.sudo()
    if authority.letters_name_officer and case.officer_id:
        officer = case.officer_id.sudo()
        parts = (officer.name, officer._position_in_letters(), officer.phone, officer.email)
    else:
        contact = authority._contact_on(case._today(), "verification")
        parts = (contact.name, contact.position, contact.phone, contact.email)
    return ", ".join(filter(None, parts))


def _portal(case):
    """Return where the addressee may answer online: its liaison officers have a login there."""
    liaison = any(user.share and user.active for user in case.exporting_authority_id.sudo().user_ids)
    return f"{case.get_base_url()}/my/customs/requests" if liaison else ""


def _enclosures(case):
    """Return the list of enclosed copies: of the proofs it is about, as far as they are attached (RS15.5)."""
    words, language = phrases(case.letter_language), case.letter_language
    texts = []
    for proof in case._enclosed_proofs():
        date = pdf.letter_date(proof.issued_on, language)
        text = words["enclosed_proof"].format(number=proof.number, date=date)
        pages = proof.copy_pages
        texts.append(words["enclosed_pages"].format(text=text, pages=pages) if pages else text)
    return tuple(texts)


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
    """Return the rule for the fact: that of the clock which runs, else the version in force."""
    started = {row.rule_id: row for row in case.deadline_ids if row.start_on}
    rules = case._clock_rules(started)
    return rules.filtered(lambda rule: rule.done_fact == done_fact and rule.length)[:1]


def _terms(case, done_fact):
    """Return the period for the answer and the articles, as the agreement's data has them."""
    rule, procedure = _rule(case, done_fact), case.procedure_id
    articles = {"exporting_authority_id": procedure.article, "period": rule.article}
    for item in procedure.content_item_ids.filtered(lambda item: item.content_list == "request"):
        articles[item.field_name] = item.article
    ground = (
        rule.lapse_ground_id or procedure._consequence_of("refusal_received_on", "insufficient").ground_id
    )
    articles["lapse"] = ground.article
    return {
        "period": _duration(rule.length, rule.unit, case.letter_language),
        "articles": {
            about: case.agreement_id._cite(article) for about, article in articles.items() if article
        },
    }


def _extension(case, done_fact):
    rule = _rule(case, done_fact)
    if not rule.extension_times:
        return ""
    return _duration(rule.extension_length, rule.extension_unit, case.letter_language)


def _duration(length, unit, language):
    """Return '60 days' or '60 дней'; nothing for a unit that the letters have no words for."""
    return format_unit(length, DURATIONS[unit], locale=language) if length and unit in DURATIONS else ""


def _visit_facts(visit):
    return pdf.VisitRequestFacts(
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
        preceding=_preceding(visit),
        documents=visit.study_documents,
        premises=visit.inspect_premises,
        planned_from=visit.planned_from or None,
        planned_to=visit.planned_to or None,
        **_terms(visit, "answer_received_on"),
    )


def _preceding(visit):
    request = visit.verification_request_id
    if not request:
        return None
    letter = request._request_letter()
    return pdf.LetterPreceding(
        number=letter["number"],
        date=letter["date"] or None,
        received_on=request.result_received_on or None,
        reasons=visit.dissatisfaction or "",
    )


def _documentary_facts(request):
    enclosed = request._enclosed_proofs()
    return pdf.DocumentaryRequestFacts(
        agreement=_agreement(request),
        proofs=tuple(
            pdf.LetterProof(
                number=proof.number,
                date=proof.issued_on,
                issued_by=proof.issuing_body_id.name or "",
                exporter=proof.exporter_id.name,
                importer=proof.consignee_id.name or "",
                invoices=tuple((invoice.number, invoice.dated_on or None) for invoice in proof.invoice_ids),
                enclosed=proof in enclosed,
            )
            for proof in request.proof_ids
        ),
        reasons=request.doubts or "" if request.basis == "doubt" else "",
        asked=_lines(request.asked_data),
        extension=_extension(request, "result_received_on"),
        **_terms(request, "result_received_on"),
    )


FACTS = {
    "customs.verification.visit": _visit_facts,
    "customs.verification.request": _documentary_facts,
}
COMPOSERS = {
    "customs.verification.visit": pdf.compose_visit_request,
    "customs.verification.request": pdf.compose_documentary_request,
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
