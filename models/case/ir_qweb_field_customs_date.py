from odoo import api, models
from odoo.tools.misc import get_lang

from ...tools.dates import as_day, long_date


class IrQwebFieldCustomsDate(models.AbstractModel):
    """A date on a page or in a mail to outside people: in words, in the reader's language."""

    _name = "ir.qweb.field.customs_date"
    _description = "QWeb Field: Date in Words"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        """Return the date in words; Odoo's own widget writes Serbian in Cyrillic letters."""
        return long_date(as_day(value), get_lang(self.env).code)
