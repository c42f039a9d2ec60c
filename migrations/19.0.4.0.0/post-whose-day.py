from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Say of each deadline whose day counts, and when it ended without being met; nothing else of it changes.

    Both follow from the case and its rule, as `models/clock/deadline_values.py` has them.
    """
    if not version:
        return
    cr.execute(
        """
        UPDATE customs_deadline d
           SET day_authority_id = CASE
                   WHEN r.owed_by IN ('exporting_authority', 'person') AND p.whose_day = 'of_who_owes'
                   THEN coalesce(d.exporting_authority_id, d.importing_authority_id)
                   ELSE d.importing_authority_id END
          FROM customs_deadline_rule r JOIN customs_procedure p ON p.id = r.procedure_id
         WHERE r.id = d.rule_id
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model, _label in env["customs.procedure"]._selection_case_model():
        table = SQL.identifier(env[model]._table)
        cr.execute(
            SQL(
                """
                UPDATE customs_deadline d SET ended_on = c.closed_on
                  FROM %s c, customs_deadline_rule r
                 WHERE d.res_model = %s AND c.id = d.res_id AND r.id = d.rule_id AND r.bound = 'at_most'
                   AND d.start_on IS NOT NULL AND d.done_on IS NULL
                """,
                table,
                model,
            )
        )
        cr.execute(
            SQL(
                """
                UPDATE %s c SET next_day_authority_id = d.day_authority_id FROM customs_deadline d
                 WHERE d.res_model = %s AND d.res_id = c.id AND d.rule_id = c.next_rule_id
                """,
                table,
                model,
            )
        )
    env.invalidate_all()
    _end_what_is_known_to_have_lapsed(env)


def _end_what_is_known_to_have_lapsed(env):
    """Where a recorded lapse does not close the case, its deadline is not open any more."""
    for step in env["customs.procedure.step"].search([("lapse_of", "!=", False), ("closes", "=", False)]):
        cases = env[step.procedure_id.case_model].search(
            [("procedure_id", "=", step.procedure_id.id), (step.fact, "!=", False)]
        )
        env["customs.deadline"]._sync_cases(cases)
