"""Declared goods in every state of their preference, spread over firms, HS codes, months and authorities."""

from odoo import Command, fields

from .sql import chosen, multiply, next_id, numbers, run
from .world import PERSONS

GOODS = 4  # of each declaration
CASES = 50  # suspensions that are in force, as many that have ended, as many refusals and restorations
MONTHS = 36
CHAPTERS = 90
# What happened to goods i of a hundred.
STATE = """
    CASE WHEN pg_temp.pick(i, 21, 100) < 80 THEN 'claimed'
         WHEN pg_temp.pick(i, 21, 100) < 85 THEN 'not_claimed'
         WHEN pg_temp.pick(i, 21, 100) < 91 THEN 'suspended'
         WHEN pg_temp.pick(i, 21, 100) < 94 THEN 'released'
         WHEN pg_temp.pick(i, 21, 100) < 97 THEN 'refused' ELSE 'restored' END
"""


def declared_goods(env, made, visit, count):
    """Make ``count`` declared goods; return the first id.

    :param visit: the verification visit from which suspensions and decisions follow
    """
    declaration = _template(env, made)
    line, first, head = (
        declaration.line_ids,
        next_id(env, "customs_declaration_line"),
        next_id(env, "customs_declaration"),
    )
    authority = chosen(made.importing, "pg_temp.pick(d, 2, 10)")
    day = f"DATE '2024-01-01' + pg_temp.pick(d, 3, {MONTHS * 30})"
    importer, exporter, producer = (
        f"{made.persons} + pg_temp.pick({i}, {salt}, {PERSONS})" for i, salt in (("d", 4), ("d", 5), ("i", 6))
    )
    trade = {"importing_authority_id": authority, "registered_on": day, "importer_id": importer}
    trade["exporter_id"] = exporter
    multiply(
        env,
        declaration,
        f"generate_series(0, {count // GOODS - 1}) d",
        {"id": f"{head} + d", "number": "'D' || lpad(d::text, 9, '0')", **trade},
    )
    chapter = f"lpad((1 + pg_temp.pick(i, 7, {CHAPTERS}))::text, 2, '0')"
    multiply(
        env,
        line,
        f"(SELECT i, i / {GOODS} AS d FROM {numbers(count)}) AS numbered",
        {
            "id": f"{first} + i",
            "declaration_id": f"{head} + d",
            "position": f"1 + i % {GOODS}",
            **trade,
            "importer_firm_id": importer,
            "exporter_firm_id": exporter,
            "producer_id": producer,
            "producer_firm_id": producer,
            "hs_chapter": chapter,
            "hs_code": f"{chapter} || lpad(pg_temp.pick(i, 8, 20)::text, 8, '0')",
            "duty_at_stake": "10 + pg_temp.pick(i, 9, 1000)",
            "customs_value": "100 + pg_temp.pick(i, 9, 1000) * 10",
            "preference_claimed": f"({STATE}) <> 'not_claimed'",
            "preference_state": STATE,
            "restorable_until": f"({day} + INTERVAL '12 months')::date",
        },
    )
    _marks(env, visit)
    _decisions(env, visit)
    return first


def _template(env, made):
    return env["customs.declaration"].create(
        {
            "number": "TEMPLATE",
            "registered_on": "2024-01-01",
            "importing_authority_id": made.importing[0],
            "importer_id": made.persons,
            "exporter_id": made.persons + 1,
            "line_ids": [
                Command.create(
                    {
                        "hs_code": "0406905000",
                        "description": "Cheese",
                        "customs_value": 100,
                        "duty_without": 10,
                        "gross_weight_kg": 10,
                        "currency_id": env.ref("base.EUR").id,
                        "agreement_id": env.ref("customs_verification.agreement_eaeu_rs").id,
                    }
                )
            ],
        }
    )


def _marks(env, visit):
    """Mark what is suspended, some of it twice, and what was released."""
    suspensions = (
        env["customs.preference.suspension"]
        ._behind_the_door()
        .create(
            [
                {
                    "visit_id": visit.id,
                    "starts_on": "2024-01-01",
                    "started_on": "2024-01-01",
                    "ended_on": "2026-01-01" if index < CASES else False,
                }
                for index in range(2 * CASES)
            ]
        )
    )
    ended, open_ = suspensions[:CASES].ids, suspensions[CASES:].ids
    env.flush_all()
    for state, ids, salt, share in (
        ("suspended", open_, 0, 1),
        ("suspended", open_, 1, 3),
        ("released", ended, 0, 1),
    ):
        run(
            env,
            """
            INSERT INTO customs_suspended_line (suspension_id, line_id, same_firm)
            SELECT (%(ids)s)[1 + (id + %(salt)s) %% %(cases)s], id, 'exporter'
              FROM customs_declaration_line
             WHERE preference_state = %(state)s AND id %% %(share)s = 0
            """,
            ids=ids,
            salt=salt,
            cases=CASES,
            state=state,
            share=share,
        )


def _decisions(env, visit):
    """Take decisions on what is refused and restored."""
    for kind, state in (("refusal", "refused"), ("restoration", "restored")):
        decisions = (
            env["customs.preference.decision"]
            ._behind_the_door()
            .create(
                [
                    {
                        "kind": kind,
                        "res_model": visit._name,
                        "res_id": visit.id,
                        "agreement_id": visit.agreement_id.id,
                        "importing_authority_id": visit.importing_authority_id.id,
                        "ground_id": visit.procedure_id._ground_of("report").id,
                        "trigger": f"bench {kind} {index}",
                        "proposed_on": fields.Date.today(),
                        "decided_on": fields.Date.today(),
                    }
                    for index in range(CASES)
                ]
            )
        )
        env.flush_all()
        run(
            env,
            """
            INSERT INTO customs_preference_decision_line
                   (decision_id, line_id, importing_authority_id, importer_firm_id, duty, currency_id)
            SELECT (%(ids)s)[1 + id %% %(cases)s], id, importing_authority_id, importer_firm_id,
                   duty_at_stake, currency_id
              FROM customs_declaration_line WHERE preference_state = %(state)s
            """,
            ids=decisions.ids,
            cases=CASES,
            state=state,
        )
