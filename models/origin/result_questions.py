"""What is wrong with the answers to a result's questions, as sentences for whoever gives them (RS15.6c)."""

GIVEN = ("yes", "no", "not_stated")


def problems_of_answers(case, answers):
    """Return what is wrong with ``answers`` (field -> answer) of the authority that is asked by ``case``."""
    asked, env = case._questions_to_authority(), case.env
    problems = [
        env._("%s Answer with yes, no or not stated.", question)
        for name, question in asked.items()
        if answers.get(name) not in GIVEN
    ]
    if not case._questions():
        problems.append(without_questions(case))
    if any(answer and name not in asked for name, answer in answers.items()):
        problems.append(env._("You answered a question that is not asked. Leave it empty."))
    return problems


def without_questions(case):
    """Return the sentence that the procedure asks nothing of a result."""
    return case.env._(
        "%s has no questions on a result. An administrator enters them on the procedure.",
        case.procedure_id.sudo().display_name,
    )
