"""What officers wrote on contacts before this version is read within their authorities as well."""

from odoo import SUPERUSER_ID, api

SERVES = "customs_authority_ids"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    officers = env["res.users"].search([(SERVES, "!=", False), ("share", "=", False)])
    if not officers:
        return
    by_officers = ["|", ("create_uid", "in", officers.ids), ("author_id", "in", officers.partner_id.ids)]
    env["mail.message"].search([("model", "=", "res.partner"), *by_officers])._keep_within()
    env["mail.scheduled.message"].search([("model", "=", "res.partner"), *by_officers])._keep_within()
    env["mail.activity"].search(
        [("res_model", "=", "res.partner"), ("create_uid", "in", officers.ids)]
    )._keep_within()
