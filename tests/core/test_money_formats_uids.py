"""Money, formats and identities."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core import formats, locales, money, uids
from itdesk.core.dates import order_of, parse_date

amounts = st.decimals(Decimal(-1_000_000), Decimal(1_000_000), places=4)
currencies = st.sampled_from(["GBP", "JPY", "KWD", "EUR"])


def test_known_currencies_have_their_iso_digits():
    assert {code: get_currency_precision(code) for code in money._DIGITS} == money._DIGITS
    assert (money.digits("KWD"), money.is_currency("KWD"), money.is_currency("XYZ")) == (3, True, False)


@given(amounts, st.integers(1, 60), currencies)
def test_split_loses_nothing(amount, parts, currency):
    shares = money.split(amount, parts, currency)
    assert sum(shares) == money.rounded(amount, currency)
    assert max(shares) - min(shares) <= money.unit(currency)


@given(amounts, st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=20).filter(sum), currencies)
def test_split_by_weights_is_within_a_unit_of_the_share(amount, weights, currency):
    shares = money.split_by(amount, weights, currency)
    whole = money.rounded(amount, currency)
    assert sum(shares) == whole
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - whole * weight / sum(weights)) < money.unit(currency)


def test_split_refuses_weights_without_a_sum():
    with pytest.raises(ValueError, match="not all zero"):
        money.split_by(Decimal(1), [Decimal(0)], "GBP")


def test_annual_follows_the_period():
    assert money.annual(Decimal("9.99"), money.Period.MONTH, "GBP") == Decimal("119.88")
    assert money.annual(Decimal(100), money.Period.THREE_YEARS, "GBP") == Decimal("33.33")
    assert money.monthly(Decimal(100), "year", "GBP") == Decimal("8.33")
    assert set(money.MONTHS) == set(money.Period)


def test_known_locales_agree_with_babel():
    for tag, known in locales._KNOWN.items():
        read = locales._from_babel(tag)
        for name in ("decimal", "group", "order", "date", "day", "long_date", "months", "long_months", "weekdays",
                     "long_weekdays", "currency_first", "currency_space", "secondary"):  # fmt: skip
            assert getattr(known, name) == getattr(read, name), (tag, name)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (formats.format_date(date(2026, 12, 28)), "28 Dec 2026"),
        (formats.format_date(date(2026, 12, 28), "en_US"), "Dec 28, 2026"),
        (formats.format_date(date(2026, 12, 28), "de_DE"), "28. Dez. 2026"),
        (formats.format_date(date(2026, 12, 28), "ja_JP"), "2026年12月28日"),
        (formats.format_date(None), ""),
        (formats.format_long_date(date(2026, 12, 28)), "Monday, 28 December 2026"),
        (formats.format_money(Decimal(1234), "GBP"), "£1,234"),
        (formats.format_money(Decimal("1234.5"), "GBP"), "£1,234.50"),
        (formats.format_money(Decimal(1234), "GBP", exact=True), "£1,234.00"),
        (formats.format_money(Decimal("-12.505"), "GBP"), "−£12.50"),
        (formats.format_money(Decimal("1234.5"), "EUR", "de_DE"), "1.234,50\u00a0€"),
        (formats.format_money(Decimal("1234.4"), "JPY", "en_GB"), "JP¥1,234"),
        (formats.format_money(Decimal(5), "USD"), "US$5"),
        (formats.format_money(Decimal(5), "CHF"), "CHF\u00a05"),
        (formats.format_money(Decimal("-0.001"), "GBP"), "£0"),
        (formats.format_money(Decimal(5), ""), "5"),
        (formats.format_number(-1234567), "−1,234,567"),
        (formats.format_number(Decimal("1234567.50"), "en_IN"), "12,34,567.5"),
        (formats.format_number(Decimal("0.125"), places=2), "0.12"),
        (formats.format_number(Decimal("1E+3")), "1,000"),
        (formats.format_duration(150), "2 h 30 min"),
        (formats.format_duration(42, clock=True), "0:42"),
        (formats.format_duration(-60), "−1 h"),
        (formats.format_size(820), "820 bytes"),
        (formats.format_size(1_234_567), "1.2\u00a0MB"),
        (formats.format_size(999_999), "1.0\u00a0MB"),
        (formats.format_size(14_300), "14\u00a0kB"),
    ],
)
def test_formats(shown, text):
    assert shown == text


def test_format_when_grows_coarser_with_distance():
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def shown(**back: int) -> str:
        return formats.format_when(now - timedelta(**back), now=now, zone="Europe/London")

    assert shown(hours=2, minutes=48) == "09:12"
    assert shown(days=1) == "Yesterday"
    assert shown(days=-1) == "Tomorrow"
    assert shown(days=4) == "Tue"
    assert shown(days=7) == "14 Nov"
    assert shown(days=400) == "17 Oct 2025"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["en_GB", "en_US", "de_DE", "sv_SE", "fr_FR"]))
def test_shown_dates_can_be_typed_again(day, locale):
    for shown in (formats.format_typed_date(day, locale), formats.format_date(day, "en_GB")):
        assert parse_date(shown, today=date(2026, 11, 21), order=order_of(locale)) == day


def test_uids_rise_and_are_version_seven():
    made = [uids.new_uid() for _ in range(5000)] + uids.new_uids(10_000) + [uids.new_uid() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(uuid.UUID(uid).version == 7 and uuid.UUID(uid).variant == uuid.RFC_4122 for uid in made)
    assert abs(uids.made_at(made[0]) - datetime.now(UTC).timestamp()) < 60


def test_receipt_codes_are_read_however_they_are_typed():
    code = uids.receipt_code()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    assert uids.read_receipt_code(f" {code.lower().replace('-', ' ')} ") == code
    assert uids.read_receipt_code("0000-0000") == ""
