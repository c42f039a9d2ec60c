from odoo import api, models
from odoo.fields import Domain

from ...reports.preference_data import preference_workbook


class CustomsPreferenceAnalysis(models.Model):
    """The workbook of the analysis, from whichever list or case it is printed."""

    _inherit = "customs.preference.analysis"

    def _xlsx_preference(self):
        """Return the XLSX of these rows; of all that the user may read when none is chosen."""
        return self._workbook(Domain("id", "in", self.ids) if self else Domain.TRUE)

    @api.model
    def _workbook(self, domain):
        """Return the XLSX of the rows in ``domain``, a domain of the analysis."""
        return preference_workbook(self.env, domain)


class CustomsDeclarationLine(models.Model):
    _inherit = "customs.declaration.line"

    def _xlsx_preference(self):
        """Return the XLSX of these goods; of all that the user may read when none is chosen."""
        return self.env["customs.preference.analysis"].browse(self.ids)._xlsx_preference()


class CustomsDeclaration(models.Model):
    _inherit = "customs.declaration"

    def _xlsx_preference(self):
        """Return the XLSX of the goods of these declarations; of all when none is chosen."""
        domain = Domain("declaration_id", "in", self.ids) if self else Domain.TRUE
        return self.env["customs.preference.analysis"]._workbook(domain)


class CustomsCaseMixin(models.AbstractModel):
    _inherit = "customs.case.mixin"

    def _xlsx_preference(self):
        """Return the XLSX of the goods of these cases; of those of all cases when none is chosen."""
        cases = self or self.search([])  # pylint: disable=no-search-all  # all are asked for
        return self.env["customs.preference.analysis"]._workbook(cases._domain_of_goods())
