from odoo import models

NOTICE = "customs.preference.notice"


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template_static_values(self, res_ids, render_fields, render_results=None):
        """What an importer is told belongs to the case: there a reply by mail lands, too."""
        results = super()._generate_template_static_values(
            res_ids, render_fields, render_results=render_results
        )
        if self.model == NOTICE:
            for notice in self.env[NOTICE].browse(res_ids):
                case = notice._case()
                if case:
                    results[notice.id].update(model=case._name, res_id=case.id)
        return results
