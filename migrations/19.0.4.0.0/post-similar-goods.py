from odoo import SUPERUSER_ID, api

FORMER, OF_THE_TEXT = 10, 6


def migrate(cr, version):
    """Similar goods share the six digits of the Harmonized System; suspensions in force keep their own.

    Drafts follow their procedure. A supervisor is asked to look at each suspension in force.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    procedures = env["customs.procedure"].search([])
    procedures.filtered(lambda row: row.hs_digits == FORMER).write({"hs_digits": OF_THE_TEXT})
    procedures.filtered(lambda row: row.hs_digits != OF_THE_TEXT).write(
        {"hs_digits_reason": "Set before the update to 19.0.4.0.0, when no reason was asked for."}
    )
    env.flush_all()
    for suspension in env["customs.preference.suspension"].search([("state", "=", "in_force")]):
        if suspension.hs_digits != suspension.visit_id.procedure_id.hs_digits:
            _ask_to_look(suspension)


def _ask_to_look(suspension):
    visit = suspension.visit_id
    user = visit._supervisor() or visit._responsible()
    if not user:
        return
    suspension = suspension.with_context(lang=user.lang, mail_activity_quick_update=True)
    suspension.activity_schedule(
        "customs_verification.mail_activity_type_decision",
        summary=suspension.env._("Look at the digits of the HS code of %s", suspension.name),
        note=suspension.digits_note,
        user_id=user.id,
    )
