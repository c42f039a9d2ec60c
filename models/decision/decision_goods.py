"""The goods of decisions, as SQL: found in sets from the facts until a decision is taken, then evidence.

`l` is a line of a declaration, `d` the decisions.
"""

from odoo.tools import SQL

from ..suspension.similar_goods import candidates_of_goods
from .decisions_in_force import FALSIFIED
from .restoration_period import COMPLIANT, IN_TIME

COLUMNS = (
    *("id", "kind", "scope", "res_model", "res_id", "importing_authority_id", "agreement_id", "fact_on"),
    *("origin_decision_id", "applied_on"),
)
# The ground asks about falsification, so goods refused already count too.
ASKS = SQL("COALESCE((SELECT g.asks_falsified FROM customs_ground g WHERE g.id = ground_id), FALSE) AS asks")
# What the statements below read.
READ = (
    "customs.preference.decision",
    "customs.preference.decision.line",
    "customs.declaration.line",
    "customs.visit.goods",
    "customs.preference.suspension",
    "customs.suspension.goods",
    "customs.suspension.judgement",
    "customs.suspended.line",
    "customs.verification.request",
    "customs.verification.visit",
    "customs.procedure",
    "customs.agreement",
)
# Each query gives (decision, line, why) for the decisions `d` of its scope. What is asked of every line
# (authority, agreement, claim, whether it may be refused or restored) is added in `_found`.
# The codes of named and of declared goods agree in the digits of the procedure, as far as both go.
SAME_CODE = SQL(
    """
    left(l.hs_code, least(p.hs_digits, length(g.hs_code)))
    = left(g.hs_code, least(p.hs_digits, length(l.hs_code)))
    """
)
NAMED = SQL(
    """
    SELECT d.id AS decision_id, l.id AS line_id, 1 AS rank, 'named' AS why
      FROM d
      JOIN customs_verification_visit v ON v.id = d.res_id
      JOIN customs_procedure p ON p.id = v.procedure_id
      JOIN customs_visit_goods g ON g.visit_id = v.id
      JOIN customs_declaration_line l ON l.proof_id = g.proof_id AND (%s)
     WHERE d.scope IN ('named', 'report') AND l.registered_on <= d.fact_on
       AND (d.scope = 'named' OR g.conclusion = 'not_complies')
    """,
    SAME_CODE,
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
# Goods `l` were refused by a decision in force in the case of `d`, or on their proof alone (VN4.31(9)).
REFUSED_IN_CASE = SQL(
    """
    (l.preference_state = 'refused' AND d.scope IN ('named', 'proofs') AND EXISTS (
        SELECT FROM customs_preference_decision_line y
          JOIN customs_preference_decision z ON z.id = y.decision_id
         WHERE y.line_id = l.id AND y.left_out IS NOT TRUE AND z.state = 'decided' AND z.kind = 'refusal'
           AND ((z.res_model = d.res_model AND z.res_id = d.res_id)
                OR (z.res_model = 'customs.origin.proof' AND z.res_id = l.proof_id))))
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


def refresh(decisions):
    """Bring the goods of proposals in step with the facts, in one statement for any number of them.

    What an officer added or took out stays so.
    """
    proposed = decisions.filtered(lambda decision: decision.state == "proposed")
    # Somebody decides at this moment: what is being decided stays as it was seen. One that was decided
    # since this transaction began fails here, and is tried again.
    proposed = proposed.try_lock_for_update(allow_referencing=True)
    if not proposed:
        return
    env = decisions.env
    _flush(env)
    env.execute_query(
        SQL(
            """
            WITH d AS (%(decisions)s),
            found AS MATERIALIZED (%(found)s),
            gone AS (
                DELETE FROM customs_preference_decision_line x USING d
                 WHERE x.decision_id = d.id AND d.scope <> 'chosen' AND x.added_by_id IS NULL
                   AND x.left_out IS NOT TRUE
                   AND NOT EXISTS (SELECT 1 FROM found f
                                    WHERE f.decision_id = x.decision_id AND f.line_id = x.line_id)
            ),
            kept AS (
                UPDATE customs_preference_decision_line x
                   SET duty = l.duty_at_stake, duty_known = l.duty_known, currency_id = l.currency_id,
                       importer_firm_id = l.importer_firm_id
                  FROM d, customs_declaration_line l
                 WHERE x.decision_id = d.id AND l.id = x.line_id
                   AND (d.scope = 'chosen' OR x.added_by_id IS NOT NULL OR x.left_out IS TRUE
                        OR EXISTS (SELECT 1 FROM found f
                                    WHERE f.decision_id = x.decision_id AND f.line_id = x.line_id))
                   AND (x.duty, x.duty_known, x.currency_id, x.importer_firm_id)
                       IS DISTINCT FROM
                       (l.duty_at_stake, l.duty_known, l.currency_id, l.importer_firm_id)
            )
            INSERT INTO customs_preference_decision_line (
                decision_id, line_id, importing_authority_id, importer_firm_id, duty, duty_known,
                currency_id, why, left_out, create_uid, create_date, write_uid, write_date)
            SELECT f.decision_id, f.line_id, l.importing_authority_id, l.importer_firm_id,
                   l.duty_at_stake, l.duty_known, l.currency_id, f.why, FALSE,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM found f JOIN customs_declaration_line l ON l.id = f.line_id
            ON CONFLICT (decision_id, line_id) DO NOTHING
            RETURNING id
            """,
            decisions=SQL(
                "SELECT %s, %s FROM customs_preference_decision WHERE id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                ASKS,
                proposed.ids,
            ),
            found=_found(proposed.importing_authority_id),
            uid=env.uid,
        )
    )
    env["customs.preference.decision.line"].invalidate_model()
    env["customs.declaration.line"].invalidate_model(["decision_line_ids"])
    proposed.invalidate_recordset(["line_ids", "line_count", "importer_count", "totals"])


def would_find(source, scope, origin=None, kind="restoration"):
    """Tell whether a decision of this ``kind`` and ``scope`` on ``source`` would have any goods."""
    _flush(source.env)
    values = (
        source._name,
        source.id,
        source.importing_authority_id.id,
        source.agreement_id.id,
        origin.id if origin else None,
    )
    rows = source.env.execute_query(
        SQL(
            """
            WITH d AS (SELECT 0 AS id, %(kind)s AS kind, %(scope)s AS scope, %(row)s,
                              %(today)s::date AS fact_on, NULL::date AS applied_on, FALSE AS asks)
            SELECT 1 FROM (%(found)s) AS goods LIMIT 1
            """,
            kind=kind,
            scope=scope,
            today=source._today(),
            row=SQL(
                "%s AS res_model, %s AS res_id, %s AS importing_authority_id, %s AS agreement_id,"
                " %s::int AS origin_decision_id",
                *values,
            ),
            found=_found(source.importing_authority_id),
        )
    )
    return bool(rows)


def _flush(env):
    for model in READ:
        env[model].flush_model()


def _found(authorities):
    """Return the query of (decision_id, line_id, why): the goods that the facts bring under ``d``.

    Goods are refused once: those under a refusal in force are left out, unless it is to be said that
    their proof was falsified. They are restored up to their last day, of the authority's own calendar (unless
    a visit found them to comply and its procedure says otherwise), and never after a falsified proof (RS10.3,
    RS10.5). A proposal that was applied for in time keeps its goods.
    """
    days = [(authority.id, authority._today()) for authority in authorities] or [(0, None)]
    return SQL(
        """
        SELECT DISTINCT ON (f.decision_id, f.line_id) f.decision_id, f.line_id, f.why
          FROM (%(sources)s) AS f
          JOIN d ON d.id = f.decision_id
          JOIN customs_declaration_line l ON l.id = f.line_id
         WHERE l.importing_authority_id = d.importing_authority_id AND l.agreement_id = d.agreement_id
           AND l.preference_claimed IS TRUE
           AND CASE WHEN d.kind = 'refusal'
                    THEN d.asks OR l.preference_state IS DISTINCT FROM 'refused'
                    ELSE (l.preference_state = 'released'
                          OR (d.scope = 'revoked' AND l.preference_state = 'claimed')
                          OR %(refused)s)
                         AND (l.restorable_until >= (SELECT t.day FROM (VALUES %(days)s) AS t(id, day)
                                                      WHERE t.id = l.importing_authority_id)
                              OR (l.restorable_until IS NOT NULL AND (%(compliant)s OR %(in_time)s)))
                         AND NOT %(falsified)s
               END
         ORDER BY f.decision_id, f.line_id, f.rank
        """,
        sources=sources(candidates_of_goods(NOT_COMPLYING_GOODS)),
        days=SQL(", ").join(SQL("(%s, %s::date)", *pair) for pair in days),
        falsified=FALSIFIED,
        refused=REFUSED_IN_CASE,
        compliant=COMPLIANT,
        in_time=IN_TIME,
    )


def totals_of(decision):
    """Return how many goods, of how many importers, and the duty in each currency, as a sentence."""
    decision.ensure_one()
    decision.invalidate_recordset(["line_count", "importer_count", "totals"])
    if not decision.line_count:
        return decision.env._("No goods")
    return decision.env._(
        "Goods: %(count)s, importers: %(importers)s, duty: %(duty)s",
        count=decision.line_count,
        importers=decision.importer_count,
        duty=decision.totals,
    )
