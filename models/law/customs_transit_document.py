from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
    together_ids = fields.Many2many(
        "customs.transit.document",
        "customs_transit_document_together_rel",
        "document_id",
        "other_id",
        string="Together with",
        copy=False,
        domain="[('agreement_id', '=', agreement_id), ('id', '!=', id)]",
        help="Documents that must be presented with this one: they are recorded, answered for and attached "
        "together.",
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

    @api.constrains("together_ids", "agreement_id")
    def _check_together(self):
        for document in self:
            if (
                document.together_ids.agreement_id - document.agreement_id
                or document in document.together_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%s: a document is presented together with other documents of the same agreement.",
                        document.name,
                    )
                )

    def _all_presented(self):
        """Return this kind of document and those that are presented together with it."""
        return self | self.together_ids

    def _names_together(self):
        """Return how sentences name what is presented: 'Transport document + Invoice'."""
        return " + ".join(self._all_presented().mapped("name"))

    @api.private
    def _questions(self):
        """Return what is asked of such a document, and of those presented with it, in the user's language."""
        self.ensure_one()
        documents = self._all_presented()
        asked = [
            (document, line.strip())
            for document in documents
            for line in (document.asked or "").splitlines()
            if line.strip()
        ]
        if len(documents) == 1:
            return [question for _document, question in asked]
        return [f"{document.name}: {question}" for document, question in asked]
