"""Declared goods and the suspensions that some of them fall under; some firms trade much, most little."""

import importlib

from odoo import Command, fields
from odoo.tools import SQL

from .sql import begin, multiply, next_id, numbers
from .world import world

FIRMS, CODES, BRANDS = 20_000, 2_000, 2  # codes and brands: in all, and of one firm and code
LINES_OF_ONE = 4  # lines of a declaration
SUSPENSIONS, GOODS = 10_000, 15_000
JUDGEMENTS = 2_000


def suspensions(env, lines):
    """Make ``lines`` declared goods and SUSPENSIONS in force, nothing marked yet."""
    made = world(env)
    begin(env)
    firms = _firms(env)
    templates = _templates(env, made)
    _declared(env, made, firms, templates["declaration"], lines)
    _suspended(env, made, firms, templates["suspension"])
    env.flush_all()
    return templates


def _firms(env):
    template = env["res.partner"].create(
        {"name": "Firm d.o.o.", "is_company": True, "country_id": env.ref("base.rs").id}
    )
    first = next_id(env, "res_partner")
    identity, name = f"{first} + i", "'Firm ' || i || ' d.o.o.'"
    changes = {"id": identity, "name": name, "complete_name": name, "commercial_partner_id": identity}
    multiply(env, template, numbers(FIRMS), changes)
    return first


def _templates(env, made):
    """Make one of each by the ORM, so that every column holds what the addon writes."""
    today = fields.Date.today()
    goods = {"hs_code": "0406905000", "description": "White cheese in brine", "producer_id": made.persons}
    visit = env["customs.verification.visit"].create(
        {
            "procedure_id": env.ref("customs_verification.procedure_eaeu_rs_visit").id,
            "importing_authority_id": made.importing[0],
            "exporting_authority_id": made.exporting,
            "verified_person_id": made.persons,
        }
    )
    suspension = env["customs.preference.suspension"].create(
        {
            "visit_id": visit.id,
            "starts_on": fields.Date.subtract(today, days=10),
            "goods_ids": [Command.create(goods)],
        }
    )
    suspension._write_guarded({"started_on": today})
    suspension._write_guarded({"remark_until": False})
    declaration = env["customs.declaration"].create(
        {
            "number": "B-TEMPLATE",
            "registered_on": today,
            "importing_authority_id": made.importing[0],
            "importer_id": made.persons,
            "exporter_id": made.persons + 1,
            "line_ids": [
                Command.create(
                    {
                        **goods,
                        "position": 1,
                        "producer_id": made.persons + 1,
                        "brand": "Brand",
                        "customs_value": 100.0,
                        "rate_without": 10.0,
                        "currency_id": env.ref("base.EUR").id,
                        "agreement_id": env.ref("customs_verification.agreement_eaeu_rs").id,
                    }
                )
            ],
        }
    )
    env.flush_all()
    return {"suspension": suspension, "declaration": declaration}


def _firm(first, i, salt):
    """SQL of a firm: a few have many goods."""
    return f"({first} + floor({FIRMS} * power(pg_temp.pick({i}, {salt}, 1000000) / 1000000.0, 3))::int)"


def _code(firm, i, salt):
    """SQL of one of the three HS codes of a firm, without the last digit."""
    number = f"(({firm})::bigint * 7919 + pg_temp.pick({i}, {salt}, 3) * 104729) % {CODES}"
    return f"lpad(((({number}) * 450000) + 10000000)::text, 9, '0')"


def _declared(env, made, firms, declaration, lines):
    """Copy the declaration; its lines name the producer, whose goods they are, or only the exporter."""
    heads = lines // LINES_OF_ONE
    first, first_line = next_id(env, "customs_declaration"), next_id(env, "customs_declaration_line")
    day = "(CURRENT_DATE - pg_temp.pick({0}, 11, 1000))"
    head = {
        "id": f"{first} + i",
        "number": "'B/' || i",
        "registered_on": day.format("i"),
        "importing_authority_id": made.authority_of("i"),
        "importer_id": f"{made.persons} + pg_temp.pick(i, 5, 5000)",
        "exporter_id": _firm(firms, "i", 1),
    }
    multiply(env, declaration, numbers(heads), head)
    on = f"(i / {LINES_OF_ONE})"
    source = f"""(
        SELECT i, {on} AS d, {_firm(firms, on, 1)} AS exporter,
               CASE WHEN pg_temp.pick(i, 2, 10) < 4 THEN {_firm(firms, on, 1)}
                    WHEN pg_temp.pick(i, 2, 10) < 9 THEN {_firm(firms, "i", 3)} END AS producer
          FROM generate_series(0, {lines - 1}) i
    ) x"""
    owner = "COALESCE(x.producer, x.exporter)"
    code = f"{_code(owner, 'x.i', 6)} || pg_temp.pick(x.i, 9, 2)"
    brand = (
        f"CASE WHEN pg_temp.pick(x.i, 8, 10) < 8 THEN 'Brand ' || {owner} || ' '"
        f" || pg_temp.pick(x.i, 7, {BRANDS}) END"
    )
    line = {
        "id": f"{first_line} + x.i",
        "declaration_id": f"{first} + x.d",
        "position": f"1 + x.i % {LINES_OF_ONE}",
        "registered_on": day.format("x.d"),
        "importing_authority_id": made.authority_of("x.d"),
        "importer_id": f"{made.persons} + pg_temp.pick(x.d, 5, 5000)",
        "importer_firm_id": f"{made.persons} + pg_temp.pick(x.d, 5, 5000)",
        "exporter_id": "x.exporter",
        "exporter_firm_id": "x.exporter",
        "producer_id": "x.producer",
        "producer_firm_id": "x.producer",
        "hs_code": code,
        "hs_chapter": f"left({code}, 2)",
        "brand": brand,
        "brand_key": f"COALESCE(lower({brand}), '')",
        "preference_claimed": "pg_temp.pick(x.i, 10, 10) < 8",
        "preference_state": "CASE WHEN pg_temp.pick(x.i, 10, 10) < 8 THEN 'claimed' ELSE 'not_claimed' END",
        # Not the addon's own digest, but as many goods described alike.
        "characteristics_key": f"left(md5(COALESCE({brand}, '') || pg_temp.pick(x.i, 12, 20)), 16)",
    }
    multiply(env, declaration.line_ids, source, line)


def _suspended(env, made, firms, suspension):
    first, first_goods = (
        next_id(env, "customs_preference_suspension"),
        next_id(env, "customs_suspension_goods"),
    )
    start = "(CURRENT_DATE - 1 - pg_temp.pick({0}, 21, 700))"
    head = {
        "id": f"{first} + i",
        "name": "'B/' || i",
        "importing_authority_id": made.authority_of("i"),
        "starts_on": start.format("i"),
        "started_on": start.format("i"),
        # Some were put in force when ten digits had to match.
        "hs_digits": "CASE WHEN pg_temp.pick(i, 22, 10) < 3 THEN 10 ELSE 6 END",
    }
    multiply(env, suspension, numbers(SUSPENSIONS), head)
    of = f"(i % {SUSPENSIONS})"
    firm = _firm(firms, of, 23)
    code = f"{_code(firm, 'i', 6)} || pg_temp.pick(i, 24, 2)"
    brand = (
        f"CASE WHEN pg_temp.pick(i, 25, 10) < 8 THEN 'Brand ' || {firm} || ' '"
        f" || pg_temp.pick(i, 26, {BRANDS}) END"
    )
    producer = f"CASE WHEN pg_temp.pick(i, 28, 4) < 3 THEN {firm} END"
    exporter = f"CASE WHEN pg_temp.pick(i, 28, 4) > 1 THEN {firm} END"
    goods = {
        "id": f"{first_goods} + i",
        "suspension_id": f"{first} + {of}",
        "importing_authority_id": made.authority_of(of),
        "starts_on": start.format(of),
        "started_on": start.format(of),
        "hs_digits": f"CASE WHEN pg_temp.pick({of}, 22, 10) < 3 THEN 10 ELSE 6 END",
        "hs_code": code,
        "hs_prefix": f"left({code}, CASE WHEN pg_temp.pick({of}, 22, 10) < 3 THEN 10 ELSE 6 END)",
        "brand": brand,
        "brand_key": f"COALESCE(lower({brand}), '')",
        "no_characteristics": "pg_temp.pick(i, 27, 10) < 1",
        "producer_id": producer,
        "producer_firm_id": producer,
        "exporter_id": exporter,
        "exporter_firm_id": exporter,
    }
    multiply(env, suspension.goods_ids, numbers(GOODS), goods)


def judge(env):
    """Pass judgements on goods that the queue holds, half of them that they are similar."""
    rule = importlib.import_module("odoo.addons.customs_verification.models.suspension.similar_goods")
    env.cr.execute(
        SQL(
            """
            INSERT INTO customs_suspension_judgement (suspension_id, importing_authority_id, goods_id,
                   characteristics_key, described_as, "similar", judged_by_id, judged_on)
            SELECT c.suspension_id, l.importing_authority_id, c.goods_id, l.characteristics_key, 'Seen',
                   BOOL_OR(MOD(l.id, 2) = 0), 1, CURRENT_DATE
              FROM (%s) c JOIN customs_declaration_line l ON l.id = c.line_id WHERE c.likely AND c.whole_code
             GROUP BY c.suspension_id, l.importing_authority_id, c.goods_id, l.characteristics_key
             ORDER BY md5(l.characteristics_key) LIMIT %s
            """,
            rule.candidates_of_lines(SQL("TRUE"), likely=True),
            JUDGEMENTS,
        )
    )
