"""Rules of this project for pytest: a skipped test is a failure, nothing is written to the repository.

A plugin and not a conftest.py: pytest reads that before Odoo is configured, and imports the addon with it.
"""

import gc
import inspect
import os
from functools import cache, partial

import pytest
from hypothesis import settings

# Each of several processes has a configuration with a database of its own. pytest-odoo, where it sees this
# variable, makes a copy itself: with whatever server's programs it finds, and with files that both write to.
WORKER = os.environ.pop("PYTEST_XDIST_WORKER", None)
if WORKER:
    configurations = os.environ["CUSTOMS_CONFIGURATIONS"].split(os.pathsep)
    os.environ["ODOO_RC"] = configurations[int(WORKER.removeprefix("gw"))]

# In CI the same examples each time: chance may find something on a developer's machine, where it is welcome.
settings.register_profile(
    "customs", database=None, deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("customs")

# What the backend and the portal load: (bundle, its script, its style).
BUNDLES = [
    ("web.assets_web", True, True),
    ("web.assets_frontend", False, True),
    ("web.assets_frontend_lazy", True, False),
    ("web.assets_frontend_minimal", True, False),
    ("web.assets_tests", True, True),
]


# The files that take longest, first: the last ones are short, and no process waits long for the other.
LONGEST_FIRST = [
    "test_tours.py",
    "test_attack_classes.py",
    "test_access_doors.py",
    "test_daily_job.py",
    "test_portal_tour.py",
    "test_access_roles.py",
    "test_report.py",
    "test_portal_tasks.py",
    "test_deadline.py",
    "test_attacks.py",
    "test_attack_together.py",
    "test_file.py",
    "test_asked_tour.py",
    "test_visit.py",
    "test_demo.py",
]


def pytest_collection_modifyitems(items):
    """Bring the files into the order in which they are handed out to several processes."""
    if WORKER:
        items.sort(key=place_in_line)


def place_in_line(item):
    """The longest first, the others as they come."""
    name = item.path.name
    return LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """What was not run was not tested. Of several processes the one that reports knows."""
    if WORKER:
        return
    skipped = session.config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped")
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Say why a run without a failed test has failed."""
    count = len(terminalreporter.stats.get("skipped", []))
    if count:
        sentence = f"{count} skipped: a test that does not run fails the whole run."
        terminalreporter.write_line(sentence, red=True)


class Caches:
    """The caches of a registry, and which of them became invalid since a test began, and since its class did.

    Odoo's test cases empty all of them after each test and each class, and each then works out routes,
    templates, rights and law anew. Here those go that were made invalid, as when Odoo takes back the
    transaction of a request.
    """

    def __init__(self, registry, every):
        self.registry, self.every = registry, every
        self.invalid = {"test": set(), "class": set()}
        self.clear, self.clear_all = registry.clear_cache, registry.clear_all_caches
        registry.clear_cache, registry.clear_all_caches = self.note, self.note_all

    def note(self, *names):
        """Empty the caches of these names, as anybody may ask."""
        self._add(names or ["default"])
        self.clear(*names)

    def note_all(self):
        """Empty all, as anybody may ask."""
        self._add(self.every)
        self.clear_all()

    def _add(self, names):
        for invalid in self.invalid.values():
            invalid.update(names)

    def clear_invalid(self, since):
        """Empty what became invalid in this test or class."""
        names, self.invalid[since] = self.invalid[since], set()
        if names:
            self.clear(*names)

    def set_up(self, case, original):
        """Begin a test: what Odoo lets be called after it, it takes from the registry now."""
        self.invalid["test"] = set()
        self.registry.clear_all_caches = partial(self.clear_invalid, "test")
        try:
            original(case)
        finally:
            self.registry.clear_all_caches = self.note_all

    def set_up_class(self, cls, original):
        """Begin a class: what empties the caches at its end is taken from the registry then."""
        self.invalid["class"] = set()
        cls.addClassCleanup(setattr, self.registry, "clear_all_caches", self.note_all)
        original(cls)
        end = partial(self.clear_invalid, "class")
        cls.addClassCleanup(setattr, self.registry, "clear_all_caches", end)


@pytest.fixture(scope="session", autouse=True)
def caches(load_registry):
    """Keep what stays valid from test to test."""
    # Only here is Odoo configured, which its modules want to be before they are imported.
    from odoo.modules.registry import _CACHES_BY_KEY, Registry  # noqa: PLC0415
    from odoo.tests import TransactionCase  # noqa: PLC0415
    from odoo.tests.common import get_db_name  # noqa: PLC0415

    kept = Caches(Registry(get_db_name()), _CACHES_BY_KEY)
    set_up, set_up_class = TransactionCase.setUp, TransactionCase.setUpClass.__func__
    TransactionCase.setUp = lambda case: kept.set_up(case, set_up)
    TransactionCase.setUpClass = classmethod(lambda cls: kept.set_up_class(cls, set_up_class))


@pytest.fixture(scope="session", autouse=True)
def settled(load_registry, load_http, bundles):
    """Models, views and modules stay to the end: let no search for garbage walk through them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def bundles(request, load_registry):
    """Compile scripts and styles once and keep them: a test would roll its own back each time."""
    if not any(drives_a_browser(item) for item in request.session.items):
        return
    # Only here is Odoo configured, which its modules want to be before they are imported.
    from odoo import SUPERUSER_ID, api  # noqa: PLC0415
    from odoo.modules.registry import Registry  # noqa: PLC0415
    from odoo.tests.common import get_db_name  # noqa: PLC0415

    with Registry(get_db_name()).cursor() as cursor:
        qweb = api.Environment(cursor, SUPERUSER_ID, {})["ir.qweb"]
        for name, script, style in BUNDLES:
            bundle = qweb._get_asset_bundle(name, js=script, css=style)
            if script:
                bundle.js()
            if style:
                bundle.css()


def drives_a_browser(item):
    """Whether a test's own text starts a browser: most HttpCase tests only fetch a page."""
    text = text_of(item.cls or item.function)
    return "start_tour(" in text or "browser_js(" in text


@cache
def text_of(of_test):
    """The text of a class or function, for which Python reads the whole file."""
    return inspect.getsource(of_test)
