from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomsPreferenceDecision(models.Model):
    """A decision on the preference: proposed from the facts, taken by a supervisor (RS11, RS16.6)."""

    _name = "customs.preference.decision"
    _description = "Decision on Preference"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    kind = fields.Selection([("refusal", "Refusal of preference")], required=True, default="refusal")
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(string="Case Reference")
    agreement_id = fields.Many2one("customs.agreement", required=True, ondelete="restrict")
    importing_authority_id = fields.Many2one(
        "customs.authority", required=True, index=True, ondelete="restrict"
    )
    officer_id = fields.Many2one("res.users", index=True)
    person_id = fields.Many2one(
        "res.partner", string="Exporter or Producer", index="btree_not_null", ondelete="restrict"
    )
    ground_id = fields.Many2one("customs.ground", required=True, ondelete="restrict")
    binding = fields.Selection(related="ground_id.binding")
    ground_article = fields.Char(related="ground_id.article", string="Article of the Ground")
    ground_note = fields.Text(related="ground_id.note", string="What Is No Ground", help="RS11.2")
    article = fields.Char(string="Follows from", help="The article from which the proposal follows.")
    trigger = fields.Char(required=True, help="The fact from which the proposal follows: each proposes once.")
    reason = fields.Text(string="Why It Is Proposed")
    proposed_on = fields.Date(required=True)
    decided_on = fields.Date(readonly=True, copy=False, tracking=True)
    dismissed_on = fields.Date(readonly=True, copy=False, tracking=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decision_reason = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        [("proposed", "Proposed"), ("decided", "Preference refused"), ("dismissed", "Not refused")],
        compute="_compute_state",
        store=True,
        index=True,
    )

    _trigger_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, trigger)", "This fact has already led to a proposal in this case."
    )

    @api.depends("decided_on", "dismissed_on")
    def _compute_state(self):
        for decision in self:
            if decision.decided_on:
                decision.state = "decided"
            else:
                decision.state = "dismissed" if decision.dismissed_on else "proposed"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or self.env._("New")
        return super().create(vals_list)

    @api.model
    def _propose(self, case, ground, trigger, reason, article, person=None):
        """Propose once, for one fact of ``case``, to refuse the preference on ``ground``; return it."""
        decisions = self.sudo()
        known = decisions.search(
            [("res_model", "=", case._name), ("res_id", "=", case.id), ("trigger", "=", trigger)], limit=1
        )
        if known or not ground:
            return known
        decision = decisions.create(
            {
                "res_model": case._name,
                "res_id": case.id,
                "case_name": case.display_name,
                "agreement_id": case.agreement_id.id,
                "importing_authority_id": case.importing_authority_id.id,
                "officer_id": case.officer_id.id,
                "person_id": person.id if person else False,
                "ground_id": ground.id,
                "article": article,
                "trigger": trigger,
                "reason": reason,
                "proposed_on": case._today(),
            }
        )
        case._message_log(body=f"{decision.name}: {ground.display_name}. {reason}")
        user = case.supervisor_id or case.importing_authority_id.supervisor_id or case.officer_id
        if user:
            decision.activity_schedule(
                "customs_verification.mail_activity_type_decision",
                summary=self.env._("Decide: %s", ground.display_name),
                note=reason,
                user_id=user.id,
            )
        return decision

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.user.has_group("customs_verification.group_supervisor"):
            raise AccessError(self.env._("Only a supervisor decides on the preference."))
        for decision in self:
            if decision.state != "proposed":
                raise UserError(self.env._("%s is already decided.", decision.name))

    def decide(self, reason):
        """Refuse the preference on the proposed ground, with ``reason``.

        :raises AccessError: the user is no supervisor
        :raises UserError: already decided, or no reason given
        """
        return self._close("decided_on", reason)

    def dismiss(self, reason):
        """Do not refuse the preference, with ``reason``.

        :raises AccessError: the user is no supervisor
        :raises UserError: already decided, or no reason given
        """
        return self._close("dismissed_on", reason)

    def _close(self, field, reason):
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reasons for the decision."))
        for decision in self:
            decision.sudo().write(
                {
                    field: decision.importing_authority_id._today(),
                    "decided_by_id": self.env.uid,
                    "decision_reason": reason,
                }
            )
            decision.sudo().activity_ids.action_feedback(feedback=reason)
        return True

    def action_open_case(self):
        """Open the case from which the proposal follows."""
        self.ensure_one()
        case = self.env[self.res_model].browse(self.res_id)
        case.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": case._name,
            "res_id": case.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A proposed decision is decided or dismissed, never deleted."))
