"""Amounts of money as letters write them, and their sums in each currency."""

from decimal import Decimal

from ...tools.dates import NO_BREAK_SPACE


def amount(value, currency, language):
    """Return an amount as the language writes it: 1,234.50 EUR or 1 234,50 EUR.

    ``currency`` is the record of the currency, which says how many decimal places it has.
    """
    text = f"{Decimal(str(value)):,.{currency.decimal_places}f}"
    if language == "ru":
        text = text.replace(",", NO_BREAK_SPACE).replace(".", ",")
    return f"{text}{NO_BREAK_SPACE}{currency.name}"


def totals(amounts, language):
    """Return the sum of ``amounts``, pairs of (value, currency), in each currency by itself.

    Empty where a value is None: what is not known is not added up.
    """
    sums = {}
    for value, currency in amounts:
        if value is None:
            return ""
        sums[currency] = sums.get(currency, Decimal(0)) + _exact(value, currency)
    parts = (amount(sums[currency], currency, language) for currency in sorted(sums, key=lambda c: c.name))
    return "; ".join(parts)


def _exact(value, currency):
    """Return the value with the decimal places of its currency: floats are not added up."""
    return Decimal(f"{value:.{currency.decimal_places}f}")
