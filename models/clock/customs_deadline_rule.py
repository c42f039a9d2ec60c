from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What the dates of a deadline were computed from: changing it would move dates that letters have named.
TIMING_FIELDS = {
    "procedure_id",
    "start_fact",
    "done_fact",
    "length",
    "unit",
    "direction",
    "bound",
    "roll",
    "calendar_country_id",
    "extension_length",
    "extension_unit",
    "pause_from_fact",
    "pause_to_fact",
}


class CustomsDeadlineRule(models.Model):
    _inherit = "customs.deadline.rule"

    def write(self, vals):
        self.check_access("write")
        self._refuse_change_of_used(vals)
        result = super().write(vals)
        if {"valid_from", "valid_to"} & vals.keys():
            self._refuse_loss_of_started()
        return result

    def _refuse_loss_of_started(self):
        """A version keeps the days on which times under it have started: letters name their last days."""
        for rule in self:
            outside = (Domain("start_on", "<", rule.valid_from) if rule.valid_from else Domain.FALSE) | (
                Domain("start_on", ">", rule.valid_to) if rule.valid_to else Domain.FALSE
            )
            lost = (
                self.env["customs.deadline"].sudo().search(Domain("rule_id", "=", rule.id) & outside, limit=1)
            )
            if lost:
                raise UserError(
                    self.env._(
                        "%(rule)s: the period of %(case)s started on %(day)s under this "
                        "version, so this version "
                        "must cover that day.",
                        rule=rule.display_name,
                        case=lost.case_name,
                        day=lost.start_on,
                    )
                )

    def _counts_working_days(self):
        """Return whether a calendar is needed to count a time under this rule."""
        self.ensure_one()
        return (
            "working_day" in (self.unit, self.extension_times and self.extension_unit) or self.roll != "none"
        )

    def _refuse_change_of_used(self, vals):
        """Refuse to move deadlines that already run: a new law is a new version of the rule."""
        changed = self.filtered(lambda rule: rule._timing_changes(vals))
        if not changed:
            return
        used = self.env["customs.deadline"].sudo().search([("rule_id", "in", changed.ids)], limit=1).rule_id
        if used:
            raise UserError(
                self.env._(
                    "The rule %s cannot be changed: deadlines already run under it. Enter the last day of "
                    "this version ('Valid to') and create a new version that starts on the next day.",
                    used.display_name,
                )
            )

    def _timing_changes(self, vals):
        self.ensure_one()
        for name in TIMING_FIELDS & vals.keys():
            field = self._fields[name]
            if field.convert_to_cache(vals[name], self) != field.convert_to_cache(self[name], self):
                return True
        return False
