from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..case.customs_guarded_mixin import DOOR


class CustomsPreferenceDecision(models.Model):
    """A decision on the preference: proposed from the facts, taken by a supervisor (RS11, RS16.6)."""

    _name = "customs.preference.decision"
    _description = "Decision on Preference"
    _inherit = ["customs.guarded.mixin", "customs.inner.thread.mixin", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    kind = fields.Selection(
        [("refusal", "Refusal of preference"), ("restoration", "Restoration of preference")],
        required=True,
        default="refusal",
    )
    line_ids = fields.One2many("customs.preference.decision.line", "decision_id", string="Goods")
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
    void_on = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which the fact went away from which it was proposed.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decision_reason = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("decided", "Preference refused"),
            ("dismissed", "Not refused"),
            ("void", "No longer founded"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )

    _trigger_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, trigger)", "This fact has already led to a proposal in this case."
    )

    @api.depends("decided_on", "dismissed_on", "void_on")
    def _compute_state(self):
        steps = (("decided_on", "decided"), ("dismissed_on", "dismissed"), ("void_on", "void"))
        for decision in self:
            decision.state = next((state for day, state in steps if decision[day]), "proposed")

    # What was proposed and decided stays

    @api.model
    def _guarded_fields(self):
        acts = {"name", "decided_on", "dismissed_on", "void_on", "decided_by_id", "decision_reason"}
        origin = {
            "res_model",
            "res_id",
            "case_name",
            "agreement_id",
            "importing_authority_id",
            "trigger",
            "proposed_on",
        }
        return super()._guarded_fields() | acts | origin

    @api.model
    def _guarded_message(self, names):
        return self.env._(
            "%s: a decision follows from the facts of its case, and is taken with its buttons.", names
        )

    @api.model
    def _own_values(self, vals):
        number = self.env["ir.sequence"].sudo().next_by_code(self._name)
        return super()._own_values(vals) | {"name": number or self.env._("New")}

    def write(self, vals):
        if {"ground_id", "person_id", "reason", "article", "kind"} & vals.keys():
            self._refuse_change_of_decided()
        return super().write(vals)

    def _refuse_change_of_decided(self):
        for decision in self:
            if decision.decided_on or decision.dismissed_on:
                raise UserError(self.env._("%s is already decided.", decision.name))

    @api.model
    def _propose(self, case, ground, trigger, reason, article, person=None):
        """Propose once, for one fact of ``case``, to refuse the preference on ``ground``; return it."""
        decisions = self.sudo()
        known = decisions.search(
            [("res_model", "=", case._name), ("res_id", "=", case.id), ("trigger", "=", trigger)], limit=1
        )
        if not ground or (known and known.state != "void"):
            return known
        values = {
            "officer_id": case.officer_id.id,
            "person_id": person.id if person else False,
            "ground_id": ground.id,
            "article": article,
            "reason": reason,
            "proposed_on": case._today(),
        }
        if known:  # what went away has come again
            known._write_guarded(values | {"void_on": False})
            decision = known
        else:
            decision = decisions._create_proposed(case, values | {"trigger": trigger})
        case._message_log(body=f"{decision.name}: {ground.display_name}. {reason}")
        decision._ask_for_decision(case.sudo()._supervisor() or case.sudo()._responsible())
        return decision

    @api.model
    def _create_proposed(self, case, values):
        values |= {
            "res_model": case._name,
            "res_id": case.id,
            "case_name": case.display_name,
            "agreement_id": case.agreement_id.id,
            "importing_authority_id": case.importing_authority_id.id,
        }
        decision = self.with_context(customs_door=DOOR).create(values)
        return self.browse(decision.id)

    def _ask_for_decision(self, user):
        """Give the supervisor the decision to take; with nobody at work, the list of proposals shows it."""
        self.ensure_one()
        if user:
            self.activity_schedule(
                "customs_verification.mail_activity_type_decision",
                summary=self.env._("Decide: %s", self.ground_id.display_name),
                note=self.reason,
                user_id=user.id,
            )

    @api.model
    def _void(self, case, trigger, reason):
        """Take back what was proposed from a fact that is gone; a decision that was taken stands."""
        proposed = self.sudo().search(
            [
                ("res_model", "=", case._name),
                ("res_id", "=", case.id),
                ("trigger", "=", trigger),
                ("state", "=", "proposed"),
            ]
        )
        for decision in proposed:
            decision._write_guarded({"void_on": case._today()})
            decision._message_log(body=reason)
            decision.activity_ids.unlink()

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.user.has_group("customs_verification.group_supervisor"):
            raise AccessError(self.env._("Only a supervisor decides on the preference."))
        for decision in self:
            decision._refuse_change_of_decided()
            if decision.void_on:
                raise UserError(self.env._("%s: the fact is gone from which it was proposed.", decision.name))

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
            decision._write_guarded(
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
