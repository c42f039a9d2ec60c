from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.given import given_text


class CustomsPreferenceDecisionLine(models.Model):
    """Goods of a declaration over which a decision goes, with the duty that it is about."""

    _name = "customs.preference.decision.line"
    _description = "Goods of a Decision on Preference"
    _inherit = ["customs.guarded.mixin"]
    _order = "decision_id, id"
    _rec_name = "line_id"

    decision_id = fields.Many2one(
        "customs.preference.decision", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "customs.declaration.line", required=True, index=True, ondelete="restrict", string="Goods"
    )
    importing_authority_id = fields.Many2one(
        related="decision_id.importing_authority_id", store=True, index=True
    )
    importer_firm_id = fields.Many2one(related="line_id.importer_firm_id", store=True, index=True)
    duty = fields.Monetary(
        currency_field="currency_id", help="The duty to be paid (refusal) or repaid (restoration)."
    )
    currency_id = fields.Many2one("res.currency", required=True)
    why = fields.Selection(
        [
            ("named", "The request named them"),
            ("suspended", "They were under its suspension"),
            ("proofs", "They use a proof that was verified"),
            ("proof", "They use the proof"),
            ("released", "They were released without preference"),
            ("revoked", "Their refusal was revoked"),
            ("chosen", "Chosen by hand"),
        ],
        help="Why the goods are among those over which it goes.",
    )
    added_by_id = fields.Many2one("res.users", string="Added by", ondelete="restrict")
    added_reason = fields.Char(string="Why Added")
    left_out = fields.Boolean(help="An officer took the goods out of the decision.")
    left_out_reason = fields.Char()
    left_out_by_id = fields.Many2one("res.users", string="Taken out by", ondelete="restrict")

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

    _line_uniq = models.UniqueIndex("(decision_id, line_id)", "These goods are in the decision already.")

    def _guarded_fields(self):
        return self._written_fields()

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
        self._note_change(self.env._("Goods taken out"), reason)
        return True

    def put_back(self):
        """Put goods that were taken out back into the proposed decision.

        :raises AccessError: the user is no officer of the authority
        :raises UserError: it is decided already
        """
        reason = self.env._("Put back")
        self._check_may_change(reason)
        self.sudo()._write_guarded({"left_out": False, "left_out_reason": False, "left_out_by_id": False})
        self._note_change(self.env._("Goods put back"), "")
        return True

    def _check_may_change(self, reason):
        self.check_access("read")
        self.decision_id._check_may_prepare()
        if not reason:
            raise UserError(self.env._("Say why the goods are taken out."))

    def _note_change(self, label, reason):
        for decision, rows in self.grouped("decision_id").items():
            decision._note_preparation(label, rows.line_id, reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Goods are taken out of a decision with a reason, never deleted."))
