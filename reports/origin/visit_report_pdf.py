"""The report of a verification visit as PDF, in English (RS16.10), from plain data.

`build_visit_report(data)` prints the eight things a report has to hold (RS16.10.1 to RS16.10.8) as sections
1 to 8, each with its article, then obstruction (RS16.8b), documents, annexes and the signatures of the whole
team. An empty item prints as "Not stated.", so that nothing is missing silently; whether a report may be
approved at all is the caller's gate, but for the conclusion: a final report without an unambiguous one is
refused here too.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportlab.platypus import Flowable, Paragraph

from ..kit import pdf_style as style

COMPLIES, FAILS = "Complies", "Does not comply"
PARTY_NAMES = {"importing": "Importing Party", "exporting": "Exporting Party"}
DRAFT_MARK = "Draft, not approved"


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
class ReportArticles:
    """The article printed beside each heading, from the law's data; what has none prints without one."""

    team: str = ""
    person: str = ""
    goods: str = ""
    dates: str = ""
    grounds: str = ""
    premises: str = ""
    process: str = ""
    conclusion: str = ""
    obstruction: str = ""
    documents: str = ""


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
    short_title: str = "Verification visit report"
    articles: ReportArticles = ReportArticles()


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


def build_visit_report(data: VisitReportData) -> bytes:
    """The report as a PDF file (RS16.10). A final one with an ambiguous conclusion is a ValueError."""
    problems = [] if data.draft else conclusion_problems(data)
    if problems:
        raise ValueError(" ".join(problems))
    story = [
        *_head(data),
        *_team(data),
        *_persons(data),
        *_goods(data),
        *_dates(data),
        *_grounds(data),
        *_premises(data),
        *_process(data),
        *_conclusion(data),
        *_obstruction(data),
        *_documents(data),
        *_annexes(data),
        *_signatures(data),
        *_approval(data),
        *_handover(data),
    ]
    return style.build_pdf(story, _page_frame(data))


def number_ranges(numbers: Sequence[int]) -> str:
    """Line numbers in short: 1-3, 7."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(start) if start == end else f"{start}\u2013{end}" for start, end in ranges)


def _page_frame(data: VisitReportData) -> style.PageFrame:
    number = style.one_line(data.number)
    return style.PageFrame(
        title=f"{data.short_title} No. {number}",
        author=data.importing_authority.name,
        subject=style.joined((data.agreement_title, data.agreement_citation), "; "),
        head_left=f"Report No. {number}",
        head_right=data.short_title,
        foot_left=f"Version {data.version}",
        draft_mark=DRAFT_MARK if data.draft else "",
        watermark="DRAFT" if data.draft else "",
        date=data.date,
    )


# ---- Head ----


def _head(data: VisitReportData) -> list[Flowable]:
    sides = (data.importing_authority, data.exporting_authority)
    labels = [
        style.joined((label, side.party), " \u00b7 ")
        for label, side in zip(PARTY_NAMES.values(), sides, strict=True)
    ]
    halves = [
        (
            style.TableLook(size=7.5, leading=10, pad_x=0, pad_y=1, rules="none", space_after=0),
            style.REGULAR,
            labels,
        ),
        (_HEAD_NAMES, style.BOLD, [side.name for side in sides]),
        (_HEAD_LINES, style.REGULAR, [side.native_name for side in sides]),
        (_HEAD_LINES, style.REGULAR, [side.address for side in sides]),
    ]
    return [
        *(_two_columns(cells, font, look) for look, font, cells in halves if any(map(style.clean, cells))),
        style.Rule(),
        style.gap(6),
        *style.paragraphs("VERIFICATION VISIT REPORT", style.TITLE),
        *style.paragraphs(f"No. {style.one_line(data.number)}", style.SUBTITLE),
        *style.paragraphs(data.agreement_title, style.SUBTITLE),
        *style.paragraphs(data.agreement_citation, style.SUBTITLE),
        style.gap(6),
        _two_columns(
            (style.one_line(data.place), style.format_date(data.date, "")),
            style.REGULAR,
            style.PLAIN,
            right=True,
        ),
    ]


_HEAD_NAMES = style.TableLook(size=10.5, leading=13.5, pad_x=0, pad_y=1, rules="none", space_after=0)
_HEAD_LINES = style.TableLook(size=9, leading=12, pad_x=0, pad_y=1, rules="none", space_after=0)


def _two_columns(
    cells: Sequence[str], font: str, look: style.TableLook, right: bool = False
) -> style.TextTable:
    columns = (
        style.Column("", 48, font=font),
        style.Column("", 4),
        style.Column("", 48, "right" if right else "left", font),
    )
    return style.TextTable(columns, [(cells[0], "", cells[1])], look)


# ---- Sections 1 to 8 ----


def _text(text: str) -> list[Paragraph]:
    return style.paragraphs(text) or style.paragraphs("Not stated.")


def _table(columns: Sequence[style.Column], rows: Sequence[Sequence[object]]) -> list[Flowable]:
    return [style.TextTable(columns, rows)] if rows else _text("")


def _team(data: VisitReportData) -> list[Flowable]:
    """Section 1 (RS16.10.1): competent authorities, and first name, surname and position of each member."""
    columns = (
        style.Column("No.", 5),
        style.Column("First name", 19),
        style.Column("Surname", 21),
        style.Column("Position", 22),
        style.Column("Authority", 21),
        style.Column("Party", 12),
    )
    rows = [
        (
            number,
            style.with_native(member.first_name, member.native_first_name),
            style.with_native(member.surname, member.native_surname),
            f"{style.one_line(member.position)} (head of the team)" if member.is_head else member.position,
            member.authority,
            _party(data, member.party),
        )
        for number, member in enumerate(data.team, 1)
    ]
    authorities = style.facts_table(
        (PARTY_NAMES[party], _with_party(side))
        for party, side in zip(PARTY_NAMES, (data.importing_authority, data.exporting_authority), strict=True)
    )
    body = [authorities, *_table(columns, rows)]
    return style.section("Competent authorities and inspection team", body, data.articles.team, "1")


def _with_party(side: ReportAuthority) -> str:
    """The authority with its Party, where its name does not say that already."""
    named = side.party and style.one_line(side.party).lower() in style.one_line(side.name).lower()
    return style.one_line(side.name) if named else style.joined((side.name, side.party))


def _party(data: VisitReportData, party: str) -> str:
    side = data.importing_authority if party == "importing" else data.exporting_authority
    return style.one_line(side.party) or PARTY_NAMES.get(party, party)


def _persons(data: VisitReportData) -> list[Flowable]:
    """Section 2 (RS16.10.2): the verified person."""
    tables = [
        style.facts_table(
            (
                ("Name", style.with_native(person.name, person.native_name)),
                ("Role", person.role),
                ("Registration number", person.registration_number),
                ("Address", _without_end(person.address, person.country)),
                ("Country", person.country),
            )
        )
        for person in data.persons
    ]
    return style.section("Verified person", tables or _text(""), data.articles.person, "2")


def _without_end(address: str, country: str) -> str:
    """The address without the country at its end, which stands in a line of its own."""
    address, country = style.clean(address), style.one_line(country)
    return address.removesuffix(country).rstrip(", \n") if country else address


def _goods(data: VisitReportData) -> list[Flowable]:
    """Section 3 (RS16.10.3): the goods that are the object of verification."""
    columns = (
        style.Column("No.", 5),
        style.Column("HS code", 11),
        style.Column("Description of goods", 32),
        style.Column("Proof of origin\nNo. and date", 18),
        style.Column("Criterion", 9.5),
        style.Column("Quantity", 12.5, "right", optional=True),
        style.Column("Gross weight, kg", 12, "right", optional=True),
    )
    # All with as many decimals as the finest of them has: so their points stand one above the other.
    weights = style.aligned_numbers([goods.gross_weight_kg for goods in data.goods])
    rows = [
        (
            goods.no,
            goods.hs_code,
            goods.description,
            _proof(goods),
            goods.criterion or style.BLANK,
            style.BLANK
            if goods.quantity is None
            else style.joined((style.format_number(goods.quantity), goods.quantity_unit), style.TIE),
            weight,
        )
        for goods, weight in zip(data.goods, weights, strict=True)
    ]
    body = _table(columns, rows)
    return style.section("Goods that are the object of verification", body, data.articles.goods, "3")


def _proof(goods: ReportGoods) -> str:
    day = style.format_date(goods.proof_date, "")
    return style.joined((goods.proof_number, day), "\n") or style.BLANK


def _dates(data: VisitReportData) -> list[Flowable]:
    """Section 4 (RS16.10.4): the dates of the visit."""
    days = data.days
    body = style.facts_table(
        (
            ("Visit started on", style.format_date(data.began_on)),
            ("Visit ended on", style.format_date(data.ended_on)),
            ("Days of the visit", style.BLANK if days is None else days),
        )
    )
    return style.section("Dates of the verification visit", [body], data.articles.dates, "4")


def _grounds(data: VisitReportData) -> list[Flowable]:
    """Section 5 (RS16.10.5): the original doubts and the details of the written consent."""
    consent = data.consent or WrittenConsent("")
    facts = style.facts_table(
        (
            ("Request for the visit", _letter_of(data.request_number, data.request_date)),
            ("Written consent", _letter_of(consent.reference, consent.letter_date)),
            ("Consent given by", consent.given_by),
            ("Consent received on", style.format_date(consent.received_on)),
        )
    )
    heading = style.section("Grounds for the verification visit", [facts], data.articles.grounds, "5")
    doubts = style.paragraphs("Original justified doubts:", style.STRONG)
    first, *others = _text(data.doubts)
    return [*heading, *style.kept(*doubts, first), *others]


def _letter_of(number: str, day: datetime.date | None) -> str:
    number, dated = style.one_line(number), style.format_date(day, "")
    return style.joined((f"No. {number}" if number else "", f"of {dated}" if dated else ""), " ")


def _premises(data: VisitReportData) -> list[Flowable]:
    """Section 6 (RS16.10.6): the premises and territories inspected."""
    columns = (
        style.Column("No.", 5),
        style.Column("Premises or territory", 22),
        style.Column("Address", 27),
        style.Column("What was inspected", 33),
        style.Column("Date", 13),
    )
    rows = [
        (number, place.name, place.address, place.inspected, style.format_date(place.inspected_on))
        for number, place in enumerate(data.premises, 1)
    ]
    body = _table(columns, rows) if rows else _text(data.no_premises)
    return style.section("Premises and territories inspected", body, data.articles.premises, "6")


def _process(data: VisitReportData) -> list[Flowable]:
    """Section 7 (RS16.10.7): the production process actually carried out there."""
    columns = (
        style.Column("Goods line", 11),
        style.Column("Operations carried out", 45),
        style.Column("Materials used", 29, optional=True),
        style.Column("Foreign materials, %", 15, "right", optional=True),
    )
    rows = [
        (line.goods_no, line.operations, line.materials, style.format_number(line.foreign_share_percent, 2))
        for line in data.process_lines
    ]
    table = [style.gap(4), style.TextTable(columns, rows)] if rows else []
    body = [*(style.paragraphs(data.process) if rows else _text(data.process)), *table]
    return style.section("Production process actually carried out", body, data.articles.process, "7")


def _conclusion(data: VisitReportData) -> list[Flowable]:
    """Section 8 (RS16.10.8): whether the goods comply, per goods line and in all."""
    codes = {goods.no: goods.hs_code for goods in data.goods}
    columns = (
        style.Column("Goods line", 11),
        style.Column("HS code", 12),
        style.Column("Conclusion", 18, font=style.BOLD),
        style.Column("Criterion found", 12, optional=True),
        style.Column("Reason", 47),
    )
    rows = [
        (line.goods_no, codes.get(line.goods_no, ""), _verdict(line), line.criterion_found, line.reason)
        for line in data.line_conclusions
    ]
    table = style.section("Conclusion", _table(columns, rows), data.articles.conclusion, "8")
    return [
        *table,
        style.gap(4),
        *style.kept(*style.paragraphs("Overall conclusion:", style.STRONG), style.boxed(_statement(data))),
        *style.paragraphs(data.conclusion_text),
    ]


def _verdict(line: LineConclusion) -> str:
    if line.complies is None:
        return "No conclusion yet"
    return COMPLIES if line.complies else FAILS


def _statement(data: VisitReportData) -> str:
    if data.complies is None:
        return "No conclusion has been drawn yet."
    mixed = _mixed_statement(data)
    if mixed:
        return mixed
    verb = "comply" if data.complies else "do not comply"
    return f"The goods {verb} with {style.one_line(data.requirements).rstrip('.')}."


def _mixed_statement(data: VisitReportData) -> str:
    """Which lines comply and which do not, where both are there: the goods as a whole are neither."""
    verdicts = {line.goods_no: line.complies for line in data.line_conclusions}
    if None in verdicts.values() or len(set(verdicts.values())) < 2:
        return ""
    failing = [number for number, complies in verdicts.items() if not complies]
    complying = [number for number, complies in verdicts.items() if complies]
    fails = f"{_lines(failing)} {'does' if len(failing) == 1 else 'do'} not comply"
    complies = f"{_lines(complying).lower()} {'complies' if len(complying) == 1 else 'comply'}"
    return f"{fails}; {complies} with {style.one_line(data.requirements).rstrip('.')}."


def _lines(numbers: Sequence[int]) -> str:
    return f"Goods {'line' if len(numbers) == 1 else 'lines'} {number_ranges(numbers)}"


# ---- What may follow ----


def _obstruction(data: VisitReportData) -> list[Flowable]:
    """Obstruction by the verified person or others, where there was any (RS16.8b)."""
    if not style.clean(data.obstruction):
        return []
    return style.section("Obstruction of the visit", _text(data.obstruction), data.articles.obstruction)


def _documents(data: VisitReportData) -> list[Flowable]:
    if not data.documents:
        return []
    return style.section("Documents examined", [style.listing(data.documents)], data.articles.documents)


def _annexes(data: VisitReportData) -> list[Flowable]:
    if not data.annexes:
        return []
    return style.section("Annexes to this report", [style.listing(data.annexes)])


def _signatures(data: VisitReportData) -> list[Flowable]:
    """Lines to sign for the whole team, by Party, each member's kept together (RS16.10.1)."""
    place, day = style.one_line(data.place), style.format_date(data.date, "")
    done = " ".join(["Done in English", *([f"at {place}"] if place else []), *([f"on {day}"] if day else [])])
    intro = style.paragraphs(f"{done}.")
    groups = [
        (label, [member for member in data.team if member.party == party])
        for party, label in PARTY_NAMES.items()
    ]
    others = [member for member in data.team if member.party not in PARTY_NAMES]
    blocks = [
        _signature_group(data, label, members)
        for label, members in [*groups, ("Other members", others)]
        if members
    ]
    if not blocks:
        return style.section("Signatures of the inspection team", [*intro, *_text("")])
    first, *rest = blocks
    need = [*intro, *first[:2]]
    heading = style.Heading("Signatures of the inspection team")
    return [*style.kept(heading, *need), *first[2:], *(part for block in rest for part in _kept_start(block))]


def _signature_group(data: VisitReportData, label: str, members: Sequence[TeamMember]) -> list[Flowable]:
    party = _party(data, members[0].party)
    title = f"For the {label}" if members[0].party in PARTY_NAMES else label
    text = f"{title}: {party}" if party and party != label else f"{title}:"
    return [
        *style.paragraphs(text, style.STRONG),
        *(style.SignatureBlock(member.full_name, member.position, member.authority) for member in members),
    ]


def _kept_start(block: Sequence[Flowable]) -> list[Flowable]:
    return [*style.kept(*block[:2]), *block[2:]]


def _approval(data: VisitReportData) -> list[Flowable]:
    """Who approved the report and when; a draft says that nobody has."""
    if data.draft:
        body = style.paragraphs("This is a draft. It has not been approved.")
        return style.section("Approval", body)
    if not data.approval:
        return []
    approval = data.approval
    facts = [
        ("Approved by", approval.name),
        ("Position", approval.position),
        ("Approved on", style.format_date(approval.approved_on)),
    ]
    return style.section("Approval", [style.facts_table(facts)])


def _handover(data: VisitReportData) -> list[Flowable]:
    """Where the verified person confirms that it got the report (RS16.11)."""
    if data.draft or not data.persons:
        return []
    text = style.paragraphs("A copy of this report was received for the verified person by:")
    blocks = [
        style.SignatureBlock("_" * 34, "Name and position", style.one_line(person.name))
        for person in data.persons
    ]
    return [*style.section("Handover", [*text, *blocks[:1]]), *blocks[1:]]
