"""Restoration of the preference (RS10.3): proposed when a suspension or refusal falls, or applied for."""

from uuid import uuid4

from odoo.exceptions import UserError

from ...tools.dates import long_date
from ...tools.inputs import given_day, given_text
from .decision_goods import would_find


def propose(source, trigger, reason, scope, origin=None, article=None):
    """Propose to restore the preference of the goods of ``scope``; nothing where there are none.

    :param article: on which it is based; empty: the agreement's on restoration
    """
    source = source.sudo()
    decisions = source.env["customs.preference.decision"]
    if not would_find(source, scope, origin, "restoration"):
        return decisions
    return decisions._propose(
        source,
        None,
        trigger,
        reason,
        article or source.agreement_id.restoration_article,
        origin.person_id if origin else source._decision_person(),
        kind="restoration",
        scope=scope,
        fact_on=source._today(),
        origin_decision_id=origin.id if origin else False,
    )


def propose_after_revocation(decisions):
    """The duty of goods whose refusal was wrong is repaid: their restoration is proposed (RS10.3).

    Who revoked the refusal prepared it: another supervisor decides.
    """
    for decision in decisions.sudo():
        source = decision._source()
        if decision.kind == "refusal" and source:
            proposed = propose(
                source,
                f"revoked:{decision.id}",
                decisions.env._(
                    "%(decision)s was revoked: %(reason)s",
                    decision=decision.name,
                    reason=decision.revocation_reason,
                ),
                "revoked",
                decision,
            )
            proposed.filtered(lambda row: row.state == "proposed")._add_author()


def apply_for(lines, reason, applied_on=None):
    """Propose to restore the preference of chosen goods of one authority and agreement; return it.

    :param applied_on: the day on which the application came; empty: today
    """
    lines._check_may_apply()
    decisions = lines.env["customs.preference.decision"]
    reason = given_text(reason)
    problems = [] if reason else [lines.env._("Enter the reason for restoring the preference.")]
    day = given_day(lines.env, applied_on) or _today(lines)
    problems += _problems_of_application(lines, day)
    if problems:
        raise UserError("\n".join(problems))
    source = lines._source_of_restoration()
    decision = (
        decisions.sudo()
        ._create_proposed(
            source,
            {
                "kind": "restoration",
                "scope": "chosen",
                "agreement_id": lines.agreement_id.id,
                "trigger": f"application:{uuid4().hex}",
                "article": lines.agreement_id.restoration_article,
                "reason": reason,
                "officer_id": lines.env.uid,
                "proposed_on": lines.importing_authority_id._today(),
                "applied_on": day,
                "person_id": lines.sudo().exporter_id[:1].id,
            },
        )
        .with_env(lines.env)
    )
    lines.env["customs.preference.decision.line"]._add(decision, lines, reason)
    decision._log_preparation(lines.env._("Goods added"), lines, reason)
    _log_application(decision, False, reason)
    decision.sudo()._ask_for_decision(decision._supervisor_at_work())
    return decision


def record_application(decision, day, reason):
    """Record the day on which an application for a proposed restoration came, or correct it.

    Who records it does not decide: the day may keep goods whose period has ended.

    :raises UserError: everything that prevents it, all at once
    """
    env, reason, day = decision.env, given_text(reason), given_day(decision.env, day)
    problems = [] if reason else [env._("Enter the reason or the reference of the application.")]
    if decision.kind != "restoration":
        problems.append(env._("%s does not restore a preference.", decision.name))
    if not day:
        problems.append(env._("Enter the day on which the application came."))
    else:
        problems += _problems_of_day(decision.importing_authority_id, day)
    if problems:
        raise UserError("\n".join(problems))
    former = decision.applied_on
    decision.sudo()._write_guarded({"applied_on": day})
    decision._add_author()
    _log_application(decision, former, reason)


def _log_application(decision, former, reason):
    before = former and decision.env._("Before: %s", long_date(former, decision.env.lang))
    decision.sudo()._log(
        "restoration_applied",
        decision.env._("Restoration applied for"),
        decision.applied_on,
        note=before or None,
        reason=reason,
    )


def _today(lines):
    return lines.importing_authority_id[:1]._today()


def _problems_of_day(authority, day):
    if day <= authority[:1]._today():
        return []
    return [
        authority.env._("The day of the application %s is in the future.", long_date(day, authority.env.lang))
    ]


def _problems_of_application(lines, day):
    """Return why the preference of these goods cannot be restored in one decision, as sentences."""
    if not lines:
        return [lines.env._("Choose the goods.")]
    problems = _problems_of_day(lines.importing_authority_id, day)
    if len(lines.importing_authority_id) > 1:
        problems.append(
            lines.env._("The goods belong to several authorities. Choose goods of one authority.")
        )
    if len(lines.agreement_id) > 1:
        problems.append(
            lines.env._("The goods fall under several agreements. Choose goods of one agreement.")
        )
    return problems + lines._restoration_problems(applied_on=day)
