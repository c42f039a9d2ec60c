from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.law import law_file
from ...models.law.law_compare import Comparison
from ...models.law.law_spec import ROOT, LawSpec

PROCEDURE = "customs.procedure"


class CustomsCompareLaw(models.TransientModel):
    """Compare two procedures, or an agreement with a file: what was added, removed and changed."""

    _name = "customs.compare.law"
    _description = "Compare Law"
    _inherit = ["customs.file.of.agreement.mixin"]

    what = fields.Selection(
        [("procedures", "Two procedures"), ("file", "An agreement with a file")],
        string="Compare",
        required=True,
        default="procedures",
    )
    before_id = fields.Many2one(PROCEDURE, string="Former Procedure", ondelete="cascade")
    after_id = fields.Many2one(PROCEDURE, string="New Procedure", ondelete="cascade")
    agreement_id = fields.Many2one(
        ROOT,
        ondelete="cascade",
        help="The agreement that is compared with the file. Empty: the one with the code of the file.",
    )
    difference_ids = fields.One2many("customs.law.difference", "comparison_id", string="Differences")

    def action_compare(self):
        """Compare, and open the list of the differences.

        :raises AccessError: the user may not read the law
        :raises UserError: what is to be compared is not chosen, or something in the file is wrong
        """
        self.ensure_one()
        self.check_access("write")
        found = self._differences()
        if not found:
            raise UserError(self.env._("There is no difference."))
        self.difference_ids.unlink()
        self.env["customs.law.difference"].create(
            [
                {"comparison_id": self.id, "sequence": number, **difference._asdict()}
                for number, difference in enumerate(found, 1)
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_law_difference"
        )
        return action | {
            "name": self._title(),
            "domain": [("comparison_id", "=", self.id)],
            "context": {"search_default_group_model": 1},
        }

    def _title(self):
        if self.what == "procedures":
            return self.env._(
                "%(before)s compared with %(after)s",
                before=self.before_id.display_name,
                after=self.after_id.display_name,
            )
        return self.env._(
            "%(agreement)s compared with %(file)s",
            agreement=self._compared_agreement().display_name,
            file=self._content()[1],
        )

    def _differences(self):
        """Return the differences of what is chosen."""
        if self.what == "procedures":
            procedures = self.before_id | self.after_id
            if len(procedures) != 2:
                raise UserError(self.env._("Choose two procedures to compare."))
            if len(set(procedures.mapped("case_model"))) > 1:
                raise UserError(
                    self.env._("Choose two procedures for the same type of case: others have other steps.")
                )
            procedures.check_access("read")
            sides = (self.before_id, self.after_id)
            spec = LawSpec(self.env)
            return Comparison(self.env).of(PROCEDURE, *(law_file.row_of(spec, side) for side in sides))
        row = law_file.read(self.env, self._checked_content()[0])
        agreement = self._compared_agreement()
        if not agreement:
            raise UserError(
                self.env._("Choose the agreement: there is none with the code '%s'.", row["code"])
            )
        agreement.check_access("read")
        return Comparison(self.env).of(ROOT, law_file.row_of(LawSpec(self.env), agreement), row)

    def _compared_agreement(self):
        """Return the agreement that is chosen, else the one that the file says it is."""
        return self.agreement_id or self.known_agreement_id


class CustomsLawDifference(models.TransientModel):
    """One difference that a comparison found: searched, grouped and exported as any list."""

    _name = "customs.law.difference"
    _description = "Difference"
    _order = "comparison_id, sequence, id"
    _rec_name = "place"

    comparison_id = fields.Many2one("customs.compare.law", readonly=True, ondelete="cascade", index=True)
    sequence = fields.Integer(readonly=True)
    model = fields.Selection(selection="_selection_model", string="Part", readonly=True)
    place = fields.Char(string="Row", readonly=True)
    change = fields.Selection(
        [("added", "Added"), ("removed", "Removed"), ("changed", "Changed")], readonly=True
    )
    column = fields.Char(string="What", readonly=True)
    before = fields.Text(string="Former", readonly=True)
    after = fields.Text(string="New", readonly=True)
    article = fields.Char(readonly=True)
    verified = fields.Boolean(readonly=True)
    verification = fields.Selection(
        selection=lambda self: self.env["customs.ground"]._fields["verification"].selection,
        string="Official Text",
        compute="_compute_verification",
        help="Whether the new row was compared with the official text.",
    )

    @api.model
    def _selection_model(self):
        """Return the models of the law with their names."""
        spec = LawSpec(self.env)
        return [(name, self.env["ir.model"]._get(name).name) for name in spec.models]

    @api.depends("verified", "change", "model")
    def _compute_verification(self):
        for row in self:
            marked = row.model and "verified" in self.env[row.model]._fields and row.change != "removed"
            row.verification = marked and ("verified" if row.verified else "unverified")
