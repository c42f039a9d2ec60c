"""What a visit asks of the verified person, in words: consent, documents, receipt (RS16.5b, RS16.9)."""

from ...tools.citing import with_article
from ...tools.dates import long_date


def words_of_task(visit, kind):
    """Return article and warning of a task of this ``kind``, where a visit says more than any case."""
    procedure, cite = visit.procedure_id, visit.agreement_id._cite
    submitted = visit.agreement_id._provisions().get("documents")
    articles = {
        "consent": procedure._article_of("person_consent_on"),
        "documents": submitted,
        "answer": submitted,
        "receipt": procedure._article_of("report_sent_on"),
    }
    words = {"article": articles[kind]} if articles.get(kind) else {}
    if kind == "consent":
        refusal = procedure._consequence_of("person_refusal_on", "refusal_received_on", "no_answer_on")
        words["warning"] = with_article(
            _warning_of_refusal(visit, refusal),
            *(cite(row) for row in (articles[kind], refusal.article, refusal.ground_id.article)),
        )
    obstruction = procedure._consequence_of("obstruction")
    if kind == "documents" and obstruction:
        words["warning"] = with_article(
            visit.env._(
                "If the visit becomes impossible because the documents are not submitted, this is stated in "
                "the report and the preference is refused."
            )
            if obstruction.binding == "shall"
            else visit.env._(
                "If the visit becomes impossible because the documents are not submitted, this is stated in "
                "the report and the preference may be refused."
            ),
            cite(obstruction.article),
        )
    return words


def _warning_of_refusal(visit, consequence):
    """Return what a refusal means, as binding as the law's row has it; without one, that nothing follows."""
    if not consequence:
        return visit.env._("You are free to refuse.")
    if consequence.binding == "shall":
        return visit.env._(
            "You are free to refuse. If you refuse or do not reply by the last day, this is a ground "
            "for refusing the preference: the goods that the request names then lose the "
            "preferential duty."
        )
    return visit.env._(
        "You are free to refuse. If you refuse or do not reply by the last day, the preference may be "
        "refused for the goods that the request names."
    )


def problems_of_asking(window, case, due_on):
    """Return why the verified persons cannot be asked until ``due_on``, as sentences (RS16.5b).

    ``window`` is what the authority sees that was asked; ``case`` the visit, as superuser.
    """
    env, problems = window.env, []
    if case.answer_received_on:
        problems.append(
            env._("This was already answered on %s.", long_date(case.answer_received_on, env.lang))
        )
    if not due_on:
        problems.append(env._("Enter the last day for the verified person's answer."))
    elif due_on < case._today_there():
        problems.append(env._("The last day is in the past."))
    elif case._today_there() <= (window.answer_due_on or due_on) < due_on:
        # The consent is obtained within the time for the authority's own answer.
        problems.append(
            with_article(
                env._(
                    "The last day is after the last day for your own answer, %s.",
                    long_date(window.answer_due_on, env.lang),
                ),
                case.agreement_id._cite(case._reply_clock().rule_id.article),
            )
        )
    return problems


def problems_of_asking_consent(visit, task):
    """Consent is asked of a verified person, once the request was sent, and once (RS16.5b)."""
    problems = []
    if task.person_id.commercial_partner_id not in visit._verified_persons().commercial_partner_id:
        problems.append(
            visit.env._("%s is not a verified person of this visit.", task.person_id.display_name)
        )
    asked = visit.sudo().task_ids.filtered(
        lambda other: (
            other.kind == "consent"
            and other.commercial_person_id == task.commercial_person_id
            and other.state in ("asked", "accepted")
            and not other.document_id.superseded
        )
    )
    if asked - task:
        problems.append(visit.env._("%s was already asked.", task.person_id.display_name))
    fact = "person_informed_on"
    if not visit[fact]:
        problems += visit._problems_before_step(fact)
    return problems


def not_awaited(visit, task):
    """Return that a consent is not awaited any more; why it is so concerns the authorities."""
    return visit.env._("Your consent to this visit is no longer needed. Contact %s.", task.authority_name)


def note_of_asking(visit, task):
    """Return what the record of the visit says of a consent that is asked."""
    return visit.env._("Asked on the portal, with the warning: %s", task.warning)


def note_of_answer(visit, answer):
    """Return what the record of the visit says of an answer to it."""
    return visit.env._("Answered on the portal by %s", answer.answered_by_name)


def title_of_request(env, number):
    """Return the title of the task by which a person answers the request ``number``."""
    return env._("Request %s", number)


def question_of_request(env, authority, number):
    """Return what a person is asked by a request for information; its letter says the rest."""
    return env._(
        "%(authority)s asks you to answer its request %(number)s. Read the letter first.",
        authority=authority.name,
        number=number,
    )


def question_of_visit(env, authority):
    """Return what a person is asked by a request for a visit."""
    return env._(
        "%(authority)s asks for a verification visit at your premises. Do you consent?",
        authority=authority.name,
    )


def request_was_withdrawn(env):
    """Return why what was asked is withdrawn."""
    return env._("The request was withdrawn.")
