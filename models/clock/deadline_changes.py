"""Extensions and pauses when the start of their time is corrected: kept, or taken back with the reason."""

from datetime import date
from typing import NamedTuple

from ...tools import periods
from ...tools.dates import long_date
from .deadline_values import last_day_with


class Note(NamedTuple):
    """What became of an extension or pause of the deadline ``row``, and why."""

    row: object
    label: str
    day: date
    reason: str
    to_officer: bool = False


def check_changes_again(deadlines, cases, rows):
    """Keep the extensions and pauses of ``rows``, whose start was corrected, as far as their rule allows.

    Under another version of the rule they go with the time to the deadline of that version. An extension that
    was asked too late by the corrected start, or before it, is taken back. The case notes each.
    """
    notes = []
    by_id = {case.id: case for case in cases}
    for row in rows:
        now = row if row.start_on else _of_other_version(row, by_id[row.res_id].procedure_id)
        if now and now != row:
            notes += _carry_over(row, now)
        if now:
            notes += _take_back_what_came_too_late(now, by_id[now.res_id])
    if not notes:
        return
    deadlines._sync_cases(cases.browse({note.row.res_id for note in notes}))
    for note in notes:
        _tell(note, by_id[note.row.res_id])


def _of_other_version(row, procedure):
    """Return the deadline of the same case under the version of the rule that governs its start now.

    :param procedure: that of the case, which may be another version than that of the row
    """
    return row.search(
        [
            ("res_model", "=", row.res_model),
            ("res_id", "=", row.res_id),
            ("start_on", "!=", False),
            ("rule_id.code", "=", row.rule_id.code),
            ("rule_id.procedure_id", "=", procedure.id),
        ],
        limit=1,
    )


def _carry_over(row, now):
    """Give the changes of ``row`` to ``now``, under the terms of its version; return the notes of it."""
    env, rule, notes = row.env, now.rule_id, []
    not_allowed = env._("The version of the rule that applies to the corrected start does not allow it.")
    other_version = env._("Another version of the rule applies to the corrected start.")
    if rule.procedure_id != row.rule_id.procedure_id:
        not_allowed = env._("The version of the procedure that applies now does not allow it.")
        other_version = env._("The case was moved to another version of the procedure.")
    for extension in row.extension_ids:
        if len(now.extension_ids) < rule.extension_times:
            length = extension.length if rule.extension_open else rule.extension_length
            extension.write({"deadline_id": now.id, "length": length, "unit": rule.extension_unit})
            notes.append(Note(now, env._("Extension kept"), extension.asked_on, other_version))
        else:
            notes.append(_withdrawn(extension, now, extension.asked_on, not_allowed))
    for pause in row.pause_ids:
        if rule.pause_allowed:
            pause.deadline_id = now
            notes.append(Note(now, env._("Pause kept"), pause.first_on, other_version))
        else:
            notes.append(_withdrawn(pause, now, pause.first_on, not_allowed))
    return notes


def _take_back_what_came_too_late(row, case):
    """Take back what was asked after the last day that it had, or before the start; return notes of it."""
    env, rule, kept, notes = row.env, row.rule_id, [], []
    for extension in row.extension_ids.sorted(lambda one: (one.asked_on, one.id)):
        due_on = last_day_with(case, row, kept)
        asked_on = extension.asked_on
        if asked_on < row.start_on:
            reason = env._("It was requested before the corrected period began.")
        elif rule.extension_within and asked_on > due_on:
            reason = env._(
                "It was requested on %(asked)s, after the corrected last day %(due)s.",
                asked=long_date(asked_on, env.lang),
                due=long_date(due_on, env.lang),
            )
        else:
            kept.append(periods.Term(extension.length, extension.unit))
            continue
        notes.append(_withdrawn(extension, row, asked_on, reason))
    return notes


def _withdrawn(change, row, day, reason):
    """Take back one change of a clock; return the note of it."""
    env = row.env
    is_pause = change._name == "customs.deadline.pause"
    change._take_back()
    label = env._("Pause withdrawn") if is_pause else env._("Extension withdrawn")
    return Note(row, label, day, reason, to_officer=True)


def _tell(note, case):
    """Write what became of a change into the record of the case, and tell its officer of a withdrawal."""
    case._log_clock_change(note.row, note.label, note.day, note.reason)
    user = note.to_officer and case._responsible()
    if user:
        kind = "customs_verification.mail_activity_type_deadline"
        note.row._remind(kind, user, f"{note.label}: {note.reason}")
