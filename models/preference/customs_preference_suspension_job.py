from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools import SQL

BATCH = 100_000
# The id of the line after the last one that a full marking has dealt with, kept while it is not through.
PROGRESS = "customs_verification.mark_all_after"
DONE_ON = "customs_verification.mark_all_done_on"


class CustomsPreferenceSuspension(models.Model):
    """Marking over again: what changed, with the goods that came in meanwhile, and once a day everything."""

    _inherit = "customs.preference.suspension"

    @api.model
    def _cron_mark(self):
        """Mark once more what changed, right after the change and daily; once a day mark everything."""
        self._mark_once_more()
        today = str(fields.Date.today())
        if self._mark_setting(DONE_ON) != today and self._mark_all():
            self._mark_setting(DONE_ON, today)
            self.env["ir.cron"]._commit_progress(remaining=0)

    # What changed

    @api.model
    def _mark_once_more(self):
        """Mark every suspension that changed, each in a transaction of its own that sees all that was
        written.

        A line that another transaction brought in while the suspension was changed is marked by neither: the
        one saw the suspension as it was, the other did not see the line. So this waits until nobody who wrote
        lines then is still at work, and begins anew. Writers that began before the change and take their lock
        after that are caught when it runs again, a quarter of an hour later. Commits.

        :return: whether nothing is left to be marked again
        """
        changed = self.sudo().search([("remark_until", "!=", False)], order="id")
        if not changed:
            return True
        alone, now = self.env["customs.suspended.line"]._wait_for_writers(), fields.Datetime.now()
        for suspension in changed:
            retrying(lambda one=suspension: one._mark_and_forget(alone, now), self.env)
            self.env["ir.cron"]._commit_progress(1)
        if not alone:
            self._trigger_marking(now + timedelta(minutes=1))
        return not self.sudo().search_count([("remark_until", "!=", False)])

    def _mark_and_forget(self, alone, now):
        self._mark()
        if alone and self.remark_until and self.remark_until <= now:
            self._write_guarded({"remark_until": False})

    # Everything

    @api.model
    def _mark_all(self, batch=BATCH):
        """Mark all declared goods anew, ``batch`` lines at a time, and commit after each.

        How far it came is stored with each batch: stopped at any point and called again, it goes on where it
        was, and ends with the same marks. Suspensions that change meanwhile are the business of `_mark` and
        of `_mark_once_more`. Stops when the time of the job is up, which then comes back soon.

        :return: whether it is through
        """
        marks = self.env["customs.suspended.line"].sudo()
        after = int(self._mark_setting(PROGRESS) or 0)
        while (last := marks._end_of_range(after, batch)) is not None:
            retrying(lambda first=after, end=last: self._mark_batch(first, end), self.env)
            after = last
            if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                return False
        self._mark_setting(PROGRESS, "0")
        self.env["ir.cron"]._commit_progress(1, remaining=0)
        return True

    @api.model
    def _mark_batch(self, after, last):
        self.env["customs.suspended.line"].sudo()._mark_range(after, last)
        self._mark_setting(PROGRESS, str(last))

    @api.model
    def _mark_setting(self, key, value=None):
        """Return, or set, a word that the job keeps for itself: past the caches of all workers."""
        if value is not None:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
                    " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                    key,
                    value,
                )
            )
            return value
        rows = self.env.execute_query(SQL("SELECT value FROM ir_config_parameter WHERE key = %s", key))
        return rows[0][0] if rows else None
