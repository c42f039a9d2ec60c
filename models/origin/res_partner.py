from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    customs_native_name = fields.Char(
        string="Native Name",
        help="The name in its own script, printed beside the Latin one: names only may stand in another script "
        "in a report (RS16.10).",
    )
    customs_latin_address = fields.Char(
        string="Address in Latin Letters", help="For letters and reports in English, where the address is in another script."
    )
