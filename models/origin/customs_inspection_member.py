from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsInspectionMember(models.Model):
    """A member of the inspection team: an official of either Party (RS16.2, RS16.10.1)."""

    _name = "customs.inspection.member"
    _description = "Member of the Inspection Team"
    _inherit = ["customs.visit.row.mixin"]
    # Who left the house leaves the name in the team.
    _unsealed_fields = frozenset({"sequence", "user_id"})
    _order = "visit_id, side desc, sequence, id"
    _in_report = frozenset(
        {
            "sequence",
            "first_name",
            "last_name",
            "native_first_name",
            "native_last_name",
            "position",
            "authority_id",
            "is_head",
        }
    )

    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    first_name = fields.Char(required=True)
    last_name = fields.Char(string="Surname", required=True)
    native_first_name = fields.Char(help="The name in its own script, printed beside the Latin one.")
    native_last_name = fields.Char(
        string="Native Surname", help="The name in its own script, printed beside the Latin one."
    )
    position = fields.Char(required=True)
    authority_id = fields.Many2one("customs.authority", required=True, ondelete="restrict")
    side = fields.Selection(
        [("importing", "Importing Party"), ("exporting", "Exporting Party")],
        compute="_compute_side",
        store=True,
    )
    is_head = fields.Boolean(string="Team Leader")
    user_id = fields.Many2one("res.users", ondelete="set null")
    cost_ids = fields.One2many("customs.inspection.cost", "member_id", string="Costs")

    def _is_printed_in_request(self):
        visit = self.visit_id.sudo()
        return "members" in visit._letter_names("request", visit.letter_language)

    @api.depends("first_name", "last_name")
    def _compute_display_name(self):
        for member in self:
            member.display_name = " ".join(filter(None, (member.first_name, member.last_name)))

    @api.depends(
        "authority_id.country_id",
        "visit_id.importing_authority_id.country_id",
        "visit_id.exporting_authority_id.country_id",
        "visit_id.informed_authority_id.country_id",
        "visit_id.verified_person_id",
    )
    def _compute_side(self):
        for member in self:
            visit = member.visit_id
            side = visit._side_of(member.authority_id)
            if side and side == visit._side_of(visit.importing_authority_id):
                member.side = "importing"
            elif side and side == visit._exporting_side():
                member.side = "exporting"
            else:
                member.side = False

    @api.constrains("authority_id", "visit_id", "first_name", "last_name", "position")
    def _check_member(self):
        for member in self:
            problems = []
            if not member.side:
                problems.append(
                    self.env._("%s belongs to neither Party to the visit.", member.authority_id.display_name)
                )
            for value, label in (
                (member.first_name, self.env._("first name")),
                (member.last_name, self.env._("surname")),
                (member.position, self.env._("position")),
            ):
                if not (value or "").strip():
                    problems.append(
                        self.env._("The %s of a member of the inspection team is missing.", label)
                    )
            if problems:
                raise ValidationError("\n".join(problems))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for member in self:
            if member.visit_id.visit_started_on:
                raise ValidationError(
                    self.env._(
                        "%s took part in the visit and cannot be removed from the team.", member.display_name
                    )
                )
