from odoo import api, fields, models


class CustomsChangeDeadline(models.TransientModel):
    """Extend a deadline by the terms of its rule, stop its clock, or let it go on."""

    _name = "customs.change.deadline"
    _description = "Extend or Pause a Deadline"

    deadline_id = fields.Many2one("customs.deadline", required=True, readonly=True)
    # Read as the user: a wizard must not show another authority's deadline.
    rule_id = fields.Many2one(related="deadline_id.rule_id", related_sudo=False)
    due_on = fields.Date(related="deadline_id.due_on", related_sudo=False)
    extension_open = fields.Boolean(related="rule_id.extension_open")
    length = fields.Integer(string="By", help="The text sets no length for the extension.")
    extension_unit = fields.Selection(related="rule_id.extension_unit")
    reason_required = fields.Boolean(related="rule_id.extension_reason_required")
    kind = fields.Selection(
        [
            ("extend", "Extend"),
            ("pause", "Pause"),
            ("resume", "Resume"),
            ("take_back", "Undo the last extension or pause"),
        ],
        required=True,
        default="extend",
    )
    terms = fields.Char(compute="_compute_terms", help="What the rule allows.")
    day = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Text()

    @api.depends("deadline_id", "kind")
    def _compute_terms(self):
        for wizard in self:
            rule = wizard.deadline_id.rule_id
            if wizard.kind == "extend" and rule.extension_open:
                wizard.terms = self.env._(
                    "The text sets no length: enter it with the reason. %(times)s time(s) in all "
                    "(%(article)s)",
                    times=rule.extension_times,
                    article=rule.extension_article or rule.article,
                )
            elif wizard.kind == "extend" and rule.extension_times:
                unit = dict(rule._fields["extension_unit"]._description_selection(self.env))[
                    rule.extension_unit
                ]
                wizard.terms = self.env._(
                    "By %(length)s %(unit)s, %(times)s time(s) in all (%(article)s)",
                    length=rule.extension_length,
                    unit=unit.lower(),
                    times=rule.extension_times,
                    article=rule.extension_article or rule.article,
                )
            else:
                wizard.terms = rule.pause_article or rule.article

    def action_apply(self):
        """Change the deadline as chosen."""
        self.ensure_one()
        if self.kind == "take_back":
            self.deadline_id.take_back(self.reason)
        elif self.kind == "extend":
            self.deadline_id.extend(self.day, self.reason, self.length or None)
        else:
            getattr(self.deadline_id, self.kind)(self.day, self.reason)
        return {"type": "ir.actions.act_window_close"}
