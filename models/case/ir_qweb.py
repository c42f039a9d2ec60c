from odoo import models

from ...tools.dates import html_language


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _prepare_frontend_environment(self, values):
        """Say in which language a page is, as who reads it aloud must know: Odoo's portal does not."""
        engine = super()._prepare_frontend_environment(values)
        values.setdefault("html_data", {"lang": html_language(engine.env.lang)})
        if values.get("page_name") == "home":
            values.setdefault("title", engine.env.company.name)
        return engine
