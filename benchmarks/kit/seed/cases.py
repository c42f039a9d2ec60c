"""Visits in every state, each after its documentary verification, with deadlines and all that hangs on it."""

from odoo import Command, fields

from .sql import begin, multiply, next_id, numbers, run
from .world import LINES, PERSONS, PROOFS

GOODS = 3  # of each visit
# A state, how many of a hundred visits are in it, and how long ago their request was sent: from, and within.
STATES = (
    ("draft", 3, 0, 1),
    ("approved", 2, 0, 1),
    ("requested", 8, 1, 75),
    ("consented", 5, 60, 60),
    ("visiting", 2, 130, 40),
    ("visited", 5, 170, 100),
    ("reported", 2, 180, 60),
    ("done", 58, 300, 1500),
    ("refused", 6, 100, 1500),
    ("no_answer", 5, 100, 1500),
    ("withdrawn", 4, 150, 1500),
)
# The dates of the facts of visit i, each some days after the one before:
# a approved, s sent, c consent, v visit begun, e ended, r report approved, d sent; f refused, n no answer,
# w withdrawn.
FACTS = """(
    WITH states AS (SELECT i, {state} AS state FROM {numbers}),
    sent AS (SELECT *, DATE '{today}' - {age} AS s FROM states),
    consents AS (
        SELECT *, CASE WHEN state IN ('consented', 'visiting', 'visited', 'reported', 'done')
                       THEN s + 5 + pg_temp.pick(i, 10, 45) END AS c FROM sent),
    begun AS (
        SELECT *, CASE WHEN state IN ('visiting', 'visited', 'reported', 'done')
                       THEN c + 10 + pg_temp.pick(i, 11, 45) END AS v FROM consents),
    ended AS (
        SELECT *, CASE WHEN state IN ('visited', 'reported', 'done')
                       THEN v + 1 + pg_temp.pick(i, 12, 5) END AS e FROM begun),
    reported AS (
        SELECT *, CASE WHEN state IN ('reported', 'done')
                       THEN e + 10 + pg_temp.pick(i, 13, 20) END AS r FROM ended)
    SELECT *,
           CASE WHEN state <> 'draft' THEN COALESCE(s, DATE '{today}') - 2 END AS a,
           CASE WHEN state = 'done' THEN r + 1 + pg_temp.pick(i, 14, 20) END AS d,
           CASE WHEN state = 'refused' THEN s + 5 + pg_temp.pick(i, 10, 60) END AS f,
           CASE WHEN state = 'no_answer' THEN s + 61 + pg_temp.pick(i, 10, 10) END AS n,
           CASE WHEN state = 'withdrawn' THEN s + 5 + pg_temp.pick(i, 10, 100) END AS w
      FROM reported) AS x"""


def visits(env, made, count, bare=False):
    """Make `count` visits, each after its documentary verification, and return the first id.

    With goods, team, reports, facts and followers, or (`bare`) with their deadlines alone.
    """
    begin(env)
    requests = _requests(env, made, count)
    template = _visit_template(env, made)
    first = _visits(env, made, template, count, requests)
    if not bare:
        _goods(env, made, template, first, count)
        _team(env, made, template, first)
        _reports(env, first)
    for model, first_case in (
        ("customs.verification.request", requests),
        ("customs.verification.visit", first),
    ):
        _deadlines(env, model, first_case)
        if not bare:
            _facts(env, model, first_case)
            _followers(env, model, first_case)
    env.flush_all()
    return first


def _case_values(env, made, procedure):
    return {
        "procedure_id": env.ref(f"customs_verification.procedure_eaeu_rs_{procedure}").id,
        "importing_authority_id": made.importing[0],
        "exporting_authority_id": made.exporting,
        "officer_id": made.officers[made.importing[0]][0],
        "doubts": "The capacity of the plant is lower than the exports.",
        "signatory_name": "Bench Head",
        "signatory_position": "Head of Department",
    }


def _facts_of_visits(count):
    """SQL of the visits to make: number, state and the dates of their facts."""
    upper, states = 0, []
    for state, share, _since, _within in STATES:
        upper += share
        states.append(f"WHEN pg_temp.pick(i, 1, 100) < {upper} THEN '{state}'")
    ages = [
        f"WHEN '{state}' THEN {since} + pg_temp.pick(i, 4, {within})"
        for state, _share, since, within in STATES
        if state not in ("draft", "approved")
    ]
    return FACTS.format(
        state=f"CASE {' '.join(states)} END",
        age=f"CASE state {' '.join(ages)} END",
        numbers=numbers(count),
        today=fields.Date.today(),
    )


def _requests(env, made, count):
    """Make the documentary verifications: nine of ten answered, which did not satisfy."""
    template = env["customs.verification.request"].create(
        {
            **_case_values(env, made, "documents"),
            "proof_ids": [Command.set([made.template])],
            "asked_data": "Confirm the authenticity and the criterion.",
        }
    )
    first = next_id(env, "customs_verification_request")
    sent = "CURRENT_DATE - 200 - pg_temp.pick(i, 4, 1500)"
    waiting = "pg_temp.pick(i, 8, 10) = 0"
    answered = f"CASE WHEN {waiting} THEN NULL ELSE {sent} + 20 + pg_temp.pick(i, 7, 150) END"
    changes = {
        "id": f"{first} + i",
        "name": "'DV/2024/' || lpad(i::text, 6, '0')",
        "importing_authority_id": made.authority_of("i"),
        "officer_id": made.officer_of("i"),
        "request_approved_on": f"{sent} - 1",
        "request_sent_on": sent,
        "result_received_on": answered,
        "closed_on": answered,
        "state": f"CASE WHEN {waiting} THEN 'requested' ELSE 'answered' END",
    }
    multiply(env, template, numbers(count), changes)
    relation = template._fields["proof_ids"]
    run(
        env,
        f"""
        INSERT INTO {relation.relation} ({relation.column1}, {relation.column2})
        SELECT {first} + i, {made.proofs} + i % {PROOFS} FROM {numbers(count)}
        """,
    )
    return first


def _visit_template(env, made):
    """Make the draft of a visit that the others are copies of."""
    return env["customs.verification.visit"].create(
        {
            **_case_values(env, made, "visit"),
            "dissatisfaction": "The result does not say how the milk was bought.",
            "verified_person_id": made.persons,
            "no_other_reasons": True,
        }
    )


def _visits(env, made, template, count, requests):
    first = next_id(env, "customs_verification_visit")
    planned = [f"DATE '{fields.Date.today()}' + {days}" for days in (20, 22)]
    changes = {
        "id": f"{first} + i",
        "name": "'VV/2024/' || lpad(i::text, 6, '0')",
        "importing_authority_id": made.authority_of("i"),
        "officer_id": made.officer_of("i"),
        "verified_person_id": f"{made.persons} + pg_temp.pick(i, 9, {PERSONS})",
        "verification_request_id": f"{requests} + i",
        "planned_from": planned[0],
        "planned_to": planned[1],
        "visit_from": f"COALESCE(x.v, {planned[0]})",
        "visit_to": f"COALESCE(x.e, GREATEST({planned[1]}, x.v))",
        "state": "x.state",
        "request_approved_on": "x.a",
        "request_sent_on": "x.s",
        "consent_received_on": "x.c",
        "consent_reference": "CASE WHEN x.c IS NOT NULL THEN 'RS-' || i END",
        "refusal_received_on": "x.f",
        "answer_received_on": "COALESCE(x.c, x.f)",
        "no_answer_on": "x.n",
        "visit_started_on": "x.v",
        "visit_ended_on": "x.e",
        "report_approved_on": "x.r",
        "report_sent_on": "x.d",
        "withdrawn_on": "x.w",
        "closed_on": "LEAST(x.d, x.f, x.n, x.w)",
    }
    multiply(env, template, _facts_of_visits(count), changes)
    return first


def _goods(env, made, visit, first, count):
    template = env["customs.visit.goods"].create(
        {
            "visit_id": visit.id,
            "proof_line_id": env["customs.origin.proof"].browse(made.template).line_ids.id,
            "hs_code": "0406905000",
            "description": "White cheese in brine",
        }
    )
    proof = f"(i / {GOODS} % {PROOFS})"
    changes = {
        "visit_id": f"{first} + i / {GOODS}",
        "sequence": f"10 + i % {GOODS}",
        "proof_line_id": f"{made.lines} + {proof} * {LINES} + i % {GOODS}",
        "proof_id": f"{made.proofs} + {proof}",
    }
    multiply(env, template, numbers(count * GOODS), changes)


def _some(first, fact, table="customs_verification_visit"):
    """SQL of the cases from `first` on that have a fact."""
    return f"(SELECT * FROM {table} WHERE id >= {first} AND {fact} IS NOT NULL) c"


def _team(env, made, visit, first):
    """Name one official of each Party where the consent was received."""
    values = {"first_name": "Đorđe", "last_name": "Šćepanović", "position": "Chief Inspector"}
    for authority in (made.importing[0], made.exporting):
        template = env["customs.inspection.member"].create(
            {**values, "visit_id": visit.id, "authority_id": authority}
        )
        own = {} if authority == made.exporting else {"authority_id": "c.importing_authority_id"}
        multiply(env, template, _some(first, "consent_received_on"), {"visit_id": "c.id", **own})


def _reports(env, first):
    """Write the report where it was approved; the one that is copied is the draft of a visit just made."""
    visit = env["customs.verification.visit"].search(
        [("id", ">=", first), ("state", "=", "visited")], limit=1
    )
    template = env["customs.verification.report"].create({"visit_id": visit.id, "conclusion": "complies"})
    changes = {
        "visit_id": "c.id",
        "importing_authority_id": "c.importing_authority_id",
        "name": "c.name || '/R1'",
        "version": "1",
        "approved_at": "c.report_approved_on",
    }
    multiply(env, template, _some(first, "report_approved_on"), changes)
    run(
        env,
        f"""
        UPDATE customs_verification_visit v SET report_id = r.id, conclusion = r.conclusion
          FROM customs_verification_report r WHERE r.visit_id = v.id AND v.id >= {first}
        """,
    )


def _facts(env, model, first):
    """Record each fact of each case in the record of facts."""
    case = env[model]
    template = env["customs.fact"].create(
        {"res_model": model, "res_id": first, "fact": "x", "label": "x", "recorded_by_id": env.uid}
    )
    for name in case._fact_specs():
        changes = {
            "res_id": "c.id",
            "case_name": "c.name",
            "importing_authority_id": "c.importing_authority_id",
            "fact": f"'{name}'",
            "label": f"'{case._fact_label(name)}'",
            "value_on": f"c.{name}",
            **dict.fromkeys(("chain_index", "previous_hash", "hash", "hash_format"), "NULL"),
        }
        multiply(env, template, _some(first, name, case._table), changes)
    run(env, f"DELETE FROM customs_fact WHERE id = {template.id}")
    run(env, f"UPDATE {case._table} SET fact_count = 0, fact_head = NULL WHERE id = {first}")
    env.invalidate_all()
    env["customs.fact"]._chain_unchained()


def _deadlines(env, model, first):
    """Write the deadlines as `_sync_cases` does, rule by rule, and the next one on each case."""
    case = env[model]
    for rule in env["customs.procedure"].search([("case_model", "=", model)]).rule_ids.filtered("length"):
        if rule.roll != "none" or rule.unit not in ("day", "month") or rule.bound != "at_most":
            raise ValueError(f"The seed does not know how to count {rule.code}.")
        columns = _deadline_columns(rule, model)
        run(
            env,
            f"""
            INSERT INTO customs_deadline ({", ".join(columns)})
            SELECT {", ".join(map(str, columns.values()))} FROM {_some(first, rule.start_fact, case._table)}
            """,
        )
    env.invalidate_all()
    run(env, f"SELECT id FROM {case._table} WHERE id >= {first} AND closed_on IS NULL")
    case.browse([row for (row,) in env.cr.fetchall()])._refresh_next_due()


def _deadline_columns(rule, model):
    """Return column -> SQL of the deadline of case c; marked as if the daily job had run until yesterday."""
    due = f"(c.{rule.start_fact} + make_interval({rule.unit}s => {rule.length}))::date"
    warned = f"{due} - {rule.warn_before}"
    today = f"DATE '{fields.Date.today()}'"
    told = f"CASE WHEN {due} < {today} - 1 THEN {due} + 1 END"
    there = "coalesce(c.exporting_authority_id, c.importing_authority_id)"
    copied = (
        "agreement_id",
        "procedure_id",
        "importing_authority_id",
        "exporting_authority_id",
        "officer_id",
    )
    return {
        "res_model": f"'{model}'",
        "res_id": "c.id",
        "rule_id": rule.id,
        "case_name": "c.name",
        **{name: f"c.{name}" for name in copied},
        "owed_by": f"'{rule.owed_by}'",
        "start_on": f"c.{rule.start_fact}",
        "first_due_on": due,
        "due_on": due,
        "warn_on": warned,
        "done_on": f"c.{rule.done_fact}",
        "day_authority_id": there
        if rule.owed_by in ("exporting_authority", "person")
        else "c.importing_authority_id",
        "ended_on": f"CASE WHEN c.{rule.done_fact} IS NULL THEN c.closed_on END",
        "is_open": f"c.{rule.done_fact} IS NULL AND c.closed_on IS NULL",
        "warned_on": f"CASE WHEN {warned} < {today} THEN {warned} END",
        "escalated_on": told,
        "lapse_handled_on": told,
    }


def _followers(env, model, first):
    """Let the officer follow the case, as Odoo does with the one who is responsible."""
    run(
        env,
        f"""
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT '{model}', c.id, u.partner_id
          FROM {env[model]._table} c JOIN res_users u ON u.id = c.officer_id WHERE c.id >= {first}
        """,
    )
