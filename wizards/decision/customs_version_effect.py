from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...models.case import procedure_move
from ...models.decision.version_effects import Effects
from ...models.setup.roles import SUPERVISORS


class CustomsVersionEffect(models.TransientModel):
    """What changes for the open cases of a procedure under another version, before anything is written."""

    _name = "customs.version.effect"
    _description = "Effects on Open Cases"

    procedure_id = fields.Many2one(
        "customs.procedure", string="Cases under", required=True, ondelete="cascade"
    )
    version_id = fields.Many2one("customs.procedure", required=True, ondelete="cascade")
    choice_ids = fields.Many2many("customs.procedure", compute="_compute_choice_ids")
    case_count = fields.Integer(string="Open Cases", readonly=True, help="The open cases that you may see.")
    changed_count = fields.Integer(string="Of Which Change", readonly=True)
    has_hidden = fields.Boolean(
        string="Not All Shown",
        readonly=True,
        help="Other authorities have open cases, too. Their number is not shown.",
    )
    change_ids = fields.One2many("customs.version.change", "effect_id", string="Changes")
    is_calculated = fields.Boolean(readonly=True)
    reason = fields.Text(string="Reason for the Move")

    @api.depends("version_id", "procedure_id")
    def _compute_choice_ids(self):
        for effect in self:
            versions = (effect.version_id or effect.procedure_id).version_ids
            effect.choice_ids = versions - effect.version_id

    @api.depends("version_id")
    def _compute_display_name(self):
        for effect in self:
            effect.display_name = self.env._("Effects of %s", effect.version_id.display_name or "")

    @api.onchange("version_id")
    def _onchange_version_id(self):
        self.procedure_id = self.version_id.former_version_id or self.choice_ids[:1]

    def action_calculate(self):
        """Work out what changes for each open case that the user may see; nothing is written to any.

        :raises AccessError: the user may not read the law
        :raises UserError: the two are not versions of one procedure
        """
        self.ensure_one()
        self.check_access("write")
        cases = self._cases()
        hidden = bool(cases.sudo().search([*self._open(), ("id", "not in", cases.ids)], limit=1))
        changes, changed = [], 0
        for case, effects in Effects(cases, self.version_id).of_each():
            changed += bool(effects)
            changes += [
                {
                    "res_model": case._name,
                    "res_id": case.id,
                    "case_name": case.display_name,
                    **effect._asdict(),
                }
                for effect in effects
            ]
        self.write(
            {
                "case_count": len(cases),
                "has_hidden": hidden,
                "changed_count": changed,
                "is_calculated": True,
                "change_ids": [
                    Command.clear(),
                    *(Command.create({"sequence": number, **row}) for number, row in enumerate(changes, 1)),
                ],
            }
        )
        return True

    def action_open_changes(self):
        """Open the changes as a list of their own, which Odoo exports.

        :raises UserError: there is none
        """
        self.ensure_one()
        self.check_access("read")
        if not self.change_ids:
            raise UserError(self.env._("There is no change."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_version_change"
        )
        return action | {"name": self.display_name, "domain": [("effect_id", "=", self.id)]}

    def action_move(self):
        """Move the open cases to the version, as their supervisor.

        :raises AccessError: the user is no supervisor of the cases
        :raises UserError: all that stands against it, at once; nothing is moved then
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(SUPERVISORS):
            raise AccessError(self.env._("Only a supervisor can move cases to another version."))
        cases = self._cases()
        if not cases:
            raise UserError(self.env._("There is no open case that you may move."))
        procedure_move.move(cases, self.version_id, self.reason)
        self.procedure_id.invalidate_recordset()
        return {"type": "ir.actions.act_window_close"}

    def _cases(self):
        """Return the open cases under the procedure that the user may see."""
        procedures = self.procedure_id | self.version_id
        procedures.check_access("read")
        if len(procedures) != 2 or self.version_id not in self.procedure_id.version_ids:
            raise UserError(self.env._("Choose two versions of one procedure."))
        cases = self.env[self.procedure_id.case_model]
        if not cases.has_access("read"):
            return cases.browse()
        return cases.search(self._open())

    def _open(self):
        return [("procedure_id", "=", self.procedure_id.id), ("closed_on", "=", False)]


class CustomsVersionChange(models.TransientModel):
    """One change for an open case under another version of its procedure."""

    _name = "customs.version.change"
    _description = "Effect on an Open Case"
    _order = "effect_id, sequence, id"
    _rec_name = "case_name"

    effect_id = fields.Many2one("customs.version.effect", ondelete="cascade", index=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", readonly=True)
    case_name = fields.Char(string="Reference", readonly=True)
    kind = fields.Selection(
        [
            ("deadline", "Last day"),
            ("state", "State"),
            ("step", "Next step"),
            ("gate", "What holds a step back"),
            ("proposal", "Proposed refusal"),
            ("move", "What prevents the move"),
        ],
        string="Part",
        readonly=True,
    )
    name = fields.Char(string="What", readonly=True)
    article = fields.Char(readonly=True)
    before = fields.Char(string="Now", readonly=True)
    after = fields.Char(string="Then", readonly=True)

    def action_open_case(self):
        """Open the case, as the user may see it."""
        self.ensure_one()
        self.check_access("read")
        case = self.env["customs.case.mixin"]._case_of(self.res_model, self.res_id)
        if not case:
            raise UserError(self.env._("The case is no longer there."))
        case.check_access("read")
        return case._get_records_action(context={})
