"""Statutory periods: the last day of a term, and the days that are left until it.

Plain Python over days, without the ORM: the caller brings the start, the term, the pauses and the calendar.

How a period is counted (RSD20, KZ6):

* the day of the fact does not count, the day after it is the first;
* months and years end on the day-number they began on, or on the last day of a month that is too short;
* whether an end on a day off moves to a working day is a setting of each rule: RSD20 writes that move for
  disputes only, so Annex 3 of the agreement with Serbia goes without it, while KZ6 asks for it;
* working days are the country's own, with the weekends that the state made working ones (KZ6).

Every day here is a ``date``. A ``datetime`` is refused: which day a moment falls on depends on the time zone
of the authority, and only the caller knows that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise

import holidays
from dateutil.relativedelta import relativedelta
from holidays import groups
from holidays.countries.new_zealand import NewZealand

UNITS = ("day", "working_day", "month", "year")
DIRECTIONS = ("after", "before")
ROLLS = ("none", "next_working_day", "previous_working_day")

EARLIEST = date(1950, 1, 1)
LATEST = date(2100, 12, 31)
# Stands for the last day of what has no time limit: later than any day, so that comparisons need no case.
NO_LIMIT = date(9999, 12, 30)

ONE_DAY = timedelta(days=1)

# A country of whose last ten years eight or more have days of their own in the library has them every year.
YEARS_OF_HABIT, OFTEN = 10, 8
# From when on it is looked for holidays that the library estimates, and over how many years.
FIRST_ESTIMATED, YEARS_LOOKED_AT = 2024, 20
SATURDAY = 5  # as date.weekday() counts

# Where its tables of movable holidays end, the library goes on without a word and leaves those holidays
# out: in 2078 Kazakhstan has no Kurban Ait there. A day off taken for a working day is worse than no answer,
# so a country is known only as long as every table is that its holidays may stand in.
LAST_KNOWN_YEARS = (
    (groups.IslamicHolidays, 2076),
    (groups.BalineseSakaCalendarHolidays, 2050),
    (groups.HinduCalendarHolidays, 2031),
    (NewZealand, 2052),
)


@dataclass(frozen=True)
class Term:
    """A length of time in the words of a provision: ``Term(60)`` is sixty calendar days.

    ``length`` is a whole number, zero or more; ``unit`` is one of ``UNITS``. Raises ``ValueError`` otherwise.
    """

    length: int
    unit: str = "day"

    def __post_init__(self):
        _check_choice(self.unit, UNITS, "unit")
        if not isinstance(self.length, int) or isinstance(self.length, bool) or self.length < 0:
            raise ValueError(f"The length of a term is a whole number, zero or more, not {self.length!r}.")


@dataclass(frozen=True)
class Pause:
    """Days on which a clock stands still (CU371.9, KZ417.2, KZ418).

    ``first_on`` and ``last_on`` are both paused; ``last_on`` is ``None`` while the pause is still open.
    Raises ``ValueError`` when a day is no date between ``EARLIEST`` and ``LATEST``, or when the pause would
    end before it begins.
    """

    first_on: date
    last_on: date | None

    def __post_init__(self):
        _check_day(self.first_on, "The first day of a pause")
        if self.last_on is None:
            return
        _check_day(self.last_on, "The last day of a pause")
        if self.last_on < self.first_on:
            raise ValueError(f"A pause cannot end on {self.last_on}, before it begins on {self.first_on}.")


class WorkCalendar:
    """Working days of a country (KZ6): its weekends, public holidays and transferred working days.

    ``country`` is the ISO 3166 code of two capital letters ("KZ", "RS"); ``None`` stands for Monday to Friday
    without holidays. ``exceptions`` maps days to ``True`` (working) or ``False`` (off) and comes before the
    library: for transfers published after the library's release, and for the authority's own days off.

    A transfer exists only once the state has published it, so a year that lies ahead has none yet. A country
    is known from ``first_year`` to ``last_year``, at most ``EARLIEST`` to ``LATEST``; every method raises
    ``ValueError`` for a day outside of them, and the constructor for an unknown country or an exception that
    is no date with a yes or no.

    Making one costs nothing: a year is worked out when it is first asked for, and shared by all calendars.
    """

    def __init__(self, country: str | None = None, exceptions: Mapping[date, bool] | None = None):
        self.country = country
        self.first_year, self.last_year = _known_years(country)
        self.exceptions = dict(exceptions or {})
        for day, working in self.exceptions.items():
            _check_day(day, "The day of an exception")
            if not isinstance(working, bool):
                raise ValueError(f"The exception of {day} is True (working) or False (off), not {working!r}.")
        self._years: dict[int, tuple[int, ...]] = {}

    def __repr__(self):
        return f"WorkCalendar({self.country!r}, {len(self.exceptions)} exceptions)"

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on ``day`` (KZ6)."""
        _check_day(day, "A day of the calendar")
        ordinals = self._ordinals(day.year)
        position = bisect_left(ordinals, day.toordinal())
        return position < len(ordinals) and ordinals[position] == day.toordinal()

    def next_working_day(self, day: date) -> date:
        """Return ``day`` itself when it is a working day, else the first one after it (RSD20, KZ6)."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """Return ``day`` itself when it is a working day, else the last one before it."""
        return day if self.is_working_day(day) else self.add_working_days(day, -1)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after ``day``, or before it when ``n`` is negative (KZ6, KZ419.5).

        ``day`` itself never counts and may be a day off. With ``n`` zero it is returned as it is.
        """
        _check_day(day, "A day of the calendar")
        if n == 0:
            return day
        year, ordinals = day.year, self._ordinals(day.year)
        if n > 0:
            position = bisect_right(ordinals, day.toordinal()) + n - 1
        else:
            position = bisect_left(ordinals, day.toordinal()) + n
        while position >= len(ordinals):
            position -= len(ordinals)
            year += 1
            ordinals = self._ordinals(year)
        while position < 0:
            year -= 1
            ordinals = self._ordinals(year)
            position += len(ordinals)
        return date.fromordinal(ordinals[position])

    def count_working_days(self, after: date, until: date) -> int:
        """Count the working days later than ``after``, up to and with ``until``; zero when there is none."""
        _check_day(after, "A day of the calendar")
        _check_day(until, "A day of the calendar")
        if until <= after:
            return 0
        whole_years = sum(len(self._ordinals(year)) for year in range(after.year, until.year))
        reached = bisect_right(self._ordinals(until.year), until.toordinal())
        passed = bisect_right(self._ordinals(after.year), after.toordinal())
        return whole_years + reached - passed

    def unlike_the_plain_week(self, first: date, last: date) -> list[date]:
        """Return the days from ``first`` to ``last`` on which people work or not, unlike Monday to Friday."""
        years = range(max(first.year, self.first_year), min(last.year, self.last_year) + 1)
        unlike = {
            ordinal
            for year in years
            for ordinal in {*self._ordinals(year)} ^ {*_working_ordinals(None, year)}
        }
        return [date.fromordinal(one) for one in sorted(unlike) if first <= date.fromordinal(one) <= last]

    def _ordinals(self, year):
        """Return the working days of ``year`` as sorted ordinals, the exceptions applied."""
        if year not in self._years:
            self._years[year] = self._work_out(year)
        return self._years[year]

    def _work_out(self, year):
        if not self.first_year <= year <= self.last_year:
            raise ValueError(
                f"The working days of {self.country or 'the plain week'} are known from {self.first_year} "
                f"to {self.last_year}, and {year} lies outside of these years."
            )
        ordinals = _working_ordinals(self.country, year)
        own = {day.toordinal(): working for day, working in self.exceptions.items() if day.year == year}
        if not own:
            return ordinals
        kept = (ordinal for ordinal in ordinals if ordinal not in own)
        return tuple(sorted([*kept, *(ordinal for ordinal, working in own.items() if working)]))


def as_exceptions(unlike: Iterable[date], first: date, last: date) -> dict[date, bool]:
    """Return each day from ``first`` to ``last`` with whether it is a working day.

    ``unlike`` are the days that are other than Monday to Friday, as ``unlike_the_plain_week`` gives them.
    """
    unlike = set(unlike)
    days = (date.fromordinal(one) for one in range(first.toordinal(), last.toordinal() + 1))
    return {day: _is_monday_to_friday(day) != (day in unlike) for day in days}


def union(pauses: Iterable[Pause], until: date | None = None) -> tuple[Pause, ...]:
    """Return the days of all ``pauses`` as disjoint pauses in order, adjacent ones merged into one.

    A day on which two answers are awaited is one day that does not count, not two (KZ417.2).
    Pauses that are still open end on ``until`` (inclusive), and those that begin after it are left out;
    without ``until`` they stay open and swallow everything later. Closed pauses are never cut.
    """
    merged: list[Pause] = []
    for pause in sorted(_closed(pauses, until), key=lambda pause: pause.first_on):
        before = merged[-1] if merged else None
        if before and (before.last_on is None or pause.first_on <= before.last_on + ONE_DAY):
            merged[-1] = Pause(before.first_on, _later_end(before, pause))
        else:
            merged.append(pause)
    return tuple(merged)


def gaps(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Return the stretches between ``pauses``, on which none of them runs.

    Suspensions of a field audit may last 24 months in all (KZ418). That limit is a period of its own, which
    stands still between them: start it on the day before the first suspension and pause it by their gaps.
    """
    return tuple(
        Pause(before.last_on + ONE_DAY, after.first_on - ONE_DAY) for before, after in pairwise(union(pauses))
    )


def last_day(
    start: date,
    term: Term,
    *,
    direction: str = "after",
    roll: str = "none",
    calendar: WorkCalendar | None = None,
    extensions: Iterable[Term] = (),
    pauses: Iterable[Pause] = (),
    as_of: date | None = None,
) -> date:
    """Return the last day on which a step may still be done.

    ``start`` is the day of the fact and does not count (RSD20, KZ6); a term of length zero ends on it.

    ``direction`` "before" counts back from ``start``, the planned day: thirty days before 1 July is 1 June,
    as a notice of 1 June has its thirtieth day on 1 July when it is counted forwards.

    ``extensions`` of the same unit lengthen the term before it is counted: 6 months and 2 more are 8 months
    from the start (RS15.6b), not 2 months from an end that a short month has clipped. Months and years are
    one unit. What is given in another unit counts on from the end reached so far, before any roll.

    ``pauses`` count once where they overlap (KZ417.2), from the day after ``start`` and as far as the end
    moves. Each paused day moves the end of a term in days, months or years by one day; only a paused working
    day moves a term in working days, by one working day. A pause still open counts up to and with ``as_of``,
    and the answer is what the end would be if it closed that day.

    ``roll`` moves an end on a day off to a working day, last of all: "next_working_day" (KZ6, RSD20) or
    "previous_working_day" (which keeps a notice given before a planned day at its full length). A pause that
    holds the working day to which the end moved moves it on to the first working day after the pause.

    Raises ``ValueError`` with one sentence for an unknown choice, a missing ``calendar`` or ``as_of``, a
    pause with direction "before", or a day outside of ``EARLIEST`` to ``LATEST`` or of the calendar's years.
    """
    _check_day(start, "The start of a period")
    _check_choice(direction, DIRECTIONS, "direction")
    _check_choice(roll, ROLLS, "roll")
    lengths = _lengths((term, *extensions))
    if calendar is None and (roll != "none" or "working_day" in lengths):
        raise ValueError("Working days are counted or rolled to, and no calendar says which days those are.")
    pauses = tuple(pauses)
    if pauses and direction == "before":
        raise ValueError(
            "A period before a planned day cannot be paused: its whole length is owed as notice to somebody, "
            "and the planned day does not move."
        )
    stops = _stops(pauses, as_of)
    end = start
    for unit, length in lengths.items():
        end = _shift(end, unit, length if direction == "after" else -length, calendar, stops)
    last = _rolled(end, roll, calendar)
    return last if last <= end or end == start else _after_stops(last, calendar, stops)


def days_left(end: date, today: date, *, unit: str = "day", calendar: WorkCalendar | None = None) -> int:
    """Return how many days are left after ``today``: 0 on the last day ``end``, negative when it is past.

    Working days are counted when ``unit`` is "working_day" (KZ419.5), else calendar days: a term in months
    runs out by days too. The sign always tells the truth: on the Saturday after a last day on Friday the
    answer is -1, although no working day has gone by. ``today`` is the authority's day, in its time zone.

    Raises ``ValueError`` for an unknown unit, working days without a ``calendar``, or what is no known day.
    """
    _check_day(end, "The last day of a period")
    _check_day(today, "Today")
    _check_choice(unit, UNITS, "unit")
    if unit != "working_day":
        return (end - today).days
    if calendar is None:
        raise ValueError("Working days are left, and no calendar says which days those are.")
    if end == today:
        return 0
    if end > today:
        return max(1, calendar.count_working_days(today, end))
    return min(-1, -calendar.count_working_days(end, today))


def _lengths(terms):
    """Add the terms of each unit together, in the order in which units first appear; a year is 12 months."""
    lengths: dict[str, int] = {}
    for term in terms:
        unit, length = ("month", 12 * term.length) if term.unit == "year" else (term.unit, term.length)
        lengths[unit] = lengths.get(unit, 0) + length
    return lengths


def _stops(pauses, as_of):
    """Return the union of ``pauses`` with every open one closed on ``as_of``."""
    if as_of is not None:
        _check_day(as_of, "The day as of which a pause counts")
    elif any(pause.last_on is None for pause in pauses):
        raise ValueError("A pause is still open, and no as_of says until which day it counts.")
    return union(pauses, as_of)


def _shift(start, unit, length, calendar, stops):
    """Move ``start`` by ``length`` units, and on by the stopped days that it passes on its way forwards."""
    end = _step(start, unit, length, calendar)
    for stop in stops:
        first_on = max(stop.first_on, start + ONE_DAY)
        if first_on > end:  # `stops` are sorted, and the end moves only through those before it
            break
        if unit == "working_day":
            end = _step(end, unit, calendar.count_working_days(first_on - ONE_DAY, stop.last_on), calendar)
        elif stop.last_on >= first_on:
            end = _step(end, "day", (stop.last_on - first_on).days + 1, calendar)
    return end


def _step(day, unit, length, calendar):
    if unit == "working_day":
        return calendar.add_working_days(day, length)
    try:
        moved = day + (relativedelta(months=length) if unit == "month" else timedelta(days=length))
    except (OverflowError, ValueError):  # beyond what a date can hold at all
        moved = None
    if moved is None or not EARLIEST <= moved <= LATEST:
        side = "before" if length < 0 else "after"
        raise ValueError(
            f"{abs(length)} {unit}(s) {side} {day} lie outside of the years {EARLIEST.year} to {LATEST.year}."
        )
    return moved


def _rolled(day, roll, calendar):
    if roll == "next_working_day":
        return calendar.next_working_day(day)
    if roll == "previous_working_day":
        return calendar.previous_working_day(day)
    return day


def _after_stops(day, calendar, stops):
    """Move ``day``, a working day to which an end was moved, out of the ``stops`` (in order) that hold it."""
    for stop in stops:
        if stop.first_on <= day <= stop.last_on:
            day = calendar.next_working_day(stop.last_on + ONE_DAY)
    return day


def _closed(pauses, until):
    for pause in pauses:
        if pause.last_on is not None or until is None:
            yield pause
        elif pause.first_on <= until:
            yield Pause(pause.first_on, until)


def _later_end(one, other):
    """Return the later last day of two pauses, ``None`` (open) being later than any."""
    if one.last_on is None or other.last_on is None:
        return None
    return max(one.last_on, other.last_on)


def known_until(country: str) -> int:
    """Return the last year for which the library knows every working day of ``country``.

    Raises ``ValueError`` for a country without a calendar.
    """
    return _known_years(country)[1]


@cache
def published_until(country: str) -> date | None:
    """Return the last day whose working days the library has from published acts, as far as it can tell.

    ``None``: nothing tells of a limit. A country whose transfers or one-time days off the library has for
    nearly every year is known to the last of these years; one whose holidays it estimates, to the year before
    the first estimate. Raises ``ValueError`` for a country without a calendar.
    """
    _first, last = _known_years(country)
    years = {year for year in _years_of_acts(country) if year <= last}
    limits = []
    if years and len(years & set(range(max(years) - YEARS_OF_HABIT, max(years)))) >= OFTEN:
        limits.append(max(years))
    limits += [year - 1 for year in _estimated_years(country, last)[:1]]
    return date(min(limits), 12, 31) if limits else None


def _years_of_acts(country):
    """Return the years for which the library lists days that an act alone made days off or working days."""
    law = holidays.country_holidays(country)
    tables = (getattr(law, name) for name in dir(law) if name.startswith("special_"))
    return {year for table in tables if isinstance(table, dict) for year in table if isinstance(year, int)}


def _estimated_years(country, last):
    """Return the years, from ``FIRST_ESTIMATED`` on, in which the library estimates a holiday."""
    law = holidays.country_holidays(country)
    language = "en_US" if "en_US" in law.supported_languages else None
    found = []
    for year in range(FIRST_ESTIMATED, min(last, FIRST_ESTIMATED + YEARS_LOOKED_AT)):
        names = holidays.country_holidays(country, years=year, language=language).values()
        if any("estimated" in name.lower() for name in names):
            found.append(year)
            break
    return found


@cache
def _known_years(country):
    """Return the first and last year for which the library knows every working day of ``country``."""
    if country is None:
        return EARLIEST.year, LATEST.year
    # the library also takes old and longer names of countries, and names of its own classes
    if country not in holidays.list_supported_countries(include_aliases=False):
        raise ValueError(f"There is no working-day calendar for the country code {country!r}.")
    law = holidays.country_holidays(country)
    limits = [year for kind, year in LAST_KNOWN_YEARS if isinstance(law, kind)]
    return max(EARLIEST.year, law.start_year), min(LATEST.year, law.end_year, *limits)


@lru_cache(maxsize=1024)
def _working_ordinals(country, year):
    """Return the working days of ``country`` in ``year`` as sorted ordinals, about 250 of them."""
    if country is None:
        works = _is_monday_to_friday
    else:
        works = holidays.country_holidays(country, years=year).is_working_day
    ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return tuple(ordinal for ordinal in ordinals if works(date.fromordinal(ordinal)))


def _is_monday_to_friday(day):
    return day.weekday() < SATURDAY


def _check_choice(value, choices, name):
    if value not in choices:
        raise ValueError(f"The {name} is one of {', '.join(choices)}, not {value!r}.")


def _check_day(value, name):
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{name} is a date without a time, not {value!r}.")
    if not EARLIEST <= value <= LATEST:
        raise ValueError(f"{name}, {value}, lies outside of the years {EARLIEST.year} to {LATEST.year}.")
