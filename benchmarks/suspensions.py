"""Marking goods under suspension at 100,000 and at 1,000,000 lines beside 10,000 suspensions in force.

The peer of the full marking is the bare SQL join that finds the same pairs into a temporary table: written by
hand, and as the addon's own statement without anything around it; the quicker one counts.
"""

import importlib
import random
import statistics
import time

from kit import databases, odoo_process, seed
from kit.seed import suspensions as goods
from kit.table import ratio, table, verdict

from odoo.tools import SQL

SIZES = {"small": 100_000, "large": 1_000_000}
RUNS, SINGLE, NEW = 3, 100, 1000
AIM_FULL, AIM_NEW, AIM_ANSWER, AIM_FLAT = 2.0, 1.0, 5.0, 1.5
SUSPENSION, LINE, MARK = (
    "customs.preference.suspension",
    "customs.declaration.line",
    "customs.suspended.line",
)
SIDE = """
    SELECT g.suspension_id, l.id AS line_id, '{firm}' AS firm, j.id IS NOT NULL AS judged
      FROM customs_declaration_line l
      JOIN customs_suspension_goods g
        ON g.{firm}_firm_id = l.{firm}_firm_id AND g.importing_authority_id = l.importing_authority_id
       AND g.agreement_id = l.agreement_id AND starts_with(l.hs_code, g.hs_prefix)
      LEFT JOIN customs_suspension_judgement j
        ON j.goods_id = g.id AND j.characteristics_key = l.characteristics_key
     WHERE l.preference_claimed AND g.started_on IS NOT NULL AND l.registered_on >= g.starts_on
       AND (g.ended_on IS NULL OR l.registered_on < g.ended_on)
       AND CASE WHEN j.id IS NOT NULL THEN j.similar
                ELSE g.no_characteristics OR (g.brand_key <> '' AND g.brand_key = l.brand_key) END
"""
BY_HAND = f"""
    SELECT suspension_id, line_id, BOOL_AND(judged) AS by_judgement,
           CASE WHEN MIN(firm) <> MAX(firm) THEN 'both' ELSE MIN(firm) END AS same_firm
      FROM ({SIDE.format(firm="producer")} UNION ALL {SIDE.format(firm="exporter")}) p
     GROUP BY suspension_id, line_id
"""


def fill(name, kind):
    print(f"Seeding {SIZES[kind]:,} lines and {goods.SUSPENSIONS:,} suspensions ...", flush=True)
    with odoo_process.environment(name, **seed.CONTEXT) as env:
        goods.suspensions(env, SIZES[kind])
        seed.finish(env)
        goods.judge(env)
        seed.finish(env)
    databases.seeded(kind)


def code(name):
    """Return a module of the addon's room `suspension`: it is there after the start."""
    return importlib.import_module(f"odoo.addons.customs_verification.models.suspension.{name}")


def timed(work):
    """Return how many seconds ``work`` takes, and what it returns."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


# The bare join


def own_statement():
    rule = code("similar_goods")
    return rule.pairs(rule.candidates_of_lines(SQL("TRUE")))


def bare(env, statement):
    """Return (seconds, pairs) of a statement that fills a temporary table; nothing is left of it."""
    seconds, _none = timed(lambda: env.cr.execute(SQL("CREATE TEMP TABLE bare AS %s", statement)))
    pairs = read_pairs(env, "bare")
    env.cr.rollback()
    return seconds, pairs


def read_pairs(env, where):
    env.cr.execute(f"SELECT suspension_id, line_id, same_firm, by_judgement IS TRUE FROM {where}")
    return set(env.cr.fetchall())


def bare_joins(env):
    """Return {which: seconds} and the pairs that both find."""
    found, pairs = {}, []
    for which, statement in (("by hand", SQL(BY_HAND)), ("the addon's own statement", own_statement())):
        runs = [bare(env, statement) for _run in range(RUNS)]
        found[which] = statistics.median(seconds for seconds, _pairs in runs)
        pairs.append(runs[0][1])
    if pairs[0] != pairs[1]:
        raise AssertionError(f"{len(pairs[0])} pairs by hand, {len(pairs[1])} by the addon")
    return found, pairs[0]


# Marking everything


def vacuum(env):
    seed.finish(env)


def nothing(env):
    """Take all marks away, as if the addon were new."""
    env.cr.execute("TRUNCATE customs_suspended_line")
    env.cr.execute(
        "UPDATE customs_declaration_line SET preference_state = 'claimed'"
        " WHERE preference_state = 'suspended'"
    )
    vacuum(env)


def unchanged(env):
    env.cr.commit()


def one_percent(env):
    """Correct one of a hundred lines behind the addon's back: another brand, or no claim."""
    env.cr.execute(
        "UPDATE customs_declaration_line SET brand_key = 'corrected ' || id, characteristics_key = id::text"
        " WHERE MOD(id, 100) = 7"
    )
    env.cr.commit()


def full_marking(env, name, peer):
    rows = []
    for what, prepare in (("from nothing", nothing), ("unchanged", unchanged), ("1 % changed", one_percent)):
        prepare(env)
        before = read_pairs(env, "customs_suspended_line")
        seconds, _through = timed(lambda: code("similar_goods_job").mark_all(env))
        after = read_pairs(env, "customs_suspended_line")
        factor = seconds / peer
        changed = len(before ^ after)
        rows.append((what, f"{changed:,}", f"{seconds:.2f}", ratio(seconds, peer), verdict(factor, AIM_FULL)))
    if after != bare(env, own_statement())[1]:
        raise AssertionError("The marks are not the pairs of the join.")
    print(table((f"{name}: all marked anew", "changed", "s", "times the join", f"aim {AIM_FULL}"), rows))
    return [float(row[2]) for row in rows]


# Some lines, one suspension


def new_lines(env):
    """Return (seconds, queries) of marking NEW lines that came in, and of their states."""
    env.cr.execute("SELECT MIN(id), MAX(id) FROM customs_declaration_line")
    first, last = env.cr.fetchone()
    dice, runs = random.Random(4), []
    for _run in range(RUNS):
        ids = dice.sample(range(first, last + 1), NEW)
        env.cr.execute("DELETE FROM customs_suspended_line WHERE line_id = ANY(%s)", [ids])
        lines = env[LINE].browse(ids)
        with odoo_process.Statements() as statements:
            seconds, touched = timed(lines._mark_lines)
        runs.append((seconds, statements.count, len(touched)))
        env.cr.rollback()
        env.invalidate_all()
    return sorted(runs)[1]


def one_suspension(env):
    """Return (seconds, marks) of marking the suspension with the most goods from nothing."""
    env.cr.execute(
        "SELECT suspension_id, COUNT(*) FROM customs_suspended_line GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    )
    suspension_id, number = env.cr.fetchone()
    env.cr.execute("DELETE FROM customs_suspended_line WHERE suspension_id = %s", [suspension_id])
    suspension = env[SUSPENSION].browse(suspension_id)
    seconds, _touched = timed(suspension._mark)
    preview, _found = timed(lambda: code("suspension_preview").preview(suspension))
    queue, _found = timed(lambda: code("likely_goods").likely_groups(suspension))
    env.cr.rollback()
    env.invalidate_all()
    return number, seconds, preview, queue


# The answer for the clearance system


def questions(env):
    """Return lines of questions by id, and by the values of the same goods; half of them under suspension."""
    env.cr.execute(
        "(SELECT line_id FROM customs_suspended_line GROUP BY 1 ORDER BY md5(line_id::text) LIMIT 500)"
        " UNION ALL (SELECT id FROM customs_declaration_line WHERE preference_claimed"
        " ORDER BY md5(id::text) LIMIT 500)"
    )
    lines = env[LINE].browse([number for (number,) in env.cr.fetchall()])
    by_id = [{"id": line.id} for line in lines]
    by_values = [
        {
            "authority": line.importing_authority_id.code,
            "agreement": line.agreement_id.code,
            "registered_on": str(line.registered_on),
            "hs_code": line.hs_code,
            "producer_name": line.producer_id.name,
            "exporter_name": line.exporter_id.name,
            "brand": line.brand,
            "description": line.description,
        }
        for line in lines
    ]
    random.Random(4).shuffle(by_id)
    random.Random(4).shuffle(by_values)
    return {"registered, by id": by_id, "by their values": by_values}


def ask(env, lines):
    """Return (ms in all, ms in PostgreSQL, queries) of one question, with cold records and warm caches."""
    env.invalidate_all()
    with odoo_process.Statements() as statements:
        seconds, _answers = timed(lambda: env["customs.declaration"].may_grant(lines))
    return seconds * 1000, statements.seconds * 1000, statements.count


def answers(env, name):
    """Print what answers cost; return {how: ms in PostgreSQL of a single one}."""
    user = env["res.users"].search([("login", "=", seed.HEAD)])
    as_user, rows, single = env(user=user), [], {}
    for how, lines in questions(env).items():
        for line in lines[:5]:
            ask(as_user, [line])
        runs = [ask(as_user, [line]) for line in lines[:SINGLE]]
        whole, sql, counts = zip(*runs, strict=True)
        single[how] = statistics.median(sql)
        rows.append(
            (
                f"One line, {how}",
                f"{statistics.median(whole):.1f}",
                f"{single[how]:.2f}",
                f"{sorted(sql)[int(SINGLE * 0.95)]:.2f}",
                f"{min(counts)}-{max(counts)}",
                verdict(single[how], AIM_ANSWER),
            )
        )
        ask(as_user, lines)
        whole, sql, count = ask(as_user, lines)
        rows.append((f"1,000 lines, {how}", f"{whole:.0f}", f"{sql:.0f}", "", count, ""))
    heads = (name, "ms", "in PostgreSQL", "95 of 100", "queries", f"aim {AIM_ANSWER:.0f} ms")
    print(table(heads, rows))
    return single


def measure_one(name, kind):
    title = f"{SIZES[kind]:,} lines"
    with odoo_process.environment(name) as env:
        joins, pairs = bare_joins(env)
        print(f"\n{title}: {len(pairs):,} pairs of {len({line for _s, line, *_how in pairs}):,} lines\n")
        rows = [(which, f"{seconds:.2f}") for which, seconds in joins.items()]
        print(table(("The bare join into a temporary table", "s"), rows), end="\n\n")
        full = full_marking(env, title, min(joins.values()))
        vacuum(env)
        seconds, queries, touched = new_lines(env)
        heads = (f"{title}: some of them", "marks", "s", "queries", f"aim {AIM_NEW:.0f} s")
        number, marking, preview, queue = one_suspension(env)
        rows = [
            (f"{NEW:,} new lines marked", touched, f"{seconds:.3f}", queries, verdict(seconds, AIM_NEW)),
            ("the largest suspension marked", number, f"{marking:.3f}", "", ""),
            ("its preview", "", f"{preview:.3f}", "", ""),
            ("its queue of likely goods", "", f"{queue:.3f}", "", ""),
        ]
        print(f"\n{table(heads, rows)}\n")
        return min(joins.values()), full, answers(env, title)


def main():
    odoo_process.start()
    with databases.copies(*SIZES) as found:
        for kind, (name, filled) in found.items():
            if not filled:
                fill(name, kind)
        odoo_process.start(*[name for name, _filled in found.values()])
        small, large = (measure_one(name, kind) for kind, (name, _filled) in found.items())
    rows = [("the bare join", ratio(large[0], small[0]), "")]
    for what, ours, theirs in zip(
        ("from nothing", "unchanged", "1 % changed"), large[1], small[1], strict=True
    ):
        rows.append((f"all marked anew, {what}", ratio(ours, theirs), verdict(ours / theirs, 10)))
    for how, ms in large[2].items():
        rows.append((f"one answer, {how}", ratio(ms, small[2][how]), verdict(ms / small[2][how], AIM_FLAT)))
    print(f"\n{table(('From 100,000 to 1,000,000 lines', 'times', 'aim 10, answers 1.5'), rows)}")


if __name__ == "__main__":
    main()
