"""What periods hold back: a step until its time has come, a refusal until the person had time to answer."""

from odoo import fields

from ...tools.dates import long_date


def too_early(case, name, step, day):
    """Return, as sentences, why ``name`` cannot be recorded for ``day`` yet.

    Where the law gives somebody so many days, a step that waits for them is not possible before; that a step
    did not come is a fact after its last day.
    """
    env, rows = case.env, case.sudo().deadline_ids.filtered("due_on")
    first_days = [(day_of_step, row.article) for row in rows if (day_of_step := _first_day(row, name))]
    first_days += [
        (fields.Date.add(row.due_on, days=1), row.article)
        for row in rows
        if step.lapse_of and row.rule_id.done_fact == step.lapse_of and not row.gives_way
    ]
    problems = [
        env._(
            "%(fact)s: the date cannot be before %(first)s (%(article)s).",
            fact=case._fact_label(name),
            first=long_date(first_day, env.lang),
            article=case.agreement_id._cite(article),
        )
        for first_day, article in first_days
        if day < first_day
    ]
    return problems + [
        env._(
            "%(fact)s: the last day, %(due)s, has not ended yet in the time zone of %(authority)s.",
            fact=case._fact_label(name),
            due=long_date(row.due_on, env.lang),
            authority=row.day_authority_id.name,
        )
        for row in rows
        if step.lapse_of
        and row.rule_id.done_fact == step.lapse_of
        and not row.gives_way
        and row._today() <= row.due_on < day
    ]


def _first_day(row, name):
    """Return the first day on which ``name`` is possible where ``row`` holds it back, or None."""
    fact, on_last_day = row.rule_id._held_step()
    if fact != name or row.rule_id.bound != "at_least":
        return None
    return row.due_on if on_last_day else fields.Date.add(row.due_on, days=1)


def absence_problems(case, name):
    """Return, as sentences, why it cannot be said yet that a step did not come: its time never started."""
    awaited = case._steps()[name].lapse_of
    if not awaited:
        return []
    rows = case.sudo().deadline_ids.filtered(lambda row: row.rule_id.done_fact == awaited and row.due_on)
    if rows:
        return []
    env, rules = case.env, _rules(case).filtered(lambda rule: rule.done_fact == awaited and rule.length)
    if not rules:
        return [
            env._(
                "%s: no deadline rule of the procedure counts the time for it, so it cannot be said that it "
                "has passed",
                case._fact_label(name),
            )
        ]
    return [
        env._(
            "%(step)s: the period has not started (%(article)s). Record '%(fact)s' first",
            step=rule.name,
            article=case.agreement_id._cite(rule.article),
            fact=_missing_start(case, rule),
        )
        for rule in rules
    ]


def refusal_problems(case):
    """Return, as sentences, which periods hold back a refusal of the preference in ``case`` today."""
    env, problems = case.env, []
    rows = {row.rule_id: row for row in case.sudo().deadline_ids if row.due_on}
    for rule in case.sudo()._clock_rules(rows).filtered("holds_refusal"):
        row, article = rows.get(rule), case.agreement_id._cite(rule.article)
        if row and row._today() <= row.due_on:
            problems.append(
                env._(
                    "A refusal cannot be decided before %(day)s: %(step)s (%(article)s).",
                    day=long_date(fields.Date.add(row.due_on, days=1), env.lang),
                    step=rule.name,
                    article=article,
                )
            )
        elif not row and rule.holds_refusal == "always":
            problems.append(
                env._(
                    "A refusal cannot be decided yet: %(step)s has not started (%(article)s). Record "
                    "'%(fact)s' first.",
                    step=rule.name,
                    article=article,
                    fact=_missing_start(case, rule),
                )
            )
    return problems


def _rules(case):
    """Return the rules of the case: those whose clock has started, else the version in force."""
    return case.sudo()._clock_rules(case.sudo().deadline_ids._started())


def _missing_start(case, rule):
    """Return the name of the fact that is not recorded and without which the period does not start."""
    missing = [fact for fact in (rule.start_fact, rule.only_with_fact) if fact and not case[fact]]
    return case._fact_label((missing or [rule.start_fact])[0])
