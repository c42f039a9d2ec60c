from odoo import fields, models


class CustomsArticle(models.Model):
    """How an article of an agreement is cited, in each language (RS15.5).

    Rules, grounds and steps name their article as the English text does ("Annex 3, Art. 16(4)(1)"). Whoever
    reads another language reads it as lawyers of that language write it (подпункт 1 пункта 4 статьи 16
    Приложения № 3): that is data like the law itself.
    """

    _name = "customs.article"
    _description = "Citation of an Article"
    _inherit = ["customs.noted.mixin"]
    _is_cached = True
    _order = "agreement_id, id"

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="Article", required=True, help="As rules, grounds and steps cite it.")
    citation = fields.Char(
        string="Citation in Documents",
        required=True,
        translate=True,
        help="As the reader's language cites the article. Translate it for each language.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE(agreement_id, name)", "This article of the agreement already has a citation."
    )
