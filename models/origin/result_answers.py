"""What a result says: entered with it, and corrected by a supervisor with a reason (RS15.6c, RS15.8)."""

from odoo.exceptions import UserError

ANSWERED = ("authentic", "originating", "rules_met", "result_note")


def refuse_entry(cases, values):
    """Refuse answers to a result that is not recorded, and any change of what was entered.

    :param values: what is written on each of ``cases``
    :raises UserError: a result is not recorded yet, or says something already
    """
    env = cases.env
    names = [name for name in ANSWERED if name in values]
    for case in cases if names else ():
        changed = [name for name in names if (case[name] or False) != (values[name] or False)]
        if changed and not case.result_received_on:
            raise UserError(
                env._(
                    "%(case)s: record the result first. What it says (%(fields)s) is entered afterwards.",
                    case=case.display_name,
                    fields=", ".join(map(case._fact_label, changed)),
                )
            )
        entered = [name for name in changed if case[name]]
        if entered:
            raise UserError(
                env._(
                    "%(case)s: what the result says is recorded (%(fields)s). A supervisor corrects it with "
                    "the button 'Correct Result', with a reason.",
                    case=case.display_name,
                    fields=", ".join(map(case._fact_label, entered)),
                )
            )


def enter(case, values):
    """Enter what the result says that is about to be recorded in the same act.

    :param values: field -> answer, of `ANSWERED`
    :raises UserError: everything that stands against it, all at once
    """
    known, problems = _given(case, values)
    if case.result_received_on:
        problems.append(case.env._("%s: the result is recorded already.", case.display_name))
    if problems:
        raise UserError("\n".join(problems))
    # Before the fact: what follows from the result is worked out once, from all that it says.
    case._write_guarded(known)


def correct(case, values, reason):
    """Correct what the result of ``case`` says; the record keeps what it said, and why it was changed.

    :param values: field -> answer, of `ANSWERED`
    :raises AccessError: the user may not change the case, or is no supervisor
    :raises UserError: everything that stands against it, all at once
    """
    case._check_may_approve()
    case._lock()
    problems = _problems(case, reason)
    known, wrong = _given(case, values)
    problems += wrong
    changed = {name: value for name, value in known.items() if (case[name] or False) != value}
    if not problems and not changed:
        problems.append(case.env._("Nothing is changed. Enter what the result says."))
    if problems:
        raise UserError("\n".join(problems))
    rows = [
        (case._fact_label(name), _said(case, name, case[name]), _said(case, name, changed[name]))
        for name in changed
    ]
    _log(case, rows, reason)
    case._write_guarded(changed)


def correct_supplied(item, supplied, reason):
    """Correct whether something requested was supplied; the record keeps what stood there, and why.

    :raises AccessError: the user may not change the case, or is no supervisor
    :raises UserError: everything that stands against it, all at once
    """
    item.check_access("write")
    case = item.request_id
    case._check_may_approve()
    case._lock()
    problems = _problems(case, reason)
    answers = dict(item._fields["supplied"]._description_selection(item.env))
    if supplied not in answers:
        problems.append(item.env._("Choose whether it was supplied."))
    elif supplied == item.supplied:
        problems.append(item.env._("Nothing is changed. Enter what the result says."))
    if problems:
        raise UserError("\n".join(problems))
    none = item.env._("none")
    _log(case, [(item.name.strip(), answers.get(item.supplied, none), answers[supplied])], reason)
    item._write_guarded({"supplied": supplied})


def leave(case):
    """Take back what a result said that was withdrawn; the record keeps it."""
    entered = {name: case[name] for name in ANSWERED if case[name]}
    items = case.item_ids.filtered("supplied")
    if not entered and not items:
        return
    none = case.env._("none")
    answers = dict(items._fields["supplied"]._description_selection(case.env))
    rows = [(case._fact_label(name), _said(case, name, value), none) for name, value in entered.items()]
    rows += [(item.name.strip(), answers[item.supplied], none) for item in items]
    _log(case, rows, None)
    case._write_guarded(dict.fromkeys(entered, False))
    items._write_guarded({"supplied": False})


def _given(case, values):
    """Return the answers among ``values``, and what is wrong with them as sentences."""
    if not isinstance(values, dict):
        return {}, [case.env._("Send the answers as names with their values.")]
    problems = []
    unknown = sorted(str(name) for name in values if name not in ANSWERED)
    if unknown:
        problems.append(case.env._("These are no answers of a result: %s.", ", ".join(unknown)))
    known = {name: values[name] or False for name in ANSWERED if name in values}
    for name, value in known.items():
        if value and not (isinstance(value, str) and value in _texts(case, name, value)):
            problems.append(case.env._("%s: choose one of the answers.", case._fact_label(name)))
    return known, problems


def _problems(case, reason):
    problems = []
    if not (isinstance(reason, str) and reason.strip()):
        problems.append(case.env._("Enter the reason for the correction."))
    if not case.result_received_on:
        problems.append(case.env._("%s: the result is not recorded.", case.display_name))
    return problems


def _texts(case, name, value):
    """Return what may stand in the field ``name``: its answers, or any text."""
    field = case._fields[name]
    return dict(field._description_selection(case.env)) if field.type == "selection" else {value: value}


def _said(case, name, value):
    return _texts(case, name, value).get(value, value) if value else case.env._("none")


def _log(case, rows, reason):
    label = case.env._("Result corrected") if reason else case.env._("Answers of the withdrawn result")
    note = "\n".join(f"{title}: {former} → {now}" for title, former, now in rows)
    case._log_act("result_corrected", label, case._today(), note=note, reason=reason)
