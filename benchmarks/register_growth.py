"""The register at 10,000 and at 1,000,000 deadlines: what its first page costs must not grow."""

import functools

from kit import databases, measure, odoo_process, seed
from kit.table import ratio, table, verdict
from kit.webclient import WebClient

# How many visits, with the documentary verification before each, have about so many deadlines.
SIZES = {"small": (10_000, 2_430), "large": (1_000_000, 243_000)}
AIM = 1.5
REGISTER, OVERDUE = (
    "customs_verification.action_customs_deadline",
    "customs_verification.action_customs_deadline_overdue",
)


def fill(name, kind):
    """Seed cases until there are as many deadlines as wanted."""
    wanted, cases = SIZES[kind]
    print(f"Seeding {wanted:,} deadlines ...", flush=True)
    with odoo_process.environment(name, **seed.CONTEXT) as env:
        made = seed.world(env)
        first = seed.visits(env, made, cases, bare=True)
        seed.finish(env)
        seed.check(env, first)
    databases.seeded(kind)


def screens(name, login):
    """Return {what: function} of the register's screens for one user of one database."""
    client = WebClient(name, login, seed.PASSWORD)
    register, overdue = client.screen(REGISTER), client.screen(OVERDUE)
    call = functools.partial
    return {
        "as it opens: open, my authority's": call(register.list, register.default_filters()),
        "overdue": call(overdue.list, overdue.default_filters()),
        "open and mine": call(register.list, register.filter("open", "mine")),
        "due in 7 days": call(register.list, register.filter("due_7")),
    }


def report(names, login, title):
    """Measure as one user, both databases in turn, and print the table."""
    sides = {kind: screens(name, login) for kind, name in names.items()}
    rows = [row(what, **{kind: side[what] for kind, side in sides.items()}) for what in sides["small"]]
    print(f"\n{title}\n")
    heads = (
        "Register",
        "10,000: rows",
        "ms",
        "queries",
        "1,000,000: rows",
        "ms",
        "queries",
        "ratio",
        f"aim {AIM}",
    )
    print(table(heads, rows))


def row(what, small, large):
    """One line of the table; a verdict only where the pages hold equally many rows."""
    shown = [len(side()["records"]) for side in (small, large)]
    found = measure.side_by_side(small=small, large=large)
    ours, grown = found["small"], found["large"]
    judged = verdict(grown.ms / ours.ms, AIM) if shown[0] == shown[1] else "other page"
    return (
        what,
        *(shown[0], f"{ours.ms:.1f}", ours.queries),
        *(shown[1], f"{grown.ms:.1f}", grown.queries),
        *(ratio(grown.ms, ours.ms), judged),
    )


def counted(name):
    """Return (deadlines, open ones, late ones)."""
    with odoo_process.environment(name) as env:
        deadlines = env["customs.deadline"]
        late = deadlines._late_domain()
        return [deadlines.search_count(domain) for domain in ([], [("is_open", "=", True)], late)]


def plan(name):
    """Return PostgreSQL's plan for the first page of the overdue register, as the officer reads it."""
    with odoo_process.environment(name) as env:
        officer = env["res.users"].search([("login", "=", seed.OFFICER)])
        deadlines = env["customs.deadline"].with_user(officer)
        query = deadlines._search(deadlines._late_domain(), order=deadlines._order, limit=80)
        return odoo_process.explain(env, query.select())


def main():
    odoo_process.start()
    with databases.copies(*SIZES) as found:
        names = {kind: name for kind, (name, _filled) in found.items()}
        for kind, (name, filled) in found.items():
            if not filled:
                fill(name, kind)
        odoo_process.start(*names.values())
        for kind, name in names.items():
            total, running, late = counted(name)
            print(f"{kind}: {total:,} deadlines, {running:,} open, {late:,} late")
        report(names, seed.OFFICER, "Officer of one authority (four of ten cases)")
        report(names, seed.HEAD, "Supervisor of all authorities")
        print(
            f"\nPlan of the overdue register's first page at 1,000,000 deadlines:\n\n{plan(names['large'])}"
        )


if __name__ == "__main__":
    main()
