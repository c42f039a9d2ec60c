"""What an importer reads when the paper original of a proof is asked on the portal (RS13.4, RS14.3)."""

from ...tools.citing import with_article


def title(proof):
    """Return the title of the task, in the language of the context of ``proof``."""
    return proof.env._("Paper original of %s", proof.number)


def warning(proof):
    """Return what follows if it is not presented, with the article; nothing without a ground."""
    ground = proof.sudo().proof_type_id.original_ground_id
    if not ground:
        return False
    return with_article(
        proof.env._("If it is not presented on demand, this is a ground for refusing the preference."),
        proof.agreement_id._cite(ground.article),
    )


def question(proof, reason):
    """Return what is asked, and for which of the agreement's reasons; nothing of what officers noted."""
    text = (
        proof.env._("Present a certificate of origin on paper for the goods of %s.", proof.display_name)
        if reason.demanded == "certificate"
        else proof.env._("Present the paper original of %s.", proof.display_name)
    )
    name = reason.with_context(lang=proof.env.lang).name
    return "\n".join((text, proof.env._("Reason: %s", name)))
