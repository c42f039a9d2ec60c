"""What a mail says of a task."""

from .answer_check import WAITING


def mail_rows(task):
    """Return what a mail says of the task: (label, value), in the language of the context.

    What is asked in detail, why an answer is sent back and which files: on the portal alone. Anybody on
    the way can read a mail, and such words tell what a person or an authority gave in confidence (RSM26).
    """
    kinds = dict(task._fields["kind"]._description_selection(task.env))
    rows = [
        (task.env._("What is requested"), f"{kinds[task.kind]}: {task.name}"),
        (task.env._("Sent by"), task.authority_name),
        (task.env._("Article"), ", ".join(filter(None, (task.article_cited, task.citation)))),
        (task.env._("Reference"), task.case_name),
    ]
    if task.state in WAITING:
        last_day = task._day_in_words(task.due_on) if task.due_on else task.env._("No last day is set")
        rows += [
            (task.env._("Last day"), last_day),
            (
                task.env._("What happens if you do not answer"),
                task.warning or task.env._("The authority may decide without your answer."),
            ),
        ]
    rows.append((task.env._("How to reach us"), task._asking_authority()._mail_reach()))
    return [(label, value) for label, value in rows if value]
