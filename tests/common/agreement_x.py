"""An agreement X that nobody signed: its words, articles, boxes, report and letters are made up.

It is the shipped agreement with every word of its law replaced: whatever an output says in other words
was said by the software, not by the law.
"""

import json
import re

from ...models.law import law_file

# Columns whose values are words of the law, in whichever model; all others are codes and numbers.
WORDS = frozenset(
    {
        *("citation", "rules_of_origin", "authentic_language", "note", "grounds_note", "label", "question"),
        *("hint", "heading", "text", "subject", "salutation", "closing", "asked", "why_not", "wording"),
        *("wording_ru", "lapse_meaning", "words", "state_name", "languages", "hs_digits_reason", "name"),
        *("absence_reason", "reason_text", "remarks"),
    }
)
PLACE = re.compile(r"(\{\{.*?\}\}|\n|\|)")
LISTS_OF_CODES = frozenset({"column_ids"})  # their name is that of a field
OF_ONE = ("Annex 3", "Annex No", "CT-2", "СТ-2", "Serbia", "EAEU", "ЕАЭС", "Art.", "Приложени", "indent")


def data_of_x(agreement):
    """Return the data of the agreement X as its file has them."""
    data = json.loads(law_file.to_file(agreement))
    data["agreement"]["excluded_ids"] = []
    new = Words()(data["agreement"])
    new["code"] = "X"
    for number, terms in enumerate(new["proof_type_ids"], 1):
        terms["code"] = f"ZX-{number}"
    for party in new["party_ids"]:
        if party["country_id"] == "RS":
            party["country_id"] = "NZ"
    for procedure in new["procedure_ids"]:
        for rule in procedure["rule_ids"]:
            rule["code"] = f"X-{rule['code'][-8:]}".replace("RS", "Q")
    return {**data, "agreement": new}


class Words:
    """Replaces words by made-up ones, articles by clauses; places for fields stay."""

    def __init__(self):
        self.clauses, self.count = {}, 0

    def __call__(self, row, of=""):
        new = {}
        for name, value in row.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                new[name] = [self(part, name) for part in value]
            elif isinstance(value, dict):
                new[name] = {lang: self.text(name, text, of) for lang, text in value.items()}
            else:
                new[name] = self.text(name, value, of)
        return new

    def text(self, name, value, of):
        if not isinstance(value, str) or not value:
            return value
        if name.endswith("article") or of == "article_ids":
            return value if "{{" in value else self.clause(value)
        if name == "source":
            return "Made up"
        if name not in WORDS or (name == "name" and of in LISTS_OF_CODES):
            return value
        return "".join(
            part if PLACE.fullmatch(part) or not part.strip() else self.word() for part in PLACE.split(value)
        )

    def clause(self, article):
        """Return the clause that stands for an article, in whichever language it is cited."""
        return f"Clause {self.clauses.setdefault(article, len(self.clauses) + 1)}"

    def word(self):
        self.count += 1
        return f" Zeta{self.count} "
