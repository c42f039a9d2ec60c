from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

BATCH = 100


def migrate(cr, version):
    """What was enclosed with approved requests is kept with their letters from now on (RS15.5, IT9).

    The former versions kept the scans of the proofs alone: those that are there now are taken for them.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model, _label in env["customs.procedure"]._selection_case_model():
        cases = env[model].search([("request_approved_on", "!=", False)])
        for ids in split_every(BATCH, cases.ids, list):
            for case in env[model].browse(ids):
                letter = case._letter("request")
                if letter and not letter.enclosures:
                    letter._enclose(case._proofs_with_scan())
            env.flush_all()
            env.invalidate_all()
