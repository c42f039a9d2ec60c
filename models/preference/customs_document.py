import base64

from odoo import api, fields, models

from ...reports.decision_letter_data import decision_pdf
from .customs_preference_decision import WITHOUT_CASE


class CustomsDocument(models.Model):
    """Letters of decisions in the register: rendered for good when they are approved.

    A decision without a case has its letters all the same: they belong to its proof or declaration.
    """

    _inherit = "customs.document"

    kind = fields.Selection(
        selection_add=[("decision", "Decision on preference")], ondelete={"decision": "set default"}
    )
    decision_id = fields.Many2one(
        "customs.preference.decision",
        index="btree_not_null",
        ondelete="restrict",
        groups="customs_verification.group_reader",
    )

    def _case(self):
        if self.res_model in WITHOUT_CASE:
            return self.env[self.res_model].browse(self.res_id).exists()
        return super()._case()

    @api.depends("res_model", "res_id")
    def _compute_case(self):
        without = self.filtered(lambda document: document.res_model in WITHOUT_CASE)
        for document in without:
            source = document.sudo()._case()
            document.case_name = source.display_name
            document.importing_authority_id = source.importing_authority_id
        return super(CustomsDocument, self - without)._compute_case()

    def _problems_of_approval(self):
        problems = super()._problems_of_approval()
        decision = self.sudo().decision_id
        if decision and decision.state != "decided":
            problems.append(self.env._("%s is not in force: its letter is not sent.", decision.name))
        return problems

    def _is_rendered_on_approval(self):
        return bool(self.sudo().decision_id) or super()._is_rendered_on_approval()

    def _approve_as(self, number):
        """Render the letter of a decision for good, with its number; drafts come from the Print menu."""
        decision = self.sudo().decision_id
        if decision:
            content = decision_pdf(decision, self.sudo().addressee_id, number, draft=False)
            self.sudo()._write_guarded({"file": base64.b64encode(content)})
        return super()._approve_as(number)


class CustomsOriginProof(models.Model):
    _inherit = "customs.origin.proof"

    def _require_supervisor(self):
        """Refuse anybody but a supervisor."""
        self.env["customs.preference.decision"]._require_supervisor()

    def _fact_of_letter(self, kind):
        """Return the fact that sending a letter of ``kind`` is: none, a proof has no facts."""
        return ""


class CustomsDeclaration(models.Model):
    _inherit = "customs.declaration"

    def _require_supervisor(self):
        """Refuse anybody but a supervisor."""
        self.env["customs.preference.decision"]._require_supervisor()

    def _fact_of_letter(self, kind):
        """Return the fact that sending a letter of ``kind`` is: none, a declaration has no facts."""
        return ""
