import logging

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 100


class CustomsDeadline(models.Model):
    """The daily job over the deadlines: it reminds, escalates and proposes what a lapse means, each once.

    No screen depends on it: what is late is late without it. It may be killed and started again at any
    moment, since each batch is marked and committed with what it did.
    """

    _inherit = "customs.deadline"

    @api.model
    def _cron_act(self):
        """Remind, escalate, propose; then send the morning digest."""
        today = fields.Date.context_today(self)
        running = Domain("is_open", "=", True) & Domain("paused_on", "=", False)
        late = self._late_domain()
        steps = (
            (running & Domain("warn_on", "<=", today) & Domain("warned_on", "=", False), "_warn", "warned_on"),
            (late & Domain("escalated_on", "=", False), "_escalate", "escalated_on"),
            (
                late & Domain("lapse_handled_on", "=", False) & Domain("rule_id.lapse", "!=", "none"),
                "_handle_lapse",
                "lapse_handled_on",
            ),
        )
        done = [self._act_in_batches(domain, method, mark) for domain, method, mark in steps]
        if all(done):
            self._send_digests()

    @api.model
    def _act_in_batches(self, domain, method, mark):
        """Call ``method`` on each due deadline and mark it; return whether all of them were dealt with."""
        cron = self.env["ir.cron"]
        failed = set()
        seconds_left = cron._commit_progress(remaining=self.search_count(domain))
        while seconds_left:
            batch = self.search(domain & Domain("id", "not in", list(failed)), limit=BATCH)
            batch = batch.try_lock_for_update()
            if not batch:
                return True
            for deadline in batch:
                if not deadline._act_once(method, mark):
                    failed.add(deadline.id)
            seconds_left = cron._commit_progress(len(batch))
        return False

    def _act_once(self, method, mark):
        """Act on one deadline in a savepoint: one case that fails must not keep the others from their reminder."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                getattr(self, method)()
                self[mark] = self._today()
                self.flush_recordset()
        except Exception:
            _logger.exception("Deadline %s of %s: %s failed; the next run tries again", self.id, self.case_name, method)
            return False
        return True

    def _warn(self):
        """Give the officer an activity ahead of the last day."""
        self.ensure_one()
        user = self.officer_id or self._supervisor()
        summary = self.env._("%(step)s: last day %(day)s", step=self.rule_id.name, day=self.due_on)
        self._remind("customs_verification.mail_activity_type_deadline", user, summary)

    def _escalate(self):
        """Tell the supervisor that the last day has passed."""
        self.ensure_one()
        summary = self.env._("Late: %(step)s, last day was %(day)s", step=self.rule_id.name, day=self.due_on)
        self._remind("customs_verification.mail_activity_type_late", self._supervisor() or self.officer_id, summary)

    def _handle_lapse(self):
        """Let the case propose what the law attaches to the lapse (RS16.6, RS15.8)."""
        self.ensure_one()
        self._case().sudo()._on_deadline_lapsed(self)

    def _supervisor(self):
        """Return the supervisor of the case, or of its authority."""
        self.ensure_one()
        return self._case().sudo().supervisor_id or self.importing_authority_id.supervisor_id

    def _remind(self, activity_type, user, summary):
        """Put an activity on the case, unless nobody is there to do it."""
        if not user or not user.active:
            _logger.warning("Deadline %s of %s: no officer and no supervisor to remind", self.id, self.case_name)
            return
        note = " ".join(part for part in (self.rule_id.article, self.lapse_meaning) if part)
        activity = (
            self._case()
            .sudo()
            .activity_schedule(
                activity_type, date_deadline=self.due_on, summary=summary, note=note, user_id=user.id
            )
        )
        activity.customs_deadline_id = self

    # Morning digest

    @api.model
    def _send_digests(self):
        """Send each officer and supervisor the late and soon due deadlines, once a day."""
        template = self.env.ref("customs_verification.mail_template_digest")
        today = fields.Date.context_today(self)
        users = self.env["res.users"].search(
            Domain("customs_digest", "=", True)
            & Domain("share", "=", False)
            & Domain("all_group_ids", "in", self.env.ref("customs_verification.group_officer").ids)
            & (Domain("customs_digest_on", "=", False) | Domain("customs_digest_on", "<", today))
        )
        cron = self.env["ir.cron"]
        for user in users:
            rows = self._digest_rows(user)
            if rows:
                template.with_context(digest_rows=rows).send_mail(user.id)
            user.customs_digest_on = today
            if not cron._commit_progress(1):
                return

    @api.model
    def _digest_rows(self, user):
        """Return what the digest of ``user`` lists: their own deadlines, a supervisor's authorities' late ones too."""
        deadlines = self.with_user(user)
        soon = Domain("is_open", "=", True) & Domain("paused_on", "=", False) & Domain("due_on", "<=", "today +7d")
        mine = soon & Domain("officer_id", "=", user.id)
        if user.has_group("customs_verification.group_supervisor"):
            mine |= self._late_domain() & Domain("importing_authority_id", "in", user.customs_authority_ids.ids)
        return [
            {
                "case": deadline.case_name,
                "url": f"/odoo/{deadline.res_model}/{deadline.res_id}",
                "step": deadline.rule_id.with_context(lang=user.lang).name,
                "article": deadline.article,
                "due_on": deadline.due_on,
                "days_left": deadline.days_left,
                "officer": deadline.officer_id.name or "",
            }
            for deadline in deadlines.search(mine, limit=200)
        ]
