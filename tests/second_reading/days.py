"""Days are counted one by one on the calendar, as a person does with a pencil."""

import calendar
from datetime import date, timedelta
from functools import cache

ONE = timedelta(days=1)
SATURDAY = 5


def month_later(day, months):
    """Return the same day-number ``months`` later, or the last day of that month if it has no such day."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month > 12:
            year, month = year + 1, 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_earlier(day, months):
    """Return the same day-number ``months`` earlier, or the last day of that month."""
    year, month = day.year, day.month
    for _ in range(months):
        month -= 1
        if month < 1:
            year, month = year - 1, 12
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Calendar:
    """Which days are worked: not Saturdays, Sundays and ``off``, but days that were moved here."""

    def __init__(self, off=(), worked=()):
        self.off, self.worked = frozenset(off), frozenset(worked)

    def is_worked(self, day):
        """Return whether people work on ``day``."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)


EVERY_WEEK = Calendar()


@cache
def last_day(start, terms, pauses=(), roll=False, calendar_=EVERY_WEEK):
    """Return the last day of a time limit that counts from the day after ``start``.

    :param terms: pairs (length, unit) one after the other; unit is day, working_day, month or year
    :param pauses: pairs (first, last) of days that do not count, in whatever order; they may overlap
    :param roll: whether a last day on which nobody works moves to the next worked day
    """
    stopped = {first + ONE * step for first, last in pauses for step in range((last - first).days + 1)}
    day = start
    for length, unit in terms:
        if unit in ("month", "year"):
            there = month_later(day, length * (12 if unit == "year" else 1))
            left = (there - day).days
        else:
            left = length
        while left:
            day += ONE
            if day not in stopped and (unit != "working_day" or calendar_.is_worked(day)):
                left -= 1
    while roll and (not calendar_.is_worked(day) or day in stopped):
        day += ONE
    return day


def last_day_before(planned, length, unit, calendar_=EVERY_WEEK):
    """Return the last day for what must be done at least so long before ``planned``."""
    if unit in ("month", "year"):
        return month_earlier(planned, length * (12 if unit == "year" else 1))
    day = planned
    while length:
        day -= ONE
        if unit != "working_day" or calendar_.is_worked(day):
            length -= 1
    return day
