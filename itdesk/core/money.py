"""Sums of money: how many digits a currency has, rounding, splitting without loss, what something costs a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from itdesk.core.choices import Choice
from itdesk.core.texts import N_

# ISO 4217 minor units of the commonest currencies, so that a start needs no Babel; a test compares them with it.
_DIGITS = {"GBP": 2, "EUR": 2, "USD": 2, "CHF": 2, "JPY": 0, "SEK": 2, "NOK": 2, "DKK": 2, "PLN": 2, "CAD": 2, "AUD": 2}


class Period(Choice):
    """How often something is paid."""

    MONTH = "month", N_("Monthly")
    QUARTER = "quarter", N_("Quarterly")
    HALF_YEAR = "half_year", N_("Half-yearly")
    YEAR = "year", N_("Yearly")
    TWO_YEARS = "two_years", N_("Every two years")
    THREE_YEARS = "three_years", N_("Every three years")
    FIVE_YEARS = "five_years", N_("Every five years")


MONTHS: Mapping[str, int] = {
    Period.MONTH: 1,
    Period.QUARTER: 3,
    Period.HALF_YEAR: 6,
    Period.YEAR: 12,
    Period.TWO_YEARS: 24,
    Period.THREE_YEARS: 36,
    Period.FIVE_YEARS: 60,
}


@lru_cache(maxsize=256)
def digits(currency: str) -> int:
    """How many decimal places the currency has (ISO 4217 as in CLDR); two for an unknown code."""
    if currency in _DIGITS:
        return _DIGITS[currency]
    from babel.numbers import get_currency_precision  # 25 ms that the commonest currencies save at the start

    return int(get_currency_precision(currency))


@lru_cache(maxsize=512)
def is_currency(code: str) -> bool:
    """Whether code is a currency of ISO 4217."""
    if code in _DIGITS:
        return True
    from babel.numbers import is_currency as known

    return bool(known(code))


def unit(currency: str) -> Decimal:
    """The smallest sum: 0.01 for pounds, 1 for yen."""
    return Decimal(1).scaleb(-digits(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole smallest units, halves to the even one."""
    return amount.quantize(unit(currency), ROUND_HALF_EVEN)


def split(amount: Decimal, parts: int, currency: str) -> tuple[Decimal, ...]:
    """Parts that differ by at most one smallest unit, larger ones first, and sum to the rounded amount exactly."""
    return split_by(amount, (Decimal(1),) * parts, currency)


def split_by(amount: Decimal, weights: Sequence[Decimal], currency: str) -> tuple[Decimal, ...]:
    """Parts in proportion to the weights that sum to the rounded amount exactly.

    What rounding down leaves goes, a unit each, to the parts with the largest remainders, earlier ones first.
    """
    total = sum(weights, Decimal(0))
    if not weights or total <= 0 or min(weights) < 0:
        raise ValueError("a sum is split over weights that are not negative and not all zero")
    step = unit(currency)
    units = int(abs(rounded(amount, currency)) / step)
    shares = [Decimal(units) * weight / total for weight in weights]
    whole = [int(share.to_integral_value(ROUND_FLOOR)) for share in shares]
    by_remainder = sorted(range(len(weights)), key=lambda place: (whole[place] - shares[place], place))
    for place in by_remainder[: units - sum(whole)]:
        whole[place] += 1
    sign = -1 if amount < 0 else 1
    return tuple(sign * count * step for count in whole)


def annual(amount: Decimal, period: str, currency: str) -> Decimal:
    """What a payment of amount every period costs in a year, rounded to the smallest unit."""
    return rounded(amount * 12 / MONTHS[period], currency)


def monthly(amount: Decimal, period: str, currency: str) -> Decimal:
    """What a payment of amount every period costs in a month, rounded to the smallest unit."""
    return rounded(amount / MONTHS[period], currency)
