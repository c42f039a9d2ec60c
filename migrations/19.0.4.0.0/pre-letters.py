"""Whether the duty of declared goods is known, for goods that were there before this was asked.

A zero that was given and one that was never given stood alike in the database, and cannot be told apart any
more. So a side whose rate and duty are both zero is not known; people, or the next import, say that it is
nothing, and meanwhile no sum holds what it is worth. What a supervisor decided with an amount above zero was
decided with that amount, and stays known (docs/decisions/0012-a-duty-that-is-not-known.md).

In SQL and before the update: Odoo would compute it for each of a million goods.
"""

from odoo.tools.sql import column_exists

KNOWN = """
    (COALESCE(duty_{side}, 0) <> 0 OR (COALESCE(rate_{side}, 0) <> 0 AND COALESCE(customs_value, 0) <> 0))
"""


def migrate(cr, version):
    if not column_exists(cr, "customs_declaration_line", "duty_without"):
        return  # of a version that knew no duty
    cr.execute(
        """
        ALTER TABLE customs_declaration_line
          ADD COLUMN IF NOT EXISTS without_is_zero boolean,
          ADD COLUMN IF NOT EXISTS with_is_zero boolean,
          ADD COLUMN IF NOT EXISTS duty_known boolean
        """
    )
    known = " AND ".join(KNOWN.format(side=side) for side in ("without", "with"))
    cr.execute(
        f"""
        UPDATE customs_declaration_line
           SET duty_known = {known}, duty_at_stake = CASE WHEN {known} THEN duty_at_stake ELSE 0 END
        """
    )
    cr.execute("ALTER TABLE customs_preference_decision_line ADD COLUMN IF NOT EXISTS duty_known boolean")
    cr.execute(
        """
        UPDATE customs_preference_decision_line x
           SET duty_known = l.duty_known OR (d.decided_on IS NOT NULL AND COALESCE(x.duty, 0) <> 0)
          FROM customs_declaration_line l, customs_preference_decision d
         WHERE l.id = x.line_id AND d.id = x.decision_id
        """
    )
    cr.execute(
        "UPDATE customs_preference_decision_line SET duty = 0 WHERE duty <> 0 AND duty_known IS NOT TRUE"
    )
