from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The report is owed by the inspection team (RS16.11), where nobody named another; no date moves.

    In SQL: a rule under which deadlines run is not written by anybody.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref("customs_verification.rule_eaeu_rs_visit_report", raise_if_not_found=False)
    if not rule or rule.owed_by != "importing_authority":
        return
    for table, column in (("customs_deadline_rule", "id"), ("customs_deadline", "rule_id")):
        cr.execute(f"UPDATE {table} SET owed_by = 'inspection_team' WHERE {column} = %s", [rule.id])
    env.invalidate_all()
