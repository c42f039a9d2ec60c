"""What the letters of a case say, taken from the records: the thin layer between the case and its letters.

A letter's language is the addressee's, English or Russian (RS15.5), whatever the user's language is.
"""

from dataclasses import replace
from datetime import timedelta

from babel.units import format_unit

from ..kit import letter_pdf as pdf
from ..kit import pdf_style as style
from ..kit.letter_phrases import phrases

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
    """Return (letter, values) of the request of ``case``: documentary verification or visit."""
    case = _in_letter_language(case)
    letter = _letter(case, number, case.request_approved_on, draft)
    return replace(letter, enclosures=_enclosures(case)), VALUES[case._name](case)


def reminder_data(visit, number="", draft=False):
    """Return (letter, values) of the reminder of the reply to the request of ``visit``, dated today."""
    visit = _in_letter_language(visit)
    request, today = visit._request_letter(), visit._today()
    clock = visit._reply_clock()
    due = clock.due_on
    # Whether it is over is asked of the day where who owes the reply is.
    there = clock._today() if clock else today
    values = {
        "request_number": request["number"],
        "request_date": request["date"],
        "sent_on": visit.request_sent_on,
        "reply_due": due,
        "is_provisional": bool(clock) and clock.is_provisional,
        "is_running": bool(due) and there < due,
        "is_last_day": there == due,
        "is_over": bool(due) and due < there,
        "reply_until": today + timedelta(days=visit.importing_authority_id.reminder_days),
        "goods": _goods(visit),
        **_terms(visit),
    }
    # It says that no reply has come: it names those of whom that is so.
    return _letter(visit, number, today, draft, visit._silent_persons()), values


def _in_letter_language(case):
    return in_language(case, case.letter_language)


def in_language(record, language):
    """Return ``record`` read in the language of a letter, where it is installed, else in English."""
    code = LANGUAGES[language]
    installed = dict(record.env["res.lang"].get_installed())
    return record.with_context(lang=code if code in installed else "en_US")


def _letter(case, number, day, draft, persons=None):
    authority = case.importing_authority_id
    return pdf.LetterData(
        sender=_authority(authority, case),
        addressee=_addressee(case, persons or case._asked_persons()),
        language=case.letter_language,
        number=number,
        case=case.name,
        date=day or None,
        signatory_name=case.signatory_name or "",
        signatory_position=case.signatory_position or "",
        signatory_basis=authority.signing_basis or "",
        contact=_contact(case),
        portal=_portal(case),
        asks_reply=True,
        copies=_lines(case.copy_to),
        draft=draft,
    )


def _addressee(case, persons):
    """Return to whom the letter goes: the authority that is asked, or the persons, one below the other."""
    if not persons:
        return _authority(case.exporting_authority_id, case)
    first, *others = persons
    lines = [first._customs_address()]
    for person in others:
        lines += [style.with_native(person.name, person.customs_native_name or ""), person._customs_address()]
    return pdf.LetterAuthority(
        name=first.name,
        native_name=first.customs_native_name or "",
        address="\n".join(filter(None, lines)),
        phone=first.phone or "",
        email=first.email or "",
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
    """Return where the addressee may answer online: its liaison officers or contacts have a login there."""
    persons = case._asked_persons().commercial_partner_id
    if persons:
        readers = persons._portal_readers()
        return f"{case.get_base_url()}/my/customs/tasks" if any(readers.get(one) for one in persons) else ""
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


def _terms(case):
    """Return what every letter of a case may print: agreement, period, extension, and the articles.

    The period is that of the clock that runs, else of the rule in force.
    """
    rule, procedure = case._reply_rule(), case.procedure_id
    agreement, language = case.agreement_id, case.letter_language
    ground = (
        rule.lapse_ground_id or procedure._consequence_of("refusal_received_on", "insufficient").ground_id
    )
    articles = {"procedure": procedure.article, "period": rule.article, "lapse": ground.article}
    for item in procedure._items_of_letters():
        articles[item.field_name] = item.article
    return {
        "goes_to_authority": case.addressee_kind == "authority",
        "goes_to_body": case.addressee_kind == "body",
        "goes_to_exporter": case.addressee_kind == "exporter",
        "goes_to_importer": case.addressee_kind == "importer",
        "informed_authority": case.informed_authority_id.name or "",
        "copied": ", ".join(record.name for records in case._copied() for record in records),
        "enclosures": _enclosures(case),
        "agreement": agreement.citation or agreement.name,
        "period": _duration(rule._term(case._chosen_length()).length if rule else 0, rule.unit, language),
        "extension": _duration(rule.extension_length, rule.extension_unit, language)
        if rule.extension_times
        else "",
        **{f"article_{about}": agreement._cite(article) for about, article in articles.items() if article},
    }


def _duration(length, unit, language):
    """Return '60 days' or '60 дней'; nothing for a unit that the letters have no words for."""
    return format_unit(length, DURATIONS[unit], locale=language) if length and unit in DURATIONS else ""


def _visit_values(visit):
    language = visit.letter_language
    bodies = [
        {"name": body.name, "party": body.country_id.name or "", "function": _function(body, language)}
        for body in visit.preliminary_body_ids
    ]
    return {
        "sender": _sender_lines(visit.importing_authority_id, visit),
        "persons": tuple(_persons(visit)),
        "goods": _goods(visit),
        "doubts": (visit.doubts or "").strip(),
        "bodies": tuple(bodies),
        "other_reasons": (visit.other_reasons or "").strip(),
        "members": tuple(
            {
                "name": member.display_name,
                "position": member.position or "",
                "authority": member.authority_id.name or "",
            }
            for member in visit.member_ids
        ),
        "location": (visit.location or "").strip(),
        "studies_documents": visit.study_documents,
        "inspects_premises": visit.inspect_premises,
        "has_planned_dates": bool(visit.planned_from and visit.planned_to),
        "planned_from": visit.planned_from or None,
        "planned_to": visit.planned_to or None,
        **_preceding(visit),
        **_terms(visit),
    }


def _preceding(visit):
    """Return what came before the visit: a documentary verification, and why it did not satisfy (RS16.1)."""
    request = visit.verification_request_id
    letter = request._request_letter() if request else {"number": "", "date": False}
    return {
        "preceding_number": letter["number"],
        "preceding_date": letter["date"] or None,
        "preceding_received_on": request.result_received_on or None,
        "preceding_sent_on": (request.result_received_on and request.result_dated_on) or None,
        "preceding_reasons": " ".join((visit.dissatisfaction or "").split()).rstrip("."),
    }


def _sender_lines(authority, case):
    """Return name, address, contact, phone and e-mail of the sender, on lines of their own."""
    sender, words = _authority(authority, case), phrases(case.letter_language)
    address = ", ".join(filter(None, sender.address.split("\n")))
    name = style.with_native(sender.name, sender.native_name)
    return style.joined((name, address, sender.contact, pdf.contact_line(sender, words)), "\n")


def _with(person, other, role, language):
    """Return the name of a person, and below it who acts on its behalf, if somebody does."""
    words = phrases(language)[role]
    return style.joined((person.name, words.format(name=other.name) if other else ""), "\n")


def _documentary_values(request):
    enclosed, language = request._enclosed_proofs(), request.letter_language
    return {
        "proofs": tuple(
            {
                "no": number,
                "proof": _number_and_date(proof.number, proof.issued_on, language),
                "issued_by": proof.issuing_body_id.name or "",
                "exporter": _with(proof.exporter_id, proof.consignor_id, "consignor", language),
                "importer": _with(
                    proof._importer(), proof.importer_id and proof.consignee_id, "consignee", language
                ),
                "invoices": "\n".join(
                    _number_and_date(invoice.number, invoice.dated_on, language)
                    for invoice in proof.invoice_ids
                ),
            }
            for number, proof in enumerate(request.proof_ids, 1)
        ),
        "reasons": (request.doubts or "").strip() if request.basis == "doubt" else "",
        "issue": (request.doubts or "").strip(),
        "asked": _lines(request.asked_data),
        "is_enclosed": bool(request.proof_ids) and request.proof_ids <= enclosed,
        **_terms(request),
    }


VALUES = {
    "customs.verification.visit": _visit_values,
    "customs.verification.request": _documentary_values,
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
            yield {
                "name": style.with_native(person.name, person.customs_native_name or ""),
                "role": roles.get(role, ""),
                "registration_number": person.company_registry or person.vat or "",
                "address": person._customs_address(),
            }


def _goods(visit):
    return tuple(
        {
            "no": no,
            "hs_code": line.hs_code,
            "description": line.description,
            "proof": _number_and_date(line.proof_id.number, line.proof_id.issued_on, visit.letter_language),
        }
        for no, line in enumerate(visit.goods_ids, 1)
    )


def _number_and_date(number, day, language):
    """Return number and date of a paper, on two lines."""
    return style.joined((number or "", pdf.letter_date(day, language, "")), "\n") or style.BLANK
