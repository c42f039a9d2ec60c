"""Days from outside are days, or are refused: none is cut out of a moment."""

from datetime import date, datetime, timezone

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...tools.import_values import Reader, UnreadableError
from ...tools.inputs import as_given_day, given_day
from ..common.cases import CustomsCase

WRONG = (
    "2025-03-20T19:30:00Z",
    "2025-03-20T19:30:00+05:00",
    "2025-03-20 19:30:00",
    "2025-03-20xyz",
    "20250320",
    "2025-3-20",
    "2025-02-30",
    "٢٠٢٥-٠٣-٢٠",
    "soon",
    20250320,
    True,
    1.5,
    ["2025-03-20"],
    datetime(2025, 3, 20, 19, 30),  # noqa: DTZ001 (without a zone it is refused as well)
    datetime(2025, 3, 20, tzinfo=timezone.utc),
)


@tagged("post_install", "-at_install")
class TestGivenDays(CustomsCase):
    """RSD20: time limits are counted from days, and a moment falls on another day in each time zone."""

    def test_days(self):
        """RSD20: a date and YYYY-MM-DD are that day; nothing is none."""
        day = date(2025, 3, 20)
        for value in (day, "2025-03-20", " 2025-03-20\n"):
            self.assertEqual(given_day(self.env, value), day)
        for nothing in (None, False, ""):
            self.assertIs(given_day(self.env, nothing), False)

    def test_what_is_no_day(self):
        """RSD20: anything else gets a sentence."""
        for value in WRONG:
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "is not a date"):
                given_day(self.env, value)

    @given(st.dates(), st.text(min_size=1))
    def test_nothing_is_cut(self, day, more):
        """RSD20: a day with anything behind it is no day."""
        text = f"{day.isoformat()}{more}"
        if text.strip() == day.isoformat():
            self.assertEqual(as_given_day(text), day)
        else:
            self.assertRaises(ValueError, as_given_day, text)

    def test_facts(self):
        """RSD20: a fact recorded over a remote call is that of a day, and so is the date of its document."""
        visit = self.sent_visit(days=-30).with_user(self.officer)
        for wrong in ("2025-03-20T19:30:00Z", "2025-03-20xyz"):
            with self.refused("is not a date"):
                visit.record_fact("consent_received_on", wrong, reference="RS-1")
            with self.refused("is not a date"):
                visit.record_fact("consent_received_on", self.day(-1), reference="RS-1", dated_on=wrong)
        self.assertFalse(visit.consent_received_on)

    def test_may_grant(self):
        """RSD20: the clearance system asks for a day."""
        declarations = self.env["customs.declaration"]
        self.assertTrue(declarations._is_day("2025-03-20"))
        for wrong in ("2025-03-20T19:30:00Z", "2025-03-20xyz", 7):
            self.assertFalse(declarations._is_day(wrong))

    def test_imports(self):
        """RSD20: a cell of an import with a time zone is no day."""
        reader = Reader()
        self.assertEqual(reader.date("2025-03-20"), date(2025, 3, 20))
        for wrong in ("2025-03-20T19:30:00Z", "2025-03-20xyz", WRONG[-1]):
            self.assertRaises(UnreadableError, reader.date, wrong)
