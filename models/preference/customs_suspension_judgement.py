from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.given import given_text


class CustomsSuspensionJudgement(models.Model):
    """What a person judged of goods whose characteristics the declaration does not tell (RS16.12c).

    It holds for all declared goods that are described alike (`characteristics_key`), those to come included.
    """

    _name = "customs.suspension.judgement"
    _description = "Judgement on Similar Goods"
    _inherit = ["customs.guarded.mixin"]
    _order = "id desc"
    _rec_name = "described_as"

    suspension_id = fields.Many2one(
        "customs.preference.suspension", required=True, index=True, ondelete="restrict"
    )
    goods_id = fields.Many2one(
        "customs.suspension.goods", required=True, index=True, ondelete="cascade", string="Compared with"
    )
    importing_authority_id = fields.Many2one(
        related="suspension_id.importing_authority_id", store=True, index=True
    )
    characteristics_key = fields.Char(required=True)
    described_as = fields.Char(
        required=True, help="Brand, model, article number and description of the declared goods."
    )
    suspension_state = fields.Selection(related="suspension_id.state", string="State of the Suspension")
    similar = fields.Boolean(help="The goods have the same characteristics.")
    reason = fields.Text()
    judged_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    judged_on = fields.Date(required=True)

    _goods_uniq = models.Constraint(
        "UNIQUE(goods_id, characteristics_key)", "These goods are judged already."
    )

    def correct(self, similar, reason):
        """Judge anew what was judged (RS16.12c): goods are marked, or their marks go, at once.

        :param similar: whether the goods have the same characteristics
        :param reason: why it is judged otherwise
        :raises AccessError: the user may not change the suspension, or is no supervisor once it is in force
        :raises UserError: nothing is changed, no reason is given, or the suspension has ended
        """
        self.ensure_one()
        self.check_access("read")
        self.suspension_id._correct_judgement(self, bool(similar), given_text(reason))
        return True

    def action_correct(self):
        """Open the form in which the judgement is corrected."""
        self.ensure_one()
        self.check_access("read")
        return self.suspension_id._action_judge(self.env._("Correct a Judgement"), judgement=self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        if not self._is_behind_the_door():
            raise UserError(self.env._("A judgement is corrected, never deleted."))
