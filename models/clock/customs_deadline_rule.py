from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.dates import long_date
from ..law.named_to_user import may_be_named, named_to_user

# What a deadline was computed from, who owes it and what follows: letters have named it.
TIMING_FIELDS = {
    "procedure_id",
    "start_fact",
    "only_with_fact",
    "done_fact",
    "length",
    "longest",
    "is_chosen",
    "unit",
    "cap",
    "held_fact",
    "holds_refusal",
    "direction",
    "bound",
    "roll",
    "calendar_country_id",
    "extension_times",
    "extension_length",
    "extension_unit",
    "extension_open",
    "extension_within",
    "pause_allowed",
    "pause_from_fact",
    "pause_with_first_day",
    "pause_to_fact",
    "lapse",
    "owed_by",
}
# By what a rule may become one that gives a case a second deadline for one step.
SAME_STEP = ("procedure_id", "article", "start_fact", "done_fact")


class CustomsDeadlineRule(models.Model):
    _inherit = "customs.deadline.rule"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._refuse_second_deadline()
        return rules

    def write(self, vals):
        self.check_access("write")
        self._refuse_change_of_used(vals)
        result = super().write(vals)
        if {*SAME_STEP, "name", "active", "valid_from", "valid_to"} & vals.keys():
            self._refuse_second_deadline()
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
            if lost and not may_be_named(lost, self.env):
                raise UserError(
                    self.env._(
                        "%s: a period has started under this version on a day that it would not cover.",
                        rule.display_name,
                    )
                )
            if lost:
                raise UserError(
                    self.env._(
                        "%(rule)s: the period of %(case)s started on %(day)s under this "
                        "version, so this version "
                        "must cover that day.",
                        rule=rule.display_name,
                        case=lost.case_name,
                        day=long_date(lost.start_on, self.env.lang),
                    )
                )

    def _refuse_second_deadline(self):
        """A copy of a rule under another code would give each running case a second deadline for one step."""
        for rule in self.filtered(lambda rule: rule.active and rule.length):
            same = [(name, "=", rule[name].id if name.endswith("_id") else rule[name]) for name in SAME_STEP]
            others = self.sudo().search([*same, ("id", "!=", rule.id), ("length", ">", 0)])
            others = others.filtered(
                lambda other, rule=rule: other.name == rule.name and rule._overlaps(other)
            )
            running = (
                self.env["customs.deadline"]
                .sudo()
                .search([("rule_id", "in", others.ids), ("is_open", "=", True)], limit=1)
            )
            if running:
                raise UserError(
                    self.env._(
                        "%(rule)s would give %(case)s a second deadline for the same step. Enter the last "
                        "day of the rule that applies now, and start this one on the next day.",
                        rule=rule.display_name,
                        case=named_to_user(running, self.env, running.case_name),
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
