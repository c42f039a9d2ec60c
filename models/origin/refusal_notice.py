"""What follows for the preference where a visit is refused or not answered, said beforehand (RS16.6)."""

from ...tools.citing import with_article


def notice_of_refusal(visit, fact):
    """Return what follows for the preference from ``fact``, as the law's data has it (RS16.6)."""
    procedure, env = visit.procedure_id, visit.env
    row = procedure._consequence_of(fact)
    rule = procedure.rule_ids.filtered(lambda rule: rule.done_fact == "answer_received_on")[:1]
    ground = row.ground_id or rule.lapse_ground_id
    if not ground:
        return []
    binding = row.binding or ground.binding
    effect = dict(ground._fields["binding"]._description_selection(env))[binding]
    article = visit.agreement_id._cite(row.article or ground.article)
    proposed = env._("A decision is proposed to the supervisor.")
    return [f"{with_article(f'{effect}: {ground.name}.', article)} {proposed}"]
