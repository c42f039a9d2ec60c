from odoo import api, models


class ResLang(models.Model):
    _inherit = "res.lang"

    @api.model
    def _ensure_kazakh(self):
        """Enter Kazakh, which Odoo does not bring along, among the languages that can be installed."""
        if self.with_context(active_test=False).search_count([("code", "=", "kk_KZ")]):
            return
        self.create(
            {
                "name": "Kazakh / қазақ тілі",
                "code": "kk_KZ",
                "iso_code": "kk",
                "direction": "ltr",
                "grouping": "[3,0]",
                "decimal_point": ",",
                "thousands_sep": "\N{NO-BREAK SPACE}",
                "date_format": "%d.%m.%Y",
                "time_format": "%H:%M:%S",
                "week_start": "1",
                "active": False,
            }
        )
