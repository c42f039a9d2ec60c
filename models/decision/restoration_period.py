"""Whether the period for restoration bars goods (RS10.3): an application in time, or a visit, may keep them.

`l` is a line of a declaration, `d` a decision.
"""

from odoo.tools import SQL

# A visit found the goods of `d` to comply, and its procedure restores them after the period, too.
COMPLIANT = SQL(
    """
    (d.scope = 'released' AND EXISTS (
        SELECT FROM customs_verification_visit v JOIN customs_procedure p ON p.id = v.procedure_id
         WHERE v.id = d.res_id AND v.report_approved_on IS NOT NULL AND p.restored_after_period IS TRUE))
    """
)
# The restoration `d` was applied for within the period of the goods `l`, and that day counts.
IN_TIME = SQL(
    """
    (d.applied_on <= l.restorable_until AND EXISTS (
        SELECT FROM customs_agreement a WHERE a.id = d.agreement_id AND a.restoration_day = 'application'))
    """
)
APPLIED_IN_TIME = SQL("(d.state = 'proposed' AND x.left_out IS NOT TRUE AND %s)", IN_TIME)


def _kept(condition):
    return SQL(
        """
        SELECT x.line_id
          FROM customs_preference_decision d
          JOIN customs_preference_decision_line x ON x.decision_id = d.id
          JOIN customs_declaration_line l ON l.id = x.line_id
         WHERE d.kind = 'restoration' AND d.state <> 'void'
           AND l.preference_state IN ('released', 'suspended') AND %s
        """,
        condition,
    )


FOUND_COMPLIANT = SQL("(x.why = 'released' AND %s)", COMPLIANT)
# The goods of restorations that the end of the period does not bar, as a subquery.
KEPT = _kept(SQL("(%s OR %s)", APPLIED_IN_TIME, FOUND_COMPLIANT))


def kept_ids(env):
    """Return the ids of the goods whose restoration the end of the period does not bar."""
    env["customs.preference.decision"].flush_model()
    env["customs.preference.decision.line"].flush_model()
    return {row for (row,) in env.execute_query(KEPT)}


def compliant_ids(lines):
    """Return the ids of those goods that a visit found to comply, where the period does not bar them."""
    if not lines.ids:
        return set()
    lines.env["customs.preference.decision"].flush_model()
    lines.env["customs.preference.decision.line"].flush_model()
    rows = lines.env.execute_query(SQL("%s AND x.line_id = ANY(%s)", _kept(FOUND_COMPLIANT), lines.ids))
    return {row for (row,) in rows}


def day_that_counts(line, applied_on):
    """Return the day that must be within the period: that of the application, or the authority's today."""
    if applied_on and line.agreement_id.restoration_day == "application":
        return applied_on
    return line.importing_authority_id._today()
