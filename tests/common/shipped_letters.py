"""The shipped words of letters as plain data, read from their file, and values for their fields."""

import json
from datetime import date
from pathlib import Path

from ...reports.kit.letter_pdf import compose
from ...tools.letter_template import LetterColumn, LetterPart, LetterWords

FILE = Path(__file__).parents[2] / "data" / "letters_eaeu_rs.json"
DECISIONS = "customs.preference.decision"


def shipped():
    """Return {(code of the procedure or name of the model, kind, language): words}."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    places = [(row["code"], row["letter_ids"]) for row in data["procedure_ids"]]
    places += [(row["res_model"], [row]) for row in data["letter_ids"]]
    return {(place, row["kind"], row["language"]): _words(row) for place, rows in places for row in rows}


def filled(letter, values, place="VISIT", kind="request"):
    """Return the envelope ``letter`` with the shipped words and these values."""
    return compose(letter, shipped()[place, kind, letter.language], values)[0]


def _words(row):
    return LetterWords(
        row["subject"], row.get("salutation", ""), row.get("closing", ""), tuple(map(_part, row["part_ids"]))
    )


def _part(row):
    values = {name: value for name, value in row.items() if name != "column_ids"}
    return LetterPart(**values, columns=tuple(LetterColumn(**column) for column in row.get("column_ids", ())))


# As the law's data has them, by what they are about.
ARTICLES = {
    "article_procedure": "Annex 3, Art. 16(3)",
    "article_importing_authority_id": "Annex 3, Art. 16(4)(1)",
    "article_verified_person_id": "Annex 3, Art. 16(4)(2)",
    "article_has_goods_and_doubts": "Annex 3, Art. 16(4)(3)",
    "article_preliminary_body_ids": "Annex 3, Art. 16(4)(4)",
    "article_other_reasons_stated": "Annex 3, Art. 16(4)(5)",
    "article_period": "Annex 3, Art. 16(5)",
    "article_lapse": "Annex 3, Art. 11(1)(8)",
}
VISIT_VALUES = {
    "agreement": "Free Trade Agreement of 25 October 2019",
    "sender": "State Revenue Committee (Мемлекеттік кірістер комитеті)\n8 Zhenis Avenue, Astana",
    "persons": (
        {
            "name": "Čačak Metal (Чачак метал)",
            "role": "Producer",
            "registration_number": "MB 20123456",
            "address": "Kneza Miloša 14",
        },
    ),
    "goods": (
        {
            "no": 1,
            "hs_code": "7308900001",
            "description": "Steel element",
            "proof": "RS 26 000001\n3 February 2026",
        },
    ),
    "doubts": "The weight exceeds the capacity.",
    "bodies": ({"name": "Customs Inspectorate", "party": "Serbia", "function": "books of account"},),
    "other_reasons": "Repeated mismatches.",
    "preceding_number": "OUT/2026/12",
    "preceding_date": date(2026, 1, 9),
    "preceding_received_on": date(2026, 5, 2),
    "preceding_sent_on": None,
    "preceding_reasons": "The reply names no supplier",
    "studies_documents": True,
    "inspects_premises": True,
    "has_planned_dates": True,
    "planned_from": date(2026, 9, 14),
    "planned_to": date(2026, 9, 18),
    "period": "60 days",
    **ARTICLES,
}
REMINDER_VALUES = {
    "agreement": "Free Trade Agreement",
    "request_number": "04-2/118",
    "request_date": date(2026, 6, 1),
    "sent_on": date(2026, 6, 1),
    "reply_due": date(2026, 7, 31),
    "is_running": True,
    "reply_until": date(2026, 8, 15),
    "period": "60 days",
    **ARTICLES,
}
DOCUMENTARY_VALUES = {
    "agreement": "Free Trade Agreement",
    "proofs": (
        {
            "no": 1,
            "proof": "RS 26 000001\n3 February 2026",
            "issued_by": "Chamber of Commerce",
            "exporter": "Čačak Metal",
            "importer": "Importer LLP",
            "invoices": "INV-1",
        },
    ),
    "reasons": "The stamp differs.",
    "asked": ("Cost calculation",),
    "is_enclosed": True,
    "period": "6 months",
    "extension": "2 months",
    **ARTICLES,
    "article_procedure": "Annex 3, Art. 15(5)",
}
DECISION_VALUES = {
    "agreement": "Agreement",
    "number": "PD/1",
    "date": date(2026, 6, 1),
    "authority": "State Revenue Committee",
    "has_matter": True,
    "case": "VV/1",
    "ground": "Ground",
    "goods": (
        {
            "no": 1,
            "declaration": "50700/1\n1",
            "hs_code": "0406905000",
            "description": "White cheese",
            "value": "100.00 EUR",
            "duty": "10.00 EUR",
        },
    ),
    "total": "10.00 EUR",
    "reasons": "Reasons",
    "rights": "Rights",
}
