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

from . import pdf_style as style

RUSSIAN_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip

# The fixed phrases of the letters. They are not translated by gettext: a letter is written in the language of
# its addressee, whatever the language of the user who sends it, and the builders know no ORM that could tell
# one from the other. These are the two languages in which such letters may be written (RS15.5).
PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "number": "No.",
        "phone": "Tel.",
        "email": "E-mail",
        "subject": "Subject:",
        "enclosures": "Enclosures",
        "copies": "Copy to",
        "signature": "Signature",
        "date": "Date",
        "page": "Page {page} of {pages}",
        "draft_mark": "Draft, not approved",
        "watermark": "DRAFT",
        "not_stated": "Not stated.",
        "running": "No. {number} of {date}",
        "salutation": "Dear colleagues,",
        "closing": "Please accept the assurances of our highest consideration.",
        # The tables
        "col_no": "No.",
        "col_hs": "HS code",
        "col_goods": "Description of goods",
        "col_proof": "Proof of origin\nNo. and date",
        "col_person": "Verified person",
        "col_role": "Role",
        "col_registration": "Registration number",
        "col_address": "Address",
        "col_authority": "Authority or body",
        "col_party": "Party",
        "col_function": "Part in the visit",
        "col_issuer": "Issued by",
        "col_exporter": "Exporter",
        # Request for a verification visit
        "visit_subject": "Request for a verification visit",
        "visit_opening": (
            "Under {article} of the {agreement} (the “Agreement”), we request your consent to a "
            "verification visit on the territory of your Party."
        ),
        "visit_preceding": "The documentary verification that came before did not satisfy: {preceding}",
        "visit_sender": "Customs authority sending the request",
        "visit_person": "Verified person",
        "visit_goods": "Object of verification: goods and justified doubts",
        "visit_doubts": "The justified doubts as to their origin:",
        "visit_bodies": "Competent authorities and bodies taking part (preliminary list)",
        "visit_reasons": "Other reasons",
        "visit_no_reasons": "There are no other reasons.",
        "visit_reply": "Reply, consent of the verified person and consequences",
        "visit_due": (
            "Please send your written consent or refusal within {period} of the day on which this request "
            "was sent, that is not later than {due}."
        ),
        "visit_due_open": (
            "Please send your written consent or refusal within {period} of the day on which this request "
            "was sent."
        ),
        "visit_consent": (
            "Within the same period please obtain the consent of the verified person, who is to be told "
            "that a refusal of the visit is a ground for refusing preferential treatment."
        ),
        "visit_lapse": (
            "If there is no reply within that period, or if the visit is refused, preferential treatment "
            "will be refused for the goods already imported that this request names ({article})."
        ),
        # Reminder
        "remind_subject": "Reminder: request for a verification visit No. {number} of {date}",
        "remind_opening": (
            "On {sent} we sent you the request for a verification visit No. {number} of {date} under "
            "{article} of the {agreement}. No reply has been received so far."
        ),
        "remind_runs": (
            "The period of {period} for your written consent or refusal, counted from the day on which the "
            "request was sent, runs out on {due} ({article})."
        ),
        "remind_today": (
            "The period of {period} for your written consent or refusal, counted from the day on which the "
            "request was sent, runs out today, {due} ({article})."
        ),
        "remind_over": (
            "The period of {period} for your written consent or refusal, counted from the day on which the "
            "request was sent, ran out on {due} ({article})."
        ),
        "remind_period": "Period for the reply",
        "remind_meaning": "What follows if there is no reply",
        "remind_lapse": (
            "If no reply is received by the end of that period, or if the visit is refused, preferential "
            "treatment will be refused for the goods already imported that the request names."
        ),
        "remind_lapsed": (
            "As no reply was received by the end of that period, preferential treatment will be refused for "
            "the goods already imported that the request names."
        ),
        "remind_goods": "Goods named in the request",
        "remind_ask": (
            "Please confirm that you received the request and send your reply as soon as possible. If it "
            "has already been sent, please disregard this reminder and let us have its number and date."
        ),
        # Request for documentary verification
        "doc_subject": "Request for verification of proofs of origin",
        "doc_opening": (
            "Under {article} of the {agreement} (the “Agreement”), we request verification of the proofs of"
            " origin listed below. Copies of them are enclosed."
        ),
        "doc_proofs": "Proofs of origin to be verified",
        "doc_grounds": "Basis of the request",
        "doc_random": "The proofs of origin were selected at random.",
        "doc_doubt": "The request is based on justified doubts:",
        "doc_asked": "What we ask for",
        "doc_confirm": (
            "Please confirm that the proofs of origin are authentic and that the data in them are correct."
        ),
        "doc_further": "Please also send us these data or copies of documents:",
        "doc_result": (
            "Please state clearly whether the documents are authentic, whether the goods originate in the "
            "exporting Party, and whether the other requirements of the rules of origin are met."
        ),
        "doc_reply": "Period for the reply",
        "doc_due": (
            "The result is due within {period} of the day on which this request was sent, that is not later "
            "than {due}."
        ),
        "doc_due_open": "The result is due within {period} of the day on which this request was sent.",
        "doc_extend": (
            "In exceptional cases you may ask within that period, giving reasons, for {extension} more."
        ),
        "doc_receipt": (
            "A copy of this request was sent to you by e-mail. Please confirm at once that you received it."
        ),
        "doc_lapse": (
            "If the result does not allow a conclusion, or the data asked for are not supplied, "
            "preferential treatment will be refused ({article})."
        ),
        # Periods and articles of the agreement with Serbia, for letters whose facts name no others
        "visit_period": "60 days",
        "doc_period": "6 months",
        "doc_extension": "2 months",
        "RS15.5": "Annex 3, Art. 15(5)",
        "RS15.6": "Annex 3, Art. 15(6)",
        "RS15.8": "Annex 3, Art. 15(8)",
        "RS16.3": "Annex 3, Art. 16(3)",
        "RS16.4.1": "Annex 3, Art. 16(4)(1)",
        "RS16.4.2": "Annex 3, Art. 16(4)(2)",
        "RS16.4.3": "Annex 3, Art. 16(4)(3)",
        "RS16.4.4": "Annex 3, Art. 16(4)(4)",
        "RS16.4.5": "Annex 3, Art. 16(4)(5)",
        "RS16.5": "Annex 3, Art. 16(5)",
        "RS16.6": "Annex 3, Art. 16(6)",
    },
    "ru": {
        "number": "№",
        "phone": "Тел.",
        "email": "Эл. почта",
        "subject": "Тема:",
        "enclosures": "Приложения",
        "copies": "Копия",
        "signature": "Подпись",
        "date": "Дата",
        "page": "Страница {page} из {pages}",
        "draft_mark": "Проект, не утверждено",
        "watermark": "ПРОЕКТ",
        "not_stated": "Не указано.",
        "running": "№ {number} от {date}",
        "salutation": "Уважаемые коллеги!",
        "closing": "С уважением,",
        "col_no": "№",
        "col_hs": "Код ТН ВЭД",
        "col_goods": "Описание товара",
        "col_proof": "Документ о происхождении\nНомер и дата",
        "col_person": "Проверяемое лицо",
        "col_role": "Роль",
        "col_registration": "Регистрационный номер",
        "col_address": "Адрес",
        "col_authority": "Орган",
        "col_party": "Сторона",
        "col_function": "Участие в посещении",
        "col_issuer": "Кем выдан",
        "col_exporter": "Экспортёр",
        "visit_subject": "Запрос о проведении верификационного посещения",
        "visit_opening": (
            "{agreement} (далее – Соглашение) предусматривает проведение верификационных посещений "
            "({article}). Просим дать согласие на проведение такого посещения на территории вашей Стороны."
        ),
        "visit_preceding": (
            "Результат предшествующей проверки документов не является удовлетворительным: {preceding}"
        ),
        "visit_sender": "Таможенный орган, направляющий запрос",
        "visit_person": "Проверяемое лицо",
        "visit_goods": "Объект проверки: товары и обоснованные сомнения",
        "visit_doubts": "Обоснованные сомнения в происхождении товаров:",
        "visit_bodies": "Компетентные органы, участвующие в посещении (предварительный перечень)",
        "visit_reasons": "Иные причины",
        "visit_no_reasons": "Иных причин нет.",
        "visit_reply": "Ответ, согласие проверяемого лица и последствия",
        "visit_due": (
            "Просим направить письменное согласие или отказ в течение {period} со дня направления настоящего"
            " запроса, то есть не позднее {due}"
        ),
        "visit_due_open": (
            "Просим направить письменное согласие или отказ в течение {period} со дня направления настоящего"
            " запроса."
        ),
        "visit_consent": (
            "В тот же срок просим получить согласие проверяемого лица и сообщить ему, что отказ от "
            "посещения является основанием для отказа в предоставлении тарифных преференций."
        ),
        "visit_lapse": (
            "Если ответ в указанный срок не поступит или в посещении будет отказано, в предоставлении "
            "тарифных преференций в отношении уже ввезённых товаров, указанных в запросе, будет отказано "
            "({article})."
        ),
        "remind_subject": "Напоминание: запрос о проведении верификационного посещения № {number} от {date}",
        "remind_opening": (
            "{sent} вам направлен запрос о проведении верификационного посещения № {number} от {date} "
            "({agreement}; {article}). Ответ до настоящего времени не поступил."
        ),
        "remind_runs": (
            "Срок направления письменного согласия или отказа, составляющий {period} со дня направления "
            "запроса ({article}), истекает {due}"
        ),
        "remind_today": (
            "Срок направления письменного согласия или отказа, составляющий {period} со дня направления "
            "запроса ({article}), истекает сегодня, {due}"
        ),
        "remind_over": (
            "Срок направления письменного согласия или отказа, составляющий {period} со дня направления "
            "запроса ({article}), истёк {due}"
        ),
        "remind_period": "Срок ответа",
        "remind_meaning": "Последствия отсутствия ответа",
        "remind_lapse": (
            "Если до окончания этого срока ответ не поступит или в посещении будет отказано, в "
            "предоставлении тарифных преференций в отношении уже ввезённых товаров, указанных в запросе, "
            "будет отказано."
        ),
        "remind_lapsed": (
            "Поскольку до окончания этого срока ответ не поступил, в предоставлении тарифных преференций в "
            "отношении уже ввезённых товаров, указанных в запросе, будет отказано."
        ),
        "remind_goods": "Товары, указанные в запросе",
        "remind_ask": (
            "Просим подтвердить получение запроса и направить ответ в возможно короткий срок. Если ответ "
            "уже направлен, просим не принимать во внимание настоящее напоминание и сообщить номер и дату "
            "ответа."
        ),
        "doc_subject": "Запрос о проверке документов о происхождении товаров",
        "doc_opening": (
            "{agreement} (далее – Соглашение) предусматривает последующую проверку документов о "
            "происхождении товаров ({article}). Просим провести проверку указанных ниже документов; их "
            "копии прилагаются."
        ),
        "doc_proofs": "Проверяемые документы о происхождении",
        "doc_grounds": "Основание запроса",
        "doc_random": "Документы о происхождении выбраны методом случайной выборки.",
        "doc_doubt": "Запрос направляется в связи с обоснованными сомнениями:",
        "doc_asked": "Содержание запроса",
        "doc_confirm": (
            "Просим подтвердить подлинность документов о происхождении и достоверность содержащихся в них "
            "сведений."
        ),
        "doc_further": "Просим также направить следующие сведения или копии документов:",
        "doc_result": (
            "Просим однозначно указать, являются ли документы подлинными, происходят ли товары из "
            "экспортирующей Стороны и выполнены ли иные требования правил определения происхождения."
        ),
        "doc_reply": "Срок ответа",
        "doc_due": (
            "Результат проверки направляется в течение {period} со дня направления настоящего запроса, то "
            "есть не позднее {due}"
        ),
        "doc_due_open": (
            "Результат проверки направляется в течение {period} со дня направления настоящего запроса."
        ),
        "doc_extend": (
            "В исключительных случаях в пределах этого срока можно запросить, указав причины, его продление "
            "на {extension}."
        ),
        "doc_receipt": (
            "Копия настоящего запроса направлена вам по электронной почте. Просим незамедлительно "
            "подтвердить её получение."
        ),
        "doc_lapse": (
            "Если результат не позволит сделать вывод или запрошенные сведения не будут представлены, в "
            "предоставлении тарифных преференций будет отказано ({article})."
        ),
        "visit_period": "60 дней",
        "doc_period": "6 месяцев",
        "doc_extension": "2 месяца",
        "RS15.5": "Приложение № 3, ст. 15, п. 5",
        "RS15.6": "Приложение № 3, ст. 15, п. 6",
        "RS15.8": "Приложение № 3, ст. 15, п. 8",
        "RS16.3": "Приложение № 3, ст. 16, п. 3",
        "RS16.4.1": "Приложение № 3, ст. 16, п. 4, пп. 1",
        "RS16.4.2": "Приложение № 3, ст. 16, п. 4, пп. 2",
        "RS16.4.3": "Приложение № 3, ст. 16, п. 4, пп. 3",
        "RS16.4.4": "Приложение № 3, ст. 16, п. 4, пп. 4",
        "RS16.4.5": "Приложение № 3, ст. 16, п. 4, пп. 5",
        "RS16.5": "Приложение № 3, ст. 16, п. 5",
        "RS16.6": "Приложение № 3, ст. 16, п. 6",
    },
}


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
    story = [*_with_closing(story, data, words), *_lists(data, words)]
    return style.build_pdf(story, _page_frame(data, words))


def phrases(language: str) -> dict[str, str]:
    """The fixed phrases in a language; a ValueError when the letters do not speak it."""
    try:
        return PHRASES[language]
    except KeyError:
        raise ValueError(f"Letters are written in {' or '.join(PHRASES)}, not in {language!r}.") from None


def letter_date(day: datetime.date | None, language: str, empty: str = style.BLANK) -> str:
    """A date as letters write it: 5 March 2026, 5 марта 2026 г."""
    if not day or language != "ru":
        return style.format_date(day, empty)
    return f"{day.day} {RUSSIAN_MONTHS[day.month - 1]} {day.year} г."


def _page_frame(data: LetterData, words: Mapping[str, str]) -> style.PageFrame:
    number = style.one_line(data.number)
    running = words["running"].format(
        number=number or style.BLANK, date=letter_date(data.date, data.language)
    )
    return style.PageFrame(
        title=data.subject or running,
        author=data.sender.name,
        subject=running,
        language=data.language,
        head_left=running,
        head_right=data.subject,
        head_from_page=2,
        page_phrase=words["page"],
        draft_mark=words["draft_mark"] if data.draft else "",
        watermark=words["watermark"] if data.draft else "",
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
    left = f"{words['number']} {number}\n{letter_date(data.date, data.language, '_' * 20)}"
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
    signature = style.SignatureBlock(
        data.signatory_name, data.signatory_position, signature=words["signature"], date=words["date"]
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


@dataclass(frozen=True)
class VisitRequestFacts:
    """What a request for a verification visit says (RS16.4.1 to RS16.4.5).

    `agreement` is the agreement's title in the letter's language. For an agreement other than the one with
    Serbia, `period` names its period ("30 days") and `articles` its citations by provision ID
    ({"RS16.4.1": "Annex 2, Art. 30(4)(a)"}).
    """

    agreement: str
    persons: tuple[LetterPerson, ...] = ()
    goods: tuple[LetterGoods, ...] = ()
    doubts: str = ""
    bodies: tuple[LetterBody, ...] = ()
    other_reasons: str = ""
    preceding: str = ""  # the documentary verification before, and why it did not satisfy (RS16.1)
    reply_due: datetime.date | None = None
    period: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class VisitReminderFacts:
    """What a reminder of a request for a visit says (RS16.5a, RS16.6); `reply_due` is the period's last day.

    `period` and `articles` are as in `VisitRequestFacts`.
    """

    agreement: str
    request_number: str
    request_date: datetime.date
    sent_on: datetime.date
    reply_due: datetime.date
    goods: tuple[LetterGoods, ...] = ()
    period: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentaryRequestFacts:
    """What a request for documentary verification says (RS15.5); without `reasons` it was made at random.

    `period` and `articles` are as in `VisitRequestFacts`; an empty `extension` means there is none, None
    the one of the agreement with Serbia.
    """

    agreement: str
    proofs: tuple[LetterProof, ...] = ()
    reasons: str = ""
    asked: tuple[str, ...] = ()  # further data or copies asked for
    reply_due: datetime.date | None = None
    period: str = ""
    extension: str | None = None
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
        cited = self.article(article) if article else ""
        return self.words[key].format(article=cited, agreement=style.one_line(self.agreement), **values)

    def article(self, provision: str) -> str:
        """The article of a provision in this letter's agreement and language."""
        return self.articles.get(provision) or self.words[provision]

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
    opening = [say("visit_opening", "RS16.3")]
    if style.clean(facts.preceding):
        opening.append(say("visit_preceding", preceding=facts.preceding))
    period = facts.period or say("visit_period")
    due = say("visit_due" if facts.reply_due else "visit_due_open", period=period, due=facts.reply_due)
    reply = "\n".join((due, say("visit_consent"), say("visit_lapse", "RS16.6")))
    return replace(
        letter,
        subject=letter.subject or say("visit_subject"),
        salutation=letter.salutation or say("salutation"),
        opening=letter.opening or tuple(opening),
        sections=(
            LetterSection(say("visit_sender"), say.article("RS16.4.1"), text=_sender_text(letter, say.words)),
            _persons_section(say, facts),
            _doubts_section(say, facts),
            _bodies_section(say, facts),
            LetterSection(
                say("visit_reasons"),
                say.article("RS16.4.5"),
                text=style.clean(facts.other_reasons) or say("visit_no_reasons"),
            ),
            LetterSection(say("visit_reply"), say.article("RS16.5"), text=reply),
            *letter.sections,
        ),
        closing=letter.closing or (say("closing"),),
    )


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
        say.article("RS16.4.2"),
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
    return say.goods(say("visit_goods"), facts.goods, say.article("RS16.4.3"), after)


def _bodies_section(say: _Speaker, facts: VisitRequestFacts) -> LetterSection:
    """RS16.4.4: the competent bodies that are to take part, as far as known."""
    return LetterSection(
        say("visit_bodies"),
        say.article("RS16.4.4"),
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
    period = facts.period or say("visit_period")
    goods = [say.goods(say("remind_goods"), facts.goods)] if facts.goods else []
    return replace(
        letter,
        subject=letter.subject or say("remind_subject", **request),
        salutation=letter.salutation or say("salutation"),
        opening=letter.opening or (say("remind_opening", "RS16.3", sent=facts.sent_on, **request),),
        sections=(
            LetterSection(
                say("remind_period"),
                say.article("RS16.5"),
                text=say(state, "RS16.5", period=period, due=facts.reply_due),
            ),
            LetterSection(
                say("remind_meaning"),
                say.article("RS16.6"),
                text=say("remind_lapsed" if over else "remind_lapse"),
                text_after=say("remind_ask"),
            ),
            *goods,
            *letter.sections,
        ),
        closing=letter.closing or (say("closing"),),
    )


def compose_documentary_request(letter: LetterData, facts: DocumentaryRequestFacts) -> LetterData:
    """The request to confirm proofs of origin, with its reasons unless it was made at random (RS15.5)."""
    say = _Speaker(letter.language, facts.agreement, facts.articles)
    reasons = style.clean(facts.reasons)
    period = facts.period or say("doc_period")
    extension = say("doc_extension") if facts.extension is None else facts.extension
    reply = (
        say("doc_due" if facts.reply_due else "doc_due_open", period=period, due=facts.reply_due),
        *([say("doc_extend", extension=extension)] if extension else []),
        say("doc_receipt"),
        say("doc_lapse", "RS15.8"),
    )
    asked = (say("doc_confirm"), say("doc_result"), *([say("doc_further")] if facts.asked else []))
    return replace(
        letter,
        subject=letter.subject or say("doc_subject"),
        salutation=letter.salutation or say("salutation"),
        opening=letter.opening or (say("doc_opening", "RS15.5"),),
        sections=(
            _proofs_section(say, facts),
            LetterSection(
                say("doc_grounds"),
                say.article("RS15.5"),
                text=f"{say('doc_doubt')}\n{reasons}" if reasons else say("doc_random"),
            ),
            LetterSection(say("doc_asked"), say.article("RS15.5"), text="\n".join(asked), items=facts.asked),
            LetterSection(
                say("doc_reply"),
                say.article("RS15.6"),
                text="\n".join(reply),
            ),
            *letter.sections,
        ),
        closing=letter.closing or (say("closing"),),
    )


def _proofs_section(say: _Speaker, facts: DocumentaryRequestFacts) -> LetterSection:
    return LetterSection(
        say("doc_proofs"),
        say.article("RS15.5"),
        columns=tuple(map(say, ("col_no", "col_proof", "col_issuer", "col_exporter"))),
        rows=tuple(
            (number, say.proof(proof.number, proof.date), proof.issued_by, proof.exporter)
            for number, proof in enumerate(facts.proofs, 1)
        ),
        shares=(6, 28, 33, 33),
    )
