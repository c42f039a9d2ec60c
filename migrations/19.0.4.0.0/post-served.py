from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """A letter is served once everybody has it to whom it goes, and returned while one sending came back.

    Until now the first receipt and the last sending counted, whosever they were. Letters with one sending
    stay as they are: only the others are computed anew. No fact of a case and no deadline moves.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """
        SELECT document_id FROM customs_service WHERE cancelled IS NOT TRUE
         GROUP BY document_id HAVING count(*) > 1
        """
    )
    documents = env["customs.document"].browse([row[0] for row in cr.fetchall()])
    for name in ("served_on", "returned_on", "state"):
        env.add_to_compute(documents._fields[name], documents)
    documents.flush_recordset(["served_on", "returned_on", "state"])
