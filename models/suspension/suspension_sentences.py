"""Sentences about a suspension: its state, how it ended, what was changed."""

from markupsafe import Markup

from ...tools.citing import with_article
from ...tools.dates import long_date


def of_state(suspension):
    """Return the state of the suspension, as the reason why something cannot be done with it."""
    sentences = {
        "draft": suspension.env._("%s is a draft and not in force.", suspension.name),
        "in_force": suspension.env._(
            "%(name)s has been in force since %(day)s.",
            name=suspension.name,
            day=long_date(suspension.started_on, suspension.env.lang),
        ),
        "ended": suspension.env._(
            "%(name)s ended on %(day)s.",
            name=suspension.name,
            day=long_date(suspension.ended_on, suspension.env.lang),
        ),
        "cancelled": suspension.env._(
            "%(name)s was cancelled on %(day)s.",
            name=suspension.name,
            day=long_date(suspension.cancelled_on, suspension.env.lang),
        ),
    }
    return sentences[suspension.state]


def of_end(suspension):
    """Return why nobody changes an end that followed from a fact."""
    kinds = dict(suspension._fields["end_kind"]._description_selection(suspension.env))
    return suspension.env._(
        "%(name)s ended automatically on %(day)s (%(kind)s). Correct the fact of %(visit)s "
        "instead of the end.",
        name=suspension.name,
        day=long_date(suspension.ended_on, suspension.env.lang),
        kind=kinds[suspension.end_kind],
        visit=suspension.visit_id.name,
    )


def of_digits(suspension):
    """Return what is to be said of the digits of the HS code that must match, or False (RS16.12c)."""
    env, procedure = suspension.env, suspension.visit_id.procedure_id
    notes = []
    if suspension.hs_digits != procedure.hs_digits and suspension.state == "in_force":
        notes.append(
            with_article(
                env._(
                    "It is in force with %(digits)s digits of the HS code. The procedure now asks for "
                    "%(now)s. A supervisor decides whether to change it.",
                    digits=suspension.hs_digits,
                    now=procedure.hs_digits,
                ),
                procedure.agreement_id._cite(procedure.suspension_article),
            )
        )
    elif suspension.hs_digits != procedure.hs_digits and suspension.state == "ended":
        notes.append(
            env._(
                "It was in force with %(digits)s digits of the HS code. The procedure now asks for %(now)s.",
                digits=suspension.hs_digits,
                now=procedure.hs_digits,
            )
        )
    elif suspension.hs_digits != procedure.hs_digits_text and procedure.hs_digits_reason:
        notes.append(
            env._(
                "The text asks for %(text)s digits of the HS code. Why the procedure asks for %(digits)s: "
                "%(reason)s",
                text=procedure.hs_digits_text,
                digits=procedure.hs_digits,
                reason=procedure.hs_digits_reason,
            )
        )
    return "\n".join(notes) or False


def of_terms(suspension):
    """Return what a change can change but for the window, as lines: the digits, then the goods."""
    digits = suspension.env._("Digits of the HS code that must match: %s", suspension.hs_digits)
    return [digits, *suspension._goods_in_words()]


def of_difference(env, before, after):
    """Return which terms are gone and which are new, as lines."""
    gone = [env._("No longer: %s", text) for text in before if text not in after]
    new = [env._("New: %s", text) for text in after if text not in before]
    return "\n".join(gone + new) or False


def of_empty_queue(env):
    title = env._("No goods to assess")
    text = env._(
        "Goods appear here if the HS code and the producer or exporter match, but the "
        "declaration or the suspension does not state the characteristics."
    )
    return Markup("<p class='o_view_nocontent_smiling_face'>{}</p><p>{}</p>").format(title, text)
