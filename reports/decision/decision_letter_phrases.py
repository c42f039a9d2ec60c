"""The fixed phrases of the letters of decisions, in two languages, as `letter_phrases.py` has the others."""

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "refusal_subject": "Decision to refuse preferential treatment",
        "restoration_subject": "Decision to restore preferential treatment",
        "salutation": "Dear Sir or Madam,",
        "closing": "Yours faithfully,",
        "refusal_opening": (
            "By Decision No. {number} of {date}, {authority} refuses preferential treatment under the "
            "{agreement} for the goods listed below."
        ),
        "restoration_opening": (
            "By Decision No. {number} of {date}, {authority} restores preferential treatment under the "
            "{agreement} for the goods listed below."
        ),
        "matter": "Subject of the decision",
        "case": "Case: {case}",
        "proofs": "Proofs of origin: {proofs}",
        "exporters": "Exporter: {exporters}",
        "proof": "No. {number} of {date}",
        "ground": "Ground",
        "ground_applies": "Preferential treatment is refused under {article}.",
        "follows": "Facts established",
        "goods": "Goods",
        "reasons": "Reasons",
        "payment": "Payment",
        "pay_by": "The duty is payable by {date}.",
        "rights": "Right of appeal",
        "col_no": "No.",
        "col_declaration": "Declaration\nand number of the goods",
        "col_hs": "HS code",
        "col_goods": "Description of goods",
        "col_value": "Customs value",
        "col_duty": "Duty",
        "refusal_total": "Total duty payable: {total}",
        "restoration_total": "Total duty to be repaid: {total}",
        "not_known": "not known",
        "refusal": (
            "The exporting Party refused its consent to the verification visit (request No. {number} of "
            "{date}). The refusal was received on {day}."
        ),
        "no_reply": (
            "The request for a verification visit No. {number} of {date} was not answered within its "
            "period, which ended on {day}."
        ),
        "obstruction": "The verification visit (request No. {number} of {date}) was obstructed on {day}.",
        "report": (
            "By the report of the verification visit No. {number} of {date} the goods do not comply with "
            "the rules of origin."
        ),
        "insufficient": (
            "The result of the documentary verification (request No. {number} of {date}), received on "
            "{day}, does not allow a conclusion."
        ),
        "no_result": (
            "The result of the documentary verification (request No. {number} of {date}) was not "
            "received within its period, which ended on {day}."
        ),
        "false": (
            "By the result of the documentary verification (request No. {number} of {date}), received on "
            "{day}, the proof of origin is not authentic."
        ),
        "annulled": "The proof of origin No. {number} of {date} was annulled on {day}.",
        "overweight": (
            "The actual gross weight of the goods exceeds that of the proof of origin No. {number} of "
            "{date} by more than is allowed."
        ),
        "restoration": "The suspension of the preference for these goods has ended.",
        "revoked": "Decision No. {number} of {date}, which refused the preference, was revoked on {day}.",
        "application": "The preference was applied for, and its conditions are met.",
    },
    "ru": {
        "refusal_subject": "Решение об отказе в предоставлении преференциального режима",
        "restoration_subject": "Решение о восстановлении преференциального режима",
        "salutation": "Уважаемые господа!",
        "closing": "С уважением,",
        "refusal_opening": (
            "Решением № {number} от {date} {authority} отказывает в предоставлении преференциального режима "
            "в отношении перечисленных ниже товаров ({agreement})."
        ),
        "restoration_opening": (
            "Решением № {number} от {date} {authority} восстанавливает преференциальный режим в отношении "
            "перечисленных ниже товаров ({agreement})."
        ),
        "matter": "Предмет решения",
        "case": "Дело: {case}",
        "proofs": "Документы о происхождении товаров: {proofs}",
        "exporters": "Экспортёр: {exporters}",
        "proof": "№ {number} от {date}",
        "ground": "Основание",
        "ground_applies": "Основание отказа в предоставлении преференциального режима: {article}.",
        "follows": "Установленные обстоятельства",
        "goods": "Товары",
        "reasons": "Мотивировка",
        "payment": "Уплата",
        "pay_by": "Пошлина подлежит уплате не позднее {date}",
        "rights": "Порядок обжалования",
        "col_no": "№",
        "col_declaration": "Декларация\nи номер товара",
        "col_hs": "Код ТН ВЭД",
        "col_goods": "Описание товара",
        "col_value": "Таможенная стоимость",
        "col_duty": "Пошлина",
        "refusal_total": "Всего подлежит уплате: {total}",
        "restoration_total": "Всего подлежит возврату: {total}",
        "not_known": "не известно",
        "refusal": (
            "Экспортирующая Сторона отказала в согласии на верификационный визит (запрос № {number} "
            "от {date}). Отказ получен {day}"
        ),
        "no_reply": (
            "Ответ на запрос о проведении верификационного визита № {number} от {date} в "
            "установленный срок, истёкший {day}, не поступил."
        ),
        "obstruction": "Верификационному визиту (запрос № {number} от {date}) препятствовали {day}",
        "report": (
            "Согласно отчёту о верификационном визите № {number} от {date} товары не соответствуют "
            "правилам определения происхождения."
        ),
        "insufficient": (
            "Результат документарной проверки (запрос № {number} от {date}), полученный {day}, не позволяет "
            "сделать вывод."
        ),
        "no_result": (
            "Результат документарной проверки (запрос № {number} от {date}) в установленный срок, истёкший "
            "{day}, не поступил."
        ),
        "false": (
            "Согласно результату документарной проверки (запрос № {number} от {date}), полученному {day}, "
            "документ о происхождении товара не является подлинным."
        ),
        "annulled": "Документ о происхождении товара № {number} от {date} аннулирован {day}",
        "overweight": (
            "Фактический вес брутто товаров превышает вес, указанный в документе о происхождении товара "
            "№ {number} от {date}, более чем допускается."
        ),
        "restoration": "Приостановление преференциального режима в отношении этих товаров прекращено.",
        "revoked": (
            "Решение № {number} от {date} об отказе в предоставлении преференциального режима отменено {day}"
        ),
        "application": (
            "Подано обращение о восстановлении преференциального режима, условия для него выполнены."
        ),
    },
}
