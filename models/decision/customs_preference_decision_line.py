from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.inputs import given_text


class CustomsPreferenceDecisionLine(models.Model):
    """Goods of a declaration over which a decision goes, with the duty that it is about."""

    _name = "customs.preference.decision.line"
    _description = "Goods of a Decision on Preference"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _seal_path = ("decision_id",)
    _seal_marks = False  # a decision may cover many thousand goods
    _order = "decision_id, id"
    _rec_name = "line_id"
    _acts_with_reason = ("leave_out",)

    decision_id = fields.Many2one(
        "customs.preference.decision", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "customs.declaration.line", required=True, index=True, ondelete="restrict", string="Goods"
    )
    importing_authority_id = fields.Many2one(
        related="decision_id.importing_authority_id", store=True, index=True
    )
    importer_firm_id = fields.Many2one(
        string="Importing Company", related=("line_id.importer_firm_id"), store=True, index=True
    )
    duty = fields.Monetary(
        currency_field="currency_id", help="The duty to be paid (refusal) or repaid (restoration)."
    )
    duty_known = fields.Boolean(help="If off, the rate or duty of the goods is not known.")
    currency_id = fields.Many2one("res.currency", required=True)
    why = fields.Selection(
        [
            ("named", "Named in the request"),
            ("suspended", "They were suspended"),
            ("proofs", "They use a proof that was verified"),
            ("proof", "They use the proof"),
            ("released", "They were released without preference"),
            ("revoked", "Their refusal was revoked"),
            ("chosen", "Chosen by hand"),
        ],
        help="Why the decision covers these goods.",
    )
    added_by_id = fields.Many2one("res.users", string="Added by", ondelete="restrict")
    added_reason = fields.Char(string="Reason for Adding")
    left_out = fields.Boolean(help="An officer removed the goods from the decision.")
    left_out_reason = fields.Char()
    left_out_by_id = fields.Many2one("res.users", string="Removed by", ondelete="restrict")

    # What the list of goods shows of them
    declaration_id = fields.Many2one(related="line_id.declaration_id")
    position = fields.Integer(related="line_id.position")
    registered_on = fields.Date(related="line_id.registered_on")
    hs_code = fields.Char(related="line_id.hs_code")
    description = fields.Char(related="line_id.description")
    customs_value = fields.Monetary(related="line_id.customs_value", currency_field="currency_id")
    restorable_until = fields.Date(related="line_id.restorable_until")
    preference_state = fields.Selection(related="line_id.preference_state")
    decision_state = fields.Selection(related="decision_id.state", string="State of the Decision")

    _line_uniq = models.UniqueIndex("(decision_id, line_id)", "These goods are already in the decision.")

    def _guarded_fields(self):
        return self._written_fields()

    @api.model
    def _seal_condition(self, alias):
        """Goods count once it is decided; until then they follow from the facts."""
        return SQL(
            "EXISTS (SELECT FROM customs_preference_decision d WHERE d.id = %s AND d.decided_on IS NOT NULL)",
            SQL.identifier(alias, "decision_id"),
        )

    @api.model
    def _add(self, decision, lines, reason):
        """Add goods of declarations to a decision, with ``reason``."""
        self.sudo()._behind_the_door().create(
            [
                {
                    "decision_id": decision.id,
                    "line_id": line.id,
                    "duty": line.duty_at_stake,
                    "duty_known": line.duty_known,
                    "currency_id": line.currency_id.id,
                    "why": "chosen",
                    "added_by_id": self.env.uid,
                    "added_reason": reason,
                }
                for line in lines.sudo()
            ]
        )

    @api.model
    def _problems_of_adding(self, decision, lines):
        """Return why these goods cannot be added to a decision, as sentences that name them."""
        known = decision.sudo().line_ids.line_id
        other = lines.filtered(lambda line: line.importing_authority_id != decision.importing_authority_id)
        law = lines.filtered(
            lambda line: (
                line.agreement_id != decision.agreement_id
                or (decision.kind == "refusal" and not line.preference_claimed)
            )
        )
        problems = []
        for wrong, text in (
            (lines & known, self.env._("Already in the decision: %s")),
            (other, self.env._("Of another authority: %s")),
            (law, self.env._("No preference is claimed under the agreement of the decision: %s")),
        ):
            if wrong:
                problems.append(text % wrong._names())
        if not lines:
            problems.append(self.env._("Choose the goods."))
        if decision.kind == "restoration":
            problems += lines._restoration_problems(decision)
        return problems

    def leave_out(self, reason):
        """Take these goods out of a proposed decision, with ``reason``.

        :raises AccessError: the user is no officer of the authority
        :raises UserError: it is decided already, or no reason is given
        """
        reason = given_text(reason)
        self._check_may_change(reason)
        self.sudo()._write_guarded(
            {"left_out": True, "left_out_reason": reason, "left_out_by_id": self.env.uid}
        )
        self._log_change(self.env._("Goods removed"), reason)
        return True

    def put_back(self):
        """Put goods that were taken out back into the proposed decision.

        :raises AccessError: the user is no officer of the authority
        :raises UserError: it is decided already
        """
        reason = self.env._("Put back")
        self._check_may_change(reason)
        self.sudo()._write_guarded({"left_out": False, "left_out_reason": False, "left_out_by_id": False})
        self._log_change(self.env._("Goods put back"), "")
        return True

    def _check_may_change(self, reason):
        self.check_access("read")
        self.decision_id._check_may_prepare()
        if not reason:
            raise UserError(self.env._("Enter the reason for removing the goods."))

    def _log_change(self, label, reason):
        for decision, rows in self.grouped("decision_id").items():
            decision._log_preparation(label, rows.line_id, reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Goods of a decision cannot be deleted. Remove them with a reason."))
