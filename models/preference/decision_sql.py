"""From where the goods of a decision come, as SQL: `l` is a line of a declaration, `d` the decisions."""

from odoo.tools import SQL

# Each query gives (decision, line, why) for the decisions `d` of its scope. What is asked of every line
# (authority, agreement, claim, whether it may be refused or restored) is added in `_found`.
NAMED = SQL(
    """
    SELECT d.id AS decision_id, l.id AS line_id, 1 AS rank, 'named' AS why
      FROM d
      JOIN customs_visit_goods g ON g.visit_id = d.res_id
      JOIN customs_declaration_line l ON l.proof_id = g.proof_id AND left(l.hs_code, 6) = left(g.hs_code, 6)
     WHERE d.scope IN ('named', 'report') AND l.registered_on <= d.fact_on
       AND (d.scope = 'named' OR g.conclusion = 'not_complies')
    """
)
# Goods of suspensions of the visits of `d` without the conclusion that they comply. Goods of a suspension
# that are none of the visit's have no conclusion of their own: they go with those that do not comply.
NOT_COMPLYING_GOODS = SQL(
    """
    g.suspension_id IN (SELECT x.id FROM customs_preference_suspension x JOIN d ON d.res_id = x.visit_id)
    AND NOT EXISTS (SELECT 1 FROM customs_visit_goods v
                     WHERE v.id = g.visit_goods_id AND v.conclusion = 'complies')
    """
)
ALL_ALIKE = (
    "NOT EXISTS (SELECT 1 FROM customs_visit_goods g WHERE g.visit_id = d.res_id AND g.conclusion = %s)"
)
MARKED = """
      FROM d
      JOIN customs_preference_suspension s ON s.visit_id = d.res_id
      JOIN customs_suspended_line m ON m.suspension_id = s.id
      JOIN customs_declaration_line l ON l.id = m.line_id
"""
OF_PROOFS = SQL(
    """
    SELECT d.id, l.id, 4, 'proofs'
      FROM d
      JOIN customs_origin_proof_customs_verification_request_rel r
        ON r.customs_verification_request_id = d.res_id
      JOIN customs_declaration_line l ON l.proof_id = r.customs_origin_proof_id
     WHERE d.scope = 'proofs'
    """
)
OF_PROOF = SQL(
    """
    SELECT d.id, l.id, 5, 'proof'
      FROM d JOIN customs_declaration_line l ON l.proof_id = d.res_id
     WHERE d.scope = 'proof'
    """
)
REVOKED = SQL(
    """
    SELECT d.id, o.line_id, 6, 'revoked'
      FROM d JOIN customs_preference_decision_line o ON o.decision_id = d.origin_decision_id
     WHERE d.scope = 'revoked' AND o.left_out IS NOT TRUE
    """
)
# A decision in force says that the proof of the goods `l` was falsified (RS10.5).
FALSIFIED = SQL(
    """
    EXISTS (
        SELECT 1 FROM customs_preference_decision f
          JOIN customs_preference_decision_line fl ON fl.decision_id = f.id AND fl.left_out IS NOT TRUE
         WHERE f.decided_on IS NOT NULL AND f.revoked_on IS NULL AND f.falsified = 'yes'
           AND (fl.line_id = l.id OR (l.proof_id IS NOT NULL AND fl.line_id IN (
               SELECT x.id FROM customs_declaration_line x WHERE x.proof_id = l.proof_id)))
    )
    """
)

# Goods `l` under the suspension `s` are similar to goods that do not comply.
IS_NOT_COMPLYING = "(s.id, l.id) IN (SELECT n.suspension_id, n.line_id FROM (%s) n)"


def sources(not_complying):
    """Return the query of (decision, line, rank, why) from which the goods of the decisions `d` come.

    :param SQL not_complying: similar goods to those in `NOT_COMPLYING_GOODS`
    """
    wrong = SQL(IS_NOT_COMPLYING, not_complying)
    suspended = SQL(
        "SELECT d.id, l.id, 2, 'suspended' "
        + MARKED
        + " WHERE d.scope = 'report' AND (s.ended_on IS NULL OR l.registered_on < s.ended_on) AND (%s OR %s)",
        SQL(ALL_ALIKE, "complies"),
        wrong,
    )
    released = SQL(
        "SELECT d.id, l.id, 3, 'released' "
        + MARKED
        + " WHERE d.scope = 'released' AND s.end_kind IN ('report', 'withdrawn')"
        + " AND l.registered_on < s.ended_on AND (%s OR NOT (%s OR %s))",
        SQL(ALL_ALIKE, "not_complies"),
        SQL(ALL_ALIKE, "complies"),
        wrong,
    )
    return SQL(" UNION ALL ").join((NAMED, suspended, released, OF_PROOFS, OF_PROOF, REVOKED))
