"""Who is in the team of a visit, and who bears what it costs: as the procedure has it (RS16.2, RS16.10.1)."""

from ...tools.citing import with_article


def required_sides(procedure):
    """Return the sides of which somebody must be in the team: a set of ``importing``, ``exporting``."""
    return {"importing", "exporting"} if procedure.team == "both" else {"importing"}


def missing_for_visit(visit):
    """Return, as sentences, who is missing in the team, or may not be in it, before the visit starts."""
    env, article = visit.env, visit.agreement_id._provision("team")
    required, sides = required_sides(visit.procedure_id), visit.member_ids.mapped("side")
    missing = []
    if "importing" in required.difference(sides):
        missing.append(env._("A member of the inspection team from the importing Party"))
    if "exporting" in required.difference(sides):
        missing.append(env._("A member of the inspection team from the exporting Party"))
    if visit.procedure_id.team == "importing":
        missing += [
            env._("The team has officials of the importing Party only. Remove %s", member.display_name)
            for member in visit.member_ids
            if member.side != "importing"
        ]
    return [with_article(text, article) for text in missing]


def problem_of_cost(member):
    """Return why a cost of ``member`` is not borne by the importing Party, as a sentence, or ""."""
    visit, env = member.visit_id, member.env
    if visit.procedure_id.costs != "own" or member.side == "importing":
        return ""
    return with_article(
        env._(
            "%s does not represent the importing Party, which bears only the costs of its own "
            "representatives.",
            member.display_name,
        ),
        visit.agreement_id._provision("costs"),
    )
