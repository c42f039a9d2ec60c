"""The roles of this addon, as XML ids of Odoo's groups: each holds those before it, the last one none.

Beside them the role of Odoo who may do everything on this server.
"""

READERS = "customs_verification.group_reader"
OFFICERS = "customs_verification.group_officer"
SUPERVISORS = "customs_verification.group_supervisor"
ADMINISTRATORS = "customs_verification.group_administrator"
SYSTEM_ADMINISTRATORS = "base.group_system"
