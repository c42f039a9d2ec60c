"""The fixed phrases of the letters, in the two languages in which such letters may be written (RS15.5).

They are not translated by gettext: a letter is written in the language of its addressee, whatever the
language of the user who sends it, and the builders know no ORM that could tell one from the other. Articles,
periods and agreements stand in no phrase: they come from the law's data.
"""

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "number": "No.",
        "case": ("Case"),
        "phone": "Tel.",
        "email": "Email",
        "subject": "Subject:",
        "enclosures": "Enclosures",
        "enclosed_proof": ("Copy of the proof of origin No. {number} of {date}"),
        "enclosed_pages": ("{text}, pages: {pages}"),
        "copies": "Copy to",
        "signature": "Signature",
        "basis": ("Acting on the basis of: {basis}"),
        "date": "Date",
        "seal": ("Seal"),
        "page": "Page {page} of {pages}",
        "draft_mark": "Draft, not approved",
        "watermark": "DRAFT",
        "not_stated": "Not stated.",
        "running": "No. {number} of {date}",
        "salutation": "Dear colleagues,",
        "closing": "Please accept the assurances of our highest consideration.",
        "quote": ("Please quote our No. {number} in your reply."),
        "contact": ("In charge of the matter: {contact}"),
        "reply_email": ("Replies may be sent by post to the above address or by email to {email}."),
        "reply_portal": ("Replies may be sent by post to the above address or given on the portal: {portal}"),
        "reply_all": (
            "Replies may be sent by post to the above address, by email to {email}, or given on the "
            "portal: {portal}"
        ),
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
        "col_importer": ("Importer"),
        "col_invoice": ("Invoices\nNo. and date"),
        # Request for a verification visit
        "visit_subject": "Request for a verification visit",
        "visit_opening": (
            "Under {article} of the {agreement} (the “Agreement”), we request your consent to a "
            "verification visit on the territory of your Party."
        ),
        "visit_preceding": (
            "The preceding documentary verification (No. {number} of {date}, result received on "
            "{received}) did not give satisfactory results: {reasons}"
        ),
        "visit_preceding_none": (
            "The preceding documentary verification (No. {number} of {date}) brought no result within "
            "its period: {reasons}"
        ),
        "visit_sender": "Customs authority sending the request",
        "visit_person": "Verified person",
        "visit_goods": "Object of verification: goods and justified doubts",
        "visit_doubts": "The justified doubts as to their origin:",
        "visit_bodies": "Competent authorities and bodies taking part (preliminary list)",
        "visit_reasons": "Other reasons",
        "visit_scope": ("Scope and proposed dates of the visit"),
        "scope_dates": ("Proposed dates: {start} to {end}"),
        "scope_no_dates": "No dates are proposed yet.",
        "scope_premises": ("Inspection of the premises of production"),
        "scope_documents": ("Study of documents"),
        "visit_no_reasons": ("None."),
        "visit_reply": "Reply, consent of the verified person and consequences",
        "visit_due": (
            "Please send your written consent or refusal within {period} of the date of dispatch of this "
            "request, that is not later than {due}."
        ),
        "visit_due_open": (
            "Please send your written consent or refusal within {period} of the date of dispatch of this "
            "request."
        ),
        "visit_consent": (
            "Within the same period please obtain the consent of the verified person, informing it that "
            "refusal of the visit is a ground for refusing preferential treatment."
        ),
        "visit_lapse": (
            "Failing a reply within that period, or should consent be refused, preferential treatment "
            "will be refused for the goods already imported that this request names ({article})."
        ),
        # Reminder
        "remind_subject": "Reminder: request for a verification visit No. {number} of {date}",
        "remind_opening": (
            "On {sent} we sent you the request for a verification visit No. {number} of {date} under "
            "{article} of the {agreement}. No reply has been received so far."
        ),
        "remind_runs": (
            "The period of {period} for your written consent or refusal, counted from the date of "
            "dispatch of the request, expires on {due} ({article})."
        ),
        "remind_today": (
            "The period of {period} for your written consent or refusal, counted from the date of "
            "dispatch of the request, expires today, {due} ({article})."
        ),
        "remind_over": (
            "The period of {period} for your written consent or refusal, counted from the date of "
            "dispatch of the request, expired on {due} ({article})."
        ),
        "remind_period": "Period for the reply",
        "remind_meaning": "What follows if there is no reply",
        "remind_lapse": (
            "Failing a reply within that period, or should consent be refused, preferential treatment "
            "will be refused for the goods already imported that the request names ({article})."
        ),
        "remind_lapsed": (
            "The period has expired. Unless you inform us by {by} that a reply was dispatched in time, "
            "preferential treatment will be refused for the goods already imported that the request names "
            "({article})."
        ),
        "remind_goods": "Goods named in the request",
        "remind_ask": (
            "Please confirm that you received the request and send your reply within the period. If a "
            "reply has already been sent, please let us have its number and date."
        ),
        # Request for documentary verification
        "doc_subject": "Request for verification of proofs of origin",
        "doc_opening": (
            "Under {article} of the {agreement} (the “Agreement”), we request verification of the proofs "
            "of origin listed below."
        ),
        "doc_enclosed": ("Copies of them are enclosed."),
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
            "The result is due within {period} of the date of dispatch of this request, that is not "
            "later than {due}."
        ),
        "doc_due_open": ("The result is due within {period} of the date of dispatch of this request."),
        "doc_extend": (
            "In exceptional cases you may ask within that period, giving reasons, for {extension} more."
        ),
        "doc_receipt": ("Please confirm without delay that you received this request."),
        "doc_lapse": (
            "If the result does not allow a conclusion, or the data asked for are not supplied, "
            "preferential treatment will be refused ({article})."
        ),
    },
    "ru": {
        "number": "№",
        "case": ("Дело"),
        "phone": "Тел.",
        "email": "Эл. почта",
        "subject": "Тема:",
        "enclosures": "Приложения",
        "enclosed_proof": ("Копия документа о происхождении товара № {number} от {date}"),
        "enclosed_pages": ("{text}, страниц: {pages}"),
        "copies": "Копия",
        "signature": "Подпись",
        "basis": ("Действует на основании: {basis}"),
        "date": "Дата",
        "seal": ("М. П."),
        "page": "Страница {page} из {pages}",
        "draft_mark": "Проект, не утверждено",
        "watermark": "ПРОЕКТ",
        "not_stated": "Не указано.",
        "running": "№ {number} от {date}",
        "salutation": "Уважаемые коллеги!",
        "closing": "С уважением,",
        "quote": ("В ответе просим указать наш № {number}."),
        "contact": ("Исполнитель: {contact}"),
        "reply_email": (
            "Ответ можно направить по почте на указанный выше адрес или по электронной почте {email}."
        ),
        "reply_portal": (
            "Ответ можно направить по почте на указанный выше адрес или дать на портале: {portal}"
        ),
        "reply_all": (
            "Ответ можно направить по почте на указанный выше адрес, по электронной почте {email} или "
            "дать на портале: {portal}"
        ),
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
        "col_function": "Участие в визите",
        "col_issuer": "Кем выдан",
        "col_exporter": "Экспортёр",
        "col_importer": ("Импортёр"),
        "col_invoice": ("Счета\nНомер и дата"),
        "visit_subject": "Запрос о проведении верификационного визита",
        "visit_opening": (
            "{agreement} (далее – Соглашение), предусматривает проведение верификационных визитов "
            "({article}). Просим дать согласие на проведение такого визита на территории вашей "
            "Стороны."
        ),
        "visit_preceding": (
            "Предшествующая документарная проверка (№ {number} от {date}, результат получен {received}) не "
            "дала удовлетворительных результатов: {reasons}"
        ),
        "visit_preceding_none": (
            "По предшествующей документарной проверке (№ {number} от {date}) результат в установленный срок "
            "не поступил: {reasons}"
        ),
        "visit_sender": "Таможенный орган, направляющий запрос",
        "visit_person": "Проверяемое лицо",
        "visit_goods": "Объект проверки: товары и обоснованные сомнения",
        "visit_doubts": "Обоснованные сомнения в происхождении товаров:",
        "visit_bodies": "Компетентные органы, участвующие в визите (предварительный перечень)",
        "visit_reasons": "Иные причины",
        "visit_scope": ("Содержание и предлагаемые сроки визита"),
        "scope_dates": ("Предлагаемые сроки: с {start} по {end}"),
        "scope_no_dates": "Сроки пока не предлагаются.",
        "scope_premises": ("Осмотр производственных помещений"),
        "scope_documents": ("Изучение документов"),
        "visit_no_reasons": ("Иных причин нет."),
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
            "визита является основанием для отказа в предоставлении преференциального режима."
        ),
        "visit_lapse": (
            "Если ответ в указанный срок не поступит или в визите будет отказано, в предоставлении "
            "преференциального режима в отношении уже ввезённых товаров, указанных в запросе, будет отказано "
            "({article})."
        ),
        "remind_subject": "Напоминание: запрос о проведении верификационного визита № {number} от {date}",
        "remind_opening": (
            "{sent} вам направлен запрос о проведении верификационного визита № {number} от {date} "
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
            "Если в этот срок ответ не поступит или в визите будет отказано, в предоставлении "
            "преференциального режима в отношении уже ввезённых товаров, указанных в запросе, будет отказано "
            "({article})."
        ),
        "remind_lapsed": (
            "Срок истёк. Если до {by} вы не сообщите, что ответ был направлен в срок, в предоставлении "
            "преференциального режима в отношении уже ввезённых товаров, указанных в запросе, будет отказано "
            "({article})."
        ),
        "remind_goods": "Товары, указанные в запросе",
        "remind_ask": (
            "Просим подтвердить получение запроса и направить ответ в установленный срок. Если ответ уже "
            "направлен, просим сообщить его номер и дату."
        ),
        "doc_subject": "Запрос о проверке документов о происхождении товаров",
        "doc_opening": (
            "{agreement} (далее – Соглашение), предусматривает последующую проверку документов о "
            "происхождении товаров ({article}). Просим провести проверку указанных ниже документов."
        ),
        "doc_enclosed": ("Их копии прилагаются."),
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
        "doc_receipt": ("Просим незамедлительно подтвердить получение настоящего запроса."),
        "doc_lapse": (
            "Если результат не позволит сделать вывод или запрошенные сведения не будут представлены, в "
            "предоставлении преференциального режима будет отказано ({article})."
        ),
    },
}


def phrases(language: str) -> dict[str, str]:
    """The fixed phrases in a language; a ValueError when the letters do not speak it."""
    try:
        return PHRASES[language]
    except KeyError:
        raise ValueError(f"Letters are written in {' or '.join(PHRASES)}, not in {language!r}.") from None
