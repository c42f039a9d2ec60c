"""The answers to what the law asks before a decision, as the record of the case names them."""


def answers_in_words(decision):
    """Return the answers that were given, and why conditions that are not known are met, as sentences."""
    words = []
    for name in ("slips_answer", "falsified"):
        if decision[name]:
            field = decision._fields[name]
            answers = dict(field._description_selection(decision.env))
            words.append(f"{field._description_string(decision.env)} {answers[decision[name]]}")
    if decision.conditions_note:
        title = decision._fields["conditions_note"]._description_string(decision.env)
        words += [decision.conditions_unknown, f"{title}: {decision.conditions_note}"]
    return words
