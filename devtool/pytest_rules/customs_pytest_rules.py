"""Rules of this project for pytest: a skipped test is a failure, and nothing is written to the repository.

A plugin and not a conftest.py: pytest reads that before Odoo is configured, and would import the addon with it.
"""

import pytest
from hypothesis import settings

settings.register_profile("customs", database=None, deadline=None, print_blob=True)
settings.load_profile("customs")


def skipped(session):
    """The reports of skipped tests."""
    return session.config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped", [])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """What was not run was not tested."""
    if skipped(session) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Say why a run without a failed test has failed."""
    count = len(terminalreporter.stats.get("skipped", []))
    if count:
        terminalreporter.write_line(f"{count} skipped: a test that does not run fails the whole run.", red=True)
