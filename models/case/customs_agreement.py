from odoo import models


class CustomsAgreement(models.Model):
    """Under its seals stand its procedures and their deadline rules."""

    _name = "customs.agreement"
    _inherit = ["customs.agreement", "customs.sealed.law.mixin"]
    _seal_path = ()
    _counted_fields = frozenset(
        {
            *("code", "active", "signed_on", "in_force_on", "ended_on"),
            *("restoration", "restoration_length", "restoration_unit"),
        }
    )
