from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

from odoo.addons.customs_verification.models.clock.deadline_rows import upsert
from odoo.addons.customs_verification.models.clock.deadline_values import values_of

BATCH = 1000


def migrate(cr, version):
    """What a rule says in words is a row among the deadlines of its cases; no other deadline changes."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    deadlines = env["customs.deadline"]
    for rule in env["customs.deadline.rule"].search([("length", "=", 0)]):
        cases = env[rule.procedure_id.case_model].search(
            [("procedure_id", "=", rule.procedure_id.id), (rule.start_fact, "!=", False)]
        )
        known = set(deadlines.search([("rule_id", "=", rule.id)]).mapped("res_id"))
        for ids in split_every(BATCH, [number for number in cases.ids if number not in known], list):
            rows = [values_of(case, rule, deadlines.browse()) for case in cases.browse(ids)]
            if rows := [row for row in rows if row]:
                upsert(deadlines, rows, {})
