from odoo import fields, models
from odoo.fields import NO_ACCESS


class CustomsOutsideMixin(models.AbstractModel):
    """Records that outside people read on the portal, without who of the authority worked on them (CU-A).

    Odoo keeps the author of every record in fields that everybody reads who reads the record, and the name of
    a person is told with the field.
    """

    _name = "customs.outside.mixin"
    _description = "Record That Outside People Read"

    create_uid = fields.Many2one("res.users", string="Created by", readonly=True, groups=NO_ACCESS)
    write_uid = fields.Many2one("res.users", string="Last Updated by", readonly=True, groups=NO_ACCESS)
