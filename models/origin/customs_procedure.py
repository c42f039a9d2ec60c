from odoo import fields, models


class CustomsProcedure(models.Model):
    """What a visit needs before it is asked for (RS16.1)."""

    _inherit = "customs.procedure"

    visit_after = fields.Selection(
        [
            ("result", "Only after a result that does not satisfy"),
            ("lapse", "Also if there is no result in time"),
        ],
        string="A Visit Is Possible",
        required=True,
        default="result",
        help="What the documentary verification must have come to before a visit is requested.",
    )
