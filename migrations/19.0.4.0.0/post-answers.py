from odoo import SUPERUSER_ID, api

# The rules of the addon: which date says when the answer was sent, and what the consequence is based on.
RULES = {
    "rule_eaeu_rs_documents_result": ("result_dated_on", "Annex 3, Art. 11(1)(4)"),
    "rule_eaeu_rs_visit_answer": ("answer_sent_on", "Annex 3, Art. 16(6)"),
}


def migrate(cr, version):
    """Answers are sent and received: rules say so, and refusals keep number and date (RS15.6a, RS16.5a).

    In SQL: a rule under which deadlines run is not written by anybody. No last day moves, no clock stops on
    another day. A refusal has the number and the date that its record says.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, (sent_fact, article) in RULES.items():
        rule = env.ref(f"customs_verification.{name}", raise_if_not_found=False)
        if rule:
            cr.execute(
                "UPDATE customs_deadline_rule SET sent_fact = %s, lapse_article = %s WHERE id = %s",
                [sent_fact, article, rule.id],
            )
    cr.execute(
        """
        UPDATE customs_verification_visit v
           SET refusal_reference = f.reference, refusal_dated_on = f.dated_on
          FROM (SELECT e.res_id,
                       (array_agg(e.reference ORDER BY e.id DESC) FILTER (WHERE e.reference <> ''))[1]
                           AS reference,
                       (array_agg(e.dated_on ORDER BY e.id DESC) FILTER (WHERE e.dated_on IS NOT NULL))[1]
                           AS dated_on
                  FROM customs_fact e
                 WHERE e.res_model = 'customs.verification.visit' AND e.fact = 'refusal_received_on'
                   AND NOT EXISTS (SELECT 1 FROM customs_fact w
                                    WHERE w.res_model = e.res_model AND w.res_id = e.res_id
                                      AND w.fact = e.fact AND w.value_on IS NULL AND w.id >= e.id)
                 GROUP BY e.res_id) f
         WHERE v.id = f.res_id AND v.refusal_received_on IS NOT NULL
        """
    )
    cr.execute(
        """
        UPDATE customs_verification_visit SET answer_sent_on = refusal_dated_on
         WHERE refusal_received_on IS NOT NULL AND consent_received_on IS NULL
        """
    )
    env.invalidate_all()
