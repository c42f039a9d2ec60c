from odoo import api, models


class CustomsDeadline(models.Model):
    """What the morning digest says of decisions on the preference."""

    _inherit = "customs.deadline"

    @api.model
    def _digest_waiting(self, user):
        waiting = super()._digest_waiting(user)
        kind = self.env.ref("customs_verification.mail_activity_type_decision", raise_if_not_found=False)
        own = [
            ("user_id", "=", user.id),
            ("activity_type_id", "=", kind.id if kind else 0),
            ("res_model", "=", "customs.preference.decision"),
        ]
        count = self.env["mail.activity"].with_user(user).search_count(own)
        if count:
            sentence = self.env._("Proposed decisions awaiting your decision: %s", count)
            waiting.append((sentence, "/odoo/preference-decisions"))
        return waiting
