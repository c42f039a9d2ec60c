"""What is said beside a deadline: which of several limits governs; that the text leaves its start open."""

from ...tools.dates import long_date


def step_of(row):
    """Return what the limits of one step have in common: case, procedure and word of the caps."""
    return row.res_model, row.res_id, row.rule_id.procedure_id, row.rule_id.cap


def governing_rows(rows):
    """Return `step_of` -> the deadline that governs there instead of one of ``rows``, in one query."""
    waiting = rows.filtered("gives_way")
    if not waiting:
        return {}
    found = rows.search(
        [
            ("res_model", "in", list(set(waiting.mapped("res_model")))),
            ("res_id", "in", waiting.mapped("res_id")),
            ("rule_id.cap", "in", list(set(waiting.rule_id.mapped("cap")))),
            ("gives_way", "=", False),
            ("due_on", "!=", False),
        ]
    )
    return {step_of(row): row for row in found}


def note(row, first=None):
    """Return the sentences for a deadline, or an empty text.

    :param first: the deadline that governs instead of it, or none
    """
    if not row.start_on:
        return ""
    return " ".join(filter(None, (words_of_law(row), governing(row, first), unclear_start(row.rule_id))))


def words_of_law(row):
    """Return the words of a rule that has no length, or an empty text."""
    return (row.rule_id.words or "") if not row.rule_id.length else ""


def governing(row, first):
    """Return the sentence that another limit governs instead of ``row``, or an empty text."""
    if not row.gives_way or not first:
        return ""
    return row.env._(
        "Another limit governs: %(step)s, last day %(day)s (%(article)s).",
        step=first.rule_id.name,
        day=long_date(first.due_on, row.env.lang),
        article=first.rule_id.procedure_id.agreement_id._cite(first.rule_id.article),
    )


def unclear_start(rule):
    """Return the sentence that the text does not say from when a period counts, with what was chosen."""
    if not rule.reading_ids:
        return ""
    chosen = rule.reading_ids.filtered(lambda step: step.fact == rule.start_fact)
    return rule.env._(
        "Start unclear: the text does not say from which day it counts. Your authority counts from "
        "'%(chosen)s'. Possible, too: %(others)s.",
        chosen=", ".join(chosen.mapped("name")),
        others=", ".join((rule.reading_ids - chosen).mapped("name")),
    )
