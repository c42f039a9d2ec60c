from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    customs_native_name = fields.Char(
        string="Native Name",
        help="The name in its own script, printed beside the Latin one. In a report, only names may "
        "be in another script.",
    )
    customs_latin_address = fields.Char(
        string="Address in Latin Letters",
        help="For letters and reports in English if the address is in another script.",
    )

    @api.model
    def _names_of_address(self):
        return super()._names_of_address() | {"customs_native_name", "customs_latin_address"}

    def _customs_address(self):
        """Return the address in Latin letters where it was given, else as it is."""
        self.ensure_one()
        if self.customs_latin_address:
            return self.customs_latin_address
        town = " ".join(filter(None, (self.zip, self.city)))
        return ", ".join(part for part in (self.street, self.street2, town, self.country_id.name) if part)
