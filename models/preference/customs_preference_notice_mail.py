from odoo import api, models
from odoo.tools import format_date

BATCH = 100


class CustomsPreferenceNotice(models.Model):
    """What an importer is told by mail: that its goods are touched, and where it reads more.

    The mails are sent by a job, batch by batch: marking a million goods waits for no mail, and a job that is
    killed and started again tells nobody twice.
    """

    _inherit = "customs.preference.notice"

    def _to_be_told(self):
        result = super()._to_be_told()
        job = self.env.ref("customs_verification.cron_tell_importers", raise_if_not_found=False)
        if job:
            job.sudo()._trigger()
        return result

    @api.model
    def _cron_tell(self):
        """Tell the importing firms of their new notices; what has closed meanwhile is told to nobody."""
        cron = self.env["ir.cron"]
        untold = [("told_on", "=", False)]
        seconds_left = cron._commit_progress(remaining=self.search_count(untold))
        while seconds_left:
            notices = self.search(untold, limit=BATCH, order="id").try_lock_for_update()
            if not notices:
                return
            notices._tell()
            seconds_left = cron._commit_progress(len(notices))

    def _tell(self):
        """Put the mails of these notices into the queue."""
        for kind, notices in self.grouped("kind").items():
            told = notices.filtered(lambda notice: notice.is_open or notice.kind != "suspension")
            template = self.env.ref(
                f"customs_verification.mail_template_preference_{kind}", raise_if_not_found=False
            )
            if template and told:
                template._queue_for(told._addressees())
        for day, notices in self.grouped(lambda notice: notice._today()).items():
            notices._write_guarded({"told_on": day})

    def _addressees(self):
        """Return {id: who is told}: the firm's contacts on the portal, else the firm."""
        notices = self.sudo()
        readers = notices.importer_firm_id._portal_readers()
        return {
            notice.id: readers.get(notice.importer_firm_id) or notice.importer_firm_id._told_instead()
            for notice in notices
        }

    def _mail_sender(self):
        """Return the sender of mails: the authority."""
        return self.sudo().importing_authority_id._mail_sender()

    def _mail_link(self):
        """Return the address of the notice on the portal: it asks for a login and holds no key."""
        return f"{self.get_base_url()}/my/customs/preferences/{self.id}"

    def _mail_rows(self):
        """Return what a mail says: (label, value); goods and amounts stand on the portal alone."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        rows = [
            (self.env._("What it is"), f"{kinds[self.kind]} {self.name}"),
            (self.env._("By whom"), self.authority_name),
            (self.env._("Article"), ", ".join(filter(None, (self.article, self.citation)))),
            (self.env._("Ground"), self.ground),
            (self._since_label(), format_date(self.env, self.since, date_format="long")),
        ]
        return [(label, value) for label, value in rows if value]

    def _since_label(self):
        if self.kind == "suspension":
            return self.env._("Declarations registered from")
        return self.env._("Decided on")
