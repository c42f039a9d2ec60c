"""The arithmetic of statutory periods: examples counted by hand, laws that must always hold, real calendars.

Every example was counted on a paper calendar, month by month; the count stands beside it.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from itertools import pairwise
from time import perf_counter
from unittest.mock import patch

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools import periods
from ...tools.periods import Pause, Term, WorkCalendar, days_left, gaps, last_day, union

DAY = timedelta(days=1)

KZ = WorkCalendar("KZ")
RS = WorkCalendar("RS")
PLAIN = WorkCalendar()
# 8 May 2026 off and Saturday 16 May 2026 worked instead, as an administrator would enter such a transfer
KZ_OWN = WorkCalendar("KZ", {date(2026, 5, 8): False, date(2026, 5, 16): True})

laws = settings(deadline=None, max_examples=100, database=None)


def on(text):
    """Read a day written as 2026-03-02."""
    return date.fromisoformat(text)


def pause(first, last=None):
    return Pause(on(first), last and on(last))


def days_of(pauses):
    """Return every single day of closed pauses."""
    return {
        one.first_on + timedelta(days=n)
        for one in pauses
        for n in range((one.last_on - one.first_on).days + 1)
    }


# --- a slow second opinion -------------------------------------------------------------------------------


def months_later(day, months):
    """Return the same day-number ``months`` later, or the last day of that month (KZ6)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counted_by_hand(start, terms, pauses, works):
    """Count the last day one day after the other, as one would with a finger on a calendar."""
    lengths = {}
    for term in terms:
        unit = "month" if term.unit == "year" else term.unit
        lengths[unit] = lengths.get(unit, 0) + term.length * (12 if term.unit == "year" else 1)
    paused, end = days_of(pauses), start
    for unit, length in lengths.items():
        to_count = (months_later(end, length) - end).days if unit == "month" else length
        while to_count:
            end += DAY
            to_count -= end not in paused and (unit != "working_day" or works(end))
    return end


# --- what Hypothesis makes -------------------------------------------------------------------------------

# Far enough inside the years that every calendar knows: Serbia from 2007, Kazakhstan until 2076.
starts = st.dates(date(2013, 1, 1), date(2026, 12, 31))
calendars = st.sampled_from((KZ, KZ_OWN, RS, PLAIN))
day_terms = st.builds(Term, st.integers(0, 150))
working_terms = st.builds(Term, st.integers(0, 70), st.just("working_day"))
counted_terms = day_terms | working_terms
month_terms = st.builds(Term, st.integers(0, 26), st.just("month"))
year_terms = st.builds(Term, st.integers(0, 3), st.just("year"))
any_terms = counted_terms | month_terms | year_terms
rolls = st.sampled_from(periods.ROLLS)


@st.composite
def pauses_about(draw, start, size=5):
    """Make pauses before, around and inside of a period that begins on ``start``; many of them overlap."""
    spans = draw(st.lists(st.tuples(st.integers(-60, 260), st.integers(0, 40)), max_size=size))
    return [
        Pause(start + timedelta(days=offset), start + timedelta(days=offset + length))
        for offset, length in spans
    ]


starts_with_pauses = starts.flatmap(lambda start: st.tuples(st.just(start), pauses_about(start)))


class TestWorkedExamples(BaseCase):
    """Examples for the provisions themselves, each counted by hand."""

    def check(self, provision, start, term, expected, **how):
        how["pauses"] = [pause(*days) for days in how.pop("pauses", ())]
        with self.subTest(provision=provision, start=start):
            self.assertEqual(last_day(on(start), term, **how), on(expected))

    def test_proof_of_origin(self):
        # RS12.4: 12 months from issue, the same day-number a year later
        self.check("RS12.4", "2026-01-15", Term(12, "month"), "2027-01-15")
        # RS12.4: issued on a leap day, and no 29 February 2025: the last day of that month
        self.check("RS12.4", "2024-02-29", Term(12, "month"), "2025-02-28")
        # RS12.7: the duplicate counts from the original's issue, so its own date changes nothing
        self.check("RS12.7", "2025-11-30", Term(12, "month"), "2026-11-30")
        # RS12.10, RS13.6: three years from 29 February 2024
        self.check("RS12.10", "2024-02-29", Term(3, "year"), "2027-02-28")

    def test_restoration(self):
        # RS10.3: 12 months since registration; 28 February stays 28 February in a leap year, not the 29th
        self.check("RS10.3", "2025-08-31", Term(12, "month"), "2026-08-31")
        self.check("RS10.3", "2027-02-28", Term(12, "month"), "2028-02-28")

    def test_documentary_verification(self):
        # RS15.6a: 6 months from 31 August is the last day of February
        self.check("RS15.6a", "2025-08-31", Term(6, "month"), "2026-02-28")
        self.check("RS15.6a", "2023-08-31", Term(6, "month"), "2024-02-29")
        self.check("RS15.6a", "2026-03-16", Term(6, "month"), "2026-09-16")
        # RS15.6b: with 2 months more 8 from 31 August = 30 April; from 28 February it would be 28 April
        more = (Term(2, "month"),)
        self.check("RS15.6b", "2025-08-31", Term(6, "month"), "2026-04-30", extensions=more)
        self.check("RS15.6b", "2026-03-16", Term(6, "month"), "2026-11-16", extensions=more)

    def test_visit(self):
        # RS16.5a: sent 1 January; 30 days to 31 January, 28 to 28 February = 58, the 60th is 2 March
        self.check("RS16.5a", "2026-01-01", Term(60), "2026-03-02")
        # the same in a leap year: 30 + 29 = 59, the 60th is 1 March
        self.check("RS16.5a", "2024-01-01", Term(60), "2024-03-01")
        # consent received 2 March 2026. RS16.7a: March 29, April 30 = 59, the 60th is 1 May, and it stays
        # there although nobody works on that day in Serbia: Annex 3 has no roll
        self.check("RS16.7a", "2026-03-02", Term(60), "2026-05-01")
        # RS16.7b: March 29, April 59, May 90, June 120, and 30 days of July
        self.check("RS16.7b", "2026-03-02", Term(150), "2026-07-30")
        # RS16.11: on to 31 July 151, August 182, and 18 days of September
        self.check("RS16.11", "2026-03-02", Term(200), "2026-09-18")

    def test_disputes_roll(self):
        # RSD20: 26 January and 20 days = Sunday 15 February, Statehood Day. Monday 16 is its second day,
        # Tuesday 17 is off because the first one fell on a Sunday: Wednesday 18
        self.check("RSD20", "2026-01-26", Term(20), "2026-02-15")
        self.check("RSD20", "2026-01-26", Term(20), "2026-02-18", roll="next_working_day", calendar=RS)

    def test_information_request(self):
        # CU371.6: registered 30 January, one month: the last day of February, a Saturday
        self.check("CU371.6", "2026-01-30", Term(1, "month"), "2026-02-28")
        rolled = {"roll": "next_working_day", "calendar": KZ}
        self.check("CU371.6", "2026-01-30", Term(1, "month"), "2026-03-02", **rolled)
        # CU371.8.2: one month more, 2 from 30 January = Monday 30 March
        more = {"extensions": [Term(1, "month")], **rolled}
        self.check("CU371.8.2", "2026-01-30", Term(1, "month"), "2026-03-30", **more)
        # CU371.8.1, CU371.9: 10 to 19 March asked back = 10 days; a month ends on 1 April, so now on 11 April
        asked = [("2026-03-10", "2026-03-19")]
        self.check("CU371.9", "2026-03-01", Term(1, "month"), "2026-04-11", pauses=asked)
        # CU371.10.2: two months for the additional information
        self.check("CU371.10.2", "2025-12-31", Term(2, "month"), "2026-02-28")

    def test_kazakhstan_counting(self):
        rolled = {"roll": "next_working_day", "calendar": KZ}
        # KZ6: Saturday 9 May 2026 is Victory Day, given back on Monday 11: the term ends on Tuesday 12
        self.check("KZ6", "2026-04-09", Term(1, "month"), "2026-05-12", **rolled)
        # KZ6: Saturday 4 May 2024 was made a working day, so a term may end on it
        self.check("KZ6", "2024-04-24", Term(10), "2024-05-04", **rolled)
        # ... and Wednesday 8 May 2024 was the day off for it, between two holidays: Friday 10
        self.check("KZ6", "2024-04-28", Term(10), "2024-05-10", **rolled)
        # KZ6: from the next day; a term of no length ends on the day of the fact
        self.check("KZ6", "2026-03-02", Term(0), "2026-03-02")
        self.check("KZ6", "2026-03-02", Term(1), "2026-03-03")
        # KZ6: 31 March and one month; 29 February 2024 and four years is a leap day again
        self.check("KZ6", "2026-03-31", Term(1, "month"), "2026-04-30")
        self.check("KZ6", "2024-02-29", Term(4, "year"), "2028-02-29")

    def test_desk_audit(self):
        sent, term = "2026-02-02", Term(60)
        # KZ417.2: February 26, March 57, the 60th is Friday 3 April
        self.check("KZ417.2", sent, term, "2026-04-03")
        # the person's documents are awaited 10 to 24 February (15 days), a bank's answer 20 February to
        # 11 March (20 days). 20 to 24 February is in both and counts once: 30 days, not 35.
        # 90 days: February 26, March 57, April 87, Sunday 3 May
        overlapping = [("2026-02-10", "2026-02-24"), ("2026-02-20", "2026-03-11")]
        self.check("KZ417.2", sent, term, "2026-05-03", pauses=overlapping)
        self.check(
            "KZ417.2, KZ6",
            sent,
            term,
            "2026-05-04",
            pauses=overlapping,
            roll="next_working_day",
            calendar=KZ,
        )
        # the preliminary act goes out on what would have been the last day, 3 April, and is answered on the
        # 12th: those 10 days come back, 13 April is the 60th
        self.check("KZ417.2", sent, term, "2026-04-13", pauses=[("2026-04-03", "2026-04-12")])
        # a demand of the day after comes too late to move anything
        self.check("KZ417.2", sent, term, "2026-04-03", pauses=[("2026-04-04", "2026-04-12")])
        # the second pause is after the first end, and inside of the end that the first one has moved
        chained = [("2026-04-01", "2026-04-05"), ("2026-04-08", "2026-04-09")]
        self.check("KZ417.2", sent, term, "2026-04-10", pauses=chained)

    def test_open_pause_counts_until_today(self):
        # KZ417.2: still unanswered on 28 February: 10 to 28 February are 19 days, 3 April + 19 = 22 April
        still_open = {"pauses": [("2026-02-10",)]}
        self.check("KZ417.2", "2026-02-02", Term(60), "2026-04-22", as_of=on("2026-02-28"), **still_open)
        # asked about the day before it began, it has not stopped anything
        self.check("KZ417.2", "2026-02-02", Term(60), "2026-04-03", as_of=on("2026-02-09"), **still_open)

    def test_field_audit(self):
        served, rolled = "2025-12-31", {"roll": "next_working_day", "calendar": KZ}
        # KZ418: 2 months from 31 December = Saturday 28 February, so Monday 2 March
        self.check("KZ418", served, Term(2, "month"), "2026-03-02", **rolled)
        # KZ418: with one month more 3 from 31 December = Tuesday 31 March
        self.check("KZ418", served, Term(2, "month"), "2026-03-31", extensions=[Term(1, "month")], **rolled)
        # KZ418: suspended 12 January to 10 February = 30 days: 28 February + 30 = Monday 30 March
        suspended = [("2026-01-12", "2026-02-10")]
        self.check("KZ418", served, Term(2, "month"), "2026-03-30", pauses=suspended, **rolled)
        # KZ418: result notice 5 working days after service of the act on Friday 20 March: 21 to 25 are the
        # weekend and Nauryz, so 26, 27, 30, 31 March and 1 April
        in_days = {"calendar": KZ}
        self.check("KZ418", "2026-03-20", Term(5, "working_day"), "2026-04-01", **in_days)
        # KZ418: notice of a suspension within 1 working day; Monday 9 March is given back for the 8th
        self.check("KZ418", "2026-03-06", Term(1, "working_day"), "2026-03-10", **in_days)

    def test_suspensions_may_last_24_months_in_all(self):
        # KZ418: suspended 11 January to 10 July 2024, and again since 1 October. 24 months whose first day is
        # 11 January 2024 end on 10 January 2026. From 11 July to 30 September, 21 + 31 + 30 = 82 days, none
        # ran: 82 days more are January 21, February 28, March 31 = 80, 2 April 2026
        suspended = [pause("2024-01-11", "2024-07-10"), pause("2024-10-01")]
        self.assertEqual(gaps(suspended), (pause("2024-07-11", "2024-09-30"),))
        before = suspended[0].first_on - DAY
        self.assertEqual(last_day(before, Term(24, "month")), on("2026-01-10"))
        self.assertEqual(last_day(before, Term(24, "month"), pauses=gaps(suspended)), on("2026-04-02"))

    def test_notice_before_a_planned_day(self):
        # KZ418: a comprehensive audit is announced at least 30 days ahead: planned for 1 July, by 1 June,
        # which has the 30 days of June before it begins
        self.check("KZ418", "2026-07-01", Term(30), "2026-06-01", direction="before")
        # planned for 30 June, 31 May is a Sunday: to keep the 30 days it must leave on Friday 29 May
        early = {"direction": "before", "roll": "previous_working_day", "calendar": KZ}
        self.check("KZ418", "2026-06-30", Term(30), "2026-05-29", **early)
        # 5 working days before Monday 30 March: 27, 26, then 20, 19, 18 on the other side of Nauryz
        ahead = {"direction": "before", "calendar": KZ}
        self.check("KZ6", "2026-03-30", Term(5, "working_day"), "2026-03-18", **ahead)
        self.check("KZ6", "2026-03-31", Term(1, "month"), "2026-02-28", direction="before")
        # 30 days, asked a week longer by the audited person
        longer = {"direction": "before", "extensions": [Term(7)]}
        self.check("KZ418", "2026-07-01", Term(30), "2026-05-25", **longer)

    def test_result_notice(self):
        in_days = {"calendar": KZ}
        # KZ419.5: served Thursday 30 April 2026. May off: 1, 7, 11 (for the 9th), 27. May 4-6 = 3, 8 = 4,
        # 12-15 = 8, 18-22 = 13, 25-26 = 15, 28-29 = 17; June 1-5 = 22, 8-12 = 27, 15, 16, 17 = 30
        self.check("KZ419.5", "2026-04-30", Term(30, "working_day"), "2026-06-17", **in_days)
        # KZ419.5: 60 more by instalments, 6 July is off, 31 August is not since 2026: June 18-30 = 9, by the
        # end of July 31, of August 52, September 1-4 = 56, 7-10 = 60
        by_instalments = {"extensions": [Term(60, "working_day")], **in_days}
        self.check("KZ419.5", "2026-04-30", Term(30, "working_day"), "2026-09-10", **by_instalments)
        # KZ6: 5 working days from Friday 26 April 2024: 29, 30, 2, 3, and Saturday 4 May, made a working day
        self.check("KZ419.5", "2024-04-26", Term(5, "working_day"), "2024-05-04", **in_days)
        # a pause in a working-day term: Thursday 7 to Monday 11 May has one working day, the 8th, so one more
        paused = {"pauses": [("2026-05-07", "2026-05-11")], **in_days}
        self.check("KZ417.3-4", "2026-04-30", Term(20, "working_day"), "2026-06-03", **in_days)
        self.check("KZ417.3-4", "2026-04-30", Term(20, "working_day"), "2026-06-04", **paused)

    def test_complaint(self):
        # KZ476: served Friday 20 December 2024. 23-27 = 5, 30, 31 = 7; January off 1, 2, 3 (for Sunday 5,
        # which is worked) and 7: 5, 6 = 9, 8-10 = 12, 13-17 = 17, 20-24 = 22, 27-31 = 27, February 3, 4, 5
        month_and_a_half = Term(30, "working_day")
        self.check("KZ476", "2024-12-20", month_and_a_half, "2025-02-05", calendar=KZ)
        # KZ479: 15 working days more for an addition to it: 6, 7 = 2, 10-14 = 7, 17-21 = 12, 24-26 February
        added = [Term(15, "working_day")]
        self.check("KZ479", "2024-12-20", month_and_a_half, "2025-02-26", calendar=KZ, extensions=added)

    def test_limitation(self):
        # KZ89: three years, or five, from registration of the declaration
        self.check("KZ89", "2023-05-17", Term(3, "year"), "2026-05-17")
        self.check("KZ89", "2023-05-17", Term(5, "year"), "2028-05-17")

    def test_extension_in_another_unit_counts_from_the_end_before_the_roll(self):
        # KZ6: 10 days end on Sunday 1 March and 5 working days later it is Friday 6; counted from the rolled
        # Monday 2 March they would end on Tuesday 10, as Monday 9 is off
        how = {"extensions": [Term(5, "working_day")], "roll": "next_working_day", "calendar": KZ}
        self.check("KZ6", "2026-02-19", Term(10), "2026-03-06", **how)
        # months and years are one unit: 1 month and 1 year are 13 months
        self.check("KZ6", "2024-01-31", Term(1, "month"), "2025-02-28", extensions=[Term(1, "year")])


class TestCalendars(BaseCase):
    """The working days of real countries (KZ6), against what their governments published."""

    def differences(self, calendar, year):
        """Return the days on which ``calendar`` differs from Monday to Friday: off on weekdays, worked."""
        year_days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
        odd = [
            day
            for day in year_days
            if day.year == year and calendar.is_working_day(day) != PLAIN.is_working_day(day)
        ]
        off = [day.strftime("%m-%d") for day in odd if PLAIN.is_working_day(day)]
        return " ".join(off), " ".join(day.strftime("%m-%d") for day in odd if not PLAIN.is_working_day(day))

    def test_kazakhstan_2024(self):
        # the ministry of labour moved the rest day of Saturday 4 May to Wednesday 8 May 2024
        self.assertEqual(
            self.differences(KZ, 2024),
            ("01-01 01-02 03-08 03-21 03-22 03-25 05-01 05-07 05-08 05-09 07-08 08-30 10-25 12-16", "05-04"),
        )

    def test_kazakhstan_2025(self):
        # and that of Sunday 5 January to Friday 3 January 2025, its only transfer of that year
        self.assertEqual(
            self.differences(KZ, 2025),
            (
                "01-01 01-02 01-03 01-07 03-10 03-21 03-24 03-25 05-01 05-07 05-09 06-06 07-07 09-01 10-27"
                " 12-16",
                "01-05",
            ),
        )

    def test_kazakhstan_2026(self):
        # no rest day was moved; holidays of weekends are given back on 9, 24 and 25 March, 11 May and
        # 26 October; 30 August, a Sunday, is no holiday any more, so 31 August is worked
        self.assertEqual(
            self.differences(KZ, 2026),
            ("01-01 01-02 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-11 05-27 07-06 10-26 12-16", ""),
        )
        # the published norms: 19 working days in January 2026 and 17 in May
        self.assertEqual(KZ.count_working_days(on("2025-12-31"), on("2026-01-31")), 19)
        self.assertEqual(KZ.count_working_days(on("2026-04-30"), on("2026-05-31")), 17)

    def test_saturday_borrowed_from_the_year_before(self):
        # Friday 3 January 2014 was off for Saturday 28 December 2013: a fact of one year told by the next
        self.assertTrue(KZ.is_working_day(on("2013-12-28")))
        self.assertFalse(KZ.is_working_day(on("2014-01-03")))

    def test_serbia(self):
        # only state holidays of a Sunday are given back (Statehood Day 2026 on Tuesday 17 February), and the
        # Orthodox Good Friday and Easter Monday move: 3 and 6 May 2024, 18 and 21 April 2025, 10 and 13 2026
        for year, off in (
            (2024, "01-01 01-02 02-15 02-16 05-01 05-02 05-03 05-06 11-11"),
            (2025, "01-01 01-02 01-07 02-17 04-18 04-21 05-01 05-02 11-11"),
            (2026, "01-01 01-02 01-07 02-16 02-17 04-10 04-13 05-01 11-11"),
        ):
            self.assertEqual(self.differences(RS, year), (off, ""))

    def test_weekends_are_the_countrys_own(self):
        # Friday and Saturday in Iran's law are a day off and a working day
        iran = WorkCalendar("IR")
        self.assertFalse(iran.is_working_day(on("2026-01-09")))
        self.assertTrue(iran.is_working_day(on("2026-01-10")))

    def test_an_administrators_exceptions_come_first(self):
        self.assertTrue(KZ.is_working_day(on("2026-05-08")))
        self.assertFalse(KZ_OWN.is_working_day(on("2026-05-08")))
        self.assertTrue(KZ_OWN.is_working_day(on("2026-05-16")))
        # Wednesday 6 May: 7 holiday, 8 off by exception, 9 to 11 off: the first working day is the 12th
        self.assertEqual(KZ_OWN.add_working_days(on("2026-05-06"), 1), on("2026-05-12"))
        self.assertEqual(KZ_OWN.add_working_days(on("2026-05-15"), 1), on("2026-05-16"))
        # a holiday may be worked, and a transfer known to the library may be taken back
        back = WorkCalendar("KZ", {on("2024-05-04"): False, on("2024-05-08"): True})
        self.assertEqual(back.next_working_day(on("2024-05-04")), on("2024-05-06"))
        self.assertTrue(back.is_working_day(on("2024-05-08")))
        # one that says what is so already changes nothing
        said_again = WorkCalendar("KZ", {on("2024-05-04"): True, on("2024-05-08"): False})
        self.assertEqual(self.differences(said_again, 2024), self.differences(KZ, 2024))

    def test_exceptions_do_not_change_later(self):
        exceptions = {on("2026-05-08"): False}
        calendar = WorkCalendar("KZ", exceptions)
        exceptions[on("2026-05-06")] = False
        self.assertTrue(calendar.is_working_day(on("2026-05-06")))
        self.assertTrue(WorkCalendar("KZ").is_working_day(on("2026-05-08")))

    def test_years_that_are_known(self):
        # Kazakhstan as a state since 1991, Serbia since 2007; the tables of the moon calendar end with 2076,
        # and the library would go on without Kurban Ait
        self.assertEqual((KZ.first_year, KZ.last_year), (1991, 2076))
        self.assertEqual((RS.first_year, RS.last_year), (2007, 2100))
        self.assertEqual((PLAIN.first_year, PLAIN.last_year), (1950, 2100))
        for year in range(2006, KZ.last_year + 1):
            names = holidays.country_holidays("KZ", years=year, language="en_US").values()
            self.assertTrue(any("Eid al-Adha" in name for name in names), year)
        self.assertFalse(KZ.is_working_day(on("1991-01-01")))
        self.assertFalse(KZ.is_working_day(on("2076-01-01")))
        for calendar, day in ((KZ, "1990-12-31"), (KZ, "2077-01-04"), (RS, "2006-12-29")):
            with self.assertRaisesRegex(ValueError, f"The working days of {calendar.country} are known from"):
                calendar.is_working_day(on(day))
        with self.assertRaisesRegex(ValueError, "2077 lies outside"):
            last_day(on("2076-12-01"), Term(30, "working_day"), calendar=KZ)
        with self.assertRaisesRegex(ValueError, "1949 lies outside"):
            PLAIN.add_working_days(on("1950-01-02"), -1)

    def test_repr_names_the_country(self):
        self.assertEqual(repr(KZ_OWN), "WorkCalendar('KZ', 2 exceptions)")


class TestCalendarLaws(BaseCase):
    """What must hold for any calendar, start and number of working days."""

    @laws
    @given(starts, st.sampled_from((KZ, RS)))
    def test_agrees_with_the_library(self, day, calendar):
        library = holidays.country_holidays(calendar.country)
        for n in range(60):
            other = day + timedelta(days=n)
            self.assertEqual(calendar.is_working_day(other), library.is_working_day(other), other)

    @laws
    @given(starts, st.integers(-300, 300), calendars)
    def test_adding_lands_on_a_working_day_and_counts_back(self, day, n, calendar):
        reached = calendar.add_working_days(day, n)
        if n == 0:
            self.assertEqual(reached, day)
            return
        self.assertTrue(calendar.is_working_day(reached))
        if n > 0:
            self.assertEqual(calendar.count_working_days(day, reached), n)
        else:
            self.assertEqual(calendar.count_working_days(reached - DAY, day - DAY), -n)

    @laws
    @given(starts, st.integers(0, 150), st.integers(1, 150), calendars)
    def test_steps_add_up(self, day, one, other, calendar):
        there = calendar.add_working_days(calendar.add_working_days(day, one), other)
        self.assertEqual(there, calendar.add_working_days(day, one + other))
        back = calendar.add_working_days(calendar.add_working_days(day, -one), -other)
        self.assertEqual(back, calendar.add_working_days(day, -one - other))

    @laws
    @given(starts, st.integers(0, 800), calendars)
    def test_counting_agrees_with_looking_at_each_day(self, day, span, calendar):
        until = day + timedelta(days=span)
        looked_at = sum(calendar.is_working_day(day + timedelta(days=n)) for n in range(1, span + 1))
        self.assertEqual(calendar.count_working_days(day, until), looked_at)
        self.assertEqual(calendar.count_working_days(until, day), 0)

    @laws
    @given(starts, calendars)
    def test_next_and_previous(self, day, calendar):
        after, before = calendar.next_working_day(day), calendar.previous_working_day(day)
        self.assertTrue(before <= day <= after)
        self.assertEqual(before == day == after, calendar.is_working_day(day))
        for n in range(1, (after - before).days):
            self.assertFalse(calendar.is_working_day(before + timedelta(days=n)))


class TestPeriodLaws(BaseCase):
    """What must hold for any start, term, extension, pause and roll."""

    @laws
    @given(starts_with_pauses, any_terms, st.lists(any_terms, max_size=3), calendars)
    def test_agrees_with_counting_day_by_day(self, start_pauses, term, extensions, calendar):
        start, pauses = start_pauses
        self.assertEqual(
            last_day(start, term, extensions=extensions, pauses=pauses, calendar=calendar),
            counted_by_hand(start, (term, *extensions), pauses, calendar.is_working_day),
        )

    @laws
    @given(starts_with_pauses, st.integers(0, 90), counted_terms, calendars, rolls)
    def test_a_later_start_never_ends_earlier(self, start_pauses, later, term, calendar, roll):
        start, pauses = start_pauses
        how = {"pauses": pauses, "calendar": calendar, "roll": roll}
        self.assertLessEqual(
            last_day(start, term, **how), last_day(start + timedelta(days=later), term, **how)
        )

    @laws
    @given(starts, st.integers(0, 90), any_terms, st.lists(any_terms, max_size=3), calendars, rolls)
    def test_a_later_start_never_ends_earlier_in_months(self, start, later, term, extensions, calendar, roll):
        # without pauses: a month from 28 or 31 January ends on 28 February, but a pause of 29 to 31 January
        # lies inside of the first of these terms only
        how = {"extensions": extensions, "calendar": calendar, "roll": roll}
        self.assertLessEqual(
            last_day(start, term, **how), last_day(start + timedelta(days=later), term, **how)
        )

    @laws
    @given(starts_with_pauses, any_terms, st.integers(0, 40), calendars, rolls)
    def test_a_longer_term_never_ends_earlier(self, start_pauses, term, more, calendar, roll):
        start, pauses = start_pauses
        how = {"pauses": pauses, "calendar": calendar, "roll": roll}
        longer = Term(term.length + more, term.unit)
        self.assertLessEqual(last_day(start, term, **how), last_day(start, longer, **how))

    @laws
    @given(starts_with_pauses, any_terms, st.lists(any_terms, max_size=2), any_terms, calendars)
    def test_an_extension_never_ends_earlier(self, start_pauses, term, extensions, more, calendar):
        start, pauses = start_pauses
        how = {"pauses": pauses, "calendar": calendar}
        self.assertLessEqual(
            last_day(start, term, extensions=extensions, **how),
            last_day(start, term, extensions=[*extensions, more], **how),
        )

    @laws
    @given(starts_with_pauses, counted_terms, st.integers(0, 60), st.integers(0, 60), calendars)
    def test_extensions_of_the_same_unit_add_up(self, start_pauses, term, one, other, calendar):
        start, pauses = start_pauses
        how = {"pauses": pauses, "calendar": calendar}
        extensions = [Term(one, term.unit), Term(other, term.unit)]
        self.assertEqual(
            last_day(start, term, extensions=extensions, **how),
            last_day(start, Term(term.length + one + other, term.unit), **how),
        )

    @laws
    @given(starts, st.integers(0, 30), st.integers(0, 3))
    def test_a_year_is_twelve_months(self, start, months, years):
        whole = last_day(start, Term(months + 12 * years, "month"))
        self.assertEqual(last_day(start, Term(months, "month"), extensions=[Term(years, "year")]), whole)
        self.assertEqual(last_day(start, Term(years, "year"), extensions=[Term(months, "month")]), whole)

    @laws
    @given(starts, st.integers(0, 60))
    def test_months_end_on_the_same_day_number_or_the_last_day(self, start, months):
        end = last_day(start, Term(months, "month"))
        self.assertEqual(end.year * 12 + end.month, start.year * 12 + start.month + months)
        self.assertEqual(end.day, min(start.day, monthrange(end.year, end.month)[1]))

    @laws
    @given(starts_with_pauses, any_terms, calendars)
    def test_rolls(self, start_pauses, term, calendar):
        start, pauses = start_pauses
        how = {"pauses": pauses, "calendar": calendar}
        end = last_day(start, term, **how)
        forward = last_day(start, term, roll="next_working_day", **how)
        back = last_day(start, term, roll="previous_working_day", **how)
        self.assertTrue(back <= end <= forward)
        self.assertTrue(calendar.is_working_day(forward))
        self.assertTrue(calendar.is_working_day(back))
        self.assertEqual(end == forward, calendar.is_working_day(end))
        self.assertEqual(end == back, calendar.is_working_day(end))

    @laws
    @given(starts, any_terms, calendars)
    def test_a_step_done_in_time_before_leaves_the_whole_term(self, planned, term, calendar):
        if term.unit == "working_day":  # no step of an authority is planned for a day off
            planned = calendar.next_working_day(planned)
        latest = last_day(planned, term, direction="before", calendar=calendar)
        self.assertLessEqual(last_day(latest, term, calendar=calendar), planned)
        if term.unit in ("day", "working_day"):
            self.assertEqual(last_day(latest, term, calendar=calendar), planned)
            too_late = last_day(latest, Term(1, term.unit), calendar=calendar)
            self.assertGreater(last_day(too_late, term, calendar=calendar), planned)


class TestPauseLaws(BaseCase):
    """What pauses do to a period, and their union (KZ417.2)."""

    @laws
    @given(starts, st.integers(1, 150), st.data())
    def test_each_paused_day_inside_moves_the_end_by_one(self, start, length, data):
        first = data.draw(st.integers(1, length))
        n = data.draw(st.integers(1, 90))
        paused = Pause(start + timedelta(days=first), start + timedelta(days=first + n - 1))
        moved = last_day(start, Term(length), pauses=[paused])
        self.assertEqual(moved, last_day(start, Term(length)) + timedelta(days=n))

    @laws
    @given(starts, st.integers(1, 24), st.data())
    def test_each_paused_day_moves_a_term_in_months_by_one_day(self, start, months, data):
        end = last_day(start, Term(months, "month"))
        first = data.draw(st.integers(1, (end - start).days))
        n = data.draw(st.integers(1, 90))
        paused = Pause(start + timedelta(days=first), start + timedelta(days=first + n - 1))
        moved = last_day(start, Term(months, "month"), pauses=[paused])
        self.assertEqual(moved, end + timedelta(days=n))

    @laws
    @given(starts, st.integers(1, 70), st.data(), calendars)
    def test_each_paused_working_day_moves_a_working_day_term_by_one(self, start, length, data, calendar):
        term = Term(length, "working_day")
        end = last_day(start, term, calendar=calendar)
        first_on = start + timedelta(days=data.draw(st.integers(1, (end - start).days)))
        last_on = first_on + timedelta(days=data.draw(st.integers(0, 60)))
        moved = last_day(start, term, calendar=calendar, pauses=[Pause(first_on, last_on)])
        paused = calendar.count_working_days(first_on - DAY, last_on)
        self.assertEqual(moved, calendar.add_working_days(end, paused))

    @laws
    @given(starts, st.integers(1, 70), calendars)
    def test_days_off_do_not_pause_a_working_day_term(self, start, length, calendar):
        term = Term(length, "working_day")
        end = last_day(start, term, calendar=calendar)
        off = [start + timedelta(days=n) for n in range((end - start).days)]
        pauses = [Pause(day, day) for day in off if not calendar.is_working_day(day)]
        self.assertEqual(last_day(start, term, calendar=calendar, pauses=pauses), end)

    @laws
    @given(starts_with_pauses, any_terms, st.lists(any_terms, max_size=2), calendars, rolls, st.randoms())
    def test_only_the_union_counts(self, start_pauses, term, extensions, calendar, roll, random):
        start, pauses = start_pauses
        how = {"extensions": extensions, "calendar": calendar, "roll": roll}
        end = last_day(start, term, pauses=pauses, **how)
        singles = [Pause(day, day) for day in days_of(pauses)]
        shuffled = random.sample([*pauses, *pauses, *singles], 2 * len(pauses) + len(singles))
        self.assertEqual(last_day(start, term, pauses=shuffled, **how), end)
        self.assertEqual(last_day(start, term, pauses=union(pauses), **how), end)
        self.assertEqual(last_day(start, term, pauses=iter(pauses), **how), end)

    @laws
    @given(starts_with_pauses, any_terms, calendars, st.integers(0, 50), st.integers(1, 50))
    def test_pauses_up_to_the_start_and_after_the_end_change_nothing(
        self, start_pauses, term, calendar, length, after
    ):
        start, pauses = start_pauses
        how = {"calendar": calendar}
        end = last_day(start, term, pauses=pauses, **how)
        outside = [
            Pause(start - timedelta(days=length), start),
            Pause(end + timedelta(days=after), end + timedelta(days=after + length)),
        ]
        self.assertEqual(last_day(start, term, pauses=[*pauses, *outside], **how), end)

    @laws
    @given(starts_with_pauses, any_terms, calendars)
    def test_no_term_ends_inside_a_pause(self, start_pauses, term, calendar):
        start, pauses = start_pauses
        end = last_day(start, term, pauses=pauses, calendar=calendar)
        self.assertTrue(end == start or end not in days_of(pauses))

    @laws
    @given(calendars, st.dates(date(2013, 1, 1), date(2026, 6, 1)), st.integers(0, 200))
    def test_a_calendar_is_kept_by_its_unlike_days(self, calendar, first, span):
        last = first + timedelta(days=span)
        unlike = calendar.unlike_the_plain_week(first, last)
        kept = periods.as_exceptions(unlike, first, last)
        self.assertEqual(
            kept,
            {
                day: calendar.is_working_day(day)
                for day in map(first.__add__, map(timedelta, range(span + 1)))
            },
        )

    @laws
    @given(starts_with_pauses, any_terms, calendars)
    def test_no_rolled_term_ends_inside_a_pause(self, start_pauses, term, calendar):
        start, pauses = start_pauses
        end = last_day(start, term, pauses=pauses, calendar=calendar)
        expected, paused = end, days_of(pauses)
        while not calendar.is_working_day(expected) or (
            expected > end and expected in paused and end != start
        ):
            expected += DAY
        self.assertEqual(
            last_day(start, term, roll="next_working_day", pauses=pauses, calendar=calendar), expected
        )

    @laws
    @given(starts_with_pauses, any_terms, calendars, st.integers(-30, 120), st.integers(0, 120))
    def test_an_open_pause_is_one_closed_today(self, start_pauses, term, calendar, opened, lasting):
        start, pauses = start_pauses
        how = {"calendar": calendar}
        first_on = start + timedelta(days=opened)
        as_of = first_on + timedelta(days=lasting)
        still_open = [*pauses, Pause(first_on, None)]
        self.assertEqual(
            last_day(start, term, pauses=still_open, as_of=as_of, **how),
            last_day(start, term, pauses=[*pauses, Pause(first_on, as_of)], **how),
        )
        # opened tomorrow, it has stopped nothing yet
        self.assertEqual(
            last_day(start, term, pauses=still_open, as_of=first_on - DAY, **how),
            last_day(start, term, pauses=pauses, **how),
        )

    @laws
    @given(starts_with_pauses)
    def test_union_has_the_same_days_in_order_and_apart(self, start_pauses):
        _, pauses = start_pauses
        merged = union(pauses)
        self.assertEqual(days_of(merged), days_of(pauses))
        for before, after in pairwise(merged):
            self.assertGreater(after.first_on, before.last_on + DAY)
        self.assertEqual(union(merged), merged)
        self.assertEqual(union(Pause(day, day) for day in days_of(pauses)), merged)

    @laws
    @given(starts_with_pauses)
    def test_gaps_are_the_days_between(self, start_pauses):
        _, pauses = start_pauses
        merged = union(pauses)
        between = gaps(pauses)
        self.assertEqual(len(between), max(0, len(merged) - 1))
        self.assertEqual(union([*merged, *between])[1:], ())
        self.assertFalse(days_of(between) & days_of(pauses))

    def test_union_of_open_pauses(self):
        closed, later = pause("2026-02-02", "2026-02-10"), pause("2026-03-02", "2026-03-05")
        self.assertEqual(union([pause("2026-02-11"), closed]), (pause("2026-02-02"),))
        self.assertEqual(union([later, pause("2026-02-12"), closed]), (closed, pause("2026-02-12")))
        until = on("2026-02-20")
        self.assertEqual(union([pause("2026-02-12")], until), (pause("2026-02-12", "2026-02-20"),))
        self.assertEqual(union([pause("2026-02-20")], until), (pause("2026-02-20", "2026-02-20"),))
        self.assertEqual(union([pause("2026-02-21")], until), ())
        self.assertEqual(union([later], until), (later,))
        self.assertEqual(union([]), ())
        self.assertEqual(gaps([]), ())


class TestDaysLeft(BaseCase):
    """How many days are left, or how late it is."""

    def test_examples(self):
        friday, saturday, monday = on("2026-03-13"), on("2026-03-14"), on("2026-03-16")
        # KZ419.5: working days from Friday over a weekend
        left = {"unit": "working_day", "calendar": KZ}
        self.assertEqual(days_left(monday, friday, **left), 1)
        self.assertEqual(days_left(monday, friday), 3)
        self.assertEqual(days_left(friday, monday, **left), -1)
        self.assertEqual(days_left(friday, monday), -3)
        # late is late, though no working day has gone by
        self.assertEqual(days_left(friday, saturday, **left), -1)
        # and a last day on a Sunday is not yet today on the Friday before
        self.assertEqual(days_left(on("2026-03-15"), friday, **left), 1)
        # Nauryz: from Friday 20 March the next working days are 26 and 27
        self.assertEqual(days_left(on("2026-03-27"), on("2026-03-20"), **left), 2)
        # a term in months or years runs out by days
        self.assertEqual(days_left(monday, friday, unit="month"), 3)
        self.assertEqual(days_left(monday, friday, unit="year"), 3)

    @laws
    @given(starts, st.integers(-4, 4) | st.integers(-300, 2000), calendars, st.sampled_from(periods.UNITS))
    def test_sign_and_mirror(self, end, distance, calendar, unit):
        today = end + timedelta(days=distance)
        left = days_left(end, today, unit=unit, calendar=calendar)
        self.assertEqual(left, -days_left(today, end, unit=unit, calendar=calendar))
        self.assertEqual((left > 0, left < 0), (end > today, end < today))
        self.assertEqual(days_left(end, end, unit=unit, calendar=calendar), 0)

    @laws
    @given(starts, counted_terms, calendars)
    def test_on_the_start_the_whole_term_is_left(self, start, term, calendar):
        end = last_day(start, term, calendar=calendar)
        self.assertEqual(days_left(end, start, unit=term.unit, calendar=calendar), term.length)

    @laws
    @given(starts, starts, st.integers(1, 60), calendars, st.sampled_from(periods.UNITS))
    def test_time_only_takes_away(self, end, today, later, calendar, unit):
        how = {"unit": unit, "calendar": calendar}
        self.assertLessEqual(
            days_left(end, today + timedelta(days=later), **how), days_left(end, today, **how)
        )


class TestWrongInput(BaseCase):
    """What cannot be answered is refused in a sentence, never answered wrongly."""

    def test_terms(self):
        for length in (-1, 1.5, "6", None, True):
            with self.assertRaisesRegex(ValueError, "length of a term is a whole number, zero or more"):
                Term(length)
        with self.assertRaisesRegex(ValueError, "unit is one of day, working_day, month, year, not 'week'"):
            Term(1, "week")

    def test_pauses(self):
        with self.assertRaisesRegex(ValueError, "cannot end on 2026-03-01, before it begins on 2026-03-02"):
            pause("2026-03-02", "2026-03-01")
        with self.assertRaisesRegex(ValueError, "first day of a pause is a date"):
            Pause(None, on("2026-03-01"))
        with self.assertRaisesRegex(ValueError, "last day of a pause is a date"):
            Pause(on("2026-03-01"), False)

    def test_choices(self):
        day = on("2026-03-02")
        with self.assertRaisesRegex(ValueError, "direction is one of after, before, not 'until'"):
            last_day(day, Term(1), direction="until")
        with self.assertRaisesRegex(ValueError, "roll is one of none, .*, not 'nearest'"):
            last_day(day, Term(1), roll="nearest", calendar=KZ)
        with self.assertRaisesRegex(ValueError, "unit is one of"):
            days_left(day, day, unit="week")

    def test_a_calendar_is_needed(self):
        day = on("2026-03-02")
        for how in (
            {"term": Term(5, "working_day")},
            {"term": Term(5), "roll": "next_working_day"},
            {"term": Term(5), "roll": "previous_working_day"},
            {"term": Term(5), "extensions": [Term(1, "working_day")]},
        ):
            with self.assertRaisesRegex(ValueError, "no calendar says which days those are"):
                last_day(day, **how)
        with self.assertRaisesRegex(ValueError, "no calendar says which days those are"):
            days_left(day, day, unit="working_day")

    def test_an_open_pause_needs_a_day_to_count_to(self):
        with self.assertRaisesRegex(ValueError, "still open, and no as_of"):
            last_day(on("2026-03-02"), Term(5), pauses=[pause("2026-03-03")])

    def test_a_notice_before_a_planned_day_is_not_paused(self):
        for paused in (pause("2026-02-03"), pause("2026-02-03", "2026-02-04")):
            with self.assertRaisesRegex(ValueError, "cannot be paused: its whole length is owed"):
                last_day(on("2026-03-02"), Term(30), direction="before", pauses=[paused])

    def test_moments_are_refused(self):
        moment = datetime(2026, 3, 1, 22, 30)  # noqa: DTZ001 - as Odoo keeps them: already 2 March in Astana
        day = on("2026-03-02")
        for call in (
            lambda: last_day(moment, Term(5)),
            lambda: last_day(day, Term(5), as_of=moment),
            lambda: days_left(day, moment),
            lambda: days_left(moment, day),
            lambda: days_left(None, day),
            lambda: KZ.is_working_day(moment),
            lambda: KZ.next_working_day(moment),
            lambda: KZ.add_working_days(moment, 3),
            lambda: WorkCalendar("KZ", {moment: True}),
            lambda: Pause(moment, None),
        ):
            with self.assertRaisesRegex(ValueError, "is a date without a time, not"):
                call()

    def test_days_out_of_reach(self):
        for call in (
            lambda: last_day(on("1949-12-31"), Term(5)),
            lambda: last_day(on("2101-01-01"), Term(5)),
            lambda: last_day(on("2100-12-31"), Term(1)),
            lambda: last_day(on("1950-01-01"), Term(1), direction="before"),
            lambda: last_day(on("2026-01-01"), Term(10**30)),
            lambda: last_day(on("2026-01-01"), Term(10**30, "month")),
            lambda: last_day(on("2026-01-01"), Term(10**30, "year"), direction="before"),
            lambda: last_day(on("2026-01-01"), Term(10**30, "working_day"), calendar=PLAIN),
            lambda: last_day(on("2100-12-01"), Term(30), pauses=[pause("2100-12-05", "2100-12-09")]),
            lambda: days_left(on("2101-01-01"), on("2026-01-01")),
            lambda: PLAIN.is_working_day(on("2101-01-01")),
            lambda: pause("1949-12-31", "1950-01-05"),
            lambda: pause("2026-01-01", "2101-01-01"),
        ):
            with self.assertRaisesRegex(ValueError, "outside"):
                call()
        self.assertEqual(last_day(on("2100-12-01"), Term(30)), on("2100-12-31"))

    def test_countries(self):
        # a false value is what an empty field would give, a class name what the library itself would take
        for country in ("XX", "kz", "KAZ", "", False, "HolidayBase", "XNYS"):
            with self.assertRaisesRegex(ValueError, "no working-day calendar for the country code"):
                WorkCalendar(country)
        for working in (None, 1, "yes"):
            with self.assertRaisesRegex(ValueError, "is True .working. or False .off."):
                WorkCalendar("KZ", {on("2026-05-08"): working})


class TestSpeed(BaseCase):
    """Screens ask for many deadlines at once, near and far."""

    def test_a_thousand_working_days_are_quick(self):
        KZ.add_working_days(on("2024-01-01"), 1000)  # the years are worked out once
        began = perf_counter()
        for n in range(1000):
            KZ.add_working_days(on("2024-01-01"), n)
        self.assertLess(perf_counter() - began, 1)  # about 5 ms here; walking day by day takes over a second

    def test_a_far_day_needs_its_own_year_only(self):
        with patch.object(periods, "_working_ordinals", wraps=periods._working_ordinals) as asked:
            WorkCalendar("KZ").is_working_day(on("2070-05-05"))
        self.assertEqual(asked.call_count, 1)

    def test_calendars_share_their_years(self):
        WorkCalendar("KZ").is_working_day(on("2026-05-05"))
        with patch.object(holidays, "country_holidays", side_effect=AssertionError("worked out again")):
            self.assertTrue(WorkCalendar("KZ", {on("2026-05-09"): True}).is_working_day(on("2026-05-09")))
