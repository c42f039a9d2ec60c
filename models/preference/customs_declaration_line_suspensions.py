from odoo import api, fields, models


class CustomsDeclarationLine(models.Model):
    """Under which suspensions declared goods fall, ended ones included, and of which visits these are."""

    _inherit = "customs.declaration.line"

    suspension_ids = fields.Many2many(
        "customs.preference.suspension",
        compute="_compute_suspensions",
        string="Suspended by",
        help="Each suspension that covers the goods, also those that have ended.",
    )
    visit_ids = fields.Many2many(
        "customs.verification.visit", compute="_compute_suspensions", string="Visits behind Them"
    )
    suspension_count = fields.Integer(compute="_compute_suspensions")

    # The list of declared goods: newest first, of the user's authority.
    _desk_idx = models.Index("(importing_authority_id, registered_on DESC, id DESC)")

    @api.depends("mark_ids.suspension_id")
    def _compute_suspensions(self):
        for line in self:
            suspensions = line.mark_ids.suspension_id.sorted("id")
            line.suspension_ids = suspensions
            line.visit_ids = suspensions.visit_id
            line.suspension_count = len(suspensions)

    def action_open_suspensions(self):
        """Open the suspensions under which the goods fall."""
        self.ensure_one()
        self.check_access("read")
        return self.suspension_ids._action_open(self.env._("Suspensions of %s", self.display_name))
