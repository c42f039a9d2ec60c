"""Recording one fact on 100 and on 1,000 cases at once, checking records, and the daily job over what is due.

Recording goes through the door for facts: checks, record, deadlines, chatter. Its queries should hardly grow
with the number of cases. The daily job writes an activity for each deadline: its measure is rows per second.
"""

import functools
import time
import tracemalloc

from kit import databases, odoo_process, seed
from kit.table import table

from odoo.fields import Domain

CASES = 20_000
BATCHES = (100, 1000)
DUE = 200  # deadlines that each step of the daily job finds
STEPS = {"_warn": "Officer reminded", "_escalate": "Supervisor told", "_handle_lapse": "Consequence proposed"}


def fill(name):
    print(f"Seeding {CASES:,} visits ...", flush=True)
    with odoo_process.environment(name, **seed.CONTEXT) as env:
        made = seed.world(env)
        first = seed.visits(env, made, CASES)
        seed.finish(env)
        seed.check(env, first)
    databases.seeded("sync")


def record(env, fact, state, count, **details):
    """Record `fact` of today on `count` visits in `state`; return (seconds, queries), and take it back."""
    head = env["res.users"].search([("login", "=", seed.HEAD)])
    visits = env["customs.verification.visit"].with_user(head).search([("state", "=", state)], limit=count)
    if len(visits) < count:
        raise LookupError(f"The seed has {len(visits)} visits in the state {state}, not {count}.")
    env.invalidate_all()
    today = min(authority._today() for authority in visits.importing_authority_id)
    with odoo_process.Statements() as statements:
        start = time.perf_counter()
        visits._record_facts({fact: today}, **details)
        env.flush_all()
        seconds = time.perf_counter() - start
    env.cr.rollback()
    env.invalidate_all()
    return seconds, statements.count


def facts(env):
    """Print what one fact on many cases costs."""
    rows = []
    for what, fact, state, details in (
        ("Consent received (starts three clocks)", "consent_received_on", "requested", {"reference": "RS-1"}),
        ("Visit ended (stops one clock)", "visit_ended_on", "visiting", {}),
    ):
        for count in BATCHES:
            if count == max(BATCHES) and state == "visiting":
                continue
            record(env, fact, state, 10, **details)
            seconds, queries = record(env, fact, state, count, **details)
            rows.append((what, f"{count:,}", f"{seconds:.2f}", f"{seconds / count * 1000:.2f}", queries))
    print(table(("Fact", "cases", "seconds", "ms per case", "queries"), rows))


def records(env):
    """Print what the check of the record costs: its batches are read whole, its files one at a time."""
    visits = env["customs.verification.visit"].search([("fact_count", ">", 0)])
    rows = []
    for count in (100, 1000, len(visits)):
        cases = visits[:count]
        entries = sum(cases.mapped("fact_count"))
        env.invalidate_all()
        with odoo_process.Statements() as statements:
            start = time.perf_counter()
            found = sum(len(findings) for _case, findings in cases._check_chain())
            seconds = time.perf_counter() - start
        env.invalidate_all()
        tracemalloc.start()  # makes everything slower: so in a run of its own
        for _checked in cases._check_chain():
            pass
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        if found:
            raise AssertionError(f"{found} findings in a record that nobody touched")
        rows.append(
            (f"{count:,}", f"{entries:,}", f"{seconds:.2f}", statements.count, f"{peak / 2**20:.0f} MB")
        )
        env.invalidate_all()
    print(table(("Records checked", "entries", "seconds", "queries", "memory at most"), rows))


def make_due(env):
    """Take back the marks of the daily job on some deadlines, so that each step finds DUE of them."""
    deadlines = env["customs.deadline"]
    late = deadlines._late_domain()
    everything = deadlines.search(deadlines._running_domain())
    today = min(authority._today() for authority in everything.importing_authority_id)
    everything.write({"warned_on": today, "escalated_on": today, "lapse_handled_on": today})
    ahead = deadlines.search(
        [("is_open", "=", True), ("warn_on", "<=", today), ("due_on", ">=", today)], limit=DUE
    )
    ahead.warned_on = False
    with_lapse = deadlines.search(late & Domain("rule_id.lapse", "!=", "none"), limit=DUE)
    with_lapse.lapse_handled_on = False
    deadlines.search(late, limit=DUE).escalated_on = False
    env.cr.commit()


def daily_job(env):
    """Print how many deadlines a second the daily job deals with."""
    make_due(env)
    rows = []
    for label, seconds, count, queries in _steps(env):
        rows.append(
            (label, f"{count:,}", f"{seconds:.2f}", f"{count / seconds:.0f}", f"{queries / count:.1f}")
        )
    print(table(("Daily job", "rows", "seconds", "rows per second", "queries per row"), rows))


def _steps(env):
    """Run the job and yield (step, seconds, rows, queries) of each of its steps."""
    model = type(env["customs.deadline"])
    batches, digests = model._act_in_batches, model._send_digests
    found = []

    def measured(label, count, step, *arguments):
        with odoo_process.Statements() as statements:
            start = time.perf_counter()
            done = step(*arguments)
            found.append((label, time.perf_counter() - start, count(), statements.count))
        return done

    def in_batches(self, domain, method, mark):
        due = self.search_count(domain)
        return measured(STEPS[method], lambda: due, batches, self, domain, method, mark)

    def all_digests(self):
        sent = functools.partial(self.env["res.users"].search_count, [("customs_digest_on", "!=", False)])
        return measured("Morning digest sent", sent, digests, self)

    model._act_in_batches, model._send_digests = in_batches, all_digests
    try:
        env["customs.deadline"]._cron_act()
    finally:
        model._act_in_batches, model._send_digests = batches, digests
    return found


def main():
    odoo_process.start()
    with databases.copies("sync") as found:
        name, filled = found["sync"]
        if not filled:
            fill(name)
        odoo_process.start(name)
        with odoo_process.environment(name) as env:
            facts(env)
            print()
            records(env)
            print()
            daily_job(env)


if __name__ == "__main__":
    main()
