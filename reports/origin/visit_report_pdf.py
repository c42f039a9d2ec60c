"""The report of a verification visit as PDF (RS16.10, VN4.31(7)), from plain data and the words of the law.

`build_visit_report(data, words)` prints what the words of the procedure (`customs.letter.template`) say,
with the values of `report_values`. What is empty prints as a dash or "Not stated."; whether a report may be
approved at all is the caller's gate, but for the conclusion: a final report without an unambiguous one is
refused here.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...tools.dates import long_date
from ...tools.letter_template import LetterWords
from ..kit import pdf_style as style
from ..kit.letter_pdf import LetterAuthority, compose
from ..kit.letter_phrases import phrases
from ..kit.report_pdf import ReportPaper, build_report

SIDES = ("importing", "exporting")


@dataclass(frozen=True)
class ReportAuthority:
    """A competent authority in the head of the report; `address` may have several lines."""

    name: str
    party: str = ""  # the Party or state it serves: "Republic of Serbia"
    native_name: str = ""
    address: str = ""


@dataclass(frozen=True)
class TeamMember:
    """One official of the inspection team (RS16.10.1); `party` is "importing" or "exporting"."""

    first_name: str
    surname: str
    position: str
    authority: str
    party: str
    native_first_name: str = ""
    native_surname: str = ""
    is_head: bool = False

    @property
    def full_name(self) -> str:
        """First name and surname in Latin letters, the native spelling in parentheses."""
        return style.with_native(
            style.joined((self.first_name, self.surname), " "),
            style.joined((self.native_first_name, self.native_surname), " "),
        )


@dataclass(frozen=True)
class VerifiedPerson:
    """A verified person (RS16.10.2); `role` is printed as given: "Exporter and producer"."""

    name: str
    native_name: str = ""
    role: str = ""
    registration_number: str = ""
    address: str = ""
    country: str = ""


@dataclass(frozen=True)
class ReportGoods:
    """A goods line that is the object of verification (RS16.10.3).

    `quantity` is in `quantity_unit`, `gross_weight_kg` in kilograms; None means not stated (0 prints as 0).
    """

    no: int
    hs_code: str
    description: str
    proof_number: str = ""
    proof_date: datetime.date | None = None
    criterion: str = ""  # P, Y15%, Pk
    quantity: Decimal | float | None = None
    quantity_unit: str = ""
    gross_weight_kg: Decimal | float | None = None


@dataclass(frozen=True)
class WrittenConsent:
    """Details of the exporting Party's written consent to the visit (RS16.10.5)."""

    reference: str
    letter_date: datetime.date | None = None
    received_on: datetime.date | None = None
    given_by: str = ""


@dataclass(frozen=True)
class InspectedPremises:
    """Premises or a territory that the team inspected (RS16.10.6)."""

    name: str
    address: str = ""
    inspected: str = ""  # what was inspected there
    inspected_on: datetime.date | None = None


@dataclass(frozen=True)
class ProcessLine:
    """The production of one goods line as the team saw it (RS16.10.7).

    `foreign_share_percent` is the value of foreign materials in percent of the ex-works price.
    """

    goods_no: int
    operations: str
    materials: str = ""
    foreign_share_percent: Decimal | float | None = None


@dataclass(frozen=True)
class LineConclusion:
    """The conclusion on one goods line (RS16.10.8); `complies` None: none yet, allowed in drafts only."""

    goods_no: int
    complies: bool | None
    reason: str = ""
    criterion_found: str = ""


@dataclass(frozen=True)
class ReportApproval:
    """Who approved the report, and when."""

    name: str
    position: str
    approved_on: datetime.date


@dataclass(frozen=True)
class VisitReportData:
    """All that the report prints. Texts may have several lines, each of which becomes a paragraph."""

    number: str
    version: int
    agreement_title: str
    importing_authority: ReportAuthority
    exporting_authority: ReportAuthority
    date: datetime.date | None
    place: str = ""
    agreement_citation: str = ""  # such as: Moscow, 25 October 2019; Annex 3, Article 16
    draft: bool = True
    approval: ReportApproval | None = None
    team: tuple[TeamMember, ...] = ()
    persons: tuple[VerifiedPerson, ...] = ()
    goods: tuple[ReportGoods, ...] = ()
    began_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    days: int | None = None  # how many days it took, the first and the last counted
    doubts: str = ""
    request_number: str = ""
    request_date: datetime.date | None = None
    consent: WrittenConsent | None = None
    premises: tuple[InspectedPremises, ...] = ()
    no_premises: str = ""  # why none were inspected
    process: str = ""
    process_lines: tuple[ProcessLine, ...] = ()
    line_conclusions: tuple[LineConclusion, ...] = ()
    complies: bool | None = None
    requirements: str = "the rules of origin of the Agreement"
    conclusion_text: str = ""
    obstruction: str = ""
    documents: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)  # what the words may cite: name -> citation
    language: str = "en"


def conclusion_problems(data: VisitReportData) -> list[str]:
    """What keeps the conclusion from being unambiguous, for each goods line and in all (RS16.10.8)."""
    verdicts = {line.goods_no: line.complies for line in data.line_conclusions}
    problems = []
    if data.complies is None:
        problems.append("There is no overall conclusion.")
    open_lines = [goods.no for goods in data.goods if verdicts.get(goods.no) is None]
    if open_lines:
        problems.append(f"No conclusion on goods lines {number_ranges(open_lines)}.")
    unknown = sorted(set(verdicts) - {goods.no for goods in data.goods})
    if unknown:
        problems.append(
            f"Conclusions on goods lines that the report does not list: {number_ranges(unknown)}."
        )
    if data.complies and False in verdicts.values():
        problems.append("The overall conclusion is compliance, but some goods lines do not comply.")
    if data.complies is False and verdicts and all(verdicts.values()):
        problems.append("The overall conclusion is non-compliance, but every goods line complies.")
    return problems


def build_visit_report(data: VisitReportData, words: LetterWords) -> bytes:
    """The report as a PDF file. A final one with an ambiguous conclusion is a ValueError (RS16.10.8)."""
    problems = [] if data.draft else conclusion_problems(data)
    if problems:
        raise ValueError(" ".join(problems))
    filled, _missing = compose(report_paper(data), words, report_values(data), style.BLANK)
    return build_report(filled)


def report_paper(data: VisitReportData) -> ReportPaper:
    """The frame of the report: number, version, agreement, both authorities, place and date."""
    sides = (data.importing_authority, data.exporting_authority)
    importing, exporting = (LetterAuthority(side.name, side.native_name, side.address) for side in sides)
    return ReportPaper(
        sender=importing,
        addressee=exporting,
        language=data.language,
        number=data.number,
        date=data.date,
        draft=data.draft,
        version=data.version,
        parties=(data.importing_authority.party, data.exporting_authority.party),
        agreement_title=data.agreement_title,
        agreement_citation=data.agreement_citation,
        place=data.place,
    )


def number_ranges(numbers: Sequence[int]) -> str:
    """Line numbers in short: 1-3, 7."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(start) if start == end else f"{start}\u2013{end}" for start, end in ranges)


def report_values(data: VisitReportData) -> dict[str, object]:
    """What the words of a report may name, as `report_fields.of_report` lists it."""
    words, approval = phrases(data.language), data.approval
    consent = data.consent or WrittenConsent("")
    return {
        "importing_authority": _with_party(data.importing_authority),
        "exporting_authority": _with_party(data.exporting_authority),
        "team": tuple(_team(data, words)),
        "persons": tuple(_persons(data)),
        "goods": tuple(_goods(data)),
        "began_on": data.began_on,
        "ended_on": data.ended_on,
        "days": "" if data.days is None else str(data.days),
        "request": _letter_of(data, data.request_number, data.request_date),
        "consent": _letter_of(data, consent.reference, consent.letter_date),
        "consent_by": consent.given_by,
        "consent_received_on": consent.received_on,
        "doubts": data.doubts,
        "premises": tuple(
            {
                "no": number,
                "name": place.name,
                "address": place.address,
                "inspected": place.inspected,
                "date": _day(data, place.inspected_on),
            }
            for number, place in enumerate(data.premises, 1)
        ),
        "no_premises": data.no_premises,
        "process": data.process,
        "process_lines": tuple(
            {
                "goods_no": line.goods_no,
                "operations": line.operations,
                "materials": line.materials,
                "foreign_share": style.format_number(line.foreign_share_percent, 2),
            }
            for line in data.process_lines
        ),
        "conclusions": tuple(_conclusions(data, words)),
        "statement": _statement(data),
        "conclusion_text": data.conclusion_text,
        "obstruction": data.obstruction,
        "documents": data.documents,
        "annexes": data.annexes,
        "place": data.place,
        "date": data.date,
        "signers": tuple(_signers(data, words)),
        "own_signers": tuple(_signers(data, words, ("importing",))),
        "receivers": tuple(_receivers(data, words)),
        "is_draft": data.draft,
        "approved_by": approval.name if approval else "",
        "approver_position": approval.position if approval else "",
        "approved_on": approval.approved_on if approval else None,
        **{f"article_{name}": article for name, article in data.articles.items()},
    }


def _day(data: VisitReportData, day: datetime.date | None) -> str:
    return long_date(day, data.language) if day else style.BLANK


def _with_party(side: ReportAuthority) -> str:
    """The authority with its Party, where its name does not say that already."""
    named = side.party and style.one_line(side.party).lower() in style.one_line(side.name).lower()
    return style.one_line(side.name) if named else style.joined((side.name, side.party))


def _party(data: VisitReportData, party: str, words: Mapping[str, str]) -> str:
    side = data.importing_authority if party == "importing" else data.exporting_authority
    return style.one_line(side.party) or words.get(party, party)


def _team(data: VisitReportData, words: Mapping[str, str]) -> Iterator[dict]:
    """First name, surname and position of each member (RS16.10.1)."""
    for number, member in enumerate(data.team, 1):
        head = f" ({words['head']})" if member.is_head else ""
        yield {
            "no": number,
            "first_name": style.with_native(member.first_name, member.native_first_name),
            "surname": style.with_native(member.surname, member.native_surname),
            "position": f"{style.one_line(member.position)}{head}" if head else member.position,
            "authority": member.authority,
            "party": _party(data, member.party, words),
        }


def _persons(data: VisitReportData) -> Iterator[dict]:
    """The verified persons (RS16.10.2)."""
    for person in data.persons:
        yield {
            "name": style.with_native(person.name, person.native_name),
            "role": person.role,
            "registration_number": person.registration_number,
            "address": _without_end(person.address, person.country),
            "country": person.country,
        }


def _without_end(address: str, country: str) -> str:
    """The address without the country at its end, which stands in a line of its own."""
    address, country = style.clean(address), style.one_line(country)
    return address.removesuffix(country).rstrip(", \n") if country else address


def _goods(data: VisitReportData) -> Iterator[dict]:
    """The goods that are the object of verification (RS16.10.3)."""
    # All with as many decimals as the finest of them has: so their points stand one above the other.
    weights = style.aligned_numbers([goods.gross_weight_kg for goods in data.goods])
    for goods, weight in zip(data.goods, weights, strict=True):
        day = long_date(goods.proof_date, data.language) if goods.proof_date else ""
        yield {
            "no": goods.no,
            "hs_code": goods.hs_code,
            "description": goods.description,
            "proof": style.joined((goods.proof_number, day), "\n") or style.BLANK,
            "criterion": goods.criterion or style.BLANK,
            "quantity": style.BLANK
            if goods.quantity is None
            else style.joined((style.format_number(goods.quantity), goods.quantity_unit), style.TIE),
            "gross_weight": weight,
        }


def _letter_of(data: VisitReportData, number: str, day: datetime.date | None) -> str:
    number, dated = style.one_line(number), long_date(day, data.language) if day else ""
    if data.language == "ru":
        return style.joined((f"№ {number}" if number else "", f"от {dated}" if dated else ""), " ")
    return style.joined((f"No. {number}" if number else "", f"of {dated}" if dated else ""), " ")


def _conclusions(data: VisitReportData, words: Mapping[str, str]) -> Iterator[dict]:
    """Whether each goods line complies (RS16.10.8)."""
    codes = {goods.no: goods.hs_code for goods in data.goods}
    verdicts = {True: words["complies"], False: words["fails"], None: words["no_conclusion"]}
    for line in data.line_conclusions:
        yield {
            "goods_no": line.goods_no,
            "hs_code": codes.get(line.goods_no, ""),
            "conclusion": verdicts[line.complies],
            "criterion_found": line.criterion_found,
            "reason": line.reason,
        }


def _statement(data: VisitReportData) -> str:
    """The overall conclusion as a sentence, in the language of the report."""
    sentences = STATEMENTS[data.language]
    requirements = style.one_line(data.requirements).rstrip(".")
    verdicts = {line.goods_no: line.complies for line in data.line_conclusions}
    if data.complies is None:
        return sentences["none"]
    if None in verdicts.values() or len(set(verdicts.values())) < 2:
        return sentences["complies" if data.complies else "fails"].format(requirements=requirements)
    # Some comply and some do not: the goods as a whole are neither.
    parts = []
    for kind, complies in (("fails", False), ("complies", True)):
        numbers = [number for number, verdict in verdicts.items() if verdict is complies]
        form = "one" if len(numbers) == 1 else "many"
        parts.append(sentences[f"{form}_{kind}"].format(numbers=number_ranges(numbers)))
    return sentences["mixed"].format(fails=parts[0], complies=parts[1], requirements=requirements)


STATEMENTS = {
    "en": {
        "none": "No conclusion has been drawn yet.",
        "complies": "The goods comply with {requirements}.",
        "fails": "The goods do not comply with {requirements}.",
        "one_fails": "Goods line {numbers} does not comply",
        "many_fails": "Goods lines {numbers} do not comply",
        "one_complies": "goods line {numbers} complies",
        "many_complies": "goods lines {numbers} comply",
        "mixed": "{fails}; {complies} with {requirements}.",
    },
    "ru": {
        "none": "Вывод ещё не сделан.",
        "complies": "Товары соответствуют требованиям: {requirements}.",
        "fails": "Товары не соответствуют требованиям: {requirements}.",
        "one_fails": "Товар {numbers} не соответствует",
        "many_fails": "Товары {numbers} не соответствуют",
        "one_complies": "товар {numbers} соответствует",
        "many_complies": "товары {numbers} соответствуют",
        "mixed": "{fails}; {complies} требованиям: {requirements}.",
    },
}


def _signers(data: VisitReportData, words: Mapping[str, str], sides: Sequence[str] = SIDES) -> Iterator[dict]:
    """Who signs for the whole team, or for some ``sides`` of it, by Party (RS16.10.1)."""
    for side in sides:
        for member in data.team:
            if member.party == side:
                party = _party(data, side, words)
                title = words["for_party"].format(party=words[side])
                group = f"{title}: {party}" if party and party != words[side] else f"{title}:"
                yield _signer(group, member)
    for member in data.team if sides == SIDES else ():
        if member.party not in SIDES:
            yield _signer(f"{words['other_members']}:", member)


def _signer(group: str, member: TeamMember) -> dict:
    return {
        "group": group,
        "name": member.full_name,
        "position": member.position,
        "authority": member.authority,
    }


def _receivers(data: VisitReportData, words: Mapping[str, str]) -> Iterator[dict]:
    """Where each verified person confirms that it got the approved report (RS16.11)."""
    for person in data.persons if not data.draft else ():
        caption = words["name_and_position"]
        yield {"group": "", "name": "_" * 34, "caption": caption, "person": style.one_line(person.name)}
