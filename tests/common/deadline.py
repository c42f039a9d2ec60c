"""The moment at which it is a given hour in a given time zone."""

from datetime import UTC, datetime

import pytz


def local(zone, day, hour=0, minute=0):
    """Return the moment (UTC, without zone) at which it is ``hour:minute`` of ``day`` in ``zone``."""
    moment = pytz.timezone(zone).localize(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001
    return moment.astimezone(UTC).replace(tzinfo=None)
