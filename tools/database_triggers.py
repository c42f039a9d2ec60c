"""What lets PostgreSQL write or show something else than was said: triggers, rules, policies. No ORM.

The software makes none of them. The catalogue is asked for all of them in one query, whose cost grows with
the number of tables, never with that of rows.
"""

from collections.abc import Collection
from typing import NamedTuple

# Odoo's own tables that inherit from another one.
OF_ODOO = frozenset(
    ("ir_actions", name)
    for name in ("ir_act_window", "ir_act_report_xml", "ir_act_url", "ir_act_server", "ir_act_client")
)
# Tables that every act writes, or that say who may do what.
PREFIXES = ("ir_", "mail_", "res_", "bus_")
EVENT = "event trigger"
QUERY = """
    SELECT 'trigger', c.relnamespace::regnamespace::text, c.relname, t.tgname
      FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'rule', c.relnamespace::regnamespace::text, c.relname, r.rulename
      FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
     WHERE (r.rulename <> '_RETURN' OR c.relname = ANY(%(tables)s))
       AND c.relnamespace <> 'pg_catalog'::regnamespace
    UNION ALL
    SELECT 'policy', c.relnamespace::regnamespace::text, c.relname, p.polname
      FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
    UNION ALL
    SELECT 'row level security', c.relnamespace::regnamespace::text, c.relname, ''
      FROM pg_catalog.pg_class c WHERE c.relrowsecurity OR c.relforcerowsecurity
    UNION ALL
    SELECT 'inheriting table', c.relnamespace::regnamespace::text, c.relname, k.relname
      FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
      JOIN pg_catalog.pg_class k ON k.oid = i.inhrelid
     WHERE c.relkind IN ('r', 'p')
    UNION ALL
    SELECT 'event trigger', '', '', e.evtname FROM pg_catalog.pg_event_trigger e
     WHERE e.evtenabled <> 'D'
     ORDER BY 1, 2, 3, 4
"""


class Foreign(NamedTuple):
    """Something that may act on a table: its kind, schema and name of the table, its own name."""

    kind: str
    schema: str
    table: str
    name: str

    @property
    def words(self) -> str:
        """Which it is, as a database administrator calls it."""
        if self.kind == EVENT:
            return f"{self.kind} {self.name}"
        table = self.table if self.schema == "public" else f"{self.schema}.{self.table}"
        return f"{self.kind} {self.name} on {table}" if self.name else f"{self.kind} on {table}"

    def is_on(self, tables: Collection[str]) -> bool:
        """Tell whether it may change what acts write or read: on one of ``tables``, or on Odoo's own."""
        return self.kind == EVENT or self.table in tables or self.table.startswith(PREFIXES)


def found(cr, tables: Collection[str]) -> list[Foreign]:
    """Return all of them that stand in the database, in order.

    :param tables: those that the software writes, none of which may be a view
    """
    cr.execute(QUERY, {"tables": list(tables)})
    rows = (Foreign(*row) for row in cr.fetchall())
    return [one for one in rows if (one.table, one.name) not in OF_ODOO or one.kind != "inheriting table"]
