from collections import defaultdict

from odoo import Command, models

SERVICE = "customs.service"


class MailTemplate(models.Model):
    """Mails to outside persons: put into the queue, each reader's in the reader's own language."""

    _inherit = "mail.template"

    def _queue_for(self, addressees, files=()):
        """Put the mails of this template into the queue: one for each record and language.

        Each leaves a notification, so that the history shows whether it went out; where it does not, whoever
        runs the case is told (`mail_mail.py`).

        :param addressees: {id of the record: partners}; the queries do not grow with their number
        :param files: values of attachments
        """
        by_lang = defaultdict(lambda: defaultdict(list))
        for res_id, partners in addressees.items():
            for partner in partners:
                by_lang[partner.lang or self.env.lang or "en_US"][res_id].append(partner.id)
        mails = self.env["mail.mail"].sudo()
        for lang, recipients in by_lang.items():
            template = self.sudo().with_context(
                lang=lang,
                customs_lang=lang,
                customs_recipients={res_id: ",".join(map(str, ids)) for res_id, ids in recipients.items()},
            )
            attached = {"attachment_ids": [Command.create(file) for file in files]} if files else None
            sent = template.send_mail_batch(list(recipients), email_values=attached)
            sent._belong_to(self.env[self.model].sudo().browse(list(recipients)))
            mails |= sent
        return mails

    def _generate_template(
        self, res_ids, render_fields, recipients_allow_suggested=False, find_or_create_partners=False
    ):
        """The subject becomes a header, which has one line."""
        results = super()._generate_template(
            res_ids,
            render_fields,
            recipients_allow_suggested=recipients_allow_suggested,
            find_or_create_partners=find_or_create_partners,
        )
        if (self.model or "").startswith("customs."):
            for values in results.values():
                if values.get("subject"):
                    values["subject"] = " ".join(values["subject"].split())
        return results

    def _generate_template_static_values(self, res_ids, render_fields, render_results=None):
        """A notification of a document belongs to its case: there a reply by mail lands, too."""
        results = super()._generate_template_static_values(
            res_ids, render_fields, render_results=render_results
        )
        if self.model == SERVICE:
            for service in self.env[SERVICE].browse(res_ids):
                document = service.document_id
                results[service.id].update(model=document.res_model, res_id=document.res_id)
        return results
