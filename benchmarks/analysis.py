"""The analysis of preferences at 1,000,000 declared goods: screens beside the bare SQL of the same grouping.

Also the workbook with its memory, and the checklist of 1 to 1,000 goods.
"""

import functools
import time
import tracemalloc

from kit import databases, measure, odoo_process, seed
from kit.table import ratio, table, verdict
from kit.webclient import WebClient

from odoo.fields import Domain

GOODS, PRINTED = 1_000_000, 50_000
AIM = 1.5
ANALYSIS = "customs_verification.action_customs_preference_analysis"
# What the pivot asks for, written by hand: the four sums of the same rows, in the same grouping sets.
BARE = """
    SELECT GROUPING({columns}), {columns}, count(*),
           sum(CASE WHEN preference_state IN ('claimed', 'suspended', 'released')
                         AND (preference_state = 'claimed' OR restorable_until >= %(today)s)
                    THEN duty_at_stake ELSE 0 END),
           sum(CASE WHEN preference_state = 'refused' THEN duty_at_stake ELSE 0 END),
           sum(CASE WHEN preference_state = 'restored' THEN duty_at_stake ELSE 0 END),
           sum(CASE WHEN preference_state IN ('suspended', 'released') AND restorable_until < %(today)s
                    THEN duty_at_stake ELSE 0 END),
           array_agg(DISTINCT currency_id)
      FROM customs_declaration_line l
     WHERE preference_state != 'not_claimed' AND importing_authority_id = ANY(%(authorities)s)
     GROUP BY GROUPING SETS ((), {sets})
"""
MEASURES = ["duty_at_stake:sum", "duty_refused:sum", "duty_restored:sum", "duty_lost:sum"]
GROUPINGS = {
    "by agreement and HS chapter": (["agreement_id", "hs_chapter"], ["agreement_id", "hs_chapter"]),
    "by exporter": (["exporter_firm_id"], ["exporter_firm_id"]),
    "by month": (["registered_on:month"], ["date_trunc('month', registered_on::timestamp)"]),
    "by visit": (["visit_id"], None),
}


def fill(name):
    """Seed the goods."""
    print(f"Seeding {GOODS:,} declared goods ...", flush=True)
    with odoo_process.environment(name, **seed.CONTEXT) as env:
        made = seed.world(env)
        seed.visits(env, made, 100)
        visit = env["customs.verification.visit"].search([("request_sent_on", "!=", False)], limit=1)
        seed.declared_goods(env, made, visit, GOODS)
        seed.finish(env)
    databases.seeded("analysis")


def pivots(name, client, login):
    """Return rows of the table: each pivot beside the bare statement."""
    screen = client.screen(ANALYSIS)
    domain = screen.default_filters()
    with odoo_process.environment(name) as env:
        user = env["res.users"].search([("login", "=", login)])
        values = {
            "authorities": user.customs_authority_ids.ids,
            "today": user.customs_authority_ids[0]._today(),
        }
    rows = []
    for what, (groups, columns) in GROUPINGS.items():
        sets = [groups[:number] for number in range(len(groups) + 1)]
        ours = functools.partial(
            screen._grouped, domain, sets, [*MEASURES, "currency_id:array_agg_distinct", "__count"]
        )
        bare = functools.partial(ask, name, columns, values) if columns else None
        rows.append(row(what, ours, bare))
    rows.append(row("list, first page", functools.partial(screen.list, domain), None))
    return rows


def ask(name, columns, values):
    """Send the bare statement."""
    sets = ", ".join(f"({', '.join(columns[: number + 1])})" for number in range(len(columns)))
    with odoo_process.environment(name) as env:
        env.cr.execute(BARE.format(columns=", ".join(columns), sets=sets), values)
        return env.cr.fetchall()


def row(what, ours, bare):
    if bare is None:
        found = measure.side_by_side(ours=ours)["ours"]
        return (what, f"{found.ms:.0f}", found.queries, "", "", "")
    found = measure.side_by_side(ours=ours, bare=bare)
    ours, bare = found["ours"], found["bare"]
    return (
        what,
        f"{ours.ms:.0f}",
        ours.queries,
        f"{bare.ms:.0f}",
        ratio(ours.ms, bare.ms),
        verdict(ours.ms / bare.ms, AIM),
    )


def workbook(name):
    """Print seconds of the workbook, and the most memory that Python took for it."""
    rows = []
    with odoo_process.environment(name) as env:
        user = env["res.users"].search([("login", "=", seed.HEAD)])
        lines = env["customs.declaration.line"].search([], order="id", limit=PRINTED)
        analysis = env["customs.preference.analysis"].with_user(user)
        for count in (PRINTED // 10, PRINTED):
            domain = Domain("id", "<=", lines.ids[count - 1])
            began = time.perf_counter()
            content = analysis._workbook(domain)
            seconds = time.perf_counter() - began
            tracemalloc.start()
            analysis._workbook(domain)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            rows.append((f"{count:,}", f"{seconds:.1f}", f"{most / 1e6:.0f}", f"{len(content) / 1e6:.1f}"))
    print("\nThe workbook\n")
    print(table(("goods", "seconds", "MB at most", "MB of file"), rows))


def checklist(name):
    """Print milliseconds and queries of the checklist of some goods."""
    rows = []
    with odoo_process.environment(name) as env:
        user = env["res.users"].search([("login", "=", seed.HEAD)])
        lines = env["customs.declaration.line"].with_user(user).search([], order="id", limit=1000)
        for count in (1, 10, 80, 1000):
            found = measure.side_by_side(ours=functools.partial(read_checks, env, lines[:count]))["ours"]
            rows.append((f"{count:,}", f"{found.ms:.1f}", found.queries))
    print("\nThe checklist of RS10.1\n")
    print(table(("goods", "ms", "queries"), rows))


def read_checks(env, lines):
    env.invalidate_all()
    return lines.read(["preference_checks"])


def main():
    odoo_process.start()
    with databases.copies("analysis") as found:
        name, filled = found["analysis"]
        if not filled:
            fill(name)
        odoo_process.start(name)
        heads = ("Analysis", "ms", "queries", "bare SQL ms", "ratio", f"aim {AIM}")
        for login, title in ((seed.OFFICER, "Officer of one authority"), (seed.HEAD, "All authorities")):
            rows = pivots(name, WebClient(name, login, seed.PASSWORD), login)
            print(f"\n{title}, {GOODS:,} declared goods\n")
            print(table(heads, rows))
        workbook(name)
        checklist(name)


if __name__ == "__main__":
    main()
