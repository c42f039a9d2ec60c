"""Sums and limits to the last digit (RS12.5, RS13.1, RS14.1)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools import exact


class TestExact(BaseCase):
    def test_a_sum_is_that_of_its_decimals(self):
        """RS14.1: what one reads is added up, not what a computer holds of it."""
        self.assertEqual(exact.total([40.004] * 5), Decimal("200.02"))
        self.assertEqual(exact.total([0.1] * 3), Decimal("0.3"))
        self.assertEqual(exact.total([]), 0)

    def test_the_limit_itself_is_not_over(self):
        """RS12.5, RS13.3: 1.197 kg are 1.14 kg and 5 %; a gram more is over."""
        self.assertFalse(exact.exceeds(1.197, 1.14, 5.0))
        self.assertTrue(exact.exceeds(1.198, 1.14, 5.0))
        self.assertFalse(exact.exceeds(exact.total([66.67, 66.67, 66.66]), 200))
        self.assertTrue(exact.exceeds(200.004, 200.0))

    def test_amounts_show_why(self):
        """RS13.1: an amount is not written like the limit that it is over."""
        self.assertEqual(exact.amount(5000.002, 5000.0), "5000.002")
        self.assertEqual(exact.amount(5000.0, 5000.0), "5000.00")
        self.assertEqual(exact.amount(6250.1234, 5000.0), "6250.12")

    @given(st.lists(st.integers(0, 10**12), max_size=30), st.integers(0, 10**12))
    def test_against_whole_numbers(self, cents, limit):
        """RS14.1: in whole hundredths of a cent, over is over."""
        value = exact.total(number / 10**4 for number in cents)
        self.assertEqual(exact.exceeds(value, limit / 10**4), sum(cents) > limit)
