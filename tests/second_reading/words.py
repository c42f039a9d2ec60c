"""A timeline in plain words."""


def of_act(act, procedure):
    """Return one sentence for an act."""
    who = "a supervisor" if act.supervisor else "an officer"
    why = "with a reason" if act.reason else "without a reason"
    if act.kind == "record":
        paper = f", the paper dated {act.dated}" if act.dated else ""
        return f"{who} enters: {procedure.step(act.about).words}, on {act.day}{paper} ({why})"
    if act.kind == "withdraw":
        return f"{who} withdraws '{procedure.step(act.about).words}' ({why})"
    if act.kind == "more time":
        what = procedure.limit(act.about).words
        length = f", by {act.length}" if act.length else ""
        return f"{who} enters that more time was asked for on {act.day}{length}: {what} ({why})"
    if act.kind == "propose":
        return f"{who} plans: {act.about}, for {act.day}"
    if act.kind == "undo":
        return f"{who} undoes the time that was given: {procedure.limit(act.about).words} ({why})"
    answers = ", ".join(f"{question}: {answer or 'not said'}" for question, answer in act.answers)
    return f"{who} enters what the result says: {answers}"


def of_timeline(timeline, until=None, entered=()):
    """Return the lines of a timeline up to the moment number ``until``.

    :param entered: (number of the moment, act, what came of it) as far as that is known
    """
    world = timeline.world
    where = f"here is {world.zone}, there {world.zone_there}"
    lines = [f"Timeline {timeline.name}: {timeline.procedure.words}; {where}."]
    outcomes = {(number, id(act)): outcome for number, act, outcome in entered}
    for number, acts in enumerate(timeline.acts[: None if until is None else until + 1]):
        lines += [
            f"  {world.here[number]} here, {world.there[number]} there: {of_act(act, timeline.procedure)}"
            f"{outcomes.get((number, id(act)), '')}"
            for act in acts
        ]
    return lines


def of_limit(now):
    """Return how a time limit is, in one line."""
    if not now.start:
        return "not started"
    left = "" if now.left is None else f", {now.left} days left"
    return f"from {now.start}, last day {now.last} (first {now.first}), done {now.done}, {now.status}{left}"
