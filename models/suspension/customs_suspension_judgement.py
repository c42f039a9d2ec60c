from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.inputs import given_ids, given_text
from .customs_preference_suspension import OPEN


class CustomsSuspensionJudgement(models.Model):
    """What a person judged of goods whose characteristics the declaration does not give (RS16.12c).

    It holds for all declared goods that are described alike (`characteristics_key`), those to come included.
    """

    _name = "customs.suspension.judgement"
    _description = "Assessment of Similar Goods"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _seal_path = ("suspension_id",)
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
    judged_by_id = fields.Many2one("res.users", string="Assessed by", required=True, ondelete="restrict")
    judged_on = fields.Date(string="Assessed on", required=True)

    _goods_uniq = models.Constraint(
        "UNIQUE(goods_id, characteristics_key)", "These goods were already assessed."
    )

    @api.model
    def _judge(self, suspension, goods_id, characteristics_keys, similar, reason):
        """Judge goods of the queue of ``suspension``, whose act this is (`judge`); return the ids."""
        keys = self._given_keys(characteristics_keys)
        goods = suspension.goods_ids.filtered(lambda row: row.id in given_ids([goods_id]))
        problems = [] if reason else [self.env._("Enter the reason for the assessment.")]
        if not goods:
            problems.append(
                self.env._("Goods %(row)s are not in %(name)s.", row=goods_id, name=suspension.name)
            )
        waiting = {
            group["characteristics_key"]: group["described_as"]
            for group in suspension._queue()
            if group["goods_id"] == goods.id
        }
        unknown = [key for key in keys if key not in waiting]
        if goods and (unknown or not keys):
            problems.append(
                self.env._(
                    "These goods need no assessment (already assessed or certain): %s.",
                    ", ".join(unknown) or "-",
                )
            )
        if problems:
            raise UserError("\n".join(problems))
        verdict = {"similar": similar, "reason": reason, **self._judged_now(suspension)}
        judgements = (
            self.sudo()
            ._behind_the_door()
            .create(
                [
                    {
                        "suspension_id": suspension.id,
                        "goods_id": goods.id,
                        "characteristics_key": key,
                        "described_as": waiting[key],
                        **verdict,
                    }
                    for key in keys
                ]
            )
        )
        suspension._after_judgements(judgements, reason)
        return judgements.ids

    @api.model
    def _given_keys(self, keys):
        """Return ``keys``, one or a list of them, as a list of texts."""
        keys = keys if isinstance(keys, list | tuple) else [keys]
        return list(dict.fromkeys(text for key in keys if (text := given_text(key))))

    @api.model
    def _judged_now(self, suspension):
        return {"judged_by_id": self.env.uid, "judged_on": suspension._today()}

    def correct(self, similar, reason):
        """Judge anew what was judged (RS16.12c): goods are marked, or their marks go, at once.

        :param similar: whether the goods have the same characteristics
        :param reason: why it is judged otherwise
        :raises AccessError: the user may not change the suspension, or is no supervisor once it is in force
        :raises UserError: nothing is changed, no reason is given, or the suspension has ended
        """
        self.ensure_one()
        self.check_access("read")
        suspension, reason = self.suspension_id, given_text(reason)
        suspension._begin_act(*OPEN)
        if suspension.state == "in_force":
            suspension._require_supervisor()
        problems = [] if reason else [self.env._("Enter the reason for the correction.")]
        if self.similar == bool(similar):
            problems.append(self.env._("This was already assessed in this way: %s.", self.described_as))
        if problems:
            raise UserError("\n".join(problems))
        self.sudo()._write_guarded(
            {"similar": bool(similar), "reason": reason, **self._judged_now(suspension)}
        )
        suspension._after_judgements(self, reason, corrected=True)
        return True

    def action_correct(self):
        """Open the form in which the judgement is corrected."""
        self.ensure_one()
        self.check_access("read")
        return self.suspension_id._action_judge(self.env._("Correct an Assessment"), judgement=self)

    def _in_words(self):
        """Return the judgements as the record of the case names them."""
        words = {True: self.env._("similar"), False: self.env._("not similar")}
        return [
            self.env._(
                "%(goods)s: %(verdict)s to %(named)s",
                goods=judgement.described_as,
                verdict=words[judgement.similar],
                named=judgement.goods_id._name_in_sentence(),
            )
            for judgement in self
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        if not self._is_behind_the_door():
            raise UserError(self.env._("An assessment cannot be deleted. Correct it instead."))

    # A judgement that is passed, changed or taken back changes which goods fall under the suspension.

    @api.model_create_multi
    def create(self, vals_list):
        judgements = super().create(vals_list)
        judgements.suspension_id._mark_changed()
        return judgements

    def write(self, vals):
        result = super().write(vals)
        self.suspension_id._mark_changed()
        return result

    def unlink(self):
        suspensions = self.suspension_id
        result = super().unlink()
        suspensions._mark_changed()
        return result
