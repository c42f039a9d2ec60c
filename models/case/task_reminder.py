"""Reminders of tasks: one some days ahead of the last day, one when it has passed.

The mails are queued and the tasks marked in one transaction, batch by batch: the job may be killed and
started again at any moment, and reminds nobody twice.
"""

import logging
from collections import defaultdict

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from .answer_check import WAITING

_logger = logging.getLogger(__name__)

# What has been late for longer was late before the job knew it, or is an old story: no mail of today.
OLD = 14
BATCH = 100


def steps(tasks):
    """Yield (name of the mail, today, domain of the tasks), by the day that it is for the authority."""
    by_day = defaultdict(list)
    authorities = tasks.env["customs.authority"].sudo().with_context(active_test=False)
    for authority in authorities.search([]):  # pylint: disable=no-search-all  # some dozens
        by_day[authority._today()].append(authority.id)
    for today, authority_ids in by_day.items():
        waiting = Domain("state", "in", WAITING) & Domain("importing_authority_id", "in", authority_ids)
        soon = Domain("due_on", ">=", today)
        soon &= Domain("due_on", "<=", fields.Date.add(today, days=tasks._reminder_days()))
        # Who was asked this very day has the mail of it.
        soon &= Domain("asked_on", "<", today) & Domain("reminded_on", "=", False)
        late = Domain("due_on", "<", today)
        late &= Domain("due_on", ">=", fields.Date.subtract(today, days=OLD))
        late &= Domain("reminded_on", "=", False) | _reminded_ahead()
        yield "reminder", today, waiting & soon
        yield "late", today, waiting & late


def _reminded_ahead():
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s <= %s",
            model._field_to_sql(alias, "reminded_on", query),
            model._field_to_sql(alias, "due_on", query),
        ),
        predicate=lambda task: bool(task.reminded_on and task.reminded_on <= task.due_on),
    )


def remind_all(tasks, name, today, domain):
    """Remind batch by batch; return whether all of them were dealt with."""
    cron = tasks.env["ir.cron"]
    left_out = set()
    seconds_left = cron._commit_progress(remaining=tasks.search_count(domain) + 1)
    while seconds_left:
        due = tasks.search(domain & Domain("id", "not in", list(left_out)), limit=BATCH)
        if not due:
            return True
        left_out.update(due.ids)
        _remind(due.try_lock_for_update(), name, today)
        seconds_left = cron._commit_progress(len(due))
    return False


def _remind(tasks, name, today):
    """Remind in a savepoint; where that fails, one by one, so that one keeps no other from its own."""
    try:
        with tasks.env.cr.savepoint():
            tasks._mail(name)
            tasks._write_guarded({"reminded_on": today})
            if name == "late":
                tasks._notify_late()
            tasks.flush_recordset()
    except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
        if len(tasks) == 1:
            _logger.exception("Task %s: no reminder was sent; the next run tries again", tasks.id)
            return
        for task in tasks:
            _remind(task, name, today)
