"""What stands against an extension of a deadline by the terms of its rule."""

from ...tools.dates import long_date

LONGEST = 3650  # no exceptional case is extended by more units than these


def problems_of_extending(row, asked_on, reason, length=None):
    """Return every reason, as a sentence, why ``row`` cannot be extended so.

    :param asked_on: date on which the extension was asked for, or nothing
    :param length: by how much, where the text sets no length
    """
    env, rule = row.env, row.rule_id
    if not rule.extension_times:
        return [env._("%s cannot be extended.", rule.display_name)]
    problems = []
    article = rule.extension_article or rule.article
    if not row.is_open:
        problems.append(env._("%s is not running, so it cannot be extended.", rule.display_name))
    if len(row.extension_ids) >= rule.extension_times:
        problems.append(
            env._(
                "%(rule)s was already extended %(times)s time(s), which is the limit (%(article)s).",
                rule=rule.display_name,
                times=rule.extension_times,
                article=article,
            )
        )
    if not asked_on:
        problems.append(env._("Enter the day on which the extension was requested."))
    elif asked_on > row._today():
        problems.append(env._("The day of the request for the extension is in the future."))
    elif row.start_on and asked_on < row.start_on:
        problems.append(
            env._("The extension was requested before the period began. Check the day of the request.")
        )
    elif rule.extension_within and row.due_on and asked_on > row.due_on:
        problems.append(
            env._(
                "The extension was requested on %(asked)s, after the last day %(due)s, so it is too late "
                "(%(article)s).",
                asked=long_date(asked_on, env.lang),
                due=long_date(row.due_on, env.lang),
                article=article,
            )
        )
    if (rule.extension_reason_required or rule.extension_open) and not (reason or "").strip():
        problems.append(env._("Enter the reasons for the extension (%s).", article))
    return problems + _problems_of_length(row, length, article)


def _problems_of_length(row, length, article):
    """A length is entered where the text sets none, and only there."""
    env, rule = row.env, row.rule_id
    if not rule.extension_open:
        if length and length != rule.extension_length:
            fixed = rule._in_words(rule.extension_length, rule.extension_unit)
            return [env._("The extension is by %(length)s (%(article)s).", length=fixed, article=article)]
        return []
    if isinstance(length, bool) or not isinstance(length, int) or not 0 < length <= LONGEST:
        units = dict(rule._fields["extension_unit"]._description_selection(env))
        return [
            env._(
                "Enter by how much the period is extended, as a whole number from 1 to %(most)s. Unit: "
                "%(unit)s. The text sets no length (%(article)s).",
                most=LONGEST,
                unit=units[rule.extension_unit].lower(),
                article=article,
            )
        ]
    return []
