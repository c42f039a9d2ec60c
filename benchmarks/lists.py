"""Lists, kanban, form and register at 100,000 visits beside `project` at 100,000 tasks, in one run.

Prints milliseconds and queries of what the web client asks for when a screen opens, as two users see it:
an officer of one authority (four of ten cases), and a supervisor who serves all five and sees everything.
"""

import functools

from kit import databases, measure, odoo_process, seed
from kit.table import ratio, shortened, table, verdict
from kit.webclient import WebClient

CASES = 100_000
AIM = 0.5
VISITS, REGISTER, OVERDUE = (
    "customs_verification.action_customs_verification_visit",
    "customs_verification.action_customs_deadline",
    "customs_verification.action_customs_deadline_overdue",
)
TASKS, MY_TASKS = "project.action_view_all_task", "project.action_view_my_task"


def fill(name):
    """Install `project` and seed both."""
    print(f"Seeding {CASES:,} visits and {CASES:,} tasks (a minute or two) ...", flush=True)
    databases.install(name, "project")
    with odoo_process.environment(name, **seed.CONTEXT) as env:
        made = seed.world(env)
        first = seed.visits(env, made, CASES)
        seed.tasks(env, made, CASES)
        seed.finish(env)
        seed.check(env, first)


def operations(client):
    """Return [(what, ours, theirs)]: functions that make the calls of one screen, ours and `project`'s."""
    visits, register, overdue = map(client.screen, (VISITS, REGISTER, OVERDUE))
    tasks, my_tasks = map(client.screen, (TASKS, MY_TASKS))
    call = functools.partial
    open_visits, open_tasks = visits.default_filters(), tasks.default_filters()
    my_visits = visits.filter("open", "my_visits")
    late_tasks = tasks.filter("open_tasks", "deadline_past_due")
    # A visit from request to report, with goods, team, clocks and facts; a task with subtasks.
    [visit] = visits.call("search", [("state", "=", "done")], limit=1)
    [task] = tasks.call("search", [("child_ids", "!=", False)], limit=1)
    return [
        (
            "Visits: list as it opens / tasks",
            call(visits.open_list, open_visits),
            call(tasks.open_list, open_tasks),
        ),
        ("Visits: list of all / tasks", call(visits.list), call(tasks.list)),
        (
            "Visits: mine / my tasks",
            call(visits.list, my_visits),
            call(my_tasks.list, my_tasks.default_filters()),
        ),
        (
            "Visits: kanban by state / tasks by stage",
            call(visits.kanban, open_visits, "state"),
            call(tasks.kanban, open_tasks, "stage_id"),
        ),
        (
            "Visits: kanban of all by state / tasks by stage",
            call(visits.kanban, (), "state"),
            call(tasks.kanban, (), "stage_id"),
        ),
        ("Visits: form / task", call(visits.form, visit), call(tasks.form, task)),
        ("Visits: count / tasks", call(visits.count), call(tasks.count)),
        ("Visits: name search / tasks", call(visits.name_search, "04200"), call(tasks.name_search, "04200")),
        (
            "Register: as it opens / tasks",
            call(register.open_list, register.default_filters()),
            call(tasks.open_list, open_tasks),
        ),
        (
            "Register: overdue / overdue tasks",
            call(overdue.open_list, overdue.default_filters()),
            call(tasks.list, late_tasks),
        ),
        (
            "Register: pivot as it opens / tasks",
            call(register.pivot, register.default_filters()),
            call(tasks.pivot, open_tasks),
        ),
        (
            "Register: by officer / tasks by assignee",
            call(register.counts_by, "officer_id", register.default_filters()),
            call(tasks.counts_by, "user_ids", open_tasks),
        ),
    ]


def row(what, ours, theirs):
    """One line of the table."""
    value = ours.ms / theirs.ms
    return (
        what,
        f"{ours.ms:.1f}",
        ours.queries,
        f"{theirs.ms:.1f}",
        theirs.queries,
        ratio(ours.ms, theirs.ms),
        verdict(value, AIM),
    )


def report(name, login, title):
    """Measure as one user and print the table, with the slowest statement of each of ours."""
    client = WebClient(name, login, seed.PASSWORD)
    found = [
        (what, measure.side_by_side(ours=ours, theirs=theirs)) for what, ours, theirs in operations(client)
    ]
    print(f"\n{title}\n")
    heads = ("Operation", "ms", "queries", "project ms", "queries", "ratio", f"aim {AIM}")
    print(table(heads, [row(what, sides["ours"], sides["theirs"]) for what, sides in found]))
    print("\nSlowest statement of each of ours:\n")
    for what, sides in found:
        print(
            f"- {what.split(' /')[0]}: {sides['ours'].slowest_ms:.1f} ms: {shortened(sides['ours'].slowest)}"
        )


def main():
    odoo_process.start()
    with databases.copies("lists") as found:
        name, filled = found["lists"]
        if not filled:
            fill(name)
            databases.seeded("lists")
        odoo_process.start(name)
        report(name, seed.OFFICER, f"Officer of one authority, {CASES:,} visits beside {CASES:,} tasks")
        report(name, seed.HEAD, "Supervisor of all authorities, the same data")


if __name__ == "__main__":
    main()
