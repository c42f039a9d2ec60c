"""What of a task may be changed, and until when: what a person was asked stays as it was asked (RS16.5b)."""

from ...tools.dates import long_date
from .answer_check import WAITING

# What the task asks, and about what: it stays once it was asked.
QUESTION = frozenset(
    {"name", "kind", "person_id", "article", "question", "warning", "res_model", "res_id", "document_id"}
)
ANSWERS_BY_LETTER = frozenset({"answer", "answer_attachment_ids"})


def problems_of_change(task, values, typed):
    """Return why ``values`` cannot be written to ``task``, as sentences.

    :param typed: somebody writes them, no act of the task
    """
    env, problems = task.env, []
    if task.asked_on and QUESTION & values.keys():
        problems.append(env._("A task cannot be changed once it was asked. Create a new task instead."))
    if typed and ANSWERS_BY_LETTER & values.keys() and task.state not in ("draft", *WAITING):
        problems.append(env._("An answer cannot be changed. Send it back with a reason to get a new answer."))
    if typed and task.asked_on and "due_on" in values:
        day = task._fields["due_on"].convert_to_cache(values["due_on"], task)
        if day != task.due_on:
            problems += problems_of_last_day(task, day)
    return problems


def problems_of_last_day(task, day):
    """Return why ``day`` cannot be the new last day of a ``task`` that was asked: a person has its time."""
    env = task.env
    if not day or day < task._today():
        return [env._("%s: the last day is in the past.", task.name)]
    if task.due_on and day < task.due_on:
        return [
            env._(
                "%(task)s: the last day is %(day)s. It can be later, not earlier.",
                task=task.name,
                day=long_date(task.due_on, env.lang),
            )
        ]
    return []


def problems_of_case(task):
    """Return why the ``task`` cannot be one of its case, or about its document, as sentences."""
    if not task._case():
        return [task.env._("%s is not a case. A task must belong to a case.", task.res_model)]
    document = task.document_id.sudo()
    if document and (document.res_model, document.res_id) != (task.res_model, task.res_id):
        return [task.env._("%s: choose a document of the same case.", task.name)]
    return []
