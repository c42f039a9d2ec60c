from odoo import models
from odoo.exceptions import UserError

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
        self._refuse_change_of_used(vals)
        return super().write(vals)

    def _refuse_change_of_used(self, vals):
        """Refuse to move deadlines that already run: a new law is a new version of the rule."""
        changed = self.filtered(lambda rule: rule._timing_changes(vals))
        if not changed:
            return
        used = self.env["customs.deadline"].sudo().search([("rule_id", "in", changed.ids)], limit=1).rule_id
        if used:
            raise UserError(
                self.env._(
                    "Deadlines already run on the rule %s, and letters name their dates. Give this version its "
                    "last day (field 'valid to') and enter the new terms as a new version from the next day on.",
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
