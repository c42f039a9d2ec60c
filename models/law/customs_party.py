from odoo import api, fields, models


class CustomsParty(models.Model):
    """A Party to an agreement: one country, standing on one of its sides.

    Verification always runs from one side to another: the five states of the Union stand on one side
    of EAEU-Serbia, so none of them verifies another's exporters under it.
    """

    _name = "customs.party"
    _description = "Party to an Agreement"
    _inherit = ["customs.noted.mixin"]
    _order = "agreement_id, side, id"

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    country_id = fields.Many2one("res.country", required=True, ondelete="restrict")
    side = fields.Char(required=True, help="Parties with the same word are on the same side.")
    valid_from = fields.Date()
    valid_to = fields.Date()

    _country_uniq = models.Constraint(
        "UNIQUE(agreement_id, country_id)", "This country is already a Party to the agreement."
    )

    def _is_party_on(self, day):
        """Return whether the country is a Party on the date ``day``."""
        self.ensure_one()
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)

    @api.depends("country_id.name", "side")
    def _compute_display_name(self):
        for party in self:
            party.display_name = f"{party.country_id.name} ({party.side})"
