"""Fields changed to another value, one by one: is there a word of it in any history?"""

from datetime import timedelta

from psycopg2 import DatabaseError

from odoo import Command
from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS


def others(row, field):
    """Yield values that the field of ``row`` does not have; not each of them is taken."""
    former = row[field.name]
    if field.type == "boolean":
        yield not former
    elif field.type == "selection":
        yield from [key for key, _label in field._description_selection(row.env) if key != former]
    elif field.type == "date":
        yield from (former + timedelta(days=step) for step in (1, -1)) if former else ("2026-01-05",)
        yield False
    elif field.type in ("integer", "float", "monetary"):
        yield former + 1
    elif field.type in ("char", "text", "html"):
        yield "Other words"
        yield f"{former or ''}9"
    elif field.type in ("many2one", "many2many"):
        other = row.env[field.comodel_name].search([("id", "not in", former.ids)], limit=1)
        yield other.id if field.type == "many2one" else [Command.set(other.ids)]


def changed_without_a_word(row, left_out=(), from_nothing=True):
    """Yield "" for each change of a stored field that a history tells, else the name of the field.

    Each is written as the user of ``row`` would, and taken back. What is refused is not counted.

    :param from_nothing: whether a field that was empty counts, of which no former value is lost
    """
    messages = row.env["mail.message"].sudo()
    for name, field in row._fields.items():
        if not field.store or name in (*left_out, *LOG_ACCESS_COLUMNS) or not (row[name] or from_nothing):
            continue
        for value in others(row, field):
            before, said = row[name], messages.search_count([])
            with row.env.cr.savepoint() as savepoint:
                try:
                    row.write({name: value})
                    row.env.flush_all()
                except (UserError, DatabaseError):
                    savepoint.rollback()
                    row.env.invalidate_all()
                    continue
                row.env.cr.precommit.run()
                if row[name] != before:
                    yield "" if messages.search_count([]) > said else name
                savepoint.rollback()
            row.env.invalidate_all()
