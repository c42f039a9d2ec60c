"""Decisions in force over goods: what that means, as a domain and as SQL. Nobody else says it again.

A decision is in force while its state is "decided": taken, and not revoked.
"""

from odoo.tools import SQL

# Goods (`customs.preference.decision.line`) of a decision in force.
IN_FORCE = [("left_out", "!=", True), ("decision_id.state", "=", "decided")]
# The same for a FROM: the goods `dl` of a decision `d`.
GOODS_IN_FORCE = SQL(
    """
    customs_preference_decision_line dl
    JOIN customs_preference_decision d
      ON d.id = dl.decision_id AND d.state = 'decided' AND dl.left_out IS NOT TRUE
    """
)
# Of several decisions over the same goods the last one counts.
LAST_FIRST = SQL("d.decided_on DESC, d.decided_at DESC NULLS LAST, d.id DESC")
# A decision in force says that the proof of the goods `l` was falsified (RS10.5).
FALSIFIED = SQL(
    """
    EXISTS (
        SELECT FROM %s
         WHERE d.falsified = 'yes'
           AND (dl.line_id = l.id OR (l.proof_id IS NOT NULL AND dl.line_id IN (
               SELECT x.id FROM customs_declaration_line x WHERE x.proof_id = l.proof_id)))
    )
    """,
    GOODS_IN_FORCE,
)


def last_decision(column):
    """Return the subquery of ``column`` of the decision `d` in force that counts for the goods `l`."""
    return SQL(
        "(SELECT %s FROM %s WHERE dl.line_id = l.id ORDER BY %s LIMIT 1)", column, GOODS_IN_FORCE, LAST_FIRST
    )
