"""Logins that an authority or an administrator of the users made stand for their firms; others are confirmed.

Who signed up by themselves, or was let in by whoever keeps the contact book, is invited from a case.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    outside = env["res.users"].search([("share", "=", True)])
    invited = outside.filtered(
        lambda user: (
            user.create_uid.id == SUPERUSER_ID
            or user.create_uid.has_group("base.group_erp_manager")
            or (not user.create_uid.share and user.create_uid.customs_authority_ids)
        )
    )
    invited._confirm_firm()
