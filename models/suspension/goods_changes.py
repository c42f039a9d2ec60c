"""Changes of a suspension in force as they come from outside: what they hold is checked, then written."""

from odoo import fields
from odoo.exceptions import UserError

from ...tools.inputs import given_day, given_ids, given_text
from . import suspension_conditions, suspension_sentences

# What a change may say of goods, by the kind of value.
TEXTS = ("hs_code", "description", "brand", "goods_model", "article_no")
FLAGS = ("no_characteristics", "person_judges")
PERSONS = ("producer_id", "exporter_id")


def change_in_force(suspension, reason, starts_on, goods, digits_of_procedure):
    """Change a suspension in force and write into the record what was changed; the caller has locked it.

    :raises UserError: no reason, nothing is changed, or something is missing; all of it is named
    """
    env, day = suspension.env, given_day(suspension.env, starts_on) or suspension.starts_on
    commands = goods_commands(suspension, goods)
    if not reason:
        raise UserError(env._("Enter the reason for the change."))
    former_day, former = suspension.starts_on, suspension_sentences.of_terms(suspension)
    digits = suspension.visit_id.procedure_id.hs_digits if digits_of_procedure else suspension.hs_digits
    suspension._write_guarded({"starts_on": day, "hs_digits": digits, "goods_ids": commands})
    suspension.invalidate_recordset(["goods_ids"])
    missing = suspension_conditions.missing_terms(suspension) + suspension_conditions.suspended_already(
        suspension
    )
    if missing:
        raise UserError(env._("%s cannot be changed. Missing:", suspension.name) + "\n" + "\n".join(missing))
    now = suspension_sentences.of_terms(suspension)
    if day == former_day and now == former:
        raise UserError(env._("%s was not changed. Change something first.", suspension.name))
    suspension._log(
        "suspension_changed",
        env._("Suspension changed: declarations from"),
        day,
        former_on=day != former_day and former_day,
        note=suspension_sentences.of_difference(env, former, now),
        reason=reason,
    )


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
