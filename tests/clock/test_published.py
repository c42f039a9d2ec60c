"""Until when calendars are published: last days beyond are provisional, on screens, lists and register."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ...tools import periods
from ..common.deadline import ClockCase

UNTIL = date(2025, 2, 16)


class TestPublishedByTheLibrary(BaseCase):
    """KZ6: what can be told from the library."""

    def setUp(self):
        super().setUp()
        periods.published_until.cache_clear()
        self.addCleanup(periods.published_until.cache_clear)

    def _until(self, acts, estimated=()):
        with (
            patch.object(periods, "_years_of_acts", return_value=set(acts)),
            patch.object(periods, "_estimated_years", return_value=list(estimated)),
        ):
            periods.published_until.cache_clear()
            return periods.published_until("KZ")

    def test_acts_of_each_year(self):
        """KZ6: where each year has its act, the last one is the limit; where acts are rare, none is told."""
        self.assertEqual(self._until(range(2010, 2027)), date(2026, 12, 31))
        self.assertIsNone(self._until((2011, 2012, 2022, 2023)))
        self.assertIsNone(self._until(()))

    def test_estimated_holidays(self):
        """KZ6: a year with an estimated holiday is not published; the earlier limit counts."""
        self.assertEqual(self._until((), [2027]), date(2026, 12, 31))
        self.assertEqual(self._until(range(2010, 2026), [2027]), date(2025, 12, 31))

    def test_of_the_library(self):
        """KZ6: Kazakhstan has its acts year by year, Serbia no transfers; the plain week has no limit."""
        self.assertIsInstance(periods.published_until("KZ"), date)
        self.assertIsNone(periods.published_until("RS"))
        with self.assertRaises(ValueError):
            periods.published_until("ZZ")


@tagged("post_install", "-at_install")
class TestProvisional(ClockCase):
    """In force from the entry of an administrator on, derived for each running deadline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule(code="T-D")
        cls.rule(code="T-W", unit="working_day")
        cls.rule(code="T-R", roll="next_working_day")
        cls.case = cls.sent_on(date(2025, 2, 3))
        cls.days, cls.working, cls.rolled = (cls.clock(cls.case, code) for code in ("T-D", "T-W", "T-R"))
        cls.publications = cls.env["customs.calendar.publication"]
        for country in cls.kz | cls.rs:
            cls.publications.create(
                {"country_id": country.id, "published_until": "2030-12-31", "source": "Act of the test"}
            )

    def _published(self, day, country=None):
        publication = self.publications.search([("country_id", "=", (country or self.kz).id)])
        publication.with_user(self.administrator).write({"published_until": day, "source": "Other act"})

    def _provisional(self):
        rows = self.days | self.working | self.rolled
        found = rows.search([("id", "in", rows.ids), ("is_provisional", "=", True)])
        self.assertEqual(found, rows.filtered("is_provisional").sorted())
        others = rows.search([("id", "in", rows.ids), ("is_provisional", "=", False)])
        self.assertEqual(others, (rows - found).sorted())
        return found

    def test_beyond(self):
        """KZ6: last days beyond are provisional where working days count or the end moves to one."""
        self.assertFalse(self._provisional())
        self._published(UNTIL)
        self.assertEqual(self.working.due_on, date(2025, 2, 17))
        self.assertEqual(self._provisional(), self.working)
        self._published(date(2025, 2, 12))
        self.assertEqual(self._provisional(), self.working | self.rolled)
        self._published(date(2025, 2, 17))
        self.assertFalse(self._provisional())
        self._published(UNTIL, self.rs)
        self.assertFalse(self._provisional(), "another country's calendar")

    def test_only_while_it_runs(self):
        """KZ6: what was met was counted; it is provisional no more."""
        self._published(UNTIL)
        self.record(self.case, "withdrawn_on", -1, user=self.supervisor)
        self.assertFalse(self._provisional())

    def test_strip_and_register(self):
        """KZ6: the clock strip and the register say it."""
        self._published(UNTIL)
        steps = {step["code"]: step["provisional"] for step in self.case.clock_strip}
        self.assertEqual((steps["T-W"], steps["T-D"]), (True, False))

    def test_entry_goes_first(self):
        """KZ6: an administrator's entry goes before what the library tells."""
        self.assertEqual(self.publications._until(self.kz), date(2030, 12, 31))
        france = self.env.ref("base.fr")
        self.assertEqual(self.publications._until(france), self.publications._by_library(france))
        entry = self.publications.search([("country_id", "=", self.kz.id)])
        self.assertEqual(entry.library_until, periods.published_until("KZ"))
        with self.assertRaises(AccessError):
            entry.with_user(self.supervisor).published_until = UNTIL
