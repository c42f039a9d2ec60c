from odoo import models

from .intake_resolve import NAME_KEY


class ResPartner(models.Model):
    _inherit = "res.partner"

    # By their names the persons of an import are found. A hash, because names may be of any length.
    _customs_name_key_idx = models.Index(f"USING hash (({NAME_KEY.format('name')}))")
