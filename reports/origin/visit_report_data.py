"""What the report of a visit prints, taken from the records: the thin layer between the case and its PDF.

Reads fields only, in the language of the report, whatever the user's is (RS16.10).
"""

from ...tools.dates import long_date
from . import visit_report_pdf as pdf
from .letter_data import OTHER_ROLE, ROLES, in_language

REQUIREMENTS = {
    "en": ("the rules of origin of {}", "the rules of origin of the Agreement"),
    "ru": ("правила определения происхождения, {}", "правила определения происхождения Соглашения"),
}
OBSTRUCTION = {
    "en": {
        "verified_person": "the verified person",
        "person_of_party": "another person of the exporting Party",
        "other": "another person",
        "impossible": " This made the visit impossible.",
    },
    "ru": {
        "verified_person": "проверяемое лицо",
        "person_of_party": "другое лицо экспортирующей Стороны",
        "other": "другое лицо",
        "impossible": " Это сделало визит невозможным.",
    },
}


def visit_report_data(report):
    """Return the plain data of ``report`` (customs.verification.report) for its PDF."""
    language = report._language()
    report = in_language(report, language)
    named, plain = REQUIREMENTS[language]
    visit, agreement = report.visit_id, report.visit_id.agreement_id
    goods = list(enumerate(visit.goods_ids, 1))
    request, began, ended = visit._request_letter(), visit.visit_started_on, visit.visit_ended_on
    rules = agreement.rules_of_origin
    return pdf.VisitReportData(
        number=report.name,
        version=report.version,
        agreement_title=agreement.name,
        agreement_citation="; ".join(
            filter(None, (agreement.citation, agreement._cite(visit.procedure_id.article)))
        ),
        importing_authority=_authority(visit.importing_authority_id),
        exporting_authority=_authority(visit.exporting_authority_id or visit.informed_authority_id),
        date=report.reported_on or None,
        place=report.place or "",
        draft=not report.approved_at,
        approval=_approval(report),
        team=tuple(_member(member) for member in visit.member_ids),
        persons=tuple(_persons(report, language)),
        goods=tuple(_goods(no, line) for no, line in goods),
        began_on=began or None,
        ended_on=ended or None,
        days=(ended - began).days + 1 if began and ended else None,
        doubts=report.grounds or "",
        # As the letter bears them, not the day on which it was sent.
        request_number=request["number"],
        request_date=request["date"] or None,
        consent=_consent(visit),
        premises=tuple(_premises(premises) for premises in visit.premises_ids),
        no_premises="" if visit.premises_ids else report.no_premises_reason or "",
        process=report.production_process or ("" if visit.premises_ids else report.no_process_reason or ""),
        process_lines=tuple(
            pdf.ProcessLine(goods_no=no, operations=line.production_found)
            for no, line in goods
            if line.production_found
        ),
        line_conclusions=tuple(_conclusion(no, line) for no, line in goods),
        complies={"complies": True, "not_complies": False}.get(report.conclusion),
        requirements=named.format(rules) if rules else plain,
        articles=_articles(visit),
        conclusion_text=report.conclusion_text or "",
        obstruction="\n".join(_obstruction(row, language) for row in visit.obstruction_ids),
        documents=_lines(report.documents_examined),
        annexes=_lines(report.annexes),
        language=language,
    )


def _articles(visit):
    """Return what the words may cite: the procedure, and the items of its content list for reports."""
    procedure, cite = visit.procedure_id, visit.agreement_id._cite
    items = {item.field_name: item.article for item in procedure._items_of_letters("report")}
    cited = {"procedure": procedure.article, **items}
    return {name: cite(article) for name, article in cited.items() if article}


def _lines(text):
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _authority(authority):
    return pdf.ReportAuthority(
        name=authority.name or "",
        party=authority.country_id.name or "",
        native_name=authority.native_name or "",
        address="\n".join(authority._address_lines()) if authority else "",
    )


def _member(member):
    return pdf.TeamMember(
        first_name=member.first_name,
        surname=member.last_name,
        position=member.position,
        authority=member.authority_id.name,
        party=member.side or "importing",
        native_first_name=member.native_first_name or "",
        native_surname=member.native_last_name or "",
        is_head=member.is_head,
    )


def _persons(report, language):
    visit, roles = report.visit_id, ROLES[language]
    second_role = roles.get(OTHER_ROLE.get(visit.verified_role), "")
    for person, role in (
        (visit.verified_person_id, roles.get(visit.verified_role, "")),
        (visit.second_person_id, second_role),
    ):
        if person:
            yield pdf.VerifiedPerson(
                name=person.name,
                native_name=person.customs_native_name or "",
                role=role,
                registration_number=person.company_registry or person.vat or "",
                address=person._customs_address(),
                country=person.country_id.name or "",
            )


def _goods(no, line):
    proof_line = line.proof_line_id
    return pdf.ReportGoods(
        no=no,
        hs_code=line.hs_code,
        description=line.description,
        proof_number=line.proof_id.number or "",
        proof_date=line.proof_id.issued_on or None,
        criterion=line.criterion_text or "",
        quantity=proof_line.quantity or None,
        quantity_unit=proof_line.quantity_unit or "",
        gross_weight_kg=proof_line.gross_weight_kg or None,
    )


def _consent(visit):
    if not visit.consent_received_on:
        return None
    return pdf.WrittenConsent(
        reference=visit.consent_reference or "",
        letter_date=visit.consent_dated_on or None,
        received_on=visit.consent_received_on,
        given_by=visit._consent_given_by(),
    )


def _premises(premises):
    return pdf.InspectedPremises(
        name=premises.name,
        address=premises.address,
        inspected=premises.inspected or "",
        inspected_on=premises.inspected_on or None,
    )


def _conclusion(no, line):
    return pdf.LineConclusion(
        goods_no=no,
        complies={"complies": True, "not_complies": False}.get(line.conclusion),
        reason=line.conclusion_reason or "",
    )


def _obstruction(row, language):
    words = OBSTRUCTION[language]
    effect = words["impossible"] if row.made_impossible else ""
    by, day = words[row.obstructed_by], long_date(row.happened_on, language)
    return f"{day}: {row.who} ({by}): {row.description}{effect}"


def _approval(report):
    if not report.approved_at:
        return None
    return pdf.ReportApproval(
        name=report.approved_by_id.name,
        position=report.approver_position or "",
        approved_on=report.visit_id.report_approved_on,
    )
