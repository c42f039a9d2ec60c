"""What the agreement with Serbia says of proofs of origin stands in databases that had less of it.

Only what nobody entered is written: who entered another article or percentage keeps it.
"""

from odoo import SUPERUSER_ID, api

MODULE = "customs_verification"
# Name of the row: field: what it says now.
TERMS = {
    "proof_type_eaeu_rs_ct2": {
        "content_article": "Annex 3, Art. 18(4)",
        "signature_article": "Annex 3, Art. 18(2)",
        "original_article": "Annex 3, Art. 12(2)",
        "original_ground_id": f"{MODULE}.ground_eaeu_rs_6",
    },
    "proof_type_eaeu_rs_declaration": {
        "content_article": "Annex 3, Art. 13(1)",
        "signature_article": "Annex 3, Art. 13(7)",
        "original_article": "Annex 3, Art. 13(4)",
        "original_ground_id": f"{MODULE}.ground_eaeu_rs_6",
        "value_article": "Annex 3, Art. 13(1)",
        "weight_article": "Annex 3, Art. 13(3)",
        "weight_tolerance_percent": 5.0,
        "weight_ground_id": f"{MODULE}.ground_eaeu_rs_5",
    },
}
BASIS = "remark_eaeu_rs_back_to_back"


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, terms in TERMS.items():
        row = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
        for field, value in terms.items() if row else ():
            if not row[field]:
                relation = row._fields[field].relational
                row[field] = env.ref(value).id if relation else value
    # Article 9(2) says when goods may pass through a third country; by which documents that is shown, 9(3).
    law = env.ref(f"{MODULE}.agreement_eaeu_rs", raise_if_not_found=False)
    if law and law.transit_article == "Annex 3, Art. 9(2)":
        law.transit_article = "Annex 3, Art. 9(3)"
    remark = env.ref(f"{MODULE}.{BASIS}", raise_if_not_found=False)
    if remark:
        remark.write({"names_original": True, "names_body": True})
    _name_what_was_exchanged(env)
    _compute_exact_values(env)


def _name_what_was_exchanged(env):
    """Each specimen is one of what the agreement names; what nobody recorded is not known, and not missing.

    Before, any specimen of a body was enough: what else the agreement asks was exchanged or not, nobody knows
    until the day of its receipt is entered.
    """
    cr, kinds = env.cr, env["customs.specimen.kind"]
    cr.execute("SELECT DISTINCT agreement_id, kind FROM customs_authority_specimen WHERE kind_id IS NULL")
    for agreement_id, former in cr.fetchall():
        agreement = env["customs.agreement"].browse(agreement_id)
        kind = agreement.specimen_kind_ids.filtered(lambda row, code=former: row.code == code)
        if not kind:
            kind = kinds.create(
                {
                    "agreement_id": agreement_id,
                    "code": former,
                    "name": former.capitalize(),
                    "article": agreement.cooperation_article or agreement.code,
                    "is_required": not agreement.specimen_kind_ids,
                }
            )
        cr.execute(
            "UPDATE customs_authority_specimen SET kind_id = %s WHERE agreement_id = %s AND kind = %s",
            [kind.id, agreement_id, former],
        )
    env.invalidate_all()
    specimens = env["customs.authority.specimen"]
    for (body, agreement), rows in (
        specimens.search([]).grouped(lambda row: (row.authority_id, row.agreement_id)).items()
    ):
        for kind in agreement.specimen_kind_ids.filtered("is_required") - rows.kind_id:
            specimens.create(
                {
                    "authority_id": body.id,
                    "agreement_id": agreement.id,
                    "kind_id": kind.id,
                    "name": "Not recorded before version 19.0.4.0.0",
                    "valid_from": min(rows.mapped("valid_from")),
                }
            )


def _compute_exact_values(env):
    """Values in the currency of the limits are kept as they are, and no longer rounded to its cents."""
    cr = env.cr
    cr.execute(
        """
        SELECT DISTINCT l.agreement_id, l.currency_id, l.registered_on
          FROM customs_declaration_line l JOIN customs_agreement a ON a.id = l.agreement_id
         WHERE a.limit_currency_id IS NOT NULL AND a.limit_currency_id != l.currency_id
           AND l.registered_on IS NOT NULL AND l.limit_value != 0
        """
    )
    for agreement_id, currency_id, day in cr.fetchall():
        currency = env["res.currency"].browse(currency_id)
        rate = env["customs.agreement"].browse(agreement_id)._limit_rate(currency, day)
        if rate:
            # Only what was rounded: a rate that was entered later than the goods leaves them as they are.
            cr.execute(
                """
                UPDATE customs_declaration_line SET limit_value = round(customs_value * %(rate)s::numeric, 10)
                 WHERE agreement_id = %(agreement)s AND currency_id = %(currency)s AND registered_on = %(day)s
                   AND abs(limit_value - customs_value * %(rate)s::numeric) <= 0.005
                """,
                {"rate": repr(rate), "agreement": agreement_id, "currency": currency_id, "day": day},
            )
    env.invalidate_all()
