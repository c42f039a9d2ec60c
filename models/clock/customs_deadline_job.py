import logging
from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 100
# More rows than this nobody reads in a mail: it says how many more there are, and where.
DIGEST_ROWS = 200
DIGEST_DAYS = 7


class CustomsDeadline(models.Model):
    """The daily job over the deadlines: it reminds, escalates and proposes what a lapse means, each once.

    No screen depends on it: what is late is late without it. It may be killed and started again at any
    moment, since each batch is marked and committed with what it did.
    """

    _inherit = "customs.deadline"

    @api.model
    def _cron_act(self):
        """Remind, escalate, propose; then send the morning digest."""
        running, late = self._running_domain(), self._late_domain()
        steps = (
            (
                running & self._by_today("warn_on", "<=") & Domain("warned_on", "=", False),
                "_warn",
                "warned_on",
            ),
            (late & Domain("escalated_on", "=", False), "_escalate", "escalated_on"),
            (
                late & Domain("lapse_handled_on", "=", False) & Domain("rule_id.lapse", "!=", "none"),
                "_handle_lapse",
                "lapse_handled_on",
            ),
        )
        done = all(self._act_in_batches(*step) for step in steps) and self._send_digests()
        # Out of time: the scheduler calls again at once. What failed waits for the next day.
        self.env["ir.cron"]._commit_progress(remaining=0 if done else 1)

    @api.model
    def _act_in_batches(self, domain, method, mark):
        """Call ``method`` on each due deadline and mark it; return whether all of them were dealt with."""
        cron = self.env["ir.cron"]
        left_out = set()
        seconds_left = cron._commit_progress(remaining=self.search_count(domain) + 1)
        while seconds_left:
            due = self.search(domain & Domain("id", "not in", list(left_out)), limit=BATCH)
            if not due:
                return True
            batch = due.try_lock_for_update()
            left_out.update((due - batch).ids)
            left_out.update(deadline.id for deadline in batch if not deadline._act_once(method, mark))
            seconds_left = cron._commit_progress(len(due))
        return False

    def _act_once(self, method, mark):
        """Act on one deadline in a savepoint: one that fails must not keep the others from theirs."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if not getattr(self, method)():
                    return False
                self[mark] = self._today()
                self.flush_recordset()
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
            _logger.exception(
                "Deadline %s of %s: %s failed; the next run tries again", self.id, self.case_name, method
            )
            return False
        return True

    def _warn(self):
        """Give the officer an activity ahead of the last day; return whether somebody is there to do it."""
        self.ensure_one()
        summary = self.env._("%(step)s: last day %(day)s", step=self.rule_id.name, day=self.due_on)
        user = self._case().sudo()._responsible()
        return self._remind("customs_verification.mail_activity_type_deadline", user, summary)

    def _escalate(self):
        """Tell the supervisor that the last day has passed; return whether somebody is there to be told."""
        self.ensure_one()
        case = self._case().sudo()
        summary = self.env._("Late: %(step)s, last day was %(day)s", step=self.rule_id.name, day=self.due_on)
        user = case._supervisor() or case._responsible()
        return self._remind("customs_verification.mail_activity_type_late", user, summary)

    def _handle_lapse(self):
        """Let the case propose what the law attaches to the lapse (RS16.6, RS15.8)."""
        self.ensure_one()
        self._case().sudo()._on_deadline_lapsed(self)
        return True

    def _remind(self, activity_type, user, summary):
        """Put an activity on the case; the digest tells of it by mail, so this sends none of its own."""
        if not user:
            _logger.warning(
                "Deadline %s of %s: no officer and no supervisor to remind", self.id, self.case_name
            )
            return False
        note = " ".join(part for part in (self.rule_id.article, self.lapse_meaning) if part)
        case = self._case().sudo().with_context(mail_activity_quick_update=True)
        case.activity_schedule(
            activity_type,
            date_deadline=self.due_on,
            summary=summary,
            note=note,
            user_id=user.id,
            customs_deadline_id=self.id,
        )
        return True

    # Morning digest

    @api.model
    def _send_digests(self):
        """Send officers and supervisors their digest, once a day of theirs; return whether all have it."""
        template = self.env.ref("customs_verification.mail_template_digest", raise_if_not_found=False)
        if not template:
            _logger.warning("The template of the morning digest was deleted: no digest is sent")
            return True
        users = self.env["res.users"].search(
            Domain("customs_digest", "=", True)
            & Domain("share", "=", False)
            & Domain("email", "!=", False)
            & Domain("all_group_ids", "in", self.env.ref("customs_verification.group_officer").ids)
        )
        for user in users:
            today = self._day_of(user)
            if user.customs_digest_on and user.customs_digest_on >= today:
                continue
            self._send_digest(template, user, today)
            if not self.env["ir.cron"]._commit_progress(1):
                return False
        return True

    @api.model
    def _send_digest(self, template, user, today):
        """Send one digest and mark it at once; one that fails does not keep the others from theirs."""
        try:
            with self.env.cr.savepoint():
                deadlines = self._digest_deadlines(user, today)
                if deadlines:
                    rows = self._digest_rows(deadlines[:DIGEST_ROWS], user)
                    template.with_context(digest_rows=rows, digest_count=len(deadlines)).send_mail(user.id)
                user.customs_digest_on = today
                user.flush_recordset()
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
            _logger.exception("The morning digest of %s failed; the next run tries again", user.login)

    @api.model
    def _day_of(self, user):
        """Return today where the user is: in the user's time zone, else in that of the authority served."""
        zone = user.tz or user.customs_authority_ids[:1].tz or "UTC"
        return datetime.now(pytz.timezone(zone)).date()

    @api.model
    def _digest_deadlines(self, user, today):
        """Return the deadlines of a user's digest: late or due soon; a supervisor's, all late ones too."""
        soon = self._running_domain() & Domain("due_on", "<=", fields.Date.add(today, days=DIGEST_DAYS))
        mine = soon & Domain("officer_id", "=", user.id)
        if user.has_group("customs_verification.group_supervisor"):
            mine |= self._late_domain() & Domain(
                "importing_authority_id", "in", user.customs_authority_ids.ids
            )
        # As the user: nobody is told of a case that the user may not see.
        return self.with_user(user).search(mine)

    @api.model
    def _digest_rows(self, deadlines, user):
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
            for deadline in deadlines
        ]
