"""Periods of a case that hold back its refusals: who was asked has had the time that the law gives."""

from ..case.held_back import refusal_problems


def held_back(decision):
    """Return, as sentences, until when the refusal ``decision`` cannot be decided, with the articles."""
    case = decision.sudo()._case() if decision.kind == "refusal" else None
    return [f"{decision.name}: {problem}" for problem in refusal_problems(case)] if case else []
