"""The daily job: proposals in step with what was registered, proofs that give a ground, reminders.

No list depends on it: what can be restored or is lost follows from the day. It may be killed at any moment
and begun again: each batch is committed with what it did, and what is done is not done twice.
"""

import logging

from markupsafe import Markup

from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.dates import long_date

_logger = logging.getLogger(__name__)

BATCH = 200


def run(env):
    """Refresh proposals, propose what proofs give ground for, remind of the last day of restorations."""
    done = all(step(env) for step in (_refresh, _propose, _remind))
    env["ir.cron"]._commit_progress(remaining=0 if done else 1)


def _refresh(env):
    """Bring the goods of all proposals in step with the register; return whether all were dealt with."""
    last = 0
    while proposals := env["customs.preference.decision"].search(
        [("state", "=", "proposed"), ("id", ">", last)], order="id", limit=BATCH
    ):
        last = proposals.ids[-1]
        proposals._refresh_goods()
        if not env["ir.cron"]._commit_progress(len(proposals)):
            return False
    return True


def _propose(env):
    """Propose refusals over the proofs that give a ground, and take back those that no longer do."""
    # The digest tells the supervisor how many there are; no mail for each.
    proofs = env["customs.origin.proof"].with_context(mail_activity_quick_update=True)
    for trigger, ids in proofs._with_ground().items():
        known = env["customs.preference.decision"].search(
            [("res_model", "=", proofs._name), ("trigger", "=", trigger)]
        )
        proposed = set(known.filtered(lambda decision: decision.state != "void").mapped("res_id"))
        gone = known.filtered(lambda row, ids=ids: row.state == "proposed" and row.res_id not in ids)
        for decision in gone:
            decision._void_one(env._("No longer justified: the proof or its goods were changed."))
        for proof in proofs.browse(sorted(ids - proposed)):
            if not _in_savepoint(env, lambda proof=proof, trigger=trigger: proof._propose_one(trigger)):
                continue
            if not env["ir.cron"]._commit_progress(1):
                return False
    return True


def _in_savepoint(env, act):
    """Do one thing: one that fails must not keep the others from theirs."""
    try:
        with env.cr.savepoint():
            act()
    except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
        _logger.exception("A proposal on the preference failed; the next run tries again")
        return False
    return True


def _remind(env):
    """Remind once of goods whose preference can soon no longer be restored (RS10.3)."""
    lines = env["customs.declaration.line"]
    for agreement in env["customs.agreement"].search([("restoration_warning_days", ">", 0)]):
        due = lines.search(
            Domain("agreement_id", "=", agreement.id)
            & Domain("can_be_restored", "=", True)
            & Domain("restoration_reminded_on", "=", False)
            & env["customs.authority"]._by_today("restorable_until", "<=", agreement.restoration_warning_days)
        )
        for visit, among in due._by_visit().items():
            _in_savepoint(env, lambda visit=visit, among=among: _remind_of(visit, among))
            if not env["ir.cron"]._commit_progress(1):
                return False
    return True


def _remind_of(visit, lines):
    """Give one activity on the case for all these goods, and mark them: nobody is reminded twice."""
    user = visit._responsible()
    if not user:
        _logger.warning("Restoration of %s goods: nobody to remind in %s", len(lines), visit.display_name)
        return
    first = min(lines.mapped("restorable_until"))
    visit.with_context(mail_activity_quick_update=True).activity_schedule(
        "customs_verification.mail_activity_type_restoration",
        date_deadline=first,
        summary=visit.env._(
            "Restore the preference of %(count)s goods by %(day)s",
            count=len(lines),
            day=long_date(first, visit.env.lang),
        ),
        note=Markup('<a href="/odoo/restorable-goods">%s</a>') % visit.env._("Goods that can be restored"),
        user_id=user.id,
    )
    visit.env.execute_query(
        SQL(
            "UPDATE customs_declaration_line SET restoration_reminded_on = %s WHERE id = ANY(%s)"
            " RETURNING id",
            visit._today(),
            lines.ids,
        )
    )
    lines.invalidate_recordset(["restoration_reminded_on"])
