"""Rules of this project for pytest: a skipped test is a failure, nothing is written to the repository.

A plugin and not a conftest.py: pytest reads that before Odoo is configured, and imports the addon with it.
"""

import inspect
import os

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
    text = inspect.getsource(item.cls or item.function)
    return "start_tour(" in text or "browser_js(" in text
