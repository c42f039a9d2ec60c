"""The columns of deadlines that follow from facts and law, and the statement that writes them."""

from collections import defaultdict

from psycopg2.extras import Json

from odoo.tools import SQL

# The columns that `_sync_cases` writes; the daily job and its marks are not among them.
SYNCED = (
    "res_model",
    "res_id",
    "rule_id",
    "case_name",
    "agreement_id",
    "procedure_id",
    "importing_authority_id",
    "exporting_authority_id",
    "day_authority_id",
    "officer_id",
    "owed_by",
    "start_on",
    "first_due_on",
    "due_on",
    "warn_on",
    "done_on",
    "ended_on",
    "paused_on",
    "is_open",
    "gives_way",
    "terms",
)
# What tells a row from others: a row that is there keeps it.
KEY = ("res_model", "res_id", "rule_id")


def upsert(deadlines, rows, changes):
    """Write deadline ``rows`` (dicts of all columns) in one statement, whatever their number.

    :param changes: id of a row that is there -> names of what becomes another one
    """
    deadlines.flush_model()
    updated = [name for name in SYNCED if name not in KEY]
    cr, uid = deadlines.env.cr, deadlines.env.uid
    stamp = (uid, cr.now(), uid, cr.now())
    values = [tuple(_column(name, row[name]) for name in SYNCED) for row in rows]
    cr.execute(
        SQL(
            """
            INSERT INTO customs_deadline (%s, create_uid, create_date, write_uid, write_date)
            VALUES %s
            ON CONFLICT (res_model, res_id, rule_id) DO UPDATE
            SET %s, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
            RETURNING id, xmax = 0
            """,
            SQL(", ").join(SQL.identifier(name) for name in SYNCED),
            SQL(", ").join(SQL("%s", value + stamp) for value in values),
            SQL(", ").join(
                SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in updated
            ),
        )
    )
    alike = defaultdict(list)
    for row_id, is_new in cr.fetchall():
        alike[None if is_new else changes.get(row_id, frozenset(updated))].append(row_id)
    for names, ids in alike.items():
        deadlines.browse(ids)._after_sql(names)
    deadlines.invalidate_model()


def _column(name, value):
    if name == "terms" and value:
        return Json(value)
    return value if value is not False or name in ("is_open", "gives_way") else None
