"""Staged lines are compared with the register: what is new, what says something else, what must stay."""

from odoo.tools import SQL

from ..decision.decisions_in_force import GOODS_IN_FORCE
from .intake_report import BAD, CHANGED, NEW, UNCHANGED
from .intake_rows import COMPARED

# The first of the decisions in force over the goods `l`.
DECISION = SQL("SELECT min(d.name) FROM %s WHERE dl.line_id = l.id", GOODS_IN_FORCE)
HEAD_SAYS = (
    *("registered_on", "importer_id", "exporter_id"),
    *("consignment_country_id", "consignor_id", "consignee_id"),
)


def columns(table, names):
    """Return SQL for columns of a table, side by side."""
    return SQL(", ").join(SQL.identifier(table, name) for name in names)


def compare(cr, stage, authority_id, dry_run):
    """Find the staged lines in the register.

    A declaration that was typed stays, and so do goods in a decision in force and the head over them.
    Each declaration and each line is looked up by its index: whatever PostgreSQL knows of tables that were
    filled a moment ago, it does not read the register to its end.

    :return: ({status: number of lines}, [(place, problem, text, decision)] of the bad ones)
    """
    _find_heads(cr, stage, authority_id, dry_run)
    _find_lines(cr, stage, dry_run)
    cr.execute(SQL("SELECT status, count(*) FROM %s GROUP BY status", stage.found))
    counts = dict(cr.fetchall())
    if not counts.get(BAD):
        return counts, []
    cr.execute(
        SQL(
            """
            SELECT f.row_no, f.problem, CASE f.problem WHEN 'goods_decided' THEN g.position::text
                   ELSE g.number END, COALESCE(f.decision, '')
              FROM %s f JOIN %s g ON g.row_no = f.row_no WHERE f.status = %s ORDER BY f.row_no
            """,
            stage.found,
            stage.line,
            BAD,
        )
    )
    return counts, cr.fetchall()


def _find_heads(cr, stage, authority_id, dry_run):
    cr.execute(
        SQL(
            """
            INSERT INTO %(head)s
            SELECT h.key, CASE WHEN d.id IS NULL THEN %(new_id)s ELSE d.id END, d.id IS NULL,
                   d.id IS NOT NULL AND d.source_id IS NULL, d.differs,
                   CASE WHEN d.differs THEN
                       (SELECT min(x.decision)
                          FROM customs_declaration_line l, LATERAL (%(decision)s) x(decision)
                         WHERE l.declaration_id = d.id) END,
                   h.row_no, h.number, %(says)s
              FROM (SELECT DISTINCT ON (key) key, row_no, number, %(names)s FROM %(line)s
                     ORDER BY key, row_no) h
              LEFT JOIN LATERAL (
                  SELECT d.id, d.source_id, (%(own)s) IS DISTINCT FROM (%(says)s) AS differs
                    FROM customs_declaration d
                   WHERE d.importing_authority_id = %(authority)s AND upper(d.number) = upper(h.number)
                   LIMIT 1) d ON TRUE
             ORDER BY h.row_no
            """,
            head=stage.head,
            line=stage.line,
            new_id=SQL("0") if dry_run else SQL("nextval('customs_declaration_id_seq')"),
            decision=DECISION,
            names=SQL(", ").join(map(SQL.identifier, HEAD_SAYS)),
            says=columns("h", HEAD_SAYS),
            own=columns("d", HEAD_SAYS),
            authority=authority_id,
        )
    )


def _find_lines(cr, stage, dry_run):
    cr.execute(
        SQL(
            """
            INSERT INTO %(found)s
            SELECT s.row_no, s.declaration_id,
                   CASE WHEN s.problem IN ('typed', 'head_decided') THEN 0
                        WHEN s.line_id IS NULL THEN %(new_id)s ELSE s.line_id END,
                   CASE WHEN s.problem IS NOT NULL THEN %(bad)s WHEN s.line_id IS NULL THEN %(new)s
                        WHEN s.differs THEN %(changed)s ELSE %(unchanged)s END,
                   s.problem, s.decision
              FROM (
                SELECT g.row_no, h.id AS declaration_id, l.id AS line_id, l.differs,
                       CASE WHEN h.is_typed THEN 'typed'
                            WHEN h.differs AND h.decision IS NOT NULL THEN 'head_decided'
                            WHEN l.differs AND l.decision IS NOT NULL THEN 'goods_decided' END AS problem,
                       CASE WHEN h.is_typed THEN NULL
                            WHEN h.differs AND h.decision IS NOT NULL THEN h.decision
                            ELSE l.decision END AS decision
                  FROM %(line)s g JOIN %(head)s h ON h.key = g.key
                  LEFT JOIN LATERAL (
                      SELECT l.id, l.differs, CASE WHEN l.differs THEN (%(decision)s) END AS decision
                        FROM (SELECT l.id, (%(own)s) IS DISTINCT FROM (%(given)s) AS differs
                                FROM customs_declaration_line l
                               WHERE NOT h.is_new AND l.declaration_id = h.id AND l.position = g.position
                               ORDER BY l.id LIMIT 1) l) l ON TRUE
                 ORDER BY g.row_no) s
            """,
            found=stage.found,
            line=stage.line,
            head=stage.head,
            new_id=SQL("0") if dry_run else SQL("nextval('customs_declaration_line_id_seq')"),
            bad=BAD,
            new=NEW,
            changed=CHANGED,
            unchanged=UNCHANGED,
            decision=DECISION,
            own=columns("l", COMPARED),
            given=columns("g", COMPARED),
        )
    )
