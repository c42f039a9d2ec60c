from odoo import SUPERUSER_ID, api

from odoo.addons.customs_verification.tools.letter_template import places


def migrate(cr, version):
    """Every procedure of visits keeps the report that the software printed for all: its words are rows now.

    They are those of EAEU-Serbia, without the articles that the procedure's own content list does not name.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    shipped = env.ref("customs_verification.procedure_eaeu_rs_visit", raise_if_not_found=False)
    letter = shipped and shipped.letter_ids.filtered(lambda row: row.kind == "report")[:1]
    visits = env["customs.procedure"].with_context(active_test=False)
    for procedure in visits.search([("case_model", "=", "customs.verification.visit")]) if letter else ():
        if any(row.kind == "report" for row in procedure.letter_ids):
            continue
        known = {f"article_{item.field_name}" for item in procedure._items_of_letters("report")}
        parts = [part._values_of_copy() for part in letter.part_ids]
        for part in parts:
            named = {name for _text, name, _else in places(part.get("article") or "") if name}
            part["article"] = part.get("article") if named <= known else False
        env["customs.letter.template"].create(
            {
                "procedure_id": procedure.id,
                "kind": "report",
                "language": letter.language,
                "subject": letter.subject,
                "part_ids": [(0, 0, part) for part in parts],
            }
        )
