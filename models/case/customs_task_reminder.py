import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customs_task import WAITING
from .customs_task_mail import LATE

_logger = logging.getLogger(__name__)

PARAMETER = "customs_verification.reminder_days"
DAYS = 3
# What has been late for longer was late before the job knew it, or is an old story: no mail of today.
OLD = 14
BATCH = 100


class CustomsTask(models.Model):
    """Reminders: one some days ahead of the last day, one when it has passed.

    The mails are queued and the tasks marked in one transaction, batch by batch: the job may be killed and
    started again at any moment, and reminds nobody twice.
    """

    _inherit = "customs.task"

    @api.model
    def _cron_remind(self):
        """Remind whoever has not answered; the officer is told of what is late."""
        steps = list(self._reminder_steps())
        done = all(self._remind_all(*step) for step in steps)
        self.env["ir.cron"]._commit_progress(remaining=0 if done else 1)

    @api.model
    def _reminder_days(self):
        """Return how many days ahead of the last day a reminder is sent."""
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER) or ""
        return int(value) if value.isascii() and value.isdigit() and int(value) < 366 else DAYS

    @api.model
    def _reminder_steps(self):
        """Yield (name of the mail, today, domain of the tasks), by the day that it is for the authority."""
        by_day = defaultdict(list)
        authorities = self.env["customs.authority"].sudo().with_context(active_test=False)
        for authority in authorities.search([]):  # pylint: disable=no-search-all  # some dozens
            by_day[authority._today()].append(authority.id)
        for today, authority_ids in by_day.items():
            waiting = Domain("state", "in", WAITING) & Domain("importing_authority_id", "in", authority_ids)
            soon = Domain("due_on", ">=", today)
            soon &= Domain("due_on", "<=", fields.Date.add(today, days=self._reminder_days()))
            # Who was asked this very day has the mail of it.
            soon &= Domain("asked_on", "<", today) & Domain("reminded_on", "=", False)
            late = Domain("due_on", "<", today)
            late &= Domain("due_on", ">=", fields.Date.subtract(today, days=OLD))
            late &= Domain("reminded_on", "=", False) | self._reminded_ahead()
            yield "reminder", today, waiting & soon
            yield "late", today, waiting & late

    @api.model
    def _reminded_ahead(self):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s <= %s",
                model._field_to_sql(alias, "reminded_on", query),
                model._field_to_sql(alias, "due_on", query),
            ),
            predicate=lambda task: bool(task.reminded_on and task.reminded_on <= task.due_on),
        )

    @api.model
    def _remind_all(self, name, today, domain):
        """Remind batch by batch; return whether all of them were dealt with."""
        cron = self.env["ir.cron"]
        left_out = set()
        seconds_left = cron._commit_progress(remaining=self.search_count(domain) + 1)
        while seconds_left:
            due = self.search(domain & Domain("id", "not in", list(left_out)), limit=BATCH)
            if not due:
                return True
            left_out.update(due.ids)
            due.try_lock_for_update()._remind(name, today)
            seconds_left = cron._commit_progress(len(due))
        return False

    def _remind(self, name, today):
        """Remind in a savepoint; where that fails, one by one, so that one keeps no other from its own."""
        try:
            with self.env.cr.savepoint():
                self._mail(name)
                self._write_guarded({"reminded_on": today})
                if name == "late":
                    self._tell_late()
                self.flush_recordset()
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
            if len(self) == 1:
                _logger.exception("Task %s: no reminder was sent; the next run tries again", self.id)
                return
            for task in self:
                task._remind(name, today)

    def _tell_late(self):
        """Tell the officers that the last day has passed without an answer."""
        self._schedule_for_officers(
            LATE, {task: self.env._("No answer by the last day: %s", task.name) for task in self}
        )
