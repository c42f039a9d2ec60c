from odoo import api, models


class CustomsDeclaration(models.Model):
    """The conditions of Art. 10(1) in the answer for the clearance system: what failed or is not known."""

    _inherit = "customs.declaration"

    @api.model
    def _grant_reasons(self, lines):
        reasons = dict(super()._grant_reasons(lines))
        for line, checks in lines._preference_checks().items():
            reasons[line.id] = [
                *reasons.get(line.id, ()),
                *(self._reason_of_check(check) for check in checks if check["state"] != "passed"),
            ]
        return reasons

    @api.model
    def _reason_of_check(self, check):
        return {
            "code": f"condition_{check['code']}",
            "granted": False if check["state"] == "failed" else "not_known",
            "text": f"{check['label']}: {check['reason']}",
            "article": check["article"],
        }
