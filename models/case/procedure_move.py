"""An open case goes over to another version of its procedure: by a supervisor's hand, with a reason."""

from odoo.exceptions import UserError

from ...tools.dates import long_date
from ..law.procedure_versions import versions_of


def move(cases, version, reason):
    """Move the open ``cases`` to ``version``, with their clocks; each says so in its record.

    What is settled stays under the version by which it was counted. Extensions and pauses go with their clock
    where the version allows them. The steps that are recorded must be steps of the version, and must not come
    too early under it. The record keeps each last day that moved, as it was and as it is.

    :raises AccessError: the user may not change a case, or is no supervisor
    :raises UserError: all that stands against it, at once; nothing is moved then
    """
    cases.check_access("write")
    for case in cases:
        case._require_supervisor()
    problems = _problems(cases, version.sudo(), reason)
    if problems:
        raise UserError("\n".join(problems))
    cases._lock()
    former = {case: case.procedure_id.sudo() for case in cases}
    before = {case: _last_days(case) for case in cases}
    cases._write_guarded({"procedure_id": version.id})
    cases.invalidate_recordset(["deadline_ids"])
    cases._refuse_contradiction()
    for case in cases:
        label = cases.env._(
            "Moved from %(former)s to %(version)s",
            former=f"{former[case].name} ({former[case].code})",
            version=f"{version.sudo().name} ({version.sudo().code})",
        )
        note = "\n".join(_moved_days(case, before[case])) or None
        case._log_act("procedure_moved", label, case._today(), note=note, reason=reason)
    cases._after_facts({})


def _last_days(case):
    """Return code of the rule -> (its name, last day) of the clocks of ``case`` that have started."""
    rows = case.sudo().deadline_ids.filtered(lambda row: row.start_on and row.due_on)
    return {row.rule_id.code: (row.rule_id.display_name, row.due_on) for row in rows}


def _moved_days(case, before):
    """Return, as sentences, which last days are others than ``before``: they are nowhere else any more."""
    env, now = case.env, _last_days(case)
    none = env._("none")
    found = []
    for code in dict.fromkeys([*before, *now]):
        (name, _day) = now.get(code) or before[code]
        days = [side[code][1] if code in side else False for side in (before, now)]
        if days[0] != days[1]:
            words = [long_date(day, env.lang, empty=none) for day in days]
            found.append(
                env._(
                    "%(step)s: last day %(before)s, now %(after)s.",
                    step=name,
                    before=words[0],
                    after=words[1],
                )
            )
    return found


def _problems(cases, version, reason):
    env, problems = cases.env, []
    if not (reason or "").strip():
        problems.append(env._("Enter the reason for the move."))
    if version.is_draft:
        problems.append(env._("%s is a draft. Put it in force first.", version.display_name))
    facts = set(version.step_ids.mapped("fact"))
    for procedure, group in cases.grouped("procedure_id").items():
        if version == procedure.sudo() or version not in versions_of(procedure.sudo()):
            problems.append(
                env._(
                    "%(cases)s: %(version)s is not another version of the procedure.",
                    cases=", ".join(group.mapped("display_name")),
                    version=version.display_name,
                )
            )
    for case in cases:
        if case.closed_on:
            problems.append(env._("%s is closed, and stays as it is.", case.display_name))
        problems += case._problems_of_move(version)
        lost = [step.label for name, step in case._steps().items() if case[name] and name not in facts]
        if lost:
            problems.append(
                env._(
                    "%(case)s: the version has no step for what is recorded: %(steps)s.",
                    case=case.display_name,
                    steps=", ".join(lost),
                )
            )
    return problems
