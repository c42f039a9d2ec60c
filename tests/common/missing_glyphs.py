"""Plain data of a print-out with a text planted into each place, for letters that no font has."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace

from ...reports.decision.decision_letter_pdf import DecisionFacts, DecisionGoods


def decision_facts(text="White cheese"):
    """Return what a decision says, with ``text`` in the goods."""
    goods = DecisionGoods("50700/1", 1, "0406905000", text, 100, 10, "EUR")
    return DecisionFacts(
        "refusal", "Agreement", (goods,), ground="Ground", reasons="Reasons", rights="Rights"
    )


# Choices and keys, not texts that somebody wrote.
KEYS = {"language", "party", "follows", "words", "aligns"}


def planted(data, text, path=()):
    """Yield (path, the data with ``text`` appended to one of its texts), for each of them."""
    if isinstance(data, str):
        yield path, data + text
    elif is_dataclass(data):
        for field in fields(data):
            if field.name not in KEYS:
                for where, value in planted(getattr(data, field.name), text, (*path, field.name)):
                    yield where, replace(data, **{field.name: value})
    elif isinstance(data, Mapping):
        return
    elif isinstance(data, tuple):
        for index, item in enumerate(data):
            for where, value in planted(item, text, (*path, index + 1)):
                yield where, (*data[:index], value, *data[index + 1 :])
