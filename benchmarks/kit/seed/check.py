"""Whether the seed is what the addon would have written."""

from .sql import run

OF_CASE = (
    "state",
    "closed_on",
    "visit_from",
    "visit_to",
    "answer_received_on",
    "report_id",
    "next_due_on",
    "next_rule_id",
    "next_day_authority_id",
)
OF_DEADLINE = (
    "start_on",
    "due_on",
    "warn_on",
    "done_on",
    "ended_on",
    "is_open",
    "officer_id",
    "importing_authority_id",
    "day_authority_id",
)


def check(env, first, sample=300):
    """Let the addon compute some of the cases anew: nothing may change, come or go."""
    run(
        env,
        f"SELECT id FROM customs_verification_visit WHERE id >= {first} ORDER BY hashint4(id) LIMIT {sample}",
    )
    visits = env["customs.verification.visit"].browse([row for (row,) in env.cr.fetchall()])
    for cases in (visits, visits.verification_request_id):
        before = _contents(cases)
        _again(cases)
        after = _contents(cases)
        wrong = [
            f"{key}: {before.get(key)} in the seed, {after.get(key)} by the addon"
            for key in before | after
            if before.get(key) != after.get(key)
        ]
        if wrong:
            raise AssertionError("The seed differs from what the addon writes:\n" + "\n".join(wrong[:20]))
    env.cr.rollback()


def _contents(cases):
    """Return (model, id, field) -> value of the cases and their deadlines."""
    return {
        (record._name, record.id, name): record[name]
        for records, names in ((cases, OF_CASE), (cases.deadline_ids, OF_DEADLINE))
        for record in records
        for name in names
        if name in record._fields
    }


def _again(cases):
    """Compute what is computed, and count every deadline, from wrong values."""
    run(
        cases.env,
        "UPDATE customs_deadline SET due_on = '2000-01-01', warn_on = NULL, is_open = NOT is_open"
        " WHERE res_model = %(model)s AND res_id = ANY(%(ids)s)",
        model=cases._name,
        ids=cases.ids,
    )
    cases.env.invalidate_all()
    for name in OF_CASE:
        if name in cases._fields and cases._fields[name].compute:
            cases.env.add_to_compute(cases._fields[name], cases)
    cases.env.flush_all()
    cases.env["customs.deadline"]._sync_cases(cases)
    cases.env.flush_all()
    cases.env.invalidate_all()
