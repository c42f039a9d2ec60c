from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsAuthoritySpecimen(models.Model):
    """What was exchanged before certificates count: a form, a stamp, names and addresses (RS15.1-3).

    What is changed is notified in advance, with the day from which it is used, and whether it comes instead
    of or in addition to which former one (RS15.2). Until it is received it does not count.
    """

    _name = "customs.authority.specimen"
    _description = "Specimen or Other Exchanged Data"
    _inherit = ["customs.noted.mixin"]
    _belongs_to = "authority_id"
    _noted_on = "authority_id"
    _order = "valid_from desc, id desc"

    authority_id = fields.Many2one("customs.authority", required=True, index=True, ondelete="cascade")
    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="restrict")
    kind_id = fields.Many2one(
        "customs.specimen.kind",
        string="What Was Exchanged",
        required=True,
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
    )
    name = fields.Char(string="Reference", required=True)
    details = fields.Text(
        help="Security features of a form; the name and address of an authority, as they were notified."
    )
    image = fields.Binary(attachment=True)
    image_name = fields.Char(string="File Name")
    received_on = fields.Date(
        help="The day on which it was received. It counts from this day at the earliest."
    )
    valid_from = fields.Date(string="Used from", required=True)
    valid_to = fields.Date(string="Used until")
    relation = fields.Selection(
        [("instead", "Instead of"), ("addition", "In addition to")],
        string="Change",
        help="Whether it replaces a former one or is used beside it.",
    )
    former_id = fields.Many2one(
        "customs.authority.specimen",
        string="Former One",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('authority_id', '=', authority_id), ('kind_id', '=', kind_id), ('id', '!=', id)]",
    )
    following_ids = fields.One2many("customs.authority.specimen", "former_id", string="Followed by")
    is_late = fields.Boolean(
        string="Received Late",
        compute="_compute_is_late",
        help="It was received after the day from which it is used: changes are notified in advance.",
    )

    @api.depends("received_on", "valid_from")
    def _compute_is_late(self):
        for specimen in self:
            received, first = specimen.received_on, specimen.valid_from
            specimen.is_late = bool(received and first and received > first)

    @api.constrains("valid_from", "valid_to", "relation", "former_id", "kind_id", "agreement_id")
    def _check_specimen(self):
        for specimen in self:
            former = specimen.former_id
            checks = [
                (
                    specimen.valid_to and specimen.valid_to < specimen.valid_from,
                    self.env._("the last day is before the first day."),
                ),
                (
                    specimen.kind_id.agreement_id != specimen.agreement_id,
                    self.env._("choose what the agreement of this specimen names."),
                ),
                (
                    bool(specimen.relation) != bool(former),
                    self.env._("enter both the former one and whether this one replaces it."),
                ),
                (
                    former
                    and (former.authority_id, former.kind_id) != (specimen.authority_id, specimen.kind_id),
                    self.env._("the former one belongs to another authority or is of another kind."),
                ),
                (
                    specimen._has_cycle("former_id"),
                    self.env._("it cannot replace itself, directly or through others."),
                ),
            ]
            problems = [
                self.env._("Specimen %(name)s: %(problem)s", name=specimen.name, problem=problem)
                for wrong, problem in checks
                if wrong
            ]
            if problems:
                raise ValidationError("\n".join(problems))

    def _is_valid(self, day):
        """Return whether the specimen is used on ``day``: not before, not after, not replaced by then."""
        self.ensure_one()
        replaced = any(
            other.relation == "instead" and other.valid_from <= day for other in self.following_ids
        )
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to) and not replaced
