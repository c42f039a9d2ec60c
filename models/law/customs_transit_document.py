from odoo import api, fields, models


class CustomsTransitDocument(models.Model):
    """A kind of document on goods that passed through a third country, and whether it proves transit (RS9.3).

    What it must state is asked line by line when an officer records one. A kind that proves nothing says why.
    """

    _name = "customs.transit.document"
    _description = "Kind of Transit Document"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _order = "agreement_id, sequence, id"
    _rec_names_search = ["name"]

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    article = fields.Char(required=True)
    asked = fields.Text(
        string="What It Must State",
        translate=True,
        help="One question in each line: who issued or confirmed the document, and what it must state. The "
        "officer who records one answers each of them.",
    )
    proves = fields.Boolean(
        string="Accepted as Proof",
        default=True,
        help="The document proves that the goods stayed under customs control.",
    )
    why_not = fields.Char(translate=True, help="Why such a document does not prove it, shown with the goods.")

    _code_uniq = models.Constraint(
        "UNIQUE(agreement_id, code)", "This kind of document already exists in the agreement."
    )
    _reason_given = models.Constraint(
        "CHECK(proves OR COALESCE(why_not ->> 'en_US', '') <> '')",
        "Enter why the document is not accepted as proof.",
    )

    @api.private
    def _questions(self):
        """Return what is asked of such a document, in the user's language."""
        self.ensure_one()
        return [line.strip() for line in (self.asked or "").splitlines() if line.strip()]
