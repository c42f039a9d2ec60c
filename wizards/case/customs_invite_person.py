from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsInvitePerson(models.TransientModel):
    """Ask whom to invite to the portal: a contact of a person of a case, or a liaison officer."""

    _name = "customs.invite.person"
    _description = "Invite to the Portal"

    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")
    authority_id = fields.Many2one("customs.authority")
    person_ids = fields.Many2many("res.partner", string="Persons of the Case", compute="_compute_person_ids")
    person_id = fields.Many2one("res.partner", domain="[('id', 'in', person_ids)]")
    name = fields.Char(required=True)
    email = fields.Char(required=True)
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: self.env.lang or "en_US",
    )

    @api.depends("res_model", "res_id", "authority_id")
    def _compute_person_ids(self):
        for wizard in self:
            case = wizard._case()
            wizard.person_ids = case._persons_to_invite() if case else False

    @api.model
    def default_get(self, fields):  # pylint: disable=redefined-outer-name
        """From a person: the last case in which something was asked of its company."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner":
            person = self.env["res.partner"].browse(self.env.context.get("active_id"))
            task = self.env["customs.task"].search(
                [("commercial_person_id", "=", person.commercial_partner_id.id)], order="id desc", limit=1
            )
            values |= {"res_model": task.res_model, "res_id": task.res_id} if task else {}
            values["person_id"] = person.commercial_partner_id.id
            if person != person.commercial_partner_id:
                values |= {"name": person.name, "email": person.email, "lang": person.lang}
        return values

    def _case(self):
        """Return the case, when the user may see it, or None."""
        case = (
            self.env["customs.case.mixin"]._case_of(self.res_model, self.res_id) if self.res_model else None
        )
        if case:
            case.check_access("read")
        return case

    def action_invite(self):
        """Invite; each method checks for itself who may, and whom."""
        self.ensure_one()
        case = self._case()
        if self.authority_id:
            self.authority_id.invite_liaison(self.name, self.email, self.lang)
        elif case:
            case.invite_contact(self.person_id.id, self.name, self.email, self.lang)
        else:
            raise UserError(
                self.env._("This person has no task in your cases. Invite the person from the case.")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The invitation was sent to %s.", self.email),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
