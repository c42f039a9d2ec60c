"""Official letters as PDF, in English or Russian, from plain data.

`build_letter(data)` prints any letter that `LetterData` holds. `compose` fills the words of a letter, which
are data of the law (`tools/letter_template.py`), with the values of a record into an envelope: sender,
addressee, number, date, language, signatory.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportlab.platypus import Flowable, Paragraph

from ...tools.dates import long_date
from ...tools.letter_template import BLANK, Filling, LetterPart, LetterWords
from . import pdf_style as style
from .letter_phrases import phrases

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
class LetterBlock:
    """A text (each line a paragraph), a table and a numbered list, in this order, any of them empty.

    `shares` are the relative widths of the columns, `aligns` how their cells stand; empty means equal ones,
    all at the left; a column of `optional` is left out where it says nothing. `layout` as in `LetterPart`:
    `facts` holds names with their values, `signers` who signs: (group, name, further lines ...).
    """

    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    shares: tuple[float, ...] = ()
    aligns: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    optional: tuple[bool, ...] = ()
    layout: str = ""
    facts: tuple[tuple[str, object], ...] = ()
    signers: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class LetterSection:
    """A section with the article that asks for it; nothing in it is said as "Not stated."."""

    heading: str
    article: str = ""
    blocks: tuple[LetterBlock, ...] = ()
    unnumbered: bool = False


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
    asks_reply: bool = False  # whether it says by which ways one replies
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
    story += sections(data.sections, words, "{}.")
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


def contact_line(authority: LetterAuthority, words: Mapping[str, str]) -> str:
    """Phone and e-mail of an authority, on one line."""
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
        *_single(style.joined((address, contact_line(sender, words)), "\n"), _HEAD_LINES),
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
    lines = style.joined((to.native_name, to.contact, to.address, contact_line(to, words)), "\n")
    look = style.TableLook(size=9.5, leading=13, pad_x=0, pad_y=0, rules="none", space_after=0)
    first, *others = left.split("\n")
    head = style.TextTable(columns, [(first, to.name)], look)
    rest = style.TextTable(below, [("\n".join(others), lines)], look)
    return [style.gap(4), head, rest, style.gap(14)]


def _subject(data: LetterData, words: Mapping[str, str]) -> list[Flowable]:
    subject = style.one_line(data.subject)
    return [*style.paragraphs(f"{words['subject']} {subject}" if subject else "", style.STRONG), style.gap(6)]


def sections(parts: Iterable[LetterSection], words: Mapping[str, str], numbers: str = "{}") -> list[Flowable]:
    """The sections one after the other, those that are counted with their numbers."""
    flowables: list[Flowable] = []
    number = 0
    for part in parts:
        number += not part.unnumbered
        body = [flowable for block in part.blocks for flowable in _block(block, words)]
        flowables += style.section(
            part.heading,
            body or style.paragraphs(words["not_stated"]),
            part.article,
            "" if part.unnumbered else numbers.format(number),
        )
    return flowables


def _block(block: LetterBlock, words: Mapping[str, str]) -> list[Flowable]:
    if block.layout == "boxed":
        return [style.boxed(block.text)]
    if block.layout == "facts":
        rows = [tuple(zip(block.columns, row, strict=True)) for row in block.rows]
        return [style.facts_table(facts) for facts in (block.facts, *rows) if facts]
    if block.layout == "signatures":
        return [*style.paragraphs(block.text), *_signatures(block.signers, words)]
    look = style.STRONG if block.layout == "strong" else None
    flowables: list[Flowable] = [
        *(style.paragraphs(block.text, look) if look else style.paragraphs(block.text))
    ]
    if block.rows:
        shares = block.shares or (1,) * len(block.columns)
        aligns = block.aligns or ("left",) * len(block.columns)
        optional = block.optional or (False,) * len(block.columns)
        columns = [
            style.Column(title, share, align, optional=is_optional)
            for title, share, align, is_optional in zip(block.columns, shares, aligns, optional, strict=True)
        ]
        flowables.append(style.TextTable(columns, block.rows))
    if block.items:
        flowables.append(style.listing(block.items))
    return flowables


def _signatures(signers: Iterable[tuple[str, ...]], words: Mapping[str, str]) -> list[Flowable]:
    """Lines to sign, those of a group under its name; nobody's lines are torn from their name."""
    flowables: list[Flowable] = []
    former = ""
    for group, name, *lines in signers:
        label = style.paragraphs(group, style.STRONG) if group and group != former else []
        block = style.SignatureBlock(name, *lines, signature=words["signature"], date=words["date"])
        flowables += style.kept(*label, block)
        former = group
    return flowables


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


# ---- The words of a letter, filled ----


def compose(
    letter: LetterData, words: LetterWords, values: Mapping[str, object], blank: str = BLANK
) -> tuple[LetterData, tuple[str, ...]]:
    """The letter with its words, and the names of the fields that it needs and that are empty.

    `values` holds what the fields of the letter have: texts, days, yes or no, tuples of texts for lists, and
    tuples of rows (name of the column -> text) for tables. What is empty prints as `blank`.
    """
    fill = Filling(values, letter.language, blank)
    subject, salutation = fill(words.subject), fill(words.salutation)
    opening: list[str] = []
    made: list[LetterSection] = []
    is_shown = True  # whether the section that a part would continue is printed
    for part in words.parts:
        shown = fill.shows(part)
        if part.heading:
            is_shown = shown
        if not (shown and is_shown):
            continue
        if part.heading:
            blocks, article = _filled(part, fill), fill(part.article, "")
            made.append(LetterSection(fill(part.heading), article, blocks, part.unnumbered))
        elif made:
            last = made.pop()
            made.append(replace(last, blocks=last.blocks + _filled(part, fill)))
        else:
            opening += [block.text for block in _filled(part, fill)]
    composed = replace(
        letter,
        subject=subject,
        salutation=salutation,
        opening=tuple(opening),
        sections=tuple(made),
        closing=tuple(fill(words.closing).splitlines()),
    )
    return composed, tuple(fill.missing)


def _filled(part: LetterPart, fill: Filling) -> tuple[LetterBlock, ...]:
    """What the part prints: a block, or nothing where all in it is empty."""
    rows: Sequence[Mapping[str, object]] = fill.values.get(part.table, ()) if part.table else ()
    facts: list[tuple[str, object]] = []
    for line in part.text.splitlines() if part.layout == "facts" else ():
        name, _bar, value = line.partition("|")
        facts.append((fill(name).strip(), fill(value).strip()))
    signs = part.layout == "signatures"
    if signs and not rows:
        return ()
    block = LetterBlock(
        text="" if facts else fill(part.text),
        layout=part.layout,
        facts=tuple(facts),
        signers=tuple(tuple(map(str, row.values())) for row in rows) if signs else (),
        optional=tuple(column.is_optional for column in part.columns),
        columns=tuple(fill(column.heading) for column in part.columns),
        rows=tuple(tuple(row[column.name] for column in part.columns) for row in rows),
        shares=tuple(column.share for column in part.columns),
        aligns=tuple("right" if column.is_amount else "left" for column in part.columns),
        items=tuple(fill.values.get(part.listing, ())) if part.listing else (),
    )
    says = style.clean(block.text) or block.rows or block.items or block.facts or block.signers
    return (block,) if says else ()
