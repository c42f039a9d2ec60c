"""The portal at 100,000 tasks beside the portal of `project` at 100,000 tasks, in one run.

Prints milliseconds, those in PostgreSQL, and queries of the pages as a contact of a company sees them that
has 2,500 tasks, 500 of them open; and as a liaison officer sees 50,000 requests. Then what 80 rows a page
cost beside 10, and 100,000 tasks beside 10,000.
"""

import contextlib
import functools
import re

from kit import databases, measure, odoo_process, seed
from kit.portal import PortalClient
from kit.table import ratio, shortened, table, verdict

SIZES = {"portal_small": 10_000, "portal": 100_000}
REQUESTS_PER_VISIT = 0.52  # each is a window of its own, and so is the documentary verification before it
AIM, GROWTH = 0.5, 1.5
TASKS, THEIRS = "/my/customs/tasks", "/my/tasks"
DOCUMENTS, REQUESTS = "/my/customs/documents", "/my/customs/requests"
COUNTERS = ("customs_task_count", "customs_task_open_count", "customs_document_count")
THEIR_COUNTERS = ("task_count", "project_count")
PLAN = re.compile(r"(?:Seq Scan on \w+|(?:Index|Bitmap Index)[ \w]* (?:using|on) \w+|Sort(?= ))")


def fill(name, count):
    """Install `project` and seed both."""
    print(f"Seeding {count:,} tasks on both sides (a minute or two) ...", flush=True)
    databases.install(name, "project")
    cases = int(count * REQUESTS_PER_VISIT / 2)
    with odoo_process.environment(name, **seed.CONTEXT) as env:
        made = seed.world(env)
        first = seed.visits(env, made, cases, bare=True)
        seed.portal(env, made, first, cases, count)
        seed.finish(env)
        seed.check_portal(env)


class Place:
    """A seeded database: whom and what is looked at in it."""

    def __init__(self, name):
        self.name = name
        # First, for it loads the addons: without them nobody can log in.
        with odoo_process.environment(name) as env:
            self.task, self.open_task, self.file, self.their_task, self.their_file = seed.looked_at(env)
        self.contact = PortalClient(name, seed.PORTAL_CONTACT, seed.PASSWORD)
        self.liaison = PortalClient(name, seed.LIAISON, seed.PASSWORD)

    def operations(self):
        """Return [(what, ours, theirs)]: functions that open one page, ours and that of `project`."""

        def ours(path):
            return functools.partial(self.contact.get, path)

        def liaison(path):
            return functools.partial(self.liaison.get, path)

        list_of_theirs = ours(THEIRS)
        return [
            ("List, first page", ours(TASKS), list_of_theirs),
            ("List, page 5", ours(f"{TASKS}/page/5"), ours(f"{THEIRS}/page/5")),
            (
                "List, what waits for an answer / in progress",
                ours(f"{TASKS}?filterby=open"),
                ours(f"{THEIRS}?search_in=status&search=In+Progress"),
            ),
            (
                "List, answered / done",
                ours(f"{TASKS}?filterby=answered"),
                ours(f"{THEIRS}?search_in=status&search=Done"),
            ),
            (
                "Task, 3 rounds, 6 files / with its messages, which the page fetches",
                ours(f"{TASKS}/{self.task}"),
                functools.partial(self.contact.with_messages, THEIRS, "project.task", self.their_task),
            ),
            (
                "Task, 3 rounds, 6 files / page alone",
                ours(f"{TASKS}/{self.task}"),
                ours(f"{THEIRS}/{self.their_task}"),
            ),
            (
                "Task that waits, with its form / page alone",
                ours(f"{TASKS}/{self.open_task}"),
                ours(f"{THEIRS}/{self.their_task}"),
            ),
            ("Letters, first page / tasks", ours(DOCUMENTS), list_of_theirs),
            ("Requests, 50,000 / tasks", liaison(REQUESTS), list_of_theirs),
            (
                "Requests, all, page 5 / tasks",
                liaison(f"{REQUESTS}/page/5?filterby=all"),
                ours(f"{THEIRS}/page/5"),
            ),
            (
                "Numbers on the first page",
                functools.partial(self.contact.counters, *COUNTERS),
                functools.partial(self.contact.counters, *THEIR_COUNTERS),
            ),
            ("Download of a file", ours(f"/customs/file/{self.file}"), ours(self.their_file)),
        ]


@contextlib.contextmanager
def rows_a_page(number):
    """Let the portal show so many rows a page: ours, and theirs."""
    from odoo.addons.portal.controllers.portal import CustomerPortal  # noqa: PLC0415 (Odoo is started by now)

    former, CustomerPortal._items_per_page = CustomerPortal._items_per_page, number
    try:
        yield
    finally:
        CustomerPortal._items_per_page = former


def beside_project(place):
    """Print our pages beside theirs."""
    found = [
        (what, measure.side_by_side(ours=ours, theirs=theirs)) for what, ours, theirs in place.operations()
    ]
    rows = []
    for what, sides in found:
        ours, theirs = sides["ours"], sides["theirs"]
        numbers = [
            text for side in (ours, theirs) for text in (f"{side.ms:.1f}", f"{side.sql_ms:.1f}", side.queries)
        ]
        rows.append((what, *numbers, ratio(ours.ms, theirs.ms), verdict(ours.ms / theirs.ms, AIM)))
    print(f"\nA contact with {seed.OWN_TASKS:,} of {SIZES['portal']:,} tasks, {seed.OWN_OPEN} of them open\n")
    heads = ("Page", "ms", "SQL ms", "queries", "project ms", "SQL ms", "queries", "ratio", f"aim {AIM}")
    print(table(heads, rows))
    print("\nSlowest statement of each of ours, and what PostgreSQL reads for it:\n")
    with odoo_process.environment(place.name) as env:
        for what, sides in found:
            ours = sides["ours"]
            print(f"- {what.split(' /')[0]}: {ours.slowest_ms:.1f} ms: {shortened(ours.slowest)}")
            if ours.slowest.lstrip().upper().startswith("SELECT"):
                print(f"  {'; '.join(dict.fromkeys(PLAN.findall(odoo_process.explain(env, ours.slowest))))}")


def growth(small, large):
    """Print what more rows on a page, and more tasks in all, cost."""
    rows = []
    pages = (
        ("Our list", "contact", TASKS),
        ("Our letters", "contact", DOCUMENTS),
        ("Our requests", "liaison", REQUESTS),
        ("Tasks of project", "contact", THEIRS),
    )
    for what, who, path in pages:
        few, many = (functools.partial(_with_rows, number, getattr(large, who), path) for number in (10, 80))
        sides = measure.side_by_side(few=few, many=many)
        rows.append(_growth(f"{what}, 10 and 80 rows", sides["few"], sides["many"], aim=None))
    for (what, ours, theirs), (_what, more, theirs_more) in zip(
        small.operations(), large.operations(), strict=True
    ):
        sides = measure.side_by_side(few=ours, many=more)
        rows.append(
            _growth(f"{what.split(' /')[0]}: 10,000 and 100,000", sides["few"], sides["many"], GROWTH)
        )
        if what == "List, first page":
            sides = measure.side_by_side(few=theirs, many=theirs_more)
            rows.append(_growth("Tasks of project: 10,000 and 100,000", sides["few"], sides["many"], None))
    print("\nGrowth\n")
    heads = ("Page", "few: ms", "queries", "many: ms", "queries", "ratio", f"aim {GROWTH}, no more queries")
    print(table(heads, rows))


def _with_rows(number, client, path):
    with rows_a_page(number):
        client.get(path)


def _growth(what, few, many, aim):
    met = "" if aim is None else verdict(many.ms / few.ms, aim)
    if many.queries > few.queries and aim is not None:
        met = "MISSED"
    return (what, f"{few.ms:.1f}", few.queries, f"{many.ms:.1f}", many.queries, ratio(many.ms, few.ms), met)


def main():
    odoo_process.start()
    with databases.copies(*SIZES) as found:
        for kind, count in SIZES.items():
            name, filled = found[kind]
            if not filled:
                fill(name, count)
                databases.seeded(kind)
        odoo_process.start(*(name for name, _filled in found.values()))
        small, large = (Place(found[kind][0]) for kind in SIZES)
        beside_project(large)
        growth(small, large)


if __name__ == "__main__":
    main()
