"""The letter of a decision on the preference to one importer (RS11.1, RS10.3), in English or Russian.

`compose_decision` fills an envelope of `letter_pdf` with the decision: its number and date, the case,
proofs and exporter, what is decided over which goods, the ground that applies, the facts and reasons, the
duty in each currency, by when and how it is paid, and the right of appeal. Plain data only: it holds the
goods that it is given.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..kit import pdf_style as style
from ..origin.letter_pdf import LetterData, LetterSection, letter_date
from .decision_letter_phrases import PHRASES


@dataclass(frozen=True)
class DecisionGoods:
    """Goods of one position of a declaration, with their value and duty in `currency`; None: not known."""

    declaration: str
    position: int
    hs_code: str
    description: str
    value: Decimal | None
    duty: Decimal | None
    currency: str
    places: int = 2


@dataclass(frozen=True)
class DecisionFacts:
    """What a decision says to one importer.

    `follows` is a key of `PHRASES`: the fact that it rests on, told in the words of the letter, since the
    case's own words may speak of others. `source` and `day` are what that sentence names: number and date of
    a letter, report, proof or decision, and the day of the fact.
    """

    kind: str  # refusal or restoration
    agreement: str
    goods: tuple[DecisionGoods, ...]
    number: str = ""
    date: datetime.date | None = None
    authority: str = ""
    case: str = ""
    proofs: tuple[tuple[str, datetime.date | None], ...] = ()
    exporters: tuple[str, ...] = ()
    ground: str = ""
    ground_article: str = ""
    follows: str = ""
    follows_article: str = ""
    source: tuple[str, datetime.date | None] = ("", None)
    day: datetime.date | None = None
    reasons: str = ""
    payment: str = ""
    pay_by: datetime.date | None = None
    rights: str = ""


def compose_decision(letter: LetterData, facts: DecisionFacts) -> LetterData:
    """The letter of a decision; sections without content are left out."""
    words, language = PHRASES[letter.language], letter.language
    opening = words[f"{facts.kind}_opening"].format(
        number=style.one_line(facts.number) or style.BLANK,
        date=letter_date(facts.date, language),
        authority=style.one_line(facts.authority) or style.one_line(letter.sender.name),
        agreement=style.one_line(facts.agreement),
    )
    article, follows = facts.ground_article, _follows(words, facts, language)
    # What the law says of several cases ("refused, or not answered") is not what happened in this one.
    ground = words["ground_applies"].format(article=article) if follows and article else facts.ground
    sections = [
        LetterSection(words["matter"], text=_matter(words, facts, language)),
        LetterSection(words["ground"], article, text=ground if facts.kind == "refusal" else ""),
        LetterSection(words["follows"], facts.follows_article, text=follows),
        _goods_section(words, facts, language),
        LetterSection(words["reasons"], text=facts.reasons),
        LetterSection(words["payment"], text=_payment(words, facts, language)),
        LetterSection(words["rights"], text=facts.rights),
    ]
    return replace(
        letter,
        subject=letter.subject or words[f"{facts.kind}_subject"],
        salutation=letter.salutation or words["salutation"],
        opening=(opening,),
        sections=tuple(part for part in sections if part.rows or style.clean(part.text)),
        closing=letter.closing or (words["closing"],),
    )


def _matter(words: dict[str, str], facts: DecisionFacts, language: str) -> str:
    proofs = "; ".join(
        words["proof"].format(number=style.one_line(number), date=letter_date(day, language))
        for number, day in facts.proofs
    )
    exporters = "; ".join(map(style.one_line, facts.exporters))
    lines = [
        words["case"].format(case=style.one_line(facts.case)) if facts.case else "",
        words["proofs"].format(proofs=proofs) if proofs else "",
        words["exporters"].format(exporters=exporters) if exporters else "",
    ]
    return "\n".join(filter(None, lines))


def _follows(words: dict[str, str], facts: DecisionFacts, language: str) -> str:
    """The fact on which the decision rests, in a sentence; empty where the letters have no words for it."""
    number, dated = facts.source
    return words.get(facts.follows, "").format(
        number=style.one_line(number) or style.BLANK,
        date=letter_date(dated, language),
        day=letter_date(facts.day, language),
    )


def _payment(words: dict[str, str], facts: DecisionFacts, language: str) -> str:
    """By when and how the duty is paid; nothing where there is none to pay."""
    if facts.kind != "refusal" or not any(line.duty is None or line.duty for line in facts.goods):
        return ""
    by = words["pay_by"].format(date=letter_date(facts.pay_by, language)) if facts.pay_by else ""
    return style.joined((by, facts.payment), "\n")


def _goods_section(words: dict[str, str], facts: DecisionFacts, language: str) -> LetterSection:
    rows = tuple(
        (
            number,
            f"{line.declaration}\n{line.position}",
            line.hs_code,
            line.description,
            _amount(words, line, line.value, language),
            _amount(words, line, line.duty, language),
        )
        for number, line in enumerate(facts.goods, 1)
    )
    names = ("col_no", "col_declaration", "col_hs", "col_goods", "col_value", "col_duty")
    return LetterSection(
        words["goods"],
        columns=tuple(words[name] for name in names),
        rows=rows,
        shares=(6, 23, 12, 31, 15, 13),
        aligns=("left", "left", "left", "left", "right", "right"),
        text_after=words[f"{facts.kind}_total"].format(
            total=totals(facts.goods, language) or words["not_known"]
        ),
    )


def _amount(words: dict[str, str], line: DecisionGoods, value: Decimal | None, language: str) -> str:
    return words["not_known"] if value is None else amount(value, line.currency, line.places, language)


def totals(goods: Sequence[DecisionGoods], language: str) -> str:
    """The duty of the goods, added up in each currency: currencies are never added to one another.

    Empty where the duty of some goods is not known: what is not known is not added up.
    """
    sums: dict[str, tuple[Decimal, int]] = {}
    for line in goods:
        if line.duty is None:
            return ""
        known = sums.get(line.currency, (Decimal(0), line.places))[0]
        sums[line.currency] = (known + Decimal(str(line.duty)), line.places)
    parts = (amount(duty, currency, places, language) for currency, (duty, places) in sorted(sums.items()))
    return "; ".join(parts)


def amount(value: Decimal | float, currency: str, places: int, language: str) -> str:
    """An amount as the language writes it: 1,234.50 EUR or 1 234,50 EUR."""
    text = f"{Decimal(str(value)):,.{places}f}"
    if language == "ru":
        text = text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"{text}\N{NO-BREAK SPACE}{currency}"
