from odoo import SUPERUSER_ID, api

# Former columns of a procedure, each a ground -> the outcomes and facts from which the refusal follows.
GROUNDS = {
    "refusal_ground_id": ("refusal_received_on",),
    "obstruction_ground_id": ("obstruction",),
    "failure_ground_id": ("insufficient", "report"),
    "false_ground_id": ("false",),
}
CODES = {"refusal_received_on": "refusal"}  # by which decisions that are there know it


def migrate(cr, version):
    """Give every procedure the steps and consequences it had; those of EAEU-Serbia came with the data."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'customs_procedure'")
    columns = [name for (name,) in cr.fetchall() if name in GROUNDS]
    for procedure in env["customs.procedure"].with_context(active_test=False).search([]):
        shipped = procedure.step_ids.mapped("fact")
        procedure._add_usual_steps()
        procedure._link_usual_steps(shipped)
        procedure._add_usual_questions()
        for column in columns if not procedure.consequence_ids else ():
            cr.execute(f"SELECT {column} FROM customs_procedure WHERE id = %s", [procedure.id])
            [(ground_id,)] = cr.fetchall()
            if ground_id:
                _add_consequences(procedure, env["customs.ground"].browse(ground_id), GROUNDS[column])


def _add_consequences(procedure, ground, reasons):
    steps = {step.fact: step for step in procedure.step_ids}
    outcomes = procedure.env[procedure.case_model]._outcomes()
    for reason in reasons:
        if reason in steps or reason in outcomes:
            procedure.env["customs.consequence"].create(
                {
                    "procedure_id": procedure.id,
                    "code": CODES.get(reason, reason),
                    "step_id": steps[reason].id if reason in steps else False,
                    "outcome": reason if reason in outcomes else False,
                    "ground_id": ground.id,
                    "binding": ground.binding,
                    "article": ground.article,
                }
            )
