"""Marking again: what changed, with the goods that came in meanwhile, and once a day everything.

Once a week the keys, firms and days of declared goods, by which they are marked, are worked out once more.
"""

import logging
from datetime import timedelta

from odoo import fields
from odoo.service.model import retrying
from odoo.tools import SQL

from .suspension_consistency import tell_of_lines

_logger = logging.getLogger(__name__)

BATCH = 100_000
# The id of the line after the last one that a full marking has dealt with, kept while it is not through.
PROGRESS = "customs_verification.mark_all_after"
DONE_ON = "customs_verification.mark_all_done_on"
# The same for the weekly comparison of the lines.
COMPARED = "customs_verification.compare_lines_after"
COMPARED_ON = "customs_verification.compare_lines_done_on"


def run(suspensions):
    """Mark once more what changed, right after the change and daily; once a day mark everything.

    Once a week compare what the lines are marked by with what it follows from.
    """
    mark_once_more(suspensions)
    env, today = suspensions.env, fields.Date.today()
    if setting(env, DONE_ON) != str(today):
        if not mark_all(env):
            return
        setting(env, DONE_ON, str(today))
        env["ir.cron"]._commit_progress(remaining=0)
    compared_on = fields.Date.to_date(setting(env, COMPARED_ON) or "1900-01-01")
    if compared_on <= today - timedelta(days=7) and compare_all(env):
        setting(env, COMPARED_ON, str(today))
        env["ir.cron"]._commit_progress(remaining=0)


def mark_once_more(suspensions):
    """Mark every suspension that changed, each in a transaction of its own that sees all that was
    written.

    A line that another transaction brought in while the suspension was changed is marked by neither: the
    one saw the suspension as it was, the other did not see the line. So this waits until nobody who wrote
    lines then is still at work, and begins anew. Writers that began before the change and take their lock
    after that are caught when it runs again, a quarter of an hour later. Commits.

    :return: whether nothing is left to be marked again
    """
    changed = suspensions.sudo().search([("remark_until", "!=", False)], order="id")
    if not changed:
        return True
    alone, now = suspensions.env["customs.suspended.line"]._wait_for_writers(), fields.Datetime.now()
    for suspension in changed:
        retrying(lambda one=suspension: _mark_and_forget(one, alone, now), suspensions.env)
        suspensions.env["ir.cron"]._commit_progress(1)
    if not alone:
        suspensions._trigger_marking(now + timedelta(minutes=1))
    return not suspensions.sudo().search_count([("remark_until", "!=", False)])


def _mark_and_forget(suspension, alone, now):
    suspension._mark()
    if alone and suspension.remark_until and suspension.remark_until <= now:
        suspension._write_guarded({"remark_until": False})


def mark_all(env, batch=BATCH):
    """Mark all declared goods anew, ``batch`` lines at a time, and commit after each.

    How far it came is stored with each batch: stopped at any point and called again, it goes on where it
    was, and ends with the same marks. Suspensions that change meanwhile are the business of `_mark` and
    of `mark_once_more`. Stops when the time of the job is up, which then comes back soon.

    :return: whether it is through
    """
    return _over_all_lines(env, PROGRESS, _mark_batch, batch)


def compare_all(env, batch=BATCH):
    """Name in the server's log the declared goods whose keys, firms or days do not follow; see `mark_all`.

    :return: whether it is through
    """
    return _over_all_lines(env, COMPARED, _compare_batch, batch)


def _over_all_lines(env, progress, act, batch):
    """Call ``act`` on one range of lines after the other and commit each; return whether it is through."""

    def one(first, end):
        act(env, first, end)
        setting(env, progress, str(end))

    marks = env["customs.suspended.line"].sudo()
    after = int(setting(env, progress) or 0)
    while (last := marks._end_of_range(after, batch)) is not None:
        retrying(lambda first=after, end=last: one(first, end), env)
        after = last
        if not env["ir.cron"]._commit_progress(1, remaining=1):
            return False
    setting(env, progress, "0")
    env["ir.cron"]._commit_progress(1, remaining=0)
    return True


def _compare_batch(env, after, last):
    env["customs.suspended.line"].sudo()._flush_matched()
    tell_of_lines(env, after, last)


def _mark_batch(env, after, last):
    marks = env["customs.suspended.line"].sudo()
    marks._flush_matched()
    count = marks._mark_range(after, last)
    if count:
        _logger.warning("The marks of %s declared goods (%s to %s) were put right", count, after + 1, last)


def setting(env, key, value=None):
    """Return, or set, a word that the job keeps for itself: past the caches of all workers."""
    if value is not None:
        env.cr.execute(
            SQL(
                "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                key,
                value,
            )
        )
        return value
    rows = env.execute_query(SQL("SELECT value FROM ir_config_parameter WHERE key = %s", key))
    return rows[0][0] if rows else None
