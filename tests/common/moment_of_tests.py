"""The moment at which the tests take place: the same one whenever they are run."""

import os

import freezegun

from odoo.tests import freeze_time

# Noon in Astana, on a Wednesday in the middle of a month: far from the ends of days, months and years, from
# leap days and from changes of clocks. And far ahead: PostgreSQL asks its own clock whether a key holds.
# CUSTOMS_TODAY names another moment to come (UTC): the suite on awkward days.
MOMENT = os.environ.get("CUSTOMS_TODAY") or "2036-10-15 07:00:00"

# How long a test takes, and how long one waits for the browser, is told by the clock of the machine.
freezegun.configure(extend_ignore_list=["_pytest.timing", "pytest_timeout", "websocket"])


def begun():
    """Return a clock that begins at `MOMENT` and goes on: what waits for a second gets it."""
    return freeze_time(MOMENT, tick=True)
