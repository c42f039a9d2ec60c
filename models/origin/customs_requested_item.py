from odoo import api, fields, models
from odoo.exceptions import UserError

from . import result_answers


class CustomsRequestedItem(models.Model):
    """One thing that a documentary verification asks for, and whether it was supplied (RS15.5, RS15.8).

    Listed from the request when it is approved, one for each line. Data or copies that were not supplied
    leave no conclusion, whatever the result says.
    """

    _name = "customs.requested.item"
    _description = "Requested Data or Document"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _seal_path = ("request_id",)
    _order = "request_id, sequence, id"

    request_id = fields.Many2one(
        "customs.verification.request", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    name = fields.Text(string="What Is Requested", required=True)
    supplied = fields.Selection(
        [("yes", "Supplied"), ("no", "Not supplied"), ("none", "Nothing to supply")],
        help="Whether it came with the result. Nothing to supply: it is answered by the result itself.",
    )

    was_supplied = fields.Boolean(
        compute="_compute_was_supplied", help="It is recorded whether this was supplied."
    )

    @api.depends("supplied")
    def _compute_was_supplied(self):
        for item in self:
            # As stored: what somebody is entering can still be chosen again.
            item.was_supplied = bool(item._origin.supplied)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"request_id", "sequence", "name"}

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: this follows from the approved request and cannot be changed.", names)

    def write(self, vals):
        self.check_access("write")
        if "supplied" in vals and not (self.env.su or self._is_behind_the_door()):
            self._refuse_entry(vals["supplied"] or False)
        result = super().write(vals)
        if "supplied" in vals:
            self.request_id._on_outcome()
        return result

    def _refuse_entry(self, supplied):
        """Refuse what is said before there is a result, and a change of what was said."""
        for item in self.filtered(lambda item: (item.supplied or False) != supplied):
            if not item.request_id.result_received_on:
                raise UserError(
                    self.env._(
                        "%(case)s: record the result first. What was supplied with it is entered afterwards.",
                        case=item.request_id.display_name,
                    )
                )
            if item.supplied:
                raise UserError(
                    self.env._(
                        "%(case)s: it is recorded whether this was supplied: %(what)s A supervisor corrects "
                        "it with the button 'Correct', with a reason.",
                        case=item.request_id.display_name,
                        what=item.name,
                    )
                )

    def correct_supplied(self, supplied, reason):
        """Correct whether it was supplied; what stood there and the reason stay in the record of the case.

        :param supplied: ``yes``, ``no`` or ``none`` (nothing to supply)
        :param reason: why it is corrected
        :raises AccessError: the user may not change the case, or is no supervisor
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        result_answers.correct_supplied(self, supplied, reason)
        return True

    def action_correct(self):
        """Open the form in which a supervisor corrects whether it was supplied."""
        self.ensure_one()
        self.check_access("write")
        return self.env["customs.correct.result"]._open(self.request_id, self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_listed(self):
        """It goes only when the request is approved anew and lists what it asks for then (IT9)."""
        if not self._is_behind_the_door():
            raise UserError(
                self.env._("%s: this was requested and cannot be deleted.", self[:1].display_name)
            )
