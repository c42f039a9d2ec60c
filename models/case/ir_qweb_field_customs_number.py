from odoo import api, models
from odoo.tools.misc import get_lang

from ...tools.dates import decimal_number


class IrQwebFieldCustomsNumber(models.AbstractModel):
    """A number on a page for outside people, with the marks of the reader's language.

    Odoo's own widget takes them from the set-up of the language, which has English ones for Serbian.
    """

    _name = "ir.qweb.field.customs_number"
    _description = "QWeb Field: Number in the Reader's Language"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        """Return the number with as many decimals as ``precision`` says, two without it."""
        return decimal_number(value, get_lang(self.env).code, options.get("precision", 2), fixed=True)
