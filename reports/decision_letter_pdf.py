"""The letter of a decision on the preference to one importer (RS11.1, RS10.3), in English or Russian.

`compose_decision` fills an envelope of `letter_pdf` with the decision: what is decided over which goods,
the ground with its article, what it follows from, the reasons, the duty in each currency, and what the
addressee may do, where the authority's data says it. Plain data only: it holds the goods that it is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from . import pdf_style as style
from .letter_pdf import LetterData, LetterSection

# As in `letter_pdf`: the fixed phrases in the two languages of the letters, not translated by gettext.
PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "refusal_subject": "Decision to refuse preferential treatment",
        "restoration_subject": "Decision to restore preferential treatment",
        "salutation": "Dear Sir or Madam,",
        "closing": "Yours faithfully,",
        "refusal_opening": (
            "Preferential treatment under the {agreement} is refused for the goods listed below."
        ),
        "restoration_opening": (
            "Preferential treatment under the {agreement} is restored for the goods listed below."
        ),
        "ground": "Ground",
        "follows": "What the decision follows from",
        "goods": "Goods",
        "reasons": "Reasons",
        "rights": "What you may do",
        "col_no": "No.",
        "col_declaration": "Declaration\nand number of the goods",
        "col_hs": "HS code",
        "col_goods": "Description of goods",
        "col_value": "Customs value",
        "col_duty": "Duty",
        "refusal_total": "Duty to be paid in all: {total}",
        "restoration_total": "Duty to be repaid in all: {total}",
        "visit_refused": (
            "The verification visit to the exporter or producer was refused, or the request for it was not "
            "answered in time."
        ),
        "obstruction": "The verification visit was obstructed.",
        "report": "By the report of the verification visit the goods do not comply.",
        "documents": (
            "The result of the documentary verification does not allow a conclusion, or was not received in "
            "time."
        ),
        "false": "By the result of the documentary verification the proof of origin is not authentic.",
        "annulled": "The proof of origin was annulled.",
        "overweight": (
            "The actual gross weight of the goods exceeds that of the proof of origin by more than is "
            "allowed."
        ),
        "restoration": "The suspension of the preference for these goods has ended.",
        "revoked": "The decision that refused the preference was revoked.",
        "application": "The preference was applied for, and its conditions are met.",
    },
    "ru": {
        "refusal_subject": "Решение об отказе в предоставлении тарифных преференций",
        "restoration_subject": "Решение о восстановлении тарифных преференций",
        "salutation": "Уважаемые господа!",
        "closing": "С уважением,",
        "refusal_opening": (
            "В отношении перечисленных ниже товаров отказано в предоставлении тарифных преференций "
            "({agreement})."
        ),
        "restoration_opening": (
            "В отношении перечисленных ниже товаров тарифные преференции восстановлены ({agreement})."
        ),
        "ground": "Основание",
        "follows": "Обстоятельства, послужившие причиной решения",
        "goods": "Товары",
        "reasons": "Мотивы решения",
        "rights": "Ваши права",
        "col_no": "№",
        "col_declaration": "Декларация\nи номер товара",
        "col_hs": "Код ТН ВЭД",
        "col_goods": "Описание товара",
        "col_value": "Таможенная стоимость",
        "col_duty": "Пошлина",
        "refusal_total": "Всего подлежит уплате: {total}",
        "restoration_total": "Всего подлежит возврату: {total}",
        "visit_refused": (
            "В верификационном посещении экспортёра или производителя отказано, либо ответ на запрос о нём "
            "не поступил в срок."
        ),
        "obstruction": "Проведению верификационного посещения препятствовали.",
        "report": "Согласно отчёту о верификационном посещении товары не соответствуют требованиям.",
        "documents": (
            "Результат проверки документов не позволяет сделать вывод либо не поступил в установленный срок."
        ),
        "false": "Согласно результату проверки документ о происхождении товара не является подлинным.",
        "annulled": "Документ о происхождении товара аннулирован.",
        "overweight": (
            "Фактический вес брутто товаров превышает вес, указанный в документе о происхождении, более чем "
            "допускается."
        ),
        "restoration": "Приостановление преференций в отношении этих товаров прекращено.",
        "revoked": "Решение об отказе в предоставлении преференций отменено.",
        "application": "Подано обращение о восстановлении преференций, условия для него выполнены.",
    },
}


@dataclass(frozen=True)
class DecisionGoods:
    """Goods of one position of a declaration, with their value and duty in `currency`."""

    declaration: str
    position: int
    hs_code: str
    description: str
    value: Decimal
    duty: Decimal
    currency: str
    places: int = 2


@dataclass(frozen=True)
class DecisionFacts:
    """What a decision says to one importer.

    `follows` is a key of `PHRASES`: what a decision follows from is told in the words of the letter, since
    the case's own words may speak of others.
    """

    kind: str  # refusal or restoration
    agreement: str
    goods: tuple[DecisionGoods, ...]
    ground: str = ""
    ground_article: str = ""
    follows: str = ""
    follows_article: str = ""
    reasons: str = ""
    rights: str = ""


def compose_decision(letter: LetterData, facts: DecisionFacts) -> LetterData:
    """The letter of a decision; sections without content are left out."""
    words = PHRASES[letter.language]
    follows = words.get(facts.follows, "")
    sections = [
        LetterSection(words["ground"], facts.ground_article, text=facts.ground),
        LetterSection(words["follows"], facts.follows_article, text=follows),
        _goods_section(words, facts, letter.language),
        LetterSection(words["reasons"], text=facts.reasons),
        LetterSection(words["rights"], text=facts.rights),
    ]
    return replace(
        letter,
        subject=letter.subject or words[f"{facts.kind}_subject"],
        salutation=letter.salutation or words["salutation"],
        opening=(words[f"{facts.kind}_opening"].format(agreement=style.one_line(facts.agreement)),),
        sections=tuple(part for part in sections if part.rows or style.clean(part.text)),
        closing=letter.closing or (words["closing"],),
    )


def _goods_section(words: dict[str, str], facts: DecisionFacts, language: str) -> LetterSection:
    rows = tuple(
        (
            number,
            f"{line.declaration}\n{line.position}",
            line.hs_code,
            line.description,
            amount(line.value, line.currency, line.places, language),
            amount(line.duty, line.currency, line.places, language),
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
        text_after=words[f"{facts.kind}_total"].format(total=totals(facts.goods, language)),
    )


def totals(goods: Sequence[DecisionGoods], language: str) -> str:
    """The duty of the goods, added up in each currency: currencies are never added to one another."""
    sums: dict[str, tuple[Decimal, int]] = {}
    for line in goods:
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
