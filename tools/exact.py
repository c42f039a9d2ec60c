"""Sums and limits to the last digit: amounts and weights as decimal numbers, never rounded."""

from decimal import Decimal

CENTS = Decimal("0.01")


def number(value):
    """Return ``value`` as the decimal number that it is read as: 40.004, not 40.00399999…"""
    return value if isinstance(value, Decimal) else Decimal(repr(value or 0))


def total(values):
    """Return the exact sum of ``values``, as a decimal number."""
    return sum(map(number, values), Decimal(0))


def exceeds(value, limit, percent=0):
    """Tell whether ``value`` is more than ``limit`` and ``percent`` of it; what is equal is not."""
    return number(value) * 100 > number(limit) * (100 + number(percent))


def amount(value, limit):
    """Return ``value`` in words: two decimals, and all of them where it would read like the ``limit``."""
    value, limit = number(value), number(limit)
    rounded = value.quantize(CENTS)
    if rounded == limit.quantize(CENTS) and value != limit:
        return f"{value.normalize():f}"
    return f"{rounded:f}"
