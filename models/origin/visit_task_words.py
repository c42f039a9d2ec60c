"""What a visit asks of the verified person, in words: consent, documents, receipt (RS16.5b, RS16.9)."""

ARTICLE = "Annex 3, Art. 16"


def words_of_task(visit, kind):
    """Return article and warning of a task of this ``kind``, where a visit says more than any case."""
    words = {}
    ground, cite = visit.procedure_id._ground_of("refusal_received_on"), visit.agreement_id._cite
    if kind == "consent":
        return words | {
            "article": f"{ARTICLE}(5)",
            "warning": visit.env._(
                "You are free to refuse. If you refuse or do not reply by the last day, this is a ground "
                "for refusing the preference: the goods that the request names then lose the "
                "preferential duty (%(reply)s; %(refusal)s; %(ground)s).",
                reply=cite(f"{ARTICLE}(5)"),
                refusal=cite(f"{ARTICLE}(6)"),
                ground=cite(ground.article),
            ),
        }
    articles = {"documents": f"{ARTICLE}(9)", "answer": f"{ARTICLE}(9)", "receipt": f"{ARTICLE}(11)"}
    if kind == "documents":
        words["warning"] = visit.env._(
            "If the documents are not submitted, this is stated in the report and the preference may "
            "be refused (%s).",
            cite(f"{ARTICLE}(8)"),
        )
    return words | ({"article": articles[kind]} if kind in articles else {})


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
        )
    )
    if asked - task:
        problems.append(visit.env._("%s was already asked.", task.person_id.display_name))
    if not visit.person_informed_on:
        problems += visit._fact_problems({"person_informed_on": visit._today()}, None)
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
