"""A supervisor may correct what a proposal says, and then has prepared it: another one decides (RS11.1)."""

from odoo.exceptions import ValidationError

CORRECTED = frozenset({"ground_id", "person_id", "reason", "article"})


def by_hand(decisions, vals):
    """Return the ``decisions`` that ``vals`` correct, by a person and not by the fact that they follow.

    :raises AccessError: the user may not write them
    """
    names = CORRECTED.intersection(vals)
    if not names or decisions._is_behind_the_door():
        return decisions.browse()
    decisions.check_access("write")
    return decisions.filtered(lambda decision: any(_differs(decision, name, vals[name]) for name in names))


def _differs(decision, name, value):
    field = decision._fields[name]
    return field.convert_to_cache(value, decision) != field.convert_to_cache(decision[name], decision)


def check_grounds(decisions):
    """Refuse a ground of another agreement than that of the decision."""
    for decision in decisions:
        if decision.ground_id and decision.ground_id.agreement_id != decision.agreement_id:
            raise ValidationError(
                decision.env._(
                    "%(decision)s: the ground belongs to another agreement. Choose a ground of "
                    "%(agreement)s.",
                    decision=decision.name,
                    agreement=decision.agreement_id.display_name,
                )
            )
