"""Changes of the goods of a suspension as they come from outside: what they hold is checked."""

from odoo import fields
from odoo.exceptions import UserError

from ...tools.inputs import given_ids, given_text

# What a change may say of goods, by the kind of value.
TEXTS = ("hs_code", "description", "brand", "goods_model", "article_no")
FLAGS = ("no_characteristics", "person_judges")
PERSONS = ("producer_id", "exporter_id")


def goods_commands(suspension, goods):
    """Return the rows of a change as commands that hold nothing else, or name what is wrong with them."""
    commands, problems = [], []
    for command in goods if isinstance(goods, list | tuple) else [goods] if goods else []:
        try:
            commands.append(_command(suspension, *command))
        except (TypeError, ValueError) as wrong:
            problems.append(
                str(wrong) if isinstance(wrong, ValueError) else _not_a_change(suspension.env, command)
            )
    if problems:
        raise UserError("\n".join(dict.fromkeys(problems)))
    return commands


def _command(suspension, kind, row=0, values=None):
    """Return one command, checked.

    :raises ValueError: with the sentence that says what is wrong
    """
    if kind not in (0, 1, 2) or isinstance(kind, bool):
        raise ValueError(_not_a_change(suspension.env, kind))
    if kind and row not in suspension.goods_ids.ids:
        raise ValueError(
            suspension.env._("Goods %(row)s are not in %(name)s.", row=row, name=suspension.name)
        )
    if kind == fields.Command.DELETE:
        return fields.Command.delete(row)
    values = _values(suspension.env, values or {})
    return fields.Command.update(row, values) if kind else fields.Command.create(values)


def _not_a_change(env, command):
    return env._("'%s' is not a change of goods. Use 0 to add, 1 to change, 2 to remove.", command)


def _values(env, values):
    known = {*TEXTS, *FLAGS, *PERSONS}
    if not isinstance(values, dict) or values.keys() - known:
        raise ValueError(
            env._(
                "Only these fields of goods can be changed: %s.",
                ", ".join([*TEXTS, *FLAGS, *PERSONS]),
            )
        )
    clean = {name: given_text(values[name]) for name in TEXTS if name in values}
    clean |= {name: bool(values[name]) for name in FLAGS if name in values}
    for name in PERSONS:
        if name in values:
            clean[name] = _person(env, values[name]).id
    return clean


def _person(env, value):
    """Return the person with the id ``value``, or nobody."""
    persons = env["res.partner"]
    if not value:
        return persons
    person = persons.browse(given_ids([value])).exists()
    if not person:
        raise ValueError(env._("Person %s does not exist.", value))
    return person
