"""A refusal or restoration is proposed, or the proposal follows a corrected fact."""

# By these a proposal is another one.
FOLLOWED = ("ground_id", "fact_on", "scope", "answer_sent_on")


def propose(decisions, source, trigger, values, person):
    """Propose once for each ``trigger`` of ``source``; what is proposed already follows a corrected fact.

    What was decided or dismissed stays as it is; what was withdrawn with its fact is proposed again.

    :return: the decision, or nothing where no ground is named
    """
    known = decisions.search(
        [("res_model", "=", source._name), ("res_id", "=", source.id), ("trigger", "=", trigger)], limit=1
    )
    founded = values["ground_id"] or values.get("kind") == "restoration"
    if not founded or (known and known.state not in ("void", "proposed")):
        return known
    if known.state == "proposed":
        _correct(known, source, values)
        return known
    values = values | {
        "officer_id": source.officer_id.id if "officer_id" in source._fields else False,
        "person_id": person.id if person else False,
        "proposed_on": source._today(),
    }
    if known:  # the fact was withdrawn and recorded again
        known._write_guarded(values | {"void_on": False})
        decision = known
    else:
        decision = decisions._create_proposed(source, values | {"trigger": trigger})
    decision._refresh_goods()
    source._message_log(body=f"{decision.name}: {decision._subject()}. {decision.reason}")
    decision._ask_for_decision(decision._supervisor_at_work())
    return decision


def _correct(decision, source, values):
    """Let a proposal follow its fact: another day, ground, goods."""
    stands = {name: decision[name] for name in FOLLOWED} | {"ground_id": decision.ground_id.id}
    if all(values[name] == stands[name] for name in FOLLOWED if name in values):
        return
    decision._write_guarded(values)
    decision._refresh_goods()
    text = decision.env._("Corrected: %s", decision.reason)
    decision._message_log(body=text)
    source._message_log(body=f"{decision.name}: {text}")
