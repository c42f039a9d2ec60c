from odoo import SUPERUSER_ID, api

REASONS = {
    "content_eaeu_rs_report_6": "no_premises_reason",
    "content_eaeu_rs_report_7": "no_process_reason",
}


def migrate(cr, version):
    """What running cases go by: pauses as they were, reasons in a report, things that were requested.

    A clock that a fact pauses keeps its days: rules that are there pause from the next day. Requests whose
    result is awaited get their list of what was requested; those with a result keep what was said of it.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        "UPDATE customs_deadline_rule SET pause_with_first_day = FALSE WHERE pause_from_fact IS NOT NULL"
    )
    for name, field in REASONS.items():
        item = env.ref(f"customs_verification.{name}", raise_if_not_found=False)
        if item:
            cr.execute(
                "UPDATE customs_content_item SET condition_field = 'has_premises', reason_field = %s"
                " WHERE id = %s",
                [field, item.id],
            )
    env.invalidate_all()
    waiting = env["customs.verification.request"].search(
        [("request_approved_on", "!=", False), ("result_received_on", "=", False), ("closed_on", "=", False)]
    )
    waiting._list_requested_items()
