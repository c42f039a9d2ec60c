"""Official letters as PDF, in English or Russian, from plain data.

`build_letter(data)` prints any letter that `LetterData` holds. The three `compose_*` functions fill the
letter that the law asks for into an envelope (sender, addressee, number, date, language, signatory): the
request for a verification visit (RS16.4.1 to RS16.4.5), the reminder that its period runs out (RS16.5a,
RS16.6) and the request for documentary verification (RS15.5).
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportlab.platypus import Flowable, Paragraph

from ...tools.dates import long_date
from ..kit import pdf_style as style
from .letter_phrases import PHRASES, phrases

__all__ = ["PHRASES", "phrases"]

# ---- The letter ----


@dataclass(frozen=True)
class LetterAuthority:
    """A sending or addressed authority; `address` may have several lines, `contact` is a person or a unit."""

    name: str
    native_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    contact: str = ""


@dataclass(frozen=True)
class LetterSection:
    """A numbered section: texts (each line a paragraph) before and after a table, any of them empty.

    `shares` are the relative widths of the columns, `aligns` how their cells stand; empty means equal ones,
    all at the left.
    """

    heading: str
    article: str = ""
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    shares: tuple[float, ...] = ()
    items: tuple[str, ...] = ()  # a numbered list below the table
    text_after: str = ""
    aligns: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterData:
    """A whole letter; `language` ("en" or "ru") chooses the fixed phrases, all else is printed as given."""

    sender: LetterAuthority
    addressee: LetterAuthority
    language: str = "en"
    number: str = ""
    date: datetime.date | None = None
    subject: str = ""
    salutation: str = ""
    opening: tuple[str, ...] = ()
    sections: tuple[LetterSection, ...] = ()
    closing: tuple[str, ...] = ()
    signatory_name: str = ""
    signatory_position: str = ""
    signatory_basis: str = ""  # on what basis the signatory signs: a regulation, an order
    case: str = ""  # the sender's own reference of the case, where the letter has a number of its own
    contact: str = ""  # who answers questions, with a direct line
    portal: str = ""  # where the addressee may answer online
    asks_reply: bool = False
    enclosures: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    draft: bool = True


def build_letter(data: LetterData) -> bytes:
    """The letter as a PDF file."""
    words = phrases(data.language)
    story = [
        *_letterhead(data, words),
        *_address(data, words),
        *_subject(data, words),
        *style.paragraphs(data.salutation),
        *_texts(data.opening),
    ]
    for number, part in enumerate(data.sections, 1):
        story += _section(number, part, words)
    story = [*_with_closing(story, data, words), *_lists(data, words), *_reply_lines(data, words)]
    return style.build_pdf(story, _page_frame(data, words))


def letter_date(day: datetime.date | None, language: str, empty: str = style.BLANK) -> str:
    """A date as letters write it: 5 March 2026, 5 марта 2026 г."""
    return long_date(day, language, empty)


def _page_frame(data: LetterData, words: Mapping[str, str]) -> style.PageFrame:
    number = style.one_line(data.number)
    running = words["running"].format(
        number=number or style.BLANK, date=letter_date(data.date, data.language)
    )
    return style.PageFrame(
        title=style.joined((data.subject, f"{words['number']} {number}" if number else ""), " ") or running,
        author=data.sender.name,
        subject=running,
        language=data.language,
        head_left=running,
        head_right=data.subject,
        head_from_page=2,
        page_phrase=words["page"],
        draft_mark=words["draft_mark"] if data.draft else "",
        watermark=words["watermark"] if data.draft else "",
        date=data.date,
    )


LAST_LINES = 80  # points; a longer last paragraph may stand on the page before the signature

_HEAD_NAME = style.TableLook(size=12, leading=15, pad_x=0, pad_y=1, rules="none", space_after=0)
_HEAD_LINES = style.TableLook(size=9, leading=12, pad_x=0, pad_y=0.5, rules="none", space_after=0)


def _single(text: str, look: style.TableLook, font: str = style.REGULAR) -> list[Flowable]:
    return [style.TextTable((style.Column("", 1, font=font),), [(text,)], look)] if style.clean(text) else []


def _contact_line(authority: LetterAuthority, words: Mapping[str, str]) -> str:
    ways = ((words["phone"], authority.phone), (words["email"] + ":", authority.email))
    return style.joined(
        (f"{name} {style.one_line(way)}" for name, way in ways if style.clean(way)), " \u00b7 "
    )


def _letterhead(data: LetterData, words: Mapping[str, str]) -> list[Flowable]:
    sender = data.sender
    address = style.clean(sender.address).replace("\n", ", ").replace(",, ", ", ")
    return [
        *_single(sender.name, _HEAD_NAME, style.BOLD),
        *_single(sender.native_name, _HEAD_LINES),
        *_single(style.joined((address, _contact_line(sender, words)), "\n"), _HEAD_LINES),
        style.Rule(),
    ]


def _address(data: LetterData, words: Mapping[str, str]) -> list[Flowable]:
    """Number and date at the left, the addressee at the right."""
    to = data.addressee
    number = style.one_line(data.number) or "_" * 16
    case = style.one_line(data.case)
    left = f"{words['number']} {number}\n{letter_date(data.date, data.language, '_' * 20)}"
    left += f"\n{words['case']}: {case}" if case and case != number else ""
    columns = (style.Column("", 45), style.Column("", 55, font=style.BOLD))
    below = (style.Column("", 45), style.Column("", 55))
    lines = style.joined((to.native_name, to.contact, to.address, _contact_line(to, words)), "\n")
    look = style.TableLook(size=9.5, leading=13, pad_x=0, pad_y=0, rules="none", space_after=0)
    first, *others = left.split("\n")
    head = style.TextTable(columns, [(first, to.name)], look)
    rest = style.TextTable(below, [("\n".join(others), lines)], look)
    return [style.gap(4), head, rest, style.gap(14)]


def _subject(data: LetterData, words: Mapping[str, str]) -> list[Flowable]:
    subject = style.one_line(data.subject)
    return [*style.paragraphs(f"{words['subject']} {subject}" if subject else "", style.STRONG), style.gap(6)]


def _section(number: int, part: LetterSection, words: Mapping[str, str]) -> list[Flowable]:
    body: list[Flowable] = [*style.paragraphs(part.text)]
    if part.rows:
        shares = part.shares or (1,) * len(part.columns)
        aligns = part.aligns or ("left",) * len(part.columns)
        columns = [style.Column(*column) for column in zip(part.columns, shares, aligns, strict=True)]
        body.append(style.TextTable(columns, part.rows))
    if part.items:
        body.append(style.listing(part.items))
    body += style.paragraphs(part.text_after)
    return style.section(
        part.heading, body or style.paragraphs(words["not_stated"]), part.article, f"{number}."
    )


def _texts(texts: Sequence[str]) -> list[Flowable]:
    return [flowable for text in texts for flowable in style.paragraphs(text)]


def _with_closing(story: list[Flowable], data: LetterData, words: Mapping[str, str]) -> list[Flowable]:
    """The story, closing words and signatory; these share their page with the last lines of the letter."""
    basis = style.one_line(data.signatory_basis)
    signature = style.SignatureBlock(
        data.signatory_name,
        data.signatory_position,
        words["basis"].format(basis=basis) if basis else "",
        signature=words["signature"],
        date=words["date"],
        seal=words["seal"],
    )
    *before, last = _texts(data.closing) or [style.gap(1)]
    cut = len(story)
    if isinstance(story[-1], Paragraph) and style.full_height(story[-1]) < LAST_LINES:
        cut -= 2 if isinstance(story[-2], style.Heading) else 1
    ending = [*story[cut:], style.gap(10)]
    if before:  # several paragraphs of closing words: only the last one is kept with the signature
        return [*story[:cut], *ending, *before, *style.kept(last, style.gap(10), signature)]
    return [*story[:cut], *style.kept(*ending, last, style.gap(10), signature)]


def _lists(data: LetterData, words: Mapping[str, str]) -> list[Flowable]:
    flowables: list[Flowable] = []
    for key, items in (("enclosures", data.enclosures), ("copies", data.copies)):
        if items:
            title = style.paragraphs(f"{words[key]}:", style.STRONG)
            flowables += style.kept(*title, style.listing(items))
    return flowables


def _reply_lines(data: LetterData, words: Mapping[str, str]) -> list[Flowable]:
    """Who answers questions, which number to quote, and by which ways one replies."""
    contact, email, portal = map(style.one_line, (data.contact, data.sender.email, data.portal))
    ways = "reply_all" if email and portal else "reply_portal" if portal else "reply_email" if email else ""
    lines = [
        words["contact"].format(contact=contact) if contact else "",
        words["quote"].format(number=style.one_line(data.number) or "_" * 16) if data.asks_reply else "",
        words[ways].format(email=email, portal=portal) if ways and data.asks_reply else "",
    ]
    flowables = [flowable for line in lines for flowable in style.paragraphs(line, style.SMALL)]
    return [style.gap(4), *flowables] if flowables else []


# ---- The letters that the law asks for ----


@dataclass(frozen=True)
class LetterPerson:
    """A verified person; `role` is printed as given."""

    name: str
    native_name: str = ""
    role: str = ""
    registration_number: str = ""
    address: str = ""


@dataclass(frozen=True)
class LetterGoods:
    """A goods line with its proof of origin."""

    no: int
    hs_code: str
    description: str
    proof_number: str = ""
    proof_date: datetime.date | None = None


@dataclass(frozen=True)
class LetterBody:
    """An authority or body that is to take part in a visit, and its part."""

    name: str
    party: str = ""
    function: str = ""


@dataclass(frozen=True)
class LetterProof:
    """A proof of origin that is to be verified."""

    number: str
    date: datetime.date | None = None
    issued_by: str = ""
    exporter: str = ""
    importer: str = ""
    invoices: tuple[tuple[str, datetime.date | None], ...] = ()  # number and date of each
    enclosed: bool = True  # its copy goes with the letter


@dataclass(frozen=True)
class LetterPreceding:
    """The documentary verification that a visit follows, by the number and date of its letter (RS16.1)."""

    number: str
    date: datetime.date | None = None
    received_on: datetime.date | None = None  # its result; None: there was none in time
    reasons: str = ""  # why it did not satisfy


@dataclass(frozen=True)
class VisitRequestFacts:
    """What a request for a verification visit says (RS16.4.1 to RS16.4.5).

    `agreement` is the agreement's title in the letter's language, `period` its period in words. `articles`
    are the citations of the law's data, by what they are about: the fields that the content list names
    (`importing_authority_id`, ...), `period` and `lapse`. What has no article prints without one.
    """

    agreement: str
    persons: tuple[LetterPerson, ...] = ()
    goods: tuple[LetterGoods, ...] = ()
    doubts: str = ""
    bodies: tuple[LetterBody, ...] = ()
    other_reasons: str = ""
    preceding: LetterPreceding | None = None
    documents: bool = False  # the scope: study of documents, inspection of premises
    premises: bool = False
    planned_from: datetime.date | None = None
    planned_to: datetime.date | None = None
    reply_due: datetime.date | None = None
    period: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class VisitReminderFacts:
    """What a reminder of a request for a visit says (RS16.5a, RS16.6); `reply_due` is the period's last day.

    `by` is the day until which the addressee may still tell that it replied in time, once the period is over.
    `period` and `articles` are as in `VisitRequestFacts`.
    """

    agreement: str
    request_number: str
    request_date: datetime.date
    sent_on: datetime.date
    reply_due: datetime.date
    by: datetime.date | None = None
    goods: tuple[LetterGoods, ...] = ()
    period: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentaryRequestFacts:
    """What a request for documentary verification says (RS15.5); without `reasons` it was made at random.

    `period` and `articles` are as in `VisitRequestFacts`; an empty `extension` means that there is none.
    """

    agreement: str
    proofs: tuple[LetterProof, ...] = ()
    reasons: str = ""
    asked: tuple[str, ...] = ()  # further data or copies asked for
    reply_due: datetime.date | None = None
    period: str = ""
    extension: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)


class _Speaker:
    """The phrases of one letter: its language's words, its dates, the articles of its agreement."""

    def __init__(self, language: str, agreement: str, articles: Mapping[str, str]):
        self.language, self.agreement, self.articles = language, agreement, articles
        self.words = phrases(language)

    def __call__(self, key: str, article: str = "", **places: object) -> str:
        """The phrase, its places filled: dates are written out, other values are on one line."""
        values = {
            name: letter_date(value, self.language)
            if isinstance(value, datetime.date)
            else style.one_line(value)
            for name, value in places.items()
        }
        phrase, known = self.words[key], self.article(article)
        if not known:  # the law's data names none: the sentence stands without it
            phrase = phrase.replace(" ({article})", "").replace("{article} of the ", "the ")
        return phrase.format(article=known, agreement=style.one_line(self.agreement), **values)

    def article(self, about: str) -> str:
        """The article of the law's data, as this letter's language cites it; empty where there is none."""
        return self.articles.get(about, "")

    def goods(
        self, heading: str, goods: Sequence[LetterGoods], article: str = "", after: str = ""
    ) -> LetterSection:
        """A section with the table of goods."""
        rows = [
            (line.no, line.hs_code, line.description, self.proof(line.proof_number, line.proof_date))
            for line in goods
        ]
        columns = tuple(self.words[key] for key in ("col_no", "col_hs", "col_goods", "col_proof"))
        return LetterSection(
            heading, article, columns=columns, rows=tuple(rows), shares=(6, 16, 50, 28), text_after=after
        )

    def proof(self, number: str, day: datetime.date | None) -> str:
        """Number and date of a proof, on two lines."""
        return style.joined((number, letter_date(day, self.language, "")), "\n") or style.BLANK


def compose_visit_request(letter: LetterData, facts: VisitRequestFacts) -> LetterData:
    """The request for a verification visit (RS16.3); sections 1 to 5 are RS16.4.1 to RS16.4.5."""
    say = _Speaker(letter.language, facts.agreement, facts.articles)
    opening = [say("visit_opening", "exporting_authority_id"), *_preceding(say, facts.preceding)]
    due = say("visit_due" if facts.reply_due else "visit_due_open", period=facts.period, due=facts.reply_due)
    reply = "\n".join((due, say("visit_consent"), say("visit_lapse", "lapse")))
    return replace(
        letter,
        subject=letter.subject or say("visit_subject"),
        salutation=letter.salutation or say("salutation"),
        opening=letter.opening or tuple(opening),
        sections=(
            LetterSection(
                say("visit_sender"),
                say.article("importing_authority_id"),
                text=_sender_text(letter, say.words),
            ),
            _persons_section(say, facts),
            _doubts_section(say, facts),
            _bodies_section(say, facts),
            LetterSection(
                say("visit_reasons"),
                say.article("other_reasons_stated"),
                text=style.clean(facts.other_reasons) or say("visit_no_reasons"),
            ),
            *_scope_sections(say, facts),
            LetterSection(say("visit_reply"), say.article("period"), text=reply),
            *letter.sections,
        ),
        closing=letter.closing or (say("closing"),),
        asks_reply=True,
    )


def _preceding(say: _Speaker, preceding: LetterPreceding | None) -> list[str]:
    """RS16.1: the documentary verification that came before, and why it did not satisfy."""
    if not preceding:
        return []
    reasons = style.one_line(preceding.reasons).rstrip(".") or style.BLANK
    values = {"number": preceding.number, "date": preceding.date or style.BLANK, "reasons": f"{reasons}."}
    if preceding.received_on:
        return [say("visit_preceding", received=preceding.received_on, **values)]
    return [say("visit_preceding_none", **values)]


def _scope_sections(say: _Speaker, facts: VisitRequestFacts) -> list[LetterSection]:
    """What the visit is to cover, and when it is proposed to take place, where that is known."""
    lines = [
        say("scope_documents") if facts.documents else "",
        say("scope_premises") if facts.premises else "",
    ]
    if facts.planned_from and facts.planned_to:
        lines.append(say("scope_dates", start=facts.planned_from, end=facts.planned_to))
    else:
        lines.append(say("scope_no_dates"))
    text = "\n".join(filter(None, lines))
    return [LetterSection(say("visit_scope"), text=text)]


def _sender_text(letter: LetterData, words: Mapping[str, str]) -> str:
    sender = letter.sender
    address = style.joined((style.clean(sender.address).split("\n")), ", ")
    name = style.with_native(sender.name, sender.native_name)
    return style.joined((name, address, sender.contact, _contact_line(sender, words)), "\n")


def _persons_section(say: _Speaker, facts: VisitRequestFacts) -> LetterSection:
    """RS16.4.2: the verified person."""
    columns = ("col_person", "col_role", "col_registration", "col_address")
    return LetterSection(
        say("visit_person"),
        say.article("verified_person_id"),
        columns=tuple(map(say, columns)),
        rows=tuple(
            (
                style.with_native(person.name, person.native_name),
                person.role,
                person.registration_number,
                person.address,
            )
            for person in facts.persons
        ),
        shares=(34, 18, 18, 30),
    )


def _doubts_section(say: _Speaker, facts: VisitRequestFacts) -> LetterSection:
    """RS16.4.3: the object of verification, with goods and justified doubts."""
    doubts = style.clean(facts.doubts) or say("not_stated")
    after = f"{say('visit_doubts')}\n{doubts}"
    return say.goods(say("visit_goods"), facts.goods, say.article("has_goods_and_doubts"), after)


def _bodies_section(say: _Speaker, facts: VisitRequestFacts) -> LetterSection:
    """RS16.4.4: the competent bodies that are to take part, as far as known."""
    return LetterSection(
        say("visit_bodies"),
        say.article("preliminary_body_ids"),
        columns=tuple(map(say, ("col_authority", "col_party", "col_function"))),
        rows=tuple((body.name, body.party, body.function) for body in facts.bodies),
        shares=(42, 25, 33),
    )


def compose_visit_reminder(letter: LetterData, facts: VisitReminderFacts) -> LetterData:
    """The reminder that the period for a reply runs out (RS16.5a), and what a lapse means (RS16.6)."""
    say = _Speaker(letter.language, facts.agreement, facts.articles)
    request = {"number": facts.request_number, "date": facts.request_date}
    over = bool(letter.date) and letter.date > facts.reply_due
    state = "remind_over" if over else "remind_today" if letter.date == facts.reply_due else "remind_runs"
    goods = [say.goods(say("remind_goods"), facts.goods)] if facts.goods else []
    meaning = (
        say("remind_lapsed", "lapse", by=facts.by or style.BLANK) if over else say("remind_lapse", "lapse")
    )
    return replace(
        letter,
        subject=letter.subject or say("remind_subject", **request),
        salutation=letter.salutation or say("salutation"),
        opening=letter.opening
        or (say("remind_opening", "exporting_authority_id", sent=facts.sent_on, **request),),
        sections=(
            LetterSection(
                say("remind_period"),
                say.article("period"),
                text=say(state, "period", period=facts.period, due=facts.reply_due),
            ),
            LetterSection(
                say("remind_meaning"),
                say.article("lapse"),
                text=meaning,
                text_after="" if over else say("remind_ask"),
            ),
            *goods,
            *letter.sections,
        ),
        closing=letter.closing or (say("closing"),),
        asks_reply=True,
    )


def compose_documentary_request(letter: LetterData, facts: DocumentaryRequestFacts) -> LetterData:
    """The request to confirm proofs of origin, with its reasons unless it was made at random (RS15.5)."""
    say = _Speaker(letter.language, facts.agreement, facts.articles)
    reasons = style.clean(facts.reasons)
    reply = (
        say("doc_due" if facts.reply_due else "doc_due_open", period=facts.period, due=facts.reply_due),
        *([say("doc_extend", extension=facts.extension)] if facts.extension else []),
        say("doc_receipt"),
        say("doc_lapse", "lapse"),
    )
    asked = (say("doc_confirm"), say("doc_result"), *([say("doc_further")] if facts.asked else []))
    enclosed = bool(facts.proofs) and all(proof.enclosed for proof in facts.proofs)
    opening = " ".join(
        (say("doc_opening", "exporting_authority_id"), *([say("doc_enclosed")] if enclosed else []))
    )
    return replace(
        letter,
        subject=letter.subject or say("doc_subject"),
        salutation=letter.salutation or say("salutation"),
        opening=letter.opening or (opening,),
        sections=(
            _proofs_section(say, facts),
            LetterSection(
                say("doc_grounds"),
                say.article("has_reasons"),
                text=f"{say('doc_doubt')}\n{reasons}" if reasons else say("doc_random"),
            ),
            LetterSection(
                say("doc_asked"), say.article("asked_data"), text="\n".join(asked), items=facts.asked
            ),
            LetterSection(say("doc_reply"), say.article("period"), text="\n".join(reply)),
            *letter.sections,
        ),
        closing=letter.closing or (say("closing"),),
        asks_reply=True,
    )


def _proofs_section(say: _Speaker, facts: DocumentaryRequestFacts) -> LetterSection:
    names = ("col_no", "col_proof", "col_issuer", "col_exporter", "col_importer", "col_invoice")
    return LetterSection(
        say("doc_proofs"),
        say.article("has_proof_copies"),
        columns=tuple(map(say, names)),
        rows=tuple(
            (
                number,
                say.proof(proof.number, proof.date),
                proof.issued_by,
                proof.exporter,
                proof.importer,
                "\n".join(say.proof(*invoice) for invoice in proof.invoices),
            )
            for number, proof in enumerate(facts.proofs, 1)
        ),
        shares=(5, 19, 20, 20, 18, 18),
    )
