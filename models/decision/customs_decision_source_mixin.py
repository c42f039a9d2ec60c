from odoo import api, fields, models


class CustomsDecisionSourceMixin(models.AbstractModel):
    """What a decision on the preference can belong to: a case, a proof of origin, a declaration.

    What a letter asks of its case (`customs.document`), a proof and a declaration answer here. A case has
    answers of its own, and they come first.
    """

    _name = "customs.decision.source.mixin"
    _description = "What a Decision on Preference Belongs to"

    decision_ids = fields.One2many(
        "customs.preference.decision",
        "res_id",
        string="Decisions",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    decision_count = fields.Integer(compute="_compute_decision_count")

    @api.depends("decision_ids")
    def _compute_decision_count(self):
        for source in self:
            source.decision_count = len(source.decision_ids)

    def action_open_decisions(self):
        """Open the decisions on the preference that followed from this record."""
        self.ensure_one()
        self.check_access("read")
        decisions = self.env["customs.preference.decision"]
        return decisions._get_records_action(
            name=self.env._("Decisions of %s", self.display_name),
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("res_model", "=", self._name), ("res_id", "=", self.id)],
            context={"create": False},
        )

    def _decision_person(self):
        """Return the person whose goods a decision concerns, where it is known."""
        return self.env["res.partner"]

    def _decision_scope(self):
        """Return which goods a refusal covers that follows from this record (`SCOPES`)."""
        return "chosen"

    def _propose_refusal(self, ground, trigger, reason, article, **more):
        """Propose a refusal, once for each fact; see `_propose` of the decision."""
        self.ensure_one()
        more = {"scope": self._decision_scope(), **more}
        decisions = self.env["customs.preference.decision"]
        return decisions._propose(self, ground, trigger, reason, article, self._decision_person(), **more)

    def _withdraw_refusal(self, trigger, reason):
        """Withdraw what was proposed from the fact ``trigger``, with ``reason``."""
        for source in self:
            self.env["customs.preference.decision"]._void(source, trigger, reason)

    # Letters

    def _problems_of_sending_letter(self, document, values):
        """Return why the letter of a decision cannot be sent any more, as sentences: no reason here."""
        return []

    def _fact_of_letter(self, kind):
        """Return the fact that follows from sending a letter of ``kind``: without a case there is none."""
        return ""

    def _on_letter_sent(self, document):
        """Do nothing: without a case nothing follows from the sending of a letter."""

    def _on_letter_served(self, document, day, note):
        """Do nothing: without a case nothing follows from the receipt of a letter."""
