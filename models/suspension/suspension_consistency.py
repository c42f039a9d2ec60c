"""What follows from the goods of suspensions, from declared goods and from both, worked out once more.

Keys, firms and marks are under no seal: nobody enters them. Who writes to the database could still loosen a
suspension by them, so the checks compare them with what they follow from (IT9).
"""

import logging
from collections import defaultdict

from odoo.tools import SQL

from ...tools import characteristics, fact_chain
from .similar_goods import pairs_of_goods

_logger = logging.getLogger(__name__)

GOODS = "customs.suspension.goods"
SUSPENSION = "customs.preference.suspension"

# Column of goods of a suspension (g) -> what it follows from: the suspension (s), its visit (v), others.
OF_GOODS = {
    "hs_prefix": "LEFT(g.hs_code, s.hs_digits)",
    "hs_digits": "s.hs_digits",
    "importing_authority_id": "v.importing_authority_id",
    "agreement_id": "(SELECT p.agreement_id FROM customs_procedure p WHERE p.id = v.procedure_id)",
    "producer_firm_id": "(SELECT p.commercial_partner_id FROM res_partner p WHERE p.id = g.producer_id)",
    "exporter_firm_id": "(SELECT p.commercial_partner_id FROM res_partner p WHERE p.id = g.exporter_id)",
}
# Column of declared goods (l) -> what it follows from: the declaration (d), the contacts.
OF_LINES = {
    "registered_on": "d.registered_on",
    "importing_authority_id": "d.importing_authority_id",
    "importer_id": "d.importer_id",
    "exporter_id": "d.exporter_id",
    "importer_firm_id": "(SELECT p.commercial_partner_id FROM res_partner p WHERE p.id = d.importer_id)",
    "exporter_firm_id": "(SELECT p.commercial_partner_id FROM res_partner p WHERE p.id = d.exporter_id)",
    "producer_firm_id": "(SELECT p.commercial_partner_id FROM res_partner p WHERE p.id = l.producer_id)",
}
TEXTS = SQL(", ").join(SQL.identifier(name) for name in characteristics.FIELDS)
KEYS = SQL(", ").join(SQL.identifier(f"{name}_key") for name in characteristics.FIELDS)
MOST_NAMED = 20


def findings(visits):
    """Return visit id -> what does not follow any more in the goods and marks of its suspensions."""
    found = defaultdict(list)
    if not visits.ids:
        return found
    marks = visits.env["customs.suspended.line"]
    marks._flush_matched()
    for visit, goods, names in _goods(visits):
        found[visit].append(
            fact_chain.Finding(
                0, fact_chain.ROW_DERIVED, entry=goods, name=GOODS, said=",".join(names), chain="contents"
            )
        )
    for visit, suspension, count in _marks(visits):
        found[visit].append(
            fact_chain.Finding(0, fact_chain.ROW_MARKS, count, suspension, name=SUSPENSION, chain="contents")
        )
    return found


def _goods(visits):
    """Yield (visit, id, names of the columns that do not follow) of goods of suspensions."""
    rows = visits.env.execute_query(
        SQL(
            """
            SELECT s.visit_id, g.id, %s, %s, %s
              FROM customs_suspension_goods g
              JOIN customs_preference_suspension s ON s.id = g.suspension_id
              JOIN customs_verification_visit v ON v.id = s.visit_id
             WHERE s.visit_id = ANY(%s) ORDER BY g.id
            """,
            _differing("g", OF_GOODS),
            TEXTS,
            KEYS,
            visits.ids,
        )
    )
    for visit, goods, differing, *texts in rows:
        names = [*differing, *_wrong_keys(texts)]
        if names:
            yield visit, goods, names


def _differing(alias, sources):
    """Return the SQL of an array: the columns that are not what they follow from."""
    columns = (
        SQL(
            "CASE WHEN NULLIF(%s::text, '') IS DISTINCT FROM NULLIF((%s)::text, '') THEN %s END",
            SQL.identifier(alias, name),
            SQL(source),
            name,
        )
        for name, source in sources.items()
    )
    return SQL("ARRAY_REMOVE(ARRAY[%s]::text[], NULL)", SQL(", ").join(columns))


def _wrong_keys(texts):
    """Return the names of the keys that are not those of the texts; ``texts`` are texts, then keys."""
    count = len(characteristics.FIELDS)
    for name, text, key in zip(characteristics.FIELDS, texts[:count], texts[count:], strict=True):
        if characteristics.key(text) != (key or ""):
            yield f"{name}_key"


def _marks(visits):
    """Return (visit, suspension, number of marks that are missing, too many or others).

    Not of a suspension that the job is about to mark once more.
    """
    suspensions = SQL(
        "SELECT id FROM customs_preference_suspension WHERE visit_id = ANY(%s) AND remark_until IS NULL",
        visits.ids,
    )
    marks = visits.env["customs.suspended.line"]
    return visits.env.execute_query(
        SQL(
            """
            SELECT s.visit_id, s.id, COUNT(*) FROM (%s) c
              JOIN customs_preference_suspension s ON s.id = c.suspension_id
             GROUP BY 1, 2 ORDER BY 2
            """,
            marks._differences(
                pairs_of_goods(SQL("g.suspension_id IN (%s)", suspensions)),
                SQL("m.suspension_id IN (%s)", suspensions),
            ),
        )
    )


def tell_of_lines(env, after, last):
    """Name in the server's log the declared goods of a range whose keys, firms or days do not follow."""
    rows = env.execute_query(
        SQL(
            """
            SELECT l.id, %(differing)s FROM customs_declaration_line l
              JOIN customs_declaration d ON d.id = l.declaration_id
             WHERE l.id > %(after)s AND l.id <= %(last)s AND CARDINALITY(%(differing)s) > 0
             ORDER BY l.id LIMIT %(most)s
            """,
            differing=_differing("l", OF_LINES),
            after=after,
            last=last,
            most=MOST_NAMED,
        )
    )
    # The same texts come over and over again: each is worked out once.
    texts = env.execute_query(
        SQL(
            """
            SELECT MIN(id), description, characteristics_key, %s, %s FROM customs_declaration_line
             WHERE id > %s AND id <= %s GROUP BY description, characteristics_key, %s, %s
            """,
            TEXTS,
            KEYS,
            after,
            last,
            TEXTS,
            KEYS,
        )
    )
    for line, description, key, *some in texts:
        names = list(_wrong_keys(some))
        named = (*some[: len(characteristics.FIELDS)], description)
        if characteristics.digest(*named) != (key or ""):
            names.append("characteristics_key")
        if names:
            rows.append((line, names))
    for line, names in rows[:MOST_NAMED]:
        _logger.error("Declared goods %s: %s do not follow from the declaration", line, ", ".join(names))
