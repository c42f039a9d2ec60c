from odoo import api, fields, models
from odoo.tools import SQL

from ...reports.decision.decision_letter_data import decision_data
from ..setup.roles import READERS
from .customs_preference_decision import WITHOUT_CASE
from .decision_letters import problems_of_letter


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
        groups=READERS,
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

    @api.model
    def _seal_ways(self, alias="r"):
        """The letter of a decision without a case stands under the seals of the decision."""
        by_decision = SQL(
            "%s = ANY(%s) AND %s IS NOT NULL",
            SQL.identifier(alias, "res_model"),
            list(WITHOUT_CASE),
            SQL.identifier(alias, "decision_id"),
        )
        return [
            way._replace(where=SQL("NOT (%s) AND %s", by_decision, way.where))
            for way in super()._seal_ways(alias)
        ] + [
            way._replace(where=SQL("%s AND %s", by_decision, way.where))
            for way in self._way_by("decision_id", alias)
        ]

    def _problems_of_approval(self):
        problems = super()._problems_of_approval()
        decision = self.sudo().decision_id
        if decision and decision.state != "decided":
            problems.append(self.env._("%s is not in force, so its letter cannot be sent.", decision.name))
        return problems + (problems_of_letter(decision, self.sudo().addressee_id) if decision else [])

    def _is_rendered_on_approval(self):
        return bool(self.sudo().decision_id) or super()._is_rendered_on_approval()

    def _compose(self, number="", draft=False):
        decision = self.sudo().decision_id
        if decision:
            data = decision_data(decision, self.sudo().addressee_id, number, draft=draft)
            return decision._letter_pdf(decision.kind, *data)
        return super()._compose(number, draft)

    def _compose_data(self):
        decision = self.sudo().decision_id
        if decision:
            data = decision_data(decision, self.sudo().addressee_id)
            return data, [], decision._write_letter(decision.kind, *data)[1]
        return super()._compose_data()
