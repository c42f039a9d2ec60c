"""Which goods are evidence, and what of them counts in law."""

from odoo.models import LOG_ACCESS_COLUMNS

# What keeps goods as they are is a decision in force (`decisions_in_force.py`); from deletion, any mark
# or decision.
# Kept by the software after a decision, too.
# What was not known may still be given: it contradicts nothing that was decided.
DUTY = frozenset(
    {"rate_without", "rate_with", "duty_without", "duty_with", "without_is_zero", "with_is_zero"}
)
MOVING = frozenset({"preference_state", "restorable_until", "limit_value", "restoration_reminded_on"})
# Derived, but written by hand as well.
BY_HAND = frozenset({"duty_without", "duty_with"})


def differs(record, name, value):
    """Tell whether ``value`` is another one than the field ``name`` of the record holds."""
    field = record._fields.get(name)
    if not field or name in MOVING:
        return False
    if field.type in ("one2many", "many2many"):
        return bool(value)
    return field.convert_to_cache(value, record) != field.convert_to_cache(record[name], record)


def declared_fields(records):
    """Return the stored fields of a model that a person or system has declared, and that count in law."""
    return {
        name
        for name, field in records._fields.items()
        if field.store
        and field.column_type
        and name not in ("id", records._whole_field, *LOG_ACCESS_COLUMNS)
        and (name in BY_HAND or not (field.compute or field.related))
    }
