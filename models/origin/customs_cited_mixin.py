from odoo import api, fields, models


class CustomsCitedMixin(models.AbstractModel):
    """A screen or page that names articles: those of the agreement of its case, and none of another.

    ``provisions`` holds them as they are cited in the reader's language: by the fact of a step, the
    outcome of a consequence, the code of a provision. What the agreement does not name is not in it.
    """

    _name = "customs.cited.mixin"
    _description = "Shows Articles of Its Agreement"
    _cited_depends = ()

    provisions = fields.Json(compute="_compute_provisions", help="What is cited, with its article.")

    @api.depends(lambda self: self._cited_depends)
    @api.depends_context("lang")
    def _compute_provisions(self):
        for row in self:
            row.provisions = row._cited()

    def _cited(self):
        """Hook: return what is cited here -> its article, as it is cited."""
        return {}
