from odoo import api, fields, models
from odoo.tools import SQL

from .suspension_preview import covered_lines, likely_lines

# What of a line decides whether it falls under a suspension (RS16.12c), as it is written.
DECISIVE = frozenset(
    [
        "hs_code",
        "description",
        "brand",
        "goods_model",
        "article_no",
        "producer_id",
        "agreement_id",
        "preference_claimed",
        "declaration_id",
    ]
)


class CustomsDeclarationLine(models.Model):
    """Declared goods are marked as they come in and when they are corrected (RS16.12)."""

    _inherit = "customs.declaration.line"

    falls_under_id = fields.Many2one(
        "customs.preference.suspension",
        string="Under Suspension",
        compute="_compute_under",
        search="_search_falls_under",
        help="For searching goods that are or would be covered by a suspension, including drafts.",
    )
    likely_under_id = fields.Many2one(
        "customs.preference.suspension",
        string="Possible Match",
        compute="_compute_under",
        search="_search_likely_under",
        help="For searching goods that an officer must assess for a suspension.",
    )

    _producer_match_idx = models.Index(
        '(producer_firm_id, hs_code COLLATE "C")'
        " WHERE producer_firm_id IS NOT NULL AND preference_claimed IS TRUE"
    )
    _exporter_match_idx = models.Index(
        '(exporter_firm_id, hs_code COLLATE "C")'
        " WHERE exporter_firm_id IS NOT NULL AND preference_claimed IS TRUE"
    )

    mark_ids = fields.One2many("customs.suspended.line", "line_id", string="Suspensions")
    suspension_ids = fields.Many2many(
        "customs.preference.suspension",
        compute="_compute_suspensions",
        string="Suspended by",
        help="All suspensions that cover the goods, including ended ones.",
    )
    visit_ids = fields.Many2many(
        "customs.verification.visit", compute="_compute_suspensions", string="Related Visits"
    )
    suspension_count = fields.Integer(compute="_compute_suspensions")
    # The list of declared goods: newest first, of the user's authority.
    _desk_idx = models.Index("(importing_authority_id, registered_on DESC, id DESC)")

    def _mark_lines(self):
        """Bring the marks of these lines in step with the suspensions, and the state of their preference.

        Create and write of lines and declarations do it themselves; who writes lines by SQL calls it in the
        same transaction, with the ids browsed, and before that `customs.suspended.line._lock_writing_lines`.
        A constant number of queries for any number of lines; nothing is written that is right already.

        :return: the lines whose marks changed
        """
        if not self.ids:
            return self.browse()
        marks = self.env["customs.suspended.line"].sudo()
        marks._lock_writing_lines()
        touched = marks._mark_those_of_lines(
            SQL("l.id = ANY(%s)", self.ids), SQL("m.line_id = ANY(%s)", self.ids)
        )
        if touched:
            self.sudo()._refresh_preference_states(SQL("SELECT unnest(%s)", touched))
        return self.browse(touched)

    @api.model_create_multi
    def create(self, vals_list):
        if self._comes_with_its_whole():
            return super().create(vals_list)
        self.env["customs.suspended.line"]._lock_writing_lines()
        lines = super().create(vals_list)
        lines._mark_lines()
        return lines

    def write(self, vals):
        """Write; lines that come with their declaration are marked with it, all at once."""
        if self._comes_with_its_whole() or not DECISIVE & vals.keys():
            return super().write(vals)
        self.env["customs.suspended.line"]._lock_writing_lines()
        result = super().write(vals)
        self._mark_lines()
        return result

    # What would fall under a suspension that is not in force yet

    def _compute_under(self):
        self.falls_under_id = self.likely_under_id = False

    @api.model
    def _search_falls_under(self, operator, value):
        return self._search_under(operator, value, covered_lines)

    @api.model
    def _search_likely_under(self, operator, value):
        return self._search_under(operator, value, likely_lines)

    @api.model
    def _search_under(self, operator, value, lines):
        if operator != "in":
            return NotImplemented
        suspensions = self.env["customs.preference.suspension"].browse(number for number in value if number)
        # Lines are matched within one authority: who may not read the suspension does not read the lines
        # either.
        return [("id", "in", lines(suspensions.sudo()))]

    # Under which suspensions declared goods fall, ended ones included, and of which visits these are.

    @api.model
    def _sources_of_state(self):
        """Suspended; or all suspensions have ended: released without preference, to be restored (RS10.3)."""
        suspended = SQL(
            """
            CASE WHEN l.preference_claimed IS TRUE THEN COALESCE(
                (SELECT 'suspended' FROM customs_suspended_line m
                   JOIN customs_preference_suspension s ON s.id = m.suspension_id
                  WHERE m.line_id = l.id AND s.ended_on IS NULL LIMIT 1),
                (SELECT 'released' FROM customs_suspended_line m WHERE m.line_id = l.id LIMIT 1))
            END
            """
        )
        return [suspended, *super()._sources_of_state()]

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
