from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.law.customs_service_rule import CHANNELS


class CustomsRecordFact(models.TransientModel):
    """Record a fact of a case with date, document and note; a supervisor corrects or withdraws one."""

    _name = "customs.record.fact"
    _description = "Record a Fact"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(compute="_compute_fact")
    fact = fields.Selection(selection="_selection_fact", required=True)
    article = fields.Char(compute="_compute_fact")
    current_on = fields.Date(string="Recorded for", compute="_compute_fact")
    is_correction = fields.Boolean(compute="_compute_fact")
    needs_document = fields.Boolean(compute="_compute_fact")
    missing = fields.Text(string="Missing Before It", compute="_compute_fact")
    notice = fields.Text(string="What Follows", compute="_compute_fact", help="Legal consequence.")
    day = fields.Date(string="Date")
    reference = fields.Char(string="Reference of the Document")
    dated_on = fields.Date(
        string="Document Date", help="The date on the document: the day on which it was sent."
    )
    is_letter = fields.Boolean(compute="_compute_fact")
    channel = fields.Selection(
        CHANNELS,
        help="How the letter was sent.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)
    note = fields.Text()
    reason = fields.Text(string="Reason for the Correction")

    @api.model
    def _selection_fact(self):
        """Return the facts of the case of the context; without one, those of every kind of case."""
        context = self.env.context
        case = self._case_of(context.get("default_res_model"), context.get("default_res_id"))
        if case and case.has_access("read"):
            correction = context.get("customs_correction")  # only what is recorded can be corrected
            return [
                (name, step.label) for name, step in case._steps().items() if case[name] or not correction
            ]
        facts = {}
        for model, _label in self.env["customs.procedure"]._selection_case_model():
            for name in self.env[model]._fact_specs():
                facts.setdefault(name, self.env[model]._fact_label(name))
        return list(facts.items())

    @api.model
    def default_get(self, fields):  # pylint: disable=redefined-outer-name
        values = super().default_get(fields)
        case = self._case_of(values.get("res_model"), values.get("res_id"))
        if case:
            fact = values.get("fact") or self._default_fact(case)
            values["fact"] = fact
            # A correction begins at the recorded date, a new fact at today.
            values.setdefault("day", (case[fact] if fact in case._steps() else False) or case._today())
        return values

    @api.model
    def _default_fact(self, case):
        """Return the fact to begin with: the next one, or the one last recorded when it is corrected."""
        if not self.env.context.get("customs_correction"):
            return next(iter(case._next_facts()), False)
        steps = case._steps()
        recorded = [record.fact for record in case.fact_ids if record.fact in steps and case[record.fact]]
        return recorded[0] if recorded else False

    @api.onchange("fact")
    def _onchange_fact(self):
        case = self._case_of(self.res_model, self.res_id)
        if case and self.fact:
            self.day = case[self.fact] or case._today()

    @api.model
    def _case_of(self, model, res_id):
        return self.env["customs.case.mixin"]._case_of(model, res_id)

    @api.depends("res_model", "res_id", "fact")
    def _compute_fact(self):
        for wizard in self:
            case = wizard._case_of(wizard.res_model, wizard.res_id)
            step = case._steps().get(wizard.fact) if case else None
            wizard.case_name = case.display_name if case else False
            wizard.article = step.article if step else False
            wizard.current_on = case[wizard.fact] if step else False
            wizard.is_correction = bool(wizard.current_on)
            wizard.is_letter = bool(step and step.spec.letter)
            wizard.needs_document = bool(step and step.reference)
            wizard.notice = (
                "\n".join(case._fact_notice(wizard.fact)) if step and not wizard.current_on else False
            )
            wizard.missing = (
                "\n".join(case._missing_before(wizard.fact)) if step and not wizard.current_on else False
            )

    def action_record(self):
        """Record the fact, or its correction."""
        return self._record(self.day)

    def action_withdraw(self):
        """Withdraw the recorded fact, with the reason."""
        return self._record(False)

    def _record(self, day):
        self.ensure_one()
        case = self._case_of(self.res_model, self.res_id)
        if not case:
            raise UserError(self.env._("This case does not exist."))
        paper = {
            "note": self.note,
            "reason": self.reason,
            "reference": self.reference,
            "dated_on": self.dated_on,
            "attachment_ids": self.attachment_ids.ids,
            "channel": self.channel if self.is_letter else None,
        }
        self._record_on(case, day, paper)
        return {"type": "ir.actions.act_window_close"}

    def _record_on(self, case, day, paper):
        """Record the fact of ``day`` on ``case`` with its ``paper``; a later room adds what else it says."""
        case.record_fact(self.fact, day, **paper)
