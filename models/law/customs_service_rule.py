from datetime import timedelta

from odoo import fields, models

# How a document reaches its addressee.
CHANNELS = [
    ("by_hand", "By hand"),
    ("registered_mail", "Registered mail"),
    ("email", "Email"),
    ("portal", "Portal"),
    ("electronic_cabinet", "Electronic cabinet"),
]


class CustomsServiceRule(models.Model):
    """From which day a document counts as served, by channel, as a law says it.

    No rule is shipped where the law names none: then service is recorded from its proof.
    """

    _name = "customs.service.rule"
    _description = "Service Rule"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _belongs_to = "procedure_id"
    _noted_on = "procedure_id.agreement_id"
    _order = "procedure_id, channel"
    _rec_name = "article"

    procedure_id = fields.Many2one("customs.procedure", required=True, index=True, ondelete="cascade")
    channel = fields.Selection(
        CHANNELS,
        required=True,
    )
    counts_from = fields.Selection(
        [("sending", "Sending"), ("receipt", "Receipt")], required=True, default="receipt"
    )
    days = fields.Integer(
        string="Calendar Days after It",
        help="The document counts as served this number of calendar days later.",
    )
    article = fields.Char(required=True)

    _channel_uniq = models.Constraint(
        "UNIQUE(procedure_id, channel)", "The procedure already has a service rule for this channel."
    )
    _days_not_negative = models.Constraint(
        "CHECK(COALESCE(days, 0) >= 0)", "The number of days must not be negative."
    )

    def _day_after(self, day):
        """Return the day of service that follows from ``day``."""
        self.ensure_one()
        return day + timedelta(days=self.days)
