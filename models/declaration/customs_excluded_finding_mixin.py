from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..setup.roles import OFFICERS

OUTSIDE, INSIDE = "excluded", "not_excluded"


class CustomsExcludedFindingMixin(models.AbstractModel):
    """Whether declared goods are outside the preference, where data do not tell: an officer says (RSM4.3).

    What an officer found holds for the goods as they were declared then: under another code or description
    it counts no longer. Recorded anew, the last counts.
    """

    _name = "customs.excluded.finding.mixin"
    _description = "Goods Assessed as Excluded or Not"
    _inherit = ["customs.guarded.mixin"]
    _acts_with_reason = ("assess_not_excluded", "assess_excluded")

    excluded_open = fields.Boolean(
        compute="_compute_preference_checks",
        help="It is not known whether the agreement excludes these goods from the preference.",
    )
    excluded_finding = fields.Selection(
        [(INSIDE, "Not excluded"), (OUTSIDE, "Excluded")],
        string="Assessment of Excluded Goods",
        readonly=True,
        copy=False,
        help="Whether the agreement excludes these goods from the preference, as assessed by an officer.",
    )
    excluded_note = fields.Char(string="Reason of the Assessment", readonly=True, copy=False)
    excluded_seen_on = fields.Date(string="Assessed on", readonly=True, copy=False)
    excluded_seen_by_id = fields.Many2one(
        "res.users", string="Assessed by", readonly=True, copy=False, ondelete="restrict"
    )
    excluded_about = fields.Char(
        string="Assessed Goods", readonly=True, copy=False, help="The goods as they were declared then."
    )

    @api.model
    def _guarded_fields(self):
        own = {"finding", "note", "seen_on", "seen_by_id", "about"}
        return super()._guarded_fields() | {f"excluded_{name}" for name in own}

    def assess_not_excluded(self, reason):
        """Record that these goods have the preference: those that the agreement means are others (RSM4.3).

        Of goods under a tariff quota it says that they are within it.

        :param reason: why; of a quota, the licence or what else shows it
        :raises AccessError: the user is no officer of the authority
        :raises UserError: the reason is missing
        """
        return self._assess(INSIDE, reason)

    def assess_excluded(self, reason):
        """Record that these goods are outside the preference, or beyond a tariff quota (RSM4.3).

        :param reason: why
        :raises AccessError: the user is no officer of the authority
        :raises UserError: the reason is missing
        """
        return self._assess(OUTSIDE, reason)

    def _assess(self, finding, reason):
        self.check_access("write")
        if not self.env.user.has_group(OFFICERS):
            raise AccessError(self.env._("Only an officer can assess goods."))
        reason = " ".join(reason.split()) if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Enter the reason for the assessment."))
        for line in self:
            line._behind_the_door().write(
                {
                    "excluded_finding": finding,
                    "excluded_note": reason,
                    "excluded_seen_on": line.importing_authority_id._today(),
                    "excluded_seen_by_id": self.env.uid,
                    "excluded_about": line._excluded_goods(),
                }
            )
        return True

    def _excluded_goods(self):
        """Return what of the goods an assessment stands on."""
        return f"{self.hs_code} {self.characteristics_key}"

    def _finding_that_holds(self):
        """Return what an officer found of the goods as they are declared now; False for nothing."""
        return self.excluded_about == self._excluded_goods() and self.excluded_finding
