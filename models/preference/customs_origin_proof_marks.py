from odoo import api, fields, models


class CustomsOriginProof(models.Model):
    """What lists and cards say of a proof in a word: why one should look at it again."""

    _inherit = "customs.origin.proof"

    marks = fields.Char(
        string="Look Again",
        compute="_compute_marks",
        help="No specimen, too heavy, doubts about its use, empty boxes.",
    )

    @api.depends("specimen_known", "weight_exceeded", "use_doubts", "missing_boxes")
    def _compute_marks(self):
        for proof in self:
            marks = (
                (not proof.specimen_known, self.env._("No specimen")),
                (proof.weight_exceeded, self.env._("Too heavy")),
                (proof.use_doubts and not proof.weight_exceeded, self.env._("Doubts about its use")),
                (proof.missing_boxes, self.env._("Boxes empty")),
            )
            proof.marks = ", ".join(text for wrong, text in marks if wrong) or False
