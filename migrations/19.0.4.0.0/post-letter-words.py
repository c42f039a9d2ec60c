"""What letters say is data now. Procedures and agreements of an administrator's own keep the words they had.

Until now every agreement's letters were written in the words of one: the history of the agreement says so.
"""

from markupsafe import Markup

from odoo import SUPERUSER_ID, api

SHIPPED = "customs_verification.agreement_eaeu_rs"


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    letters = env["customs.letter.template"]
    letters._load_shipped()
    shipped = letters.search([("agreement_id", "=", env.ref(SHIPPED).id)])
    for agreement in env["customs.agreement"].with_context(active_test=False).search([]):
        new = letters.browse()
        for procedure in agreement.with_context(active_test=False).procedure_ids:
            alike = shipped.filtered(lambda row, kind=procedure.case_model: row.res_model == kind)
            new += _copied(alike, agreement, procedure)
        new += _copied(shipped.filtered(lambda row: not row.procedure_id), agreement, procedure=None)
        if new:
            agreement._message_log(
                body=Markup("<p>%s</p>")
                % "The words of its letters are data now. Until now they were those of another agreement: "
                "compare them with the text of this one, under Letters."
            )


def _copied(letters, agreement, procedure):
    """Return copies for where there is no letter of this kind and language yet."""
    place = {"agreement_id": agreement.id, "procedure_id": procedure.id if procedure else False}
    new = letters.browse()
    for letter in letters:
        domain = [(name, "=", value) for name, value in place.items()]
        domain += [(name, "=", letter[name]) for name in ("res_model", "kind", "language")]
        if not letters.search_count(domain, limit=1):
            new += letter.copy(place)
    return new
