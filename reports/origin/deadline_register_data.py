"""What the XLSX of the register prints, taken from the records in slices of bounded size."""

from odoo import fields

from ...models.clock.deadline_values import OF_CASE
from ..case.workbook_data import workbook_properties
from ..case.workbook_rows import selection, slices
from .deadline_register_xlsx import DeadlineRow, RegisterData, VisitRow, build_register


def register(env, deadlines, visits):
    """Return the XLSX (bytes) of ``deadlines`` and ``visits``, read as the current user."""
    visit_model = env["customs.verification.visit"]
    steps = env["customs.procedure.step"].sudo()
    used = {
        fact for [fact] in steps._read_group([("procedure_id.case_model", "=", visit_model._name)], ["fact"])
    }
    return build_register(
        RegisterData(
            properties=workbook_properties(env, env._("Register of deadlines")),
            as_of=fields.Date.context_today(deadlines),
            deadlines=_deadline_rows(deadlines),
            visits=_visit_rows(visits),
            visit_steps=[
                (name, visit_model._fact_label(name))
                for name, spec in visit_model._fact_specs().items()
                if not name.startswith("person_") and (spec.usual or name in used)
            ],
            labels=_labels(env),
        )
    )


def _deadline_rows(deadlines):
    todays = {}
    for row in slices(deadlines):
        rule, authority = row.rule_id, row.day_authority_id
        if authority not in todays:
            todays[authority] = row._today()
        yield DeadlineRow(
            case=row.case_name or "",
            agreement=row.agreement_id.code or "",
            procedure=row.procedure_id.name or "",
            step=rule.name,
            article=rule.procedure_id.agreement_id._cite(rule.article),
            owed_by=selection(row, "owed_by"),
            officer=row.officer_id.name or "",
            authority=row.importing_authority_id.name or "",
            start=row.start_on or None,
            last_day=row.due_on or None,
            sent=row.sent_on or None,
            done=row.done_on or None,
            lapse=rule.lapse_meaning or selection(rule, "lapse"),
            term=rule._length_in_words((row.terms or {}).get(OF_CASE, 0))
            if rule.length
            else rule.words or "",
            paused=bool(row.paused_on),
            ended=row.ended_on or None,
            provisional=row.is_provisional,
            today=todays[authority],
            nobody_late=_nobody_late(row),
            remark=row.note,
        )


def _nobody_late(row):
    """Return why the last day of a deadline makes nobody late, or an empty text."""
    if row.status in ("governed", "silent"):
        return row.status
    return "at_least" if row.rule_id.bound == "at_least" else ""


def _visit_rows(visits):
    for visit in slices(visits):
        yield VisitRow(
            reference=visit.name,
            state=selection(visit, "state"),
            person=visit.verified_person_id.name or "",
            importing_authority=visit.importing_authority_id.name or "",
            exporting_authority=visit.exporting_authority_id.name or "",
            dates={name: visit[name] or None for name in visit._fact_specs()},
            conclusion=selection(visit, "conclusion"),
            officer=visit.officer_id.name or "",
            late_steps=[row.rule_id.name for row in visit.deadline_ids if row.is_late],
        )


def _labels(env):
    """Return the words of the workbook in the user's language."""
    return {
        "sheet_register": env._("Register"),
        "sheet_overdue": env._("Overdue"),
        "sheet_summary": env._("Summary"),
        "sheet_visits": env._("Visits"),
        "case": env._("Case"),
        "agreement": env._("Agreement"),
        "procedure": env._("Procedure"),
        "step": env._("Step"),
        "article": env._("Article"),
        "term": env._("Period"),
        "owed_by": env._("Responsible"),
        "officer": env._("Officer"),
        "authority": env._("Authority"),
        "start": env._("Counts from"),
        "last_day": env._("Last day"),
        "sent": env._("Sent"),
        "done": env._("Done"),
        "days_left": env._("Days left"),
        "days_late": env._("Days late"),
        "state": env._("Status"),
        "lapse": env._("Consequence if missed"),
        "state_open": env._("Running"),
        "state_overdue": env._("Overdue"),
        "state_paused": env._("Paused"),
        "state_done": env._("Met"),
        "state_done_late": env._("Met late"),
        "state_lapsed": env._("Lapsed"),
        "state_not_needed": env._("No longer needed"),
        "state_sent_in_time": env._("Received late, sent in time"),
        "note": env._("Note"),
        "provisional": env._("Provisional: working days are not published yet"),
        "state_no_date": env._("No number in the law"),
        "state_governed": env._("Another limit governs"),
        "state_silent": env._("No answer"),
        "count_open": env._("Open"),
        "count_overdue": env._("Overdue"),
        "count_lapsed": env._("Lapsed"),
        "count_due_soon": env._("Due in 7 days"),
        "count_due_next": env._("Due in 30 days"),
        "total": env._("Total"),
        "nobody": env._("(nobody)"),
        "visit_reference": env._("Visit"),
        "visit_state": env._("State"),
        "person": env._("Verified person"),
        "importing_authority": env._("Importing Party's authority"),
        "exporting_authority": env._("Exporting Party's authority"),
        "conclusion": env._("Conclusion"),
        "late_steps": env._("Overdue steps"),
    }
