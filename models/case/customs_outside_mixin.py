from odoo import fields, models
from odoo.fields import NO_ACCESS

from ...tools.dates import long_date


class CustomsOutsideMixin(models.AbstractModel):
    """Records that outside people read on the portal, without who of the authority worked on them (CU-A).

    Odoo keeps the author of every record in fields that everybody reads who reads the record, and the name of
    a person is told with the field.
    """

    _name = "customs.outside.mixin"
    _description = "Record Visible to External Persons"

    create_uid = fields.Many2one("res.users", string="Created by", readonly=True, groups=NO_ACCESS)
    write_uid = fields.Many2one("res.users", string="Last Updated by", readonly=True, groups=NO_ACCESS)

    def _day_in_words(self, day):
        """Return a date in words, in the reader's language, as the subjects of mails have it."""
        return long_date(day, self.env.lang)
