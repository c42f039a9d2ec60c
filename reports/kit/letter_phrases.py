"""The fixed words around a letter, in the two languages in which letters may be written (RS15.5).

They are not translated by gettext: a letter is written in the language of its addressee, whatever the
language of the user who sends it. What a letter says is data of the law (`customs.letter.template`).
"""

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "number": "No.",
        "case": "Case",
        "phone": "Tel.",
        "email": "Email",
        "subject": "Subject:",
        "enclosures": "Enclosures",
        "enclosed_proof": "Copy of the proof of origin No. {number} of {date}",
        "enclosed_pages": "{text}, pages: {pages}",
        "copies": "Copy to",
        "signature": "Signature",
        "basis": "Acting on the basis of: {basis}",
        "date": "Date",
        "seal": "Seal",
        "page": "Page {page} of {pages}",
        "draft_mark": "Draft, not approved",
        "watermark": "DRAFT",
        "not_stated": "Not stated.",
        "running": "No. {number} of {date}",
        "quote": "Please quote our No. {number} in your reply.",
        "contact": "In charge of the matter: {contact}",
        "reply_email": "Replies may be sent by post to the above address or by email to {email}.",
        "reply_portal": "Replies may be sent by post to the above address or given on the portal: {portal}",
        "reply_all": (
            "Replies may be sent by post to the above address, by email to {email}, or given "
            "on the portal: {portal}"
        ),
        "not_known": "not known",
        "consignor": "Consignor: {name}",
        "consignee": "Consignee: {name}",
        "importing": "Importing Party",
        "exporting": "Exporting Party",
        "report_number": "Report No. {number}",
        "version": "Version {version}",
        "head": "head of the team",
        "for_party": "For the {party}",
        "other_members": "Other members",
        "name_and_position": "Name and position",
        "complies": "Complies",
        "fails": "Does not comply",
        "no_conclusion": "No conclusion yet",
    },
    "ru": {
        "number": "№",
        "case": "Дело",
        "phone": "Тел.",
        "email": "Эл. почта",
        "subject": "Тема:",
        "enclosures": "Приложения",
        "enclosed_proof": "Копия документа о происхождении товара № {number} от {date}",
        "enclosed_pages": "{text}, страниц: {pages}",
        "copies": "Копия",
        "signature": "Подпись",
        "basis": "Действует на основании: {basis}",
        "date": "Дата",
        "seal": "М. П.",
        "page": "Страница {page} из {pages}",
        "draft_mark": "Проект, не утверждено",
        "watermark": "ПРОЕКТ",
        "not_stated": "Не указано.",
        "running": "№ {number} от {date}",
        "quote": "В ответе просим указать наш № {number}.",
        "contact": "Исполнитель: {contact}",
        "reply_email": (
            "Ответ можно направить по почте на указанный выше адрес или по электронной почте {email}."
        ),
        "reply_portal": (
            "Ответ можно направить по почте на указанный выше адрес или дать на портале: {portal}"
        ),
        "reply_all": (
            "Ответ можно направить по почте на указанный выше адрес, по электронной почте "
            "{email} или дать на портале: {portal}"
        ),
        "not_known": "не известно",
        "consignor": "Грузоотправитель: {name}",
        "consignee": "Грузополучатель: {name}",
        "importing": "Импортирующая Сторона",
        "exporting": "Экспортирующая Сторона",
        "report_number": "Отчёт № {number}",
        "version": "Версия {version}",
        "head": "руководитель группы",
        "for_party": "{party}",
        "other_members": "Другие участники",
        "name_and_position": "Фамилия, имя и должность",
        "complies": "Соответствует",
        "fails": "Не соответствует",
        "no_conclusion": "Вывод ещё не сделан",
    },
}


def phrases(language: str) -> dict[str, str]:
    """The fixed phrases in a language; a ValueError when the letters do not speak it."""
    try:
        return PHRASES[language]
    except KeyError:
        raise ValueError(f"Letters are written in {' or '.join(PHRASES)}, not in {language!r}.") from None
